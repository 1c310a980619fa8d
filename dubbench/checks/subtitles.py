"""Can the subtitles be read: overlap, lines, characters, pace, time on screen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from dubbench.domain.delivery import Cue
from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Destination

HARD, SOFT = 25, 1

Rule = Callable[[Cue, Destination], Issue | None]


def check_cues(cues: Sequence[Cue], destination: Destination) -> tuple[Issue, ...]:
    """Apply every rule; hard violations (STANDARDS section 2, vertical profile) have severity 25."""
    return (*overlaps(cues), *_single(cues, destination))


def overlaps(cues: Sequence[Cue]) -> Iterator[Issue]:
    """Two cues on screen at once."""
    for first, second in itertools.pairwise(sorted(cues, key=lambda cue: cue.span)):
        if shared := max(0, first.span.end_ms - second.span.start_ms):
            yield _issue(Finding.CUE_OVERLAP, HARD, second, milliseconds=shared)


def lines(cue: Cue, destination: Destination) -> Issue | None:
    """More lines than the picture has room for."""
    count = cue.text.count("\n") + 1
    return _issue(Finding.CUE_LINES, HARD, cue, count=count) if count > destination.lines_per_cue else None


def characters(cue: Cue, destination: Destination) -> Issue | None:
    """A line wider than the safe box."""
    widest = max(map(len, cue.text.split("\n")))
    return _issue(Finding.CUE_CHARS, HARD, cue, count=widest) if widest > destination.chars_per_line else None


def pace(cue: Cue, destination: Destination) -> Issue | None:
    """More characters a second than can be read."""
    allowed = destination.cps_max * cue.span.duration_ms
    count = reading_length(cue.text)
    if count * 1000 <= allowed:
        return None
    return _issue(Finding.CUE_CPS, HARD, cue, characters=count, milliseconds=cue.span.duration_ms)


def too_short(cue: Cue, destination: Destination) -> Issue | None:
    """Gone before it is seen."""
    ms = cue.span.duration_ms
    return _issue(Finding.CUE_SHORT, SOFT, cue, milliseconds=ms) if ms < destination.cue_min_ms else None


def too_long(cue: Cue, destination: Destination) -> Issue | None:
    """On screen for so long that it is read twice."""
    ms = cue.span.duration_ms
    return _issue(Finding.CUE_LONG, SOFT, cue, milliseconds=ms) if ms > destination.cue_max_ms else None


RULES: tuple[Rule, ...] = (lines, characters, pace, too_short, too_long)


def reading_length(text: str) -> int:
    """Count the characters of a cue as they are read: a line's end counts as a space."""
    return len(text)


def _single(cues: Sequence[Cue], destination: Destination) -> Iterator[Issue]:
    for cue, rule in itertools.product(cues, RULES):
        if issue := rule(cue, destination):
            yield issue


def _issue(check: str, severity: int, cue: Cue, **facts: int) -> Issue:
    return Issue(check, severity, Message.of(check, **facts), target_id=cue.target_id, span=cue.span)
