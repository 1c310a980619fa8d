"""Choose markets from a list, or by writing a language tag."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.fuzzy import score
from dubbench.gui.parts import wrapped
from dubbench.i18n import tr

_LANGUAGE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Language:
    """A language by its BCP 47 tag; `lacks` says what would have to be installed to dub into it, or nothing."""

    tag: str
    name: str
    lacks: str = ""

    @property
    def shown(self) -> str:
        return f"{self.name} · {self.tag}" if self.name != self.tag else self.tag


class _Find(QLineEdit):
    """Keeps an Enter that takes something from the dialog's default button; the next one, on nothing, reaches it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        written = bool(self.text().strip())
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and written:
            event.accept()


class MarketPicker(QWidget):
    """A list with check boxes under a line that narrows it; Enter checks the first, or adds a tag that is not there."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = _Find()
        self._find.setPlaceholderText(tr("Find a language, or write its tag: pt-BR"))
        self._find.setAccessibleName(tr("Find a market"))
        self._find.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Markets"))
        self._list.setUniformItemSizes(True)
        self._list.setMinimumHeight(theme.px(140))
        self._trouble = wrapped("", "bad")
        self._trouble.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        for widget in (self._find, self._list, self._trouble):
            layout.addWidget(widget)
        self.setFocusProxy(self._find)
        self._find.textChanged.connect(self._narrow)
        self._find.returnPressed.connect(self._enter)
        self._list.itemChanged.connect(lambda _item: self.changed.emit())

    def set_languages(self, languages: Sequence[Language]) -> None:
        """Offer these; what was chosen stays chosen."""
        chosen = set(self.chosen())
        self._list.clear()
        for one in languages:
            self._add(one, one.tag in chosen)

    def choose(self, tags: Sequence[str]) -> None:
        """Check these, and nothing else."""
        for tag in tags:
            if self._item(tag) is None:
                self._add(Language(tag, tag), False)
        for item in self._items():
            wanted = item.data(_LANGUAGE).tag in tags
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

    def chosen(self) -> tuple[str, ...]:
        """Give the tags that are checked."""
        return tuple(i.data(_LANGUAGE).tag for i in self._items() if i.checkState() is Qt.CheckState.Checked)

    def pending(self) -> bool:
        """Whether something is written that Enter would still take."""
        return bool(self._find.text().strip())

    def _narrow(self, wanted: str) -> None:
        self._tell("")
        for item in self._items():
            item.setHidden(score(wanted, item.data(_LANGUAGE).shown) is None)
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None:
            self._list.setCurrentItem(first)

    def _enter(self) -> None:
        """Check what was written: its own tag before the first match."""
        wanted = self._find.text().strip()
        if not wanted:
            return
        item = self._named(wanted) or next((i for i in self._items() if not i.isHidden()), None) or self._new(wanted)
        if item is None:
            return
        item.setCheckState(Qt.CheckState.Checked)
        self._find.clear()
        self._list.scrollToItem(item)

    def _named(self, wanted: str) -> QListWidgetItem | None:
        return next((i for i in self._items() if i.data(_LANGUAGE).tag.casefold() == wanted.casefold()), None)

    def _new(self, wanted: str) -> QListWidgetItem | None:
        from dubbench.app import languages
        from dubbench.errors import BadInput

        try:
            tag = languages.normal(wanted)
        except BadInput as reason:
            self._tell(str(reason))
            return None
        return self._item(tag) or self._add(Language(tag, languages.name(tag)), False)

    def _tell(self, trouble: str) -> None:
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))

    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]

    def _item(self, tag: str) -> QListWidgetItem | None:
        return next((item for item in self._items() if item.data(_LANGUAGE).tag == tag), None)

    def _add(self, one: Language, checked: bool) -> QListWidgetItem:
        item = QListWidgetItem(one.shown + (f"  –  {one.lacks}" if one.lacks else ""))
        item.setData(_LANGUAGE, one)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self._list.addItem(item)
        return item
