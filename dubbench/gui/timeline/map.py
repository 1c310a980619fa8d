"""The whole episode in a narrow strip: how far each line is, where the flags are, which part the timeline shows."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dubbench.gui import marks, theme
from dubbench.gui.painting import painting
from dubbench.gui.timeline.canvas import RESTYLED
from dubbench.gui.timeline.geometry import View
from dubbench.gui.timeline.gestures import DRAG_PX
from dubbench.gui.timeline.scene import Scene
from dubbench.gui.values import Row, Shown
from dubbench.i18n import ntr, tr

HEIGHT = 26
FLAG_PX = 7

_REACHED: dict[Shown, float] = {
    Shown.EMPTY: 0.12,
    Shown.DRAFT: 0.3,
    Shown.SENT_BACK: 0.3,
    Shown.STALE: 0.45,
    Shown.EDITED: 0.55,
    Shown.CONFIRMED: 0.75,
    Shown.REVIEWED: 0.9,
    Shown.APPROVED: 1.0,
}
"""How high a line's bar is, a part of the strip: progress is seen without telling colours apart."""


class EpisodeMap(QWidget):
    """Shows an episode from end to end; a drag moves what the timeline shows, a click seeks."""

    view_asked = Signal(object)  # View, for Timeline.set_view
    seek_asked = Signal(int)  # milliseconds

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = Scene()
        self._view = View()
        self._playhead_ms = 0
        self._pressed: float | None = None
        self._dragging = False
        self._base: QPixmap | None = None
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_scene(self, scene: Scene) -> None:
        """Show the lines and cuts of a timeline."""
        self._scene, self._base = scene, None
        self._describe()
        self.update()

    def set_view(self, view: View) -> None:
        """Frame what the timeline shows."""
        self._view = view
        self.update()

    def set_playhead(self, at_ms: int) -> None:
        """Move the playhead; nothing is drawn where it would not be seen to move."""
        moved = round(self._x(at_ms)) != round(self._x(self._playhead_ms))
        self._playhead_ms = at_ms
        if moved:
            self.update()

    def draw(self, canvas: QPainter, size: QSize, _shapes: bool = False) -> None:
        """Draw lines, cuts and flags in a size."""
        look, width, height = theme.tokens(), size.width(), size.height()
        canvas.fillRect(0, 0, width, height, theme.colour("surface"))
        scale = width / max(1, self._scene.duration_ms)
        canvas.setPen(QPen(theme.mix(look.surface, look.shot, 55), 1))
        for at_ms in self._scene.shots:
            canvas.drawLine(QPointF(at_ms * scale, height * 0.7), QPointF(at_ms * scale, height))
        top = theme.px(FLAG_PX)
        for row in self._scene.rows:
            left, right = row.start_ms * scale, row.end_ms * scale
            reached = (height - top) * _REACHED[row.state]
            box = QRectF(left, height - reached, max(1.0, right - left - 0.5), reached)
            canvas.fillRect(box, theme.colour(marks.STATE_COLOURS[row.state]))
            if _wants_eyes(row):
                _mark(canvas, (left + right) / 2, theme.px(FLAG_PX))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        if self._base is None:
            ratio = self.devicePixelRatio()
            self._base = QPixmap(self.size() * ratio)
            self._base.setDevicePixelRatio(ratio)
            with painting(self._base) as base:
                base.setRenderHint(QPainter.RenderHint.Antialiasing)
                self.draw(base, self.size())
        with painting(self) as canvas:
            canvas.drawPixmap(0, 0, self._base)
            left, right = self._x(self._view.start_ms), self._x(min(self._view.end_ms, self._scene.duration_ms))
            frame = theme.colour("accent" if self.hasFocus() else "soft")
            canvas.setPen(QPen(frame, 2 if self.hasFocus() else 1))
            frame.setAlpha(36)
            canvas.setBrush(frame)
            canvas.drawRect(QRectF(left + 0.5, 0.5, max(4.0, right - left - 1), self.height() - 1))
            canvas.fillRect(QRectF(self._x(self._playhead_ms) - 1, 0, 2, self.height()), theme.colour("playhead"))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragging = event.position().x(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pressed is None:
            return
        self._dragging = self._dragging or abs(event.position().x() - self._pressed) >= DRAG_PX
        if self._dragging:
            self._show_around(self._ms(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if self._pressed is not None and not self._dragging:
            at_ms = self._ms(event.position().x())
            self._show_around(at_ms)
            self.seek_asked.emit(at_ms)
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        step = {Qt.Key.Key_Left: -0.5, Qt.Key.Key_Right: 0.5, Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        if by := step.get(Qt.Key(event.key())):
            self.view_asked.emit(self._view.scrolled(by * self._view.width))
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            end = event.key() == Qt.Key.Key_End
            self._show_around(self._scene.duration_ms if end else 0)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(400), theme.px(HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(80), theme.px(HEIGHT))

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        self._base = None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in RESTYLED:
            self._base = None
            self.updateGeometry()
            self._describe()
        super().changeEvent(event)

    def _show_around(self, at_ms: int) -> None:
        half = (self._view.end_ms - self._view.start_ms) / 2
        self.view_asked.emit(replace(self._view, start_ms=at_ms - half).settled())

    def _x(self, at_ms: float) -> float:
        return at_ms * self.width() / max(1, self._scene.duration_ms)

    def _ms(self, x: float) -> int:
        share = max(0.0, min(1.0, x / max(1, self.width())))
        return round(share * self._scene.duration_ms)

    def _describe(self) -> None:
        rows = self._scene.rows
        counts = Counter(row.state for row in rows)
        states = (f"{marks.state_word(state)} {n}" for state, n in counts.items())
        said = [ntr("{count} line", "{count} lines", len(rows)), *states]
        flagged = sum(map(_wants_eyes, rows))
        said += [ntr("{count} with a flag", "{count} with flags", flagged)] if flagged else []
        self.setAccessibleName(tr("Map of the episode"))
        self.setAccessibleDescription(", ".join(said))
        self.setToolTip(", ".join(said))


def _wants_eyes(row: Row) -> bool:
    return bool(row.flags or row.failed or row.state == Shown.SENT_BACK)


def _mark(canvas: QPainter, x: float, size: float) -> None:
    """Draw a small flag's triangle, pointing down at its line."""
    canvas.setPen(Qt.PenStyle.NoPen)
    canvas.setBrush(theme.colour("warn"))
    half = size / 2
    canvas.drawPolygon(QPolygonF([QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x, size - 1)]))
    canvas.setBrush(Qt.BrushStyle.NoBrush)
