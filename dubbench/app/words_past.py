"""What became of the words of Targets: the machine's draft and who changed it, followed through the journal."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dubbench.domain.journal import Change, Step
from dubbench.domain.script import Origin

_CUT = frozenset({"split-line", "merge-lines", "delete-line", "delete-lines"})


class Reworded(NamedTuple):
    """A person's change of a text: written, chosen among offered ones, or neither (a line was cut, or given back)."""

    person: str
    before: str
    after: str
    written: bool
    chosen: bool


@dataclass
class Past:
    """The newest text that a machine gave a Target, `None` where none did, by which engine, and what people changed."""

    draft: str | None = None
    engine: str = ""
    changes: list[Reworded] = field(default_factory=list)


def follow(steps: Iterable[Step]) -> Mapping[str, Past]:
    """Follow Targets, by their ids, through Steps, which come in order; what was undone counts for nothing."""
    found: dict[str, Past] = defaultdict(Past)
    for step in steps:
        for change in step.changes:
            if change.table == "target":
                _on(found[change.row_id], step, change)
    return found


def _on(past: Past, step: Step, change: Change) -> None:
    before, after = _image(change.before), _image(change.after)
    was, now = str(before.get("text", "")), str(after.get("text", ""))
    if now and after.get("origin") == Origin.MACHINE:
        past.draft, past.engine = now, str(after.get("engine", ""))
    if was == now or step.author.machine:
        return
    if step.message.id == "undo":
        _take_back(past.changes, now)
        return
    chosen = any(origin[2] == "engine" for origin in after.get("origins", ()))
    worded = after.get("origin") == Origin.PERSON and _said(step) not in _CUT
    past.changes.append(Reworded(step.author.id, was, now, worded and not chosen, worded and chosen))


def _take_back(changes: list[Reworded], text: str) -> None:
    while changes and changes.pop().before != text:
        pass


def _said(step: Step) -> str:
    """Return what a Step did first, whatever was undone and redone since."""
    return str(step.message.arguments.get("id", "")) if step.message.id == "redo" else step.message.id


def _image(text: str | None) -> Mapping[str, Any]:
    return json.loads(text) if text else {}
