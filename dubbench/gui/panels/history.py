"""What was changed, by whom and when: the journal, newest first."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.parts import button
from dubbench.i18n import ntr, tr


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One step in words; `mine` and `undoable` tell whether "back to this" can undo what came after it."""

    step_id: str
    words: str
    author: str
    when: str
    mine: bool = False
    machine: bool = False
    undone: bool = False
    line_id: str = ""
    undoable: bool = False


class HistoryPanel(CardPanel):
    """Enter goes to the line a step changed."""

    go_asked = Signal(str)  # a line's id
    undo_asked = Signal()
    redo_asked = Signal()
    undo_to_asked = Signal(str)  # a step's id: take back everything of mine that came after it
    narrowed = Signal(bool)  # whether only the line at hand is wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("History"), tr("Nothing was changed yet."), parent, lines=2)
        self._steps: dict[str, HistoryItem] = {}
        self._people = QCheckBox(tr("People alone"))
        self._people.toggled.connect(lambda _on: self._show())
        self._undo = button(tr("Undo"), "undo", self.undo_asked.emit)
        self._redo = button(tr("Redo"), "redo", self.redo_asked.emit)
        self._back = button(tr("Back to this"), "rewind", lambda: self.undo_to_asked.emit(self.list.current))
        self.narrow_box = QCheckBox(tr("This line alone"))
        self.narrow_box.toggled.connect(self.narrowed)
        self.add_above(self._people, self.narrow_box)
        self.add_below(self._undo, self._redo, self._back)
        self.list.taken.connect(self._go)
        self.list.picked.connect(lambda _key: self._allow())
        self.set_possible(undo=False, redo=False)

    @property
    def narrow(self) -> bool:
        """Whether only the line at hand is wanted."""
        return self.narrow_box.isChecked()

    def set_steps(self, steps: Iterable[HistoryItem]) -> None:
        """Show these, newest first."""
        self._steps = {step.step_id: step for step in steps}
        self._show()

    def set_possible(self, *, undo: bool, redo: bool) -> None:
        """Say whether there is anything of this person's to take back or to make again."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)
        self._allow()

    def _show(self) -> None:
        people = self._people.isChecked()
        shown = [step for step in self._steps.values() if not (people and step.machine)]
        self.list.set_cards(_card(steps[0], len(steps)) for steps in _runs(shown))
        self._allow()

    def _allow(self) -> None:
        step = self._steps.get(self.list.current)
        self._back.setEnabled(step is not None and step.undoable)

    def _go(self, step_id: str) -> None:
        if line_id := self._steps[step_id].line_id:
            self.go_asked.emit(line_id)


def _runs(steps: Iterable[HistoryItem]) -> Iterator[list[HistoryItem]]:
    """Put together what a run did over and over: steps of the machine with the same words, one after another."""
    for _, same in groupby(steps, lambda step: (step.words, step.undone) if step.machine else step.step_id):
        yield list(same)


def _card(step: HistoryItem, count: int) -> Card:
    """Write a step, or the newest of several that are told as one."""
    who = tr("you") if step.mine else step.author
    times = ntr("{count} step", "{count} steps", count) if count > 1 else ""
    return Card(
        key=step.step_id,
        title=step.words,
        detail=" · ".join(filter(None, (who, times, tr("undone") if step.undone else ""))),
        end=step.when,
        mark="↶" if step.undone else "⚙" if step.machine else "●" if step.mine else "○",
        colour="accent" if step.mine else "soft",
        faint=step.undone,
        said=", ".join(filter(None, (step.words, who, times, step.when, tr("undone") if step.undone else ""))),
    )
