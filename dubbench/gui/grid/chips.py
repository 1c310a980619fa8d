"""Filters that a person switches with one key or click, each with the number of lines it would show."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dubbench.gui.values import Row, Shown
from dubbench.i18n import tr

DONE = {Shown.CONFIRMED, Shown.REVIEWED, Shown.APPROVED}


class Kind(NamedTuple):
    """All that filters ask of a line; many lines share one."""

    state: Shown
    flags: tuple[str, ...]
    failed: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter; one that is not `always` shown comes up where a line passes it."""

    id: str
    label: Callable[[], str]
    test: Callable[[Row | Kind], bool]
    always: bool = False


def _flag(flag: str, label: Callable[[], str], *, always: bool = False) -> Chip:
    return Chip(flag, label, lambda row: flag in row.flags, always)


def _state(state: Shown, label: Callable[[], str]) -> Chip:
    return Chip(state.value, label, lambda row: row.state is state)


_EVERY = (
    Chip("all", lambda: tr("All"), lambda _row: True, always=True),
    Chip("to-do", lambda: tr("To do"), lambda row: row.state not in DONE, always=True),
    Chip("flags", lambda: tr("Flags"), lambda row: bool(row.flags), always=True),
    _flag("too-fast", lambda: tr("Too fast"), always=True),
    _flag("over-long", lambda: tr("Over-long"), always=True),
    _flag("not-dubbed", lambda: tr("Not dubbed"), always=True),
    _state(Shown.SENT_BACK, lambda: tr("Sent back")),
    _state(Shown.STALE, lambda: tr("Out of date")),
    Chip("failed", lambda: tr("Failed"), lambda row: bool(row.failed)),
    _flag("culture", lambda: tr("Culture")),
    _flag("name", lambda: tr("Names")),
    _flag("safe-area", lambda: tr("Safe area")),
    _flag("sound", lambda: tr("Sound")),
)

CHIPS: dict[str, Chip] = {chip.id: chip for chip in _EVERY}


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """Count the lines each filter would show, by its id; lines that look the same to all filters are tried once."""
    kinds = Counter(Kind(row.state, row.flags, bool(row.failed)) for row in rows)
    found = dict.fromkeys(CHIPS, 0)
    for kind, count in kinds.items():
        for chip in _EVERY:
            found[chip.id] += count * chip.test(kind)
    return found
