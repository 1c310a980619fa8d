"""What every panel has: a list and, at its foot, buttons that are enabled where they make sense."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.flow import FlowLayout
from dubbench.gui.panels.cards import CardList


class CardPanel(QWidget):
    """A list of cards over a row of buttons; titles have so many lines."""

    def __init__(self, name: str, empty: str, parent: QWidget | None = None, *, lines: int = 1) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.list = CardList(name, empty, lines)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(0, 0, 0, 0)
        foot = QWidget()
        self._foot = FlowLayout(foot, stretch_last=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(6),) * 4)
        layout.setSpacing(theme.px(6))
        layout.addLayout(self._head)
        layout.addWidget(self.list, 1)
        layout.addWidget(foot)
        self.setFocusProxy(self.list)

    def add_above(self, *widgets: QWidget) -> None:
        """Put widgets above the list."""
        for widget in widgets:
            self._head.addWidget(widget)

    def add_below(self, *widgets: QWidget) -> None:
        """Put buttons at the foot."""
        for widget in widgets:
            self._foot.addWidget(widget)
