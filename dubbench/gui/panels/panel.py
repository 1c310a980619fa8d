"""What every panel has: a list and, at its foot, buttons that are enabled where they make sense."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.flow import FlowRow
from dubbench.gui.panels.cards import CardList


class CardPanel(QWidget):
    """A list of cards over a row of buttons; titles have so many lines."""

    def __init__(self, name: str, empty: str, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.list = CardList(name, empty, lines)
        self._head, self._foot = FlowRow(), FlowRow()
        self._head.flow.setSpacing(theme.px(8))
        self._head.hide()
        layout = self._rows = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(6),) * 4)
        layout.setSpacing(theme.px(6))
        for widget in (self._head, self.list, self._foot):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        self.setFocusProxy(self.list)

    def add_above(self, *widgets: QWidget) -> None:
        """Put widgets above the list."""
        self._head.show()
        for widget in widgets:
            self._head.flow.addWidget(widget)

    def add_note(self, words: QWidget) -> None:
        """Put words of several lines above everything else."""
        self._rows.insertWidget(0, words)

    def add_field(self, widget: QWidget) -> None:
        """Put a widget as wide as the panel between the list and its foot."""
        self._rows.insertWidget(self._rows.indexOf(self._foot), widget)

    def add_below(self, *widgets: QWidget) -> None:
        """Put buttons at the foot."""
        for widget in widgets:
            self._foot.flow.addWidget(widget)
