"""Other wordings of the line at hand, each with how long it would be spoken; Ctrl+1 to 5 take one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dubbench.gui import marks
from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.parts import button, wrapped
from dubbench.gui.values import Limits
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Wording:
    """A text that is offered; `origin` says by whom, `fit_ppm` its predicted length over the slot."""

    wording_id: str
    text: str
    origin: str = ""
    fit_ppm: int | None = None


class WordingsPanel(CardPanel):
    """Enter takes the wording at hand."""

    take_asked = Signal(str)  # a wording's id
    more_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Wordings"), tr("No other wordings yet: Ctrl+K"), parent, lines=2)
        self._limits = Limits()
        self._wordings: tuple[Wording, ...] = ()
        self._take = button(tr("Take this wording"), "check", lambda: self.take_asked.emit(self.list.current))
        self._more = button(tr("Shorter wordings"), "shorten", self.more_asked.emit)
        self._none = tr("No other wordings yet: Ctrl+K")
        self._note = wrapped("")
        self._note.hide()
        self.add_note(self._note)
        self.add_below(self._take, self._more)
        self.list.taken.connect(self.take_asked)
        self.list.picked.connect(lambda key: self._take.setEnabled(bool(key)))
        self._take.setEnabled(False)

    def set_limits(self, limits: Limits) -> None:
        """Mark what would be too long."""
        self._limits = limits
        self.set_wordings(self._wordings)

    def set_line(self, line_id: str) -> None:
        """Name the line; without one nothing can be worded."""
        self._none = tr("No other wordings yet: Ctrl+K") if line_id else tr("No line is chosen.")
        self._more.setEnabled(bool(line_id))
        self._arrange()

    @property
    def note(self) -> str:
        """What is said above the list, or in its place where it is empty."""
        return self._note.text()

    def set_note(self, words: str) -> None:
        """Say something of the list: that shorter wordings are looked for, or why there are none."""
        self._note.setText(words)
        self._arrange()

    def set_wordings(self, wordings: Iterable[Wording]) -> None:
        """Offer these, the best first."""
        self._wordings = tuple(wordings)
        self.list.set_cards(self._card(n, one) for n, one in enumerate(self._wordings, 1))
        self._arrange()

    def nth(self, number: int) -> str:
        """Give the id of the wording at a place counted from 1; "" where there is none."""
        return self._wordings[number - 1].wording_id if 0 < number <= len(self._wordings) else ""

    def _arrange(self) -> None:
        """Say the note once: in the empty list, or above one that is not."""
        self.list.set_empty(self.note or self._none)
        self._note.setVisible(bool(self.note and self._wordings))

    def _card(self, number: int, one: Wording) -> Card:
        fit = "" if one.fit_ppm is None else f"≈{marks.fit(one.fit_ppm)}"
        over = one.fit_ppm is not None and one.fit_ppm > self._limits.fit_high_ppm
        end = f"{marks.FLAGS['over-long']} {fit}" if over else fit
        return Card(one.wording_id, one.text, one.origin, end, str(number), "warn" if over else "accent")
