"""The takes of the line at hand: hear them, choose one, speak it again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dubbench.gui import marks
from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.parts import button
from dubbench.i18n import tr

_FIRST_STRONG, _END = "\u2068", "\u2069"  # so that Arabic between quotation marks stays between them


@dataclass(frozen=True, slots=True)
class TakeItem:
    """One take; `fit_ppm` is its length over the slot, `stale` that it says other words than the line does now.

    `kept` tells that a person chose it: it is used until its words change.
    """

    take_id: str
    number: int
    voice: str
    spoken: str
    duration_ms: int
    fit_ppm: int | None = None
    used: bool = False
    kept: bool = False
    stale: bool = False


class TakesPanel(CardPanel):
    """Space plays the take at hand, Enter uses it."""

    play_asked = Signal(str)  # a take's id
    choose_asked = Signal(str)  # a take's id: use this one
    automatic_asked = Signal()  # no longer use the chosen one in any case
    speak_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Takes"), tr("Not spoken yet: Ctrl+R"), parent)
        self._takes: dict[str, TakeItem] = {}
        self._play = button(tr("Play"), "play", self._ask_play)
        self._choose = button(tr("Use this take"), "check", lambda: self.choose_asked.emit(self.list.current))
        self._free = button(tr("Choose by itself"), "undo", self.automatic_asked.emit)
        self._speak = button(tr("Speak again"), "speak", self.speak_asked.emit)
        self.add_below(self._play, self._choose, self._free, self._speak)
        self.list.taken.connect(self._take)
        self.list.spaced.connect(self.play_asked)
        self.list.picked.connect(lambda _key: self._allow())
        self.set_line("")

    def set_line(self, line_id: str) -> None:
        """Name the line; without one nothing can be spoken."""
        self._line_id = line_id
        self.list.set_empty(tr("Not spoken yet: Ctrl+R") if line_id else tr("No line is chosen."))
        self._allow()

    def set_takes(self, takes: Iterable[TakeItem]) -> None:
        """Show the takes, the latest first."""
        ordered = list(takes)
        self._takes = {take.take_id: take for take in ordered}
        self.list.set_cards(map(_card, ordered))
        if not self.list.current:
            self.list.set_current(next((take.take_id for take in ordered if take.used), ""))
        self._allow()

    def _ask_play(self) -> None:
        if self.list.current:
            self.play_asked.emit(self.list.current)

    def _take(self, take_id: str) -> None:
        if not self._takes[take_id].stale:
            self.choose_asked.emit(take_id)

    def _allow(self) -> None:
        take = self._takes.get(self.list.current)
        self._play.setEnabled(take is not None)
        self._choose.setEnabled(take is not None and not take.stale and not take.kept)
        self._free.setVisible(any(one.kept for one in self._takes.values()))
        self._speak.setEnabled(bool(self._line_id))


def _card(take: TakeItem) -> Card:
    name = tr("Take {number}", number=take.number)
    states = [
        *([tr("used")] if take.used else []),
        *([tr("chosen by you")] if take.kept else []),
        *([tr("says other words")] if take.stale else []),
    ]
    seconds = tr("{seconds} s", seconds=f"{take.duration_ms / 1000:.2f}")
    length = seconds if take.fit_ppm is None else f"{seconds}  {marks.fit(take.fit_ppm)}"
    return Card(
        key=take.take_id,
        title=" · ".join((name, take.voice)),
        detail=" · ".join((*states, f"“{_FIRST_STRONG}{take.spoken}{_END}”")),
        end=length,
        mark="✓" if take.used else "↻" if take.stale else "○",
        colour="ok" if take.used else "warn" if take.stale else "soft",
        strong=take.used,
        faint=take.stale,
        said=", ".join((name, take.voice, *states, length, take.spoken)),
    )
