"""Who speaks: a small list that opens over the grid, found by a few letters."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.fuzzy import ranked
from dubbench.gui.parts import choose_row
from dubbench.i18n import ntr, tr

_MOVES = {Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}
_ID = Qt.ItemDataRole.UserRole
MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class CharacterItem:
    """Somebody who speaks; `colour` is an index into the theme's speakers, `lines` how many lines are theirs here."""

    character_id: str
    name: str
    colour: int = 0
    lines: int = 0


class CharacterPicker(QFrame):
    """Enter takes the one at hand; a name nobody has makes a new character."""

    picked = Signal(str)  # a character's id
    new_asked = Signal(str)  # a name

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(tr("Who speaks"))
        self.setProperty("role", "popup")
        self._known: tuple[CharacterItem, ...] = ()
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("Who speaks? A name, also a new one"))
        self._search.setAccessibleName(tr("Search characters"))
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName(tr("Characters"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setSpacing(theme.px(2))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(6),) * 4)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self._search)
        layout.addWidget(self._list)
        self._search.textChanged.connect(self._show)
        self._search.returnPressed.connect(self._take)
        self._search.installEventFilter(self)
        self._list.itemClicked.connect(lambda _item: self._take())

    def open_at(self, where: QPoint, characters: Iterable[CharacterItem], current: str = "") -> None:
        """Open at a place of the screen, the one who speaks now at hand."""
        self._known = tuple(characters)
        self._search.clear()
        self._show("")
        place = next((n for n, one in enumerate(self._known) if one.character_id == current), 0)
        choose_row(self._list, place)
        self.resize(theme.px(300), self._height())
        self.move(self._inside(where))
        self.show()
        self._search.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            self._list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _show(self, wanted: str) -> None:
        self._list.clear()
        for one in ranked(wanted, self._known, lambda known: known.name):
            says = f"{one.name}  ({one.lines})" if one.lines else one.name
            item = QListWidgetItem(says, self._list)
            speakers = theme.tokens().speakers
            item.setForeground(QColor(speakers[one.colour % len(speakers)]))
            item.setData(_ID, one.character_id)
            lines = ntr("{count} line", "{count} lines", one.lines)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.name}, {lines}")
        name = wanted.strip()
        if name and all(name.casefold() != one.name.casefold() for one in self._known):
            QListWidgetItem(theme.icon("add"), tr("New character: {name}", name=name), self._list).setData(_ID, "")
        choose_row(self._list, 0)

    def _take(self) -> None:
        if self._list.currentRow() < 0:
            return
        item = self._list.currentItem()
        character, name = str(item.data(_ID)), self._search.text().strip()
        self.hide()
        if character:
            self.picked.emit(character)
        else:
            self.new_asked.emit(name)

    def _height(self) -> int:
        """Return the height that shows everybody and one who is new, up to a dozen; more are scrolled to."""
        row = self._list.sizeHintForRow(0) + 2 * self._list.spacing()
        shown = row * min(MOST_ROWS, len(self._known) + 1) + 2 * self._list.frameWidth()
        return self._search.sizeHint().height() + shown + theme.px(4 + 2 * 8)

    def _inside(self, where: QPoint) -> QPoint:
        """Keep the popup on its screen."""
        screen = self.screen().availableGeometry()
        across = max(screen.left(), min(where.x(), screen.right() - self.width()))
        down = max(screen.top(), min(where.y(), screen.bottom() - self.height()))
        return QPoint(across, down)
