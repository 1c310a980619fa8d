"""The filters above the grid: a chip for each kind of line, with its count, and words to look for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QWidget

from dubbench.gui import theme
from dubbench.gui.flow import FlowRow
from dubbench.gui.grid.chips import CHIPS
from dubbench.i18n import ntr, tr

TYPING_MS = 120


class WordsField(QLineEdit):
    """Words to look for; Escape empties it, Enter and the arrow down go to the lines."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Escape}:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(FlowRow):
    """One chip is always on; the arrow keys go from chip to chip."""

    chip_chosen = Signal(str)
    words_changed = Signal(str)
    left = Signal()  # from the words to the lines

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, stretch_last=True)
        self.setAccessibleName(tr("Filters"))
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.chips: dict[str, QPushButton] = {}
        for name in CHIPS:
            self._add(name)
        self.words = WordsField()
        self.words.setClearButtonEnabled(True)
        self.words.setAccessibleName(tr("Filter lines by words"))
        self.words.setMinimumWidth(theme.px(120))
        self.flow.addWidget(self.words)
        self._typed = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typed.timeout.connect(lambda: self.words_changed.emit(self.words.text()))
        self.words.textChanged.connect(lambda _text: self._typed.start())
        self.words.left.connect(self._leave)
        self.set_key_hint("")
        self.set_counts({})
        self.chips["all"].setChecked(True)

    @property
    def chip(self) -> str:
        """The id of the chip that is on."""
        return next(name for name, button in self.chips.items() if button.isChecked())

    def set_chip(self, chip: str) -> None:
        """Switch a chip on, as a click would, without telling."""
        self.chips[chip].setChecked(True)
        self.chips[chip].setVisible(True)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Write how many lines each chip would show; rare ones without any are away."""
        for name, button in self.chips.items():
            count, chip = counts.get(name, 0), CHIPS[name]
            button.setText(f"{chip.label()} {count}")
            button.setAccessibleName(f"{chip.label()}: " + ntr("{count} line", "{count} lines", count))
            button.setVisible(chip.always or count > 0 or button.isChecked())
        self.flow.invalidate()

    def set_key_hint(self, key: str) -> None:
        """Say in the empty field which key leads to it."""
        self.words.setPlaceholderText(tr("Filter… ({key})", key=key) if key else tr("Filter…"))

    def set_tools(self, widget: QWidget) -> None:
        """Put a widget before the words."""
        self.flow.insert(self.flow.count() - 1, widget)

    def _add(self, name: str) -> None:
        button = QPushButton()
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.chip_chosen.emit(name))
        self.chips[name] = button
        self._group.addButton(button)
        self.flow.addWidget(button)

    def _leave(self) -> None:
        if self._typed.isActive():
            self._typed.stop()
            self.words_changed.emit(self.words.text())
        self.left.emit()
