"""Bars that offer a choice and see to it: an undo after something is gone, a decision that a wish waits for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer

from dubbench.app.desk_events import Changed
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.open_series import OpenSeries
from dubbench.gui.window import MainWindow
from dubbench.i18n import tr

UNDO = "undo"
UNDO_MS = 60_000
"""So long an undo is offered; after that the menu still has it."""


class Choice(NamedTuple):
    """A button of a bar, and what it does."""

    id: str
    label: str
    do: Callable[[], object]


class Offers(QObject):
    """Shows offers above the page; one of the same id takes the place of the one before."""

    def __init__(self, window: MainWindow, series: OpenSeries) -> None:
        super().__init__(window)
        self._window, self._series = window, series
        self._choices: dict[str, Sequence[Choice]] = {}
        self._undone_from = 0
        self._late = QTimer(self, singleShot=True, interval=UNDO_MS)
        self._late.timeout.connect(lambda: self.withdraw(UNDO))
        window.banner_chosen.connect(self._chosen)
        window.banners.closed.connect(lambda offer: self._choices.pop(offer, None))
        series.heard.connect(self._hear)
        series.closed.connect(self.forget)

    def show(self, offer: str, text: str, choices: Sequence[Choice], tone: Tone = Tone.INFO) -> None:
        """Offer a choice; the bar goes when one is made."""
        self._window.set_banner(Banner(offer, text, tone, tuple((one.id, one.label) for one in choices)))
        self._choices[offer] = choices

    def undo(self, text: str) -> None:
        """Say what was done and offer to take it back, until the person does something else or a minute is over."""
        self._undone_from = self._series.session.store.head().seq
        self.show(UNDO, text, [Choice(UNDO, tr("Undo"), self._undo)])
        self._late.start()

    def withdraw(self, offer: str) -> None:
        """Take an offer away."""
        self._window.clear_banner(offer)

    def forget(self) -> None:
        """Offer nothing any more."""
        for offer in tuple(self._choices):
            self.withdraw(offer)

    def _chosen(self, offer: str, choice: str) -> None:
        chosen = next((one for one in self._choices.get(offer, ()) if one.id == choice), None)
        if chosen:
            self.withdraw(offer)
            chosen.do()

    def _undo(self) -> None:
        if self._still_latest():
            from dubbench.app.steps import undo

            self._series.edit(undo)

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed) and UNDO in self._choices and not self._still_latest():
            self.withdraw(UNDO)

    def _still_latest(self) -> bool:
        """Tell whether the person did nothing since: else an undo would take back something else."""
        session = self._series.session
        return not session.store.steps(since=self._undone_from, author=session.person.id, limit=1)
