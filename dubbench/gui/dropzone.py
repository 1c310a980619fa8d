"""Where files are dropped, or chosen with a click or the keyboard."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from dubbench.gui import theme
from dubbench.gui.painting import painting
from dubbench.i18n import tr


class DropZone(QAbstractButton):
    """A button as large as a hand; a click asks for a file dialog."""

    files_dropped = Signal(list)  # paths as text

    def __init__(self, says: str, hint: str = "", icon: str = "film", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._hint = hint
        self._over = False
        self.setText(says)
        self.setAccessibleName(says)
        self.setAccessibleDescription(tr("{hint} Press Enter to choose files.", hint=hint).strip())
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(420), theme.px(180))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(180), theme.px(64))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        if local_files(event.mimeData()):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        self._light(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        self._light(False)
        event.acceptProposedAction()
        self.files_dropped.emit(local_files(event.mimeData()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        now = theme.tokens()
        lit = self._over or self.isDown()
        with painting(self) as painter:
            self._zone(painter, now, lit=lit)
            self._words(painter)

    def _zone(self, painter: QPainter, now: theme.Tokens, *, lit: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme.mix(now.page, now.accent, 14 if lit else 5 if self.underMouse() else 0))
        edge = theme.colour("accent") if lit or self.hasFocus() else theme.mix(now.rule, now.ink, 20)
        pen = QPen(edge, 2 if lit or self.hasFocus() else 1.4)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), theme.px(8), theme.px(8))

    def _words(self, painter: QPainter) -> None:
        strong = QFont(self.font())
        strong.setPointSizeF(self.font().pointSizeF() * 1.25)
        strong.setWeight(QFont.Weight.DemiBold)
        side, gap, line = theme.px(34), theme.px(8), painter.fontMetrics().height()
        middle = self.rect().center()
        wide = self.rect().adjusted(theme.px(16), 0, -theme.px(16), 0)
        text = round(line * 1.4) + gap // 2 + line
        roomy = self.height() > side + gap + text + theme.px(24)
        top = middle.y() - (text + (side + gap if roomy else 0)) // 2
        if roomy:
            theme.icon(self._icon, theme.tokens().soft).paint(painter, QRect(middle.x() - side // 2, top, side, side))
            top += side + gap
        painter.setFont(strong)
        painter.setPen(theme.colour("ink"))
        words = QRect(wide.left(), top, wide.width(), round(line * 1.4))
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(self.font())
        painter.setPen(theme.colour("soft"))
        below = QRect(wide.left(), words.bottom() + gap // 2, wide.width(), 3 * line)
        wrap = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, wrap, self._hint)

    def _light(self, over: bool) -> None:
        self._over = over
        self.update()


def local_files(data: QMimeData) -> list[str]:
    """Give the files of something dragged, as paths."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
