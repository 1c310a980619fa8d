"""The command palette: every command, found by a few letters."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import theme
from dubbench.gui.fuzzy import ranked
from dubbench.gui.parts import choose_row
from dubbench.i18n import ntr, tr

_ENTRY = Qt.ItemDataRole.UserRole
_MOVES = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to choose: what it says, where it is found otherwise, its key."""

    id: str
    label: str
    place: str = ""
    keys: str = ""
    icon: str = ""

    @property
    def searched(self) -> str:
        return f"{self.label} {self.place}"


class CommandPalette(QDialog):
    """A list over the window; Enter carries out, Escape goes away."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setWindowTitle(tr("All commands"))
        self.setProperty("role", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._entries: tuple[Entry, ...] = ()
        self._search = QLineEdit(placeholderText=tr("What do you want to do?"))
        self._search.setAccessibleName(tr("Search commands"))
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setUniformItemSizes(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(tr("Commands"))
        self._list.setItemDelegate(_Rows(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(8),) * 4)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self._search.textChanged.connect(self._show)
        self._search.installEventFilter(self)
        self._search.returnPressed.connect(self._take)
        self._list.itemClicked.connect(lambda _item: self._take())

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Show the palette over the top of its parent."""
        self._entries = tuple(entries)
        self._search.clear()
        self._show("")
        self._place()
        self.show()
        self._search.setFocus()

    def entries(self) -> list[Entry]:
        """Give what the list shows, best first."""
        return [self._list.item(row).data(_ENTRY) for row in range(self._list.count())]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _show(self, wanted: str) -> None:
        self._list.clear()
        for entry in ranked(wanted, self._entries, lambda one: one.searched):
            item = QListWidgetItem(entry.label, self._list)
            item.setData(_ENTRY, entry)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, (entry.label, entry.place, entry.keys)))
            )
        choose_row(self._list, 0)
        found = self._list.count()
        self._list.setAccessibleDescription(ntr("{count} command", "{count} commands", found))

    def _take(self) -> None:
        if self._list.currentRow() < 0:
            return
        entry: Entry = self._list.currentItem().data(_ENTRY)
        self.accept()
        self.chosen.emit(entry.id)

    def _place(self) -> None:
        over = self.parentWidget()
        width = theme.px(560)
        self.resize(width, theme.px(380))
        if over is not None:
            corner = over.mapToGlobal(over.rect().topLeft())
            self.move(corner.x() + (over.width() - width) // 2, corner.y() + theme.px(64))


class _Rows(QStyledItemDelegate):
    """Paint a command: icon, label, its menu softly, its key at the end."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(theme.px(200), option.fontMetrics.height() + theme.px(10))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        entry: Entry = index.data(_ENTRY)
        style = option.widget.style()
        option.text = ""
        style.drawControl(style.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        row = option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
        gap, side = theme.px(8), theme.px(16)
        if entry.icon:
            box = QRect(row.left(), row.center().y() - side // 2, side, side)
            theme.icon(entry.icon).paint(painter, style.visualRect(option.direction, row, box))
        text = row.adjusted(side + gap, 0, 0, 0)
        start, end = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setPen(theme.colour("ink"))
        painter.drawText(style.visualRect(option.direction, row, text), middle | (end if rtl else start), entry.label)
        label = option.fontMetrics.horizontalAdvance(entry.label)
        keys = option.fontMetrics.horizontalAdvance(entry.keys)
        painter.setPen(theme.colour("soft"))
        place = text.adjusted(label + gap, 0, -(keys + gap), 0)
        painter.drawText(style.visualRect(option.direction, row, place), middle | (end if rtl else start), entry.place)
        painter.drawText(style.visualRect(option.direction, row, text), middle | (start if rtl else end), entry.keys)
