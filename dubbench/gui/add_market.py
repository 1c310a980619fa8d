"""The dialog that adds markets to the series that is open."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.market_picker import Language, MarketPicker
from dubbench.gui.parts import button, wrapped
from dubbench.i18n import tr


class AddMarketDialog(QDialog):
    """Asks for markets; `wanted` tells their tags, and the dialog stays until the caller accepts it."""

    wanted = Signal(tuple)

    def __init__(self, languages: Sequence[Language], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Add a market"))
        self.markets = MarketPicker()
        self.markets.set_languages(languages)
        self._reason = wrapped("", "bad")
        self._add = button(tr("Add"), "add", lambda: self.wanted.emit(self.markets.chosen()), "primary")
        self._add.setEnabled(False)
        self.markets.changed.connect(lambda: self._add.setEnabled(bool(self.markets.chosen())))
        foot = QHBoxLayout()
        foot.addWidget(self._reason, 1)
        foot.addWidget(button(tr("Cancel"), "close", self.reject))
        foot.addWidget(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(wrapped(tr("The languages to dub into. Each is translated and voiced on its own."), ""))
        layout.addWidget(self.markets, 1)
        layout.addLayout(foot)
        self.resize(theme.px(460), theme.px(420))

    def refuse(self, reason: str) -> None:
        """Say why a market cannot be added; the choice stays."""
        self._reason.setText(reason)
