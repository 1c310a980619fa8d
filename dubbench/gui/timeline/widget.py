"""The timeline under the hand: a canvas that says by signals what the person wants."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from dubbench.gui.timeline import edits, gestures, keyboard
from dubbench.gui.timeline.canvas import ZOOM_STEP, Canvas
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.timeline.gestures import (
    Choose,
    Drag,
    Grip,
    Held,
    Hit,
    Intention,
    Make,
    Preview,
    Retiming,
    Seek,
    Write,
)
from dubbench.gui.timeline.keyboard import Nudge

EDGE_TICK_MS = 30


class Timeline(Canvas):
    """Shows one episode and takes gestures; time runs from left to right in every language."""

    seek_asked = Signal(int)  # milliseconds
    scrub_asked = Signal(int)  # milliseconds, many while the ruler is dragged; seek_asked follows when it is let go
    line_chosen = Signal(str, bool)  # a line's id; True keeps the others chosen
    write_asked = Signal(str)  # a line's id: its text is wanted for writing
    retime_asked = Signal(str, object)  # a line's id, its new Span
    retimes_asked = Signal(object)  # tuple[Retime, ...]: several lines in one step
    make_asked = Signal(object)  # the Span of a new line
    menu_asked = Signal(str, int, QPoint)  # a line's id or "", milliseconds, where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snapping = True
        self._pressed: tuple[Hit, QPointF] | None = None
        self._drag: Drag | None = None
        self._nudge: Nudge | None = None
        self._pointer = QPointF()
        self._edge = QTimer(self, interval=EDGE_TICK_MS)
        self._edge.timeout.connect(self._scroll_at_edge)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_snapping(self, snapping: bool) -> None:
        """Let edges go to cuts, lines and the playhead; Shift held while dragging does the opposite."""
        self._snapping = snapping

    @property
    def snapping(self) -> bool:
        return self._snapping

    def set_in(self) -> None:
        """Ask that the current line begins at the playhead."""
        if self.current:
            self.ask(Retiming(edits.started_at(self._scene, self.current, self._playhead_ms)))

    def set_out(self) -> None:
        """Ask that the current line ends at the playhead."""
        if self.current:
            self.ask(Retiming(edits.ended_at(self._scene, self.current, self._playhead_ms)))

    def make_here(self) -> None:
        """Ask for a line at the playhead, two seconds long or as long as the silence is."""
        if span := edits.silence_at(self._scene, self._playhead_ms):
            self.ask(Make(span))

    def ask(self, *intentions: Intention) -> None:
        """Say by signals what the person wants."""
        for wish in intentions:
            match wish:
                case Seek(at_ms):
                    self.seek_asked.emit(at_ms)
                case Choose(line_id, add):
                    self.line_chosen.emit(line_id, add)
                case Write(line_id):
                    self.write_asked.emit(line_id)
                case Make(span):
                    self.make_asked.emit(span)
                case Retiming(changes):
                    self._ask_retiming(changes)

    def _ask_retiming(self, changes: tuple[Retime, ...]) -> None:
        if len(changes) == 1:
            self.retime_asked.emit(changes[0].line_id, changes[0].span)
        elif changes:
            self.retimes_asked.emit(changes)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._pressed = (self._under(event.position()), event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        self._pointer = event.position()
        if self._pressed is None:
            self._point()
            return
        under, start = self._pressed
        if self._drag is None and (event.position() - start).manhattanLength() >= gestures.DRAG_PX:
            self._drag = Drag.begun(self._scene, self._view, under, self._playhead_ms, _held(event))
            self.setCursor(Qt.CursorShape.ClosedHandCursor if under.grip == Grip.BODY else self.cursor().shape())
        if self._drag:
            self._drag_on(_held(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        under, preview, dragged = self._pressed[0], self._preview, self._drag is not None
        self.let_go()
        if not dragged:
            self.ask(*gestures.click(self._scene, under, _held(event), self._current))
        elif preview.seek_ms is not None:
            self.ask(Seek(preview.seek_ms))
        else:
            self.ask(*preview.intentions)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        if event.button() == Qt.MouseButton.LeftButton:
            self.ask(*gestures.double_click(self._under(event.position())))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        turned = event.angleDelta().y() or event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            x = event.position().x() - self.look.labels
            self.set_view(self._view.zoomed(ZOOM_STEP ** (turned / 120), x))
        else:
            exact = event.pixelDelta()
            self.set_view(self._view.scrolled(-(exact.x() or exact.y()) if not exact.isNull() else -turned))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        row, at_ms, where = self.current, self._playhead_ms, event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            under = self._under(QPointF(event.pos()))
            row, at_ms = under.row, under.at_ms
        self.menu_asked.emit(row.line_id if row else "", at_ms, where)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and (self._pressed or self._nudge):
            self.let_go()
        elif self._pressed is None and (nudge := self._nudge or keyboard.begun(self._scene, self.current, event)):
            self._nudge = nudge.further(keyboard.direction(event))
            self._show_preview(Preview(self._nudge.changes(self._rate)), self._nudge.row)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current and not event.modifiers():
            self.ask(Write(self._current))
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if self._nudge and not event.isAutoRepeat() and keyboard.direction(event):
            self._finish_nudge()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        self._finish_nudge()
        super().focusOutEvent(event)

    def _finish_nudge(self) -> None:
        preview = self._preview
        if self._nudge:
            self.let_go()
            self.ask(*preview.intentions)

    def let_go(self) -> None:
        """End a drag, by hand or by keys, without doing what it showed."""
        self._pressed, self._drag, self._nudge = None, None, None
        self._show_preview(Preview(), None)
        self._edge.stop()
        self._point()

    def _drag_on(self, held: Held) -> None:
        assert self._drag is not None  # noqa: S101 - only called while dragging
        x = self._pointer.x() - self.look.labels
        self._show_preview(self._drag.to(self._view.ms(x), self._snapping != held.shift), self._drag.row)
        if self._preview.seek_ms is not None:
            self.scrub_asked.emit(self._preview.seek_ms)
        if 0 <= x <= self._view.width:
            self._edge.stop()
        elif not self._edge.isActive():
            self._edge.start()

    def _scroll_at_edge(self) -> None:
        x = self._pointer.x() - self.look.labels
        self.set_view(self._view.scrolled(x if x < 0 else x - self._view.width))
        if self._drag:
            self._drag_on(Held())

    def _point(self) -> None:
        edge = self._under(self._pointer).grip in {Grip.START, Grip.END}
        self.setCursor(Qt.CursorShape.SizeHorCursor if edge else Qt.CursorShape.ArrowCursor)


def _held(event: QMouseEvent) -> Held:
    keys = event.modifiers()
    modifier = Qt.KeyboardModifier
    return Held(
        shift=bool(keys & modifier.ShiftModifier),
        ctrl=bool(keys & modifier.ControlModifier),
        alt=bool(keys & modifier.AltModifier),
    )
