"""A layout that goes on in the next row where the window is narrow."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from dubbench.gui import theme


class FlowLayout(QLayout):
    """Widgets from start to end in as many rows as they need; the last one may take the room left in its row."""

    def __init__(self, parent: QWidget | None = None, *, stretch_last: bool = True) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._stretch_last = stretch_last
        self.setSpacing(theme.px(4))
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a widget before the one at a place."""
        self.addChildWidget(widget)
        self._items.insert(place, QWidgetItem(widget))
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self._lay(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        self._lay(rect, place=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        seen = self._seen()
        width = sum(item.sizeHint().width() for item in seen) + self.spacing() * max(0, len(seen) - 1)
        return QSize(width, self.minimumSize().height())

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        size = QSize(0, 0)
        for item in self._seen():
            size = size.expandedTo(item.minimumSize())
        return size

    def _seen(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay(self, rect: QRect, *, place: bool) -> int:
        rows: list[list[QLayoutItem]] = [[]]
        across = 0
        for item in self._seen():
            width = item.sizeHint().width()
            if rows[-1] and across + width > rect.width():
                rows.append([])
                across = 0
            rows[-1].append(item)
            across += width + self.spacing()
        top = rect.top()
        for row in rows:
            height = max((item.sizeHint().height() for item in row), default=0)
            if place:
                self._lay_row(rect, row, top, height, last=row is rows[-1])
            top += height + self.spacing()
        return top - self.spacing() - rect.top()

    def _lay_row(self, rect: QRect, row: list[QLayoutItem], top: int, height: int, *, last: bool) -> None:
        across = 0
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for item in row:
            width = item.sizeHint().width()
            if self._stretch_last and last and item is row[-1]:
                width = max(item.minimumSize().width(), rect.width() - across)
            where = QRect(QPoint(rect.left() + across, top), QSize(width, height))
            item.setGeometry(_mirrored(rect, where) if mirrored else where)
            across += width + self.spacing()


class FlowRow(QWidget):
    """A widget of its own with such a layout; where the window is low, it is never cut off."""

    def __init__(self, parent: QWidget | None = None, *, stretch_last: bool = False) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, stretch_last=stretch_last)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self.setMinimumHeight(self.flow.heightForWidth(self.width()))
        return done


def _mirrored(around: QRect, rect: QRect) -> QRect:
    return QRect(around.left() + around.right() - rect.right(), rect.top(), rect.width(), rect.height())
