"""The timeline as a picture that keeps itself up to date: it takes values and draws them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from dubbench.domain.span import Span
from dubbench.gui import timecode
from dubbench.gui.painting import painting
from dubbench.gui.timeline import described, gestures, overlay, painter
from dubbench.gui.timeline.geometry import Lanes, View
from dubbench.gui.timeline.gestures import Hit, Preview
from dubbench.gui.timeline.kept import Kept
from dubbench.gui.timeline.look import Look
from dubbench.gui.timeline.scene import SOCIAL, Scene
from dubbench.gui.values import Limits, Row, Timed
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.gui.timeline.wave import PeaksOf

ZOOM_STEP = 1.25
FEW = 8
RESTYLED = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.LanguageChange}


class Canvas(QWidget):
    """Shows one episode; everything but the playhead and a drag is drawn once and kept."""

    view_changed = Signal(object)  # View

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._shots: tuple[int, ...] = ()
        self._duration_ms = 0
        self._limits = SOCIAL
        self._scene = Scene()
        self._peaks: PeaksOf | None = None
        self._cues: tuple[Timed, ...] | None = None
        self._gain = 1.0
        self._language = ""
        self._rate = timecode.FILM
        self._current, self._chosen = "", frozenset[str]()
        self._playhead_ms = 0
        self._view = View()
        self._look: Look | None = None
        self._kept = Kept()
        self._preview, self._words = Preview(), ""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these lines, in any order."""
        before, self._rows = self._scene, tuple(rows)
        scene = Scene.of(self._rows, self._shots, self._duration_ms, self._limits)
        changed = before.changed_in(scene)
        if changed is None:
            self._arrange()
            return
        self._scene = scene
        self._tear(*(rows[one] for one in changed for rows in (before.rows, scene.rows)))
        self._describe()

    def set_episode(self, duration_ms: int, shots: Sequence[int], rate: Fraction = timecode.FILM) -> None:
        """Show an episode of this length with its cuts in milliseconds; `rate` is frames a second."""
        self._duration_ms, self._shots, self._rate = duration_ms, tuple(shots), rate
        self._arrange()

    def set_cues(self, cues: Sequence[Timed]) -> None:
        """Judge reading speeds by these cues, in time order, and no more by the lines as they are spoken."""
        if self._cues != tuple(cues):
            self._cues = tuple(cues)
            self._stale()

    def set_limits(self, limits: Limits) -> None:
        """Judge reading speeds by what the destination allows."""
        self._limits = limits
        self._arrange()

    def set_peaks(self, peaks: PeaksOf | None) -> None:
        """Draw the waveform from this function (from ms, to ms, columns); none draws a plain line."""
        self._peaks = peaks
        if peaks is not None and self._duration_ms:
            from dubbench.gui.timeline.wave import gain_of

            self._gain = gain_of(peaks(0, self._duration_ms, 2_000))
        self._stale()

    def set_language(self, language: str) -> None:
        """Write the targets in the fonts and direction of this language (BCP 47)."""
        self._language, self._look = language, None
        self._stale()

    def set_current(self, line_id: str, chosen: frozenset[str] = frozenset()) -> None:
        """Mark the current line and all that are chosen, and bring the current one into view."""
        if (line_id, chosen) == (self._current, self._chosen):
            return
        others = {self._current, line_id} | (self._chosen ^ chosen)
        self._current, self._chosen = line_id, chosen
        if row := self._scene.row(line_id):
            self.set_view(self._view.showing(Span(row.start_ms, row.end_ms)))
        self._describe()
        seen = self._scene.between(self._view.start_ms, self._view.end_ms)
        self._tear(*(row for row in self._scene.rows[seen.start : seen.stop] if row.line_id in others))

    def set_playhead(self, at_ms: int, follow: bool = False) -> None:
        """Move the playhead; `follow` turns the page where it leaves the view, unless one has scrolled away from it."""
        old, self._playhead_ms = self._playhead_ms, at_ms
        if follow and self._view.turned_to(old) is self._view:
            self.set_view(self._view.turned_to(at_ms))
        for each in (old, at_ms):
            x = round(self._view.x(each)) + self.look.labels
            self.update(QRect(x - overlay.PLAYHEAD_PX, 0, 2 * overlay.PLAYHEAD_PX + 1, self.height()))
        if not follow:
            self._describe()

    def reveal(self) -> None:
        """Bring the playhead into view, as after a jump or when playing begins."""
        self.set_view(self._view.turned_to(self._playhead_ms))

    def set_view(self, view: View) -> None:
        """Show another part of the episode."""
        settled = replace(view, width=self._width(), duration_ms=self._scene.duration_ms).settled()
        if settled != self._view:
            self._view = settled
            self._stale()
            self.view_changed.emit(settled)

    @property
    def view(self) -> View:
        return self._view

    @property
    def scene(self) -> Scene:
        return self._scene

    @property
    def playhead_ms(self) -> int:
        return self._playhead_ms

    @property
    def current(self) -> Row | None:
        return self._scene.row(self._current)

    @property
    def rate(self) -> Fraction:
        return self._rate

    @property
    def look(self) -> Look:
        if self._look is None:
            self._look = Look(self._language)
        return self._look

    @property
    def lanes(self) -> Lanes:
        return Lanes.fitting(self.height(), self._scene.depth, self.look.scale)

    def zoom_in(self) -> None:
        """Come nearer, around the playhead where it is in view."""
        self.set_view(self._view.zoomed(ZOOM_STEP**2, self._anchor()))

    def zoom_out(self) -> None:
        """Go farther, around the playhead where it is in view."""
        self.set_view(self._view.zoomed(ZOOM_STEP**-2, self._anchor()))

    def zoom_fit(self) -> None:
        """Show the whole episode."""
        self.set_view(self._view.all_of_it())

    def _anchor(self) -> float:
        x = self._view.x(self._playhead_ms)
        return x if 0 <= x <= self._view.width else self._view.width / 2

    def draw(self, canvas: QPainter, size: QSize, shapes: bool = False) -> None:
        """Draw what is in view on another canvas, for pictures; `shapes` where it takes no pixels."""
        view = replace(self._view, width=size.width() - self.look.labels).settled()
        lanes = Lanes.fitting(size.height(), self._scene.depth, self.look.scale)
        painter.draw(canvas, replace(self._drawing(), view=view, lanes=lanes, shapes=shapes))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        drawing = self._drawing()
        kept = self._kept.picture(drawing, self.size())
        with painting(self) as canvas:
            canvas.drawPixmap(0, 0, kept)
            canvas.setRenderHint(QPainter.RenderHint.Antialiasing)
            overlay.draw_preview(canvas, drawing, self._preview, self._words)
            overlay.draw_playhead(canvas, drawing, self._playhead_ms)
            if self.hasFocus():
                overlay.draw_focus(canvas, self.look, self.width(), self.height())

    def _drawing(self) -> painter.Drawing:
        return painter.Drawing(
            look=self.look,
            scene=self._scene,
            view=self._view,
            lanes=self.lanes,
            peaks=self._peaks,
            cues=self._cues,
            gain=self._gain,
            current=self._current,
            chosen=self._chosen,
            ratio=self.devicePixelRatio(),
        )

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.look.px(900), self.look.px(210))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.look.px(240), self.look.px(150))

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._resettle()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in RESTYLED:
            self._look = None
            self._resettle()
            self._describe()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self._under(QPointF(event.pos())).row
            QToolTip.showText(event.globalPos(), described.hint(row) if row else "", self)
            return True
        return super().event(event)

    def _arrange(self) -> None:
        self._scene = Scene.of(self._rows, self._shots, self._duration_ms, self._limits)
        self._resettle()
        self._describe()

    def _resettle(self) -> None:
        """Keep the view sound for a new width, length or look."""
        self._kept.forget()
        self.set_view(self._view)
        self.update()

    def _width(self) -> int:
        return max(1, self.width() - self.look.labels)

    def _stale(self) -> None:
        self._kept.forget()
        self.update()

    def _tear(self, *rows: Row) -> None:
        """Draw these lines anew, as all others are as they were; many take longer one by one than all at once."""
        if len(rows) > FEW:
            self._kept.tear_all()
            self.update()
            return
        drawing = self._drawing()
        for row in rows:
            part = painter.covered(row, drawing)
            self._kept.tear(part)
            self.update(part)

    def _describe(self) -> None:
        self.setAccessibleName(tr("Timeline"))
        self.setAccessibleDescription(described.timeline(self._scene, self._current, self._playhead_ms))
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _under(self, point: QPointF) -> Hit:
        return gestures.hit(self._scene, self._view, self.lanes, point.x() - self.look.labels, point.y())

    def _show_preview(self, preview: Preview, row: Row | None) -> None:
        self._preview, self._words = preview, described.preview(row, preview)
        self.update()
