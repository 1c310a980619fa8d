"""The bar under the menus: the stages of the episode at the start, which episode and market at the end."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.i18n import tr

Choice = tuple[str, str]  # id, what it says


class TopBar(QWidget):
    """Stages and the two choosers; `*_chosen` only tells what the person chose."""

    episode_chosen = Signal(str)
    market_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.episodes = self._chooser(tr("Episode"), 260)
        self.markets = self._chooser(tr("Market"), 120)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(theme.px(8), theme.px(3), theme.px(8), theme.px(3))
        self._layout.setSpacing(theme.px(4))
        self._layout.addStretch(1)
        self._layout.addWidget(self.episodes)
        self._layout.addWidget(self.markets)
        self.episodes.activated.connect(lambda _n: self.episode_chosen.emit(self.episodes.currentData()))
        self.markets.activated.connect(lambda _n: self.market_chosen.emit(self.markets.currentData()))

    def set_stages(self, widget: QWidget) -> None:
        """Put the bar of stages at the start."""
        self._layout.insertWidget(0, widget)

    def set_episodes(self, episodes: Sequence[Choice], current: str) -> None:
        """Offer the episodes of the series."""
        _fill(self.episodes, episodes, current)

    def set_markets(self, markets: Sequence[Choice], current: str) -> None:
        """Offer the markets of the series."""
        _fill(self.markets, markets, current)

    @staticmethod
    def _chooser(name: str, width: int) -> QComboBox:
        chooser = QComboBox()
        chooser.setAccessibleName(name)
        chooser.setToolTip(name)
        chooser.setMaximumWidth(theme.px(width))
        chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        chooser.setMaxVisibleItems(30)
        return chooser


def _fill(chooser: QComboBox, choices: Sequence[Choice], current: str) -> None:
    with QSignalBlocker(chooser):
        chooser.clear()
        for choice, label in choices:
            chooser.addItem(label, choice)
        chooser.setCurrentIndex(chooser.findData(current))
