"""What the widgets are given: a line as it is shown, what its text may cost, and what it costs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dubbench.domain.journal import Issue


class Shown(StrEnum):
    """How far a line is, as people see it; computed from the facts, never stored."""

    EMPTY = "empty"
    DRAFT = "draft"
    EDITED = "edited"
    CONFIRMED = "confirmed"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    SENT_BACK = "sent-back"
    STALE = "stale"


FLAGS = ("culture", "too-fast", "over-long", "name", "safe-area", "sound", "not-dubbed")
"""Ids of the flags a line can bear, in the order they are shown."""


Timed = tuple[int, int, str]
"""A cue: start and end in milliseconds, the end exclusive, and its text with its line breaks."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grid, the timeline and the editors alike.

    `colour` is an index into the theme's speakers; `cps_milli` the reading speed of its subtitle in thousandths of a
    character a second; `fit_ppm` the length of its dub over its slot, predicted where `dub_spans` is empty, `None`
    where unknown; `rung` of the fitting ladder (0: not fitted). `take` tells whether it is spoken, `busy` whether work
    on it is under way, `failed` in words why that came to nothing.
    """

    line_id: str
    number: int
    start_ms: int
    end_ms: int
    character_id: str
    character: str
    colour: int
    source: str
    target: str
    subtitle: str | None
    state: Shown
    flags: tuple[str, ...] = ()
    cps_milli: int = 0
    fit_ppm: int | None = None
    target_id: str = ""
    dub_spans: tuple[tuple[int, int], ...] = ()
    rung: int = 0
    take: bool = False
    failed: str = ""
    busy: bool = False
    issues: tuple[Issue, ...] = ()

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Limits:
    """What a Destination allows: reading speed in characters a second, the size of a subtitle, the length of a dub.

    A dub's length over its slot is fine between `fit_low_ppm` and `fit_high_ppm` (DESIGN section 6); beyond
    `fit_worst_ppm` no voice speaks it well.
    """

    cps_ideal: int = 18
    cps_max: int = 25
    chars_per_line: int = 24
    lines_per_cue: int = 2
    fit_low_ppm: int = 950_000
    fit_high_ppm: int = 1_080_000
    fit_worst_ppm: int = 1_200_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What a text costs: characters, lines on screen, reading speed, and its predicted length spoken.

    `lines` 0, `cps_milli` 0 and `dub_ms` `None` mean: not known, or not asked of this text.
    """

    chars: int
    slot_ms: int
    lines: int = 0
    cps_milli: int = 0
    dub_ms: int | None = None

    @property
    def fit_ppm(self) -> int | None:
        """Its length spoken over its slot."""
        return None if self.dub_ms is None or self.slot_ms <= 0 else self.dub_ms * 1_000_000 // self.slot_ms


BudgetOf = Callable[[Row, str], Budget]
"""Works out what a text would cost at a line's place; called while a person types, so it answers at once."""
