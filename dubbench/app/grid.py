"""The grid of a series in one market: a row for each line, with its state, its pace and what is wrong with it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from dubbench.app import contents
from dubbench.app.contents import Heard
from dubbench.app.destinations import destination
from dubbench.app.reviews import Reviews
from dubbench.app.revising import present
from dubbench.app.session import Session
from dubbench.checks import dubbed
from dubbench.domain.flags import GLYPHS
from dubbench.domain.journal import Issue
from dubbench.domain.market import Destination, Market, Profile
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import SentBack, SignOff
from dubbench.domain.state import State, state_of
from dubbench.domain.target import Fit, Take, Target
from dubbench.domain.timing import speaker
from dubbench.pipeline.pace import Pace, natural_ms, percent
from dubbench.store.edit import Changed
from dubbench.store.kinds import kind_of

T = TypeVar("T")

FASTEST_PERCENT = 120
"""A text that takes a voice faster than this share of its own pace is to be shortened (STANDARDS section 1)."""


TROUBLED = frozenset({State.STALE, State.SENT_BACK})
"""States that want a person, beside what is flagged."""


class Flag(StrEnum):
    """What a row warns of, beside its state."""

    TOO_FAST = "too-fast"
    OVER_LONG = "over-long"
    NOT_DUBBED = "not-dubbed"
    DOES_NOT_FIT = "does-not-fit"

    @property
    def glyph(self) -> str:
        return GLYPHS[self]


_FLAGS = tuple(Flag)


@dataclass(frozen=True, slots=True)
class Row:
    """One Line in one Market.

    `cps` are characters a second of the text over the line's time, `subtitle_cps` of what is read over the time it
    sounds. `fit_percent` is how much of the slot the text will fill by the voice's own pace; `None`: not known.
    `take_id` is the Take that says today's words and has a place, `rung` that of the ladder it needed.
    """

    number: int
    line: Line
    target: Target | None
    state: State
    cps: float = 0.0
    subtitle_cps: float = 0.0
    fit_percent: int | None = None
    take_id: str = ""
    rung: int = 0
    flags: tuple[Flag, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What rows are made from, by id; Targets by Line, Fits by Target."""

    lines: Mapping[str, Line]
    targets: Mapping[str, Target]
    fits: Mapping[str, Fit]
    takes: Mapping[str, Take]
    on: Mapping[str, Target]
    fit_of: Mapping[str, Fit]
    voices: Mapping[str, str]
    pace: Pace
    preset: Destination
    reviews: Reviews

    def with_rows(
        self,
        lines: Mapping[str, Line],
        targets: Mapping[str, Target],
        fits: Mapping[str, Fit],
        takes: Mapping[str, Take],
        reviews: Reviews,
    ) -> _Facts:
        """Return the facts of other rows with the same cast."""
        on = {line_id: target for target in targets.values() for line_id in target.line_ids}
        placed = {fit.target_id: fit for fit in fits.values()}
        pace = self.pace if takes is self.takes else Pace.of(takes.values())
        return replace(
            self, lines=lines, targets=targets, fits=fits, takes=takes, on=on, fit_of=placed, pace=pace, reviews=reviews
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """Every row of these episodes in one Market, in order; a row that stays the same stays the same object."""

    market: Market
    episodes: tuple[str, ...]
    rows: tuple[Row, ...]
    facts: _Facts


def grid(session: Session, market_id: str, episode_ids: Sequence[str] = ()) -> Grid:
    """Read episodes (none given: the whole series) in a Market and make their rows."""
    market = present(session.store.get(Market, market_id))
    store = session.store
    known = [e.id for e in store.all(Episode) if not episode_ids or e.id in set(episode_ids)]
    keys = {"episode_id": known, "market_id": market.id}
    lines = {line.id: line for line in store.all(Line, episode_id=known)}
    takes = {take.id: take for take in store.all(Take, **keys)}
    profiles = {profile.character_id: profile for profile in store.all(Profile, market_id=market.id)}
    voices = {character_id: profile.voice_id for character_id, profile in profiles.items()}
    reviews = Reviews(profiles=profiles, text_steps=session.series.signing.text_steps)
    facts = _Facts({}, {}, {}, {}, {}, {}, voices, Pace({}), destination(market.destination), reviews).with_rows(
        lines,
        {target.id: target for target in store.all(Target, **keys)},
        {fit.id: fit for fit in store.all(Fit, **keys)},
        takes,
        reviews.with_rows(
            {one.id: one for one in store.all(SignOff, **keys)}, {one.id: one for one in store.all(SentBack, **keys)}
        ),
    )
    return Grid(market, tuple(known), rows_of(facts, known), facts)


def rows_of(facts: _Facts, episode_ids: Sequence[str], known: Mapping[str, Row] | None = None) -> tuple[Row, ...]:
    """Make the rows in order; those that are known are taken as they are, but for their number."""
    known = known or {}
    order = {episode_id: place for place, episode_id in enumerate(episode_ids)}
    lines = sorted(facts.lines.values(), key=lambda one: (order[one.episode_id], one.span.start_ms, one.id))
    count = dict.fromkeys(episode_ids, 0)
    made = []
    for line in lines:
        count[line.episode_id] += 1
        number, row = count[line.episode_id], known.get(line.id)
        if row is None:
            row = _row(number, line, facts)
        made.append(row if row.number == number else replace(row, number=number))
    return tuple(made)


def refreshed(session: Session, old: Grid, changed: Changed) -> Grid:
    """Return the grid after a change: only what changed is read and made anew.

    A change of the cast or of the market makes it anew as a whole. Every Take teaches its voice's pace, which the rows
    are predicted by that nobody spoke yet.
    """
    if {table for table, _ in changed} & {"profile", "market", "episode", "character", "series"}:
        return grid(session, old.market.id, old.episodes)
    facts = old.facts
    lines = _reread(session, Line, facts.lines, changed, lambda one: one.episode_id in old.episodes)
    here = _Here(old)
    new = facts.with_rows(
        lines,
        _reread(session, Target, facts.targets, changed, here),
        _reread(session, Fit, facts.fits, changed, here),
        _reread(session, Take, facts.takes, changed, here),
        facts.reviews.with_rows(
            _reread(session, SignOff, facts.reviews.signoffs, changed, here),
            _reread(session, SentBack, facts.reviews.sent, changed, here),
        ),
    )
    stale = _touched(facts, changed) | _touched(new, changed)
    if new.pace != facts.pace:
        stale |= {row.line.id for row in old.rows if not row.take_id}
    return replace(
        old,
        rows=rows_of(new, old.episodes, {row.line.id: row for row in old.rows if row.line.id not in stale}),
        facts=new,
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """Whether a row belongs to a grid."""

    grid: Grid

    def __call__(self, row: Any) -> bool:
        return row.market_id == self.grid.market.id and row.episode_id in self.grid.episodes


def _reread(session: Session, type_: type[T], old: Mapping[str, T], changed: Changed, here: Any) -> Mapping[str, T]:
    ids = [row_id for table, row_id in changed if table == kind_of(type_).table]
    if not ids:
        return old
    new = dict(old)
    for row_id in ids:
        found = session.store.get(type_, row_id)
        new.pop(row_id, None)
        if found is not None and here(found):
            new[row_id] = found
    return new


def _touched(facts: _Facts, changed: Changed) -> set[str]:
    """Return the ids of the Lines whose rows a change may show in."""
    lines = {row_id for table, row_id in changed if table == "line"}
    beside = [facts.on[line_id] for line_id in lines if line_id in facts.on]
    targets = {row_id for table, row_id in changed if table == "target"} | {target.id for target in beside}
    placed: list[Fit | Take | None] = [facts.fits.get(row_id) for _, row_id in changed]
    placed += [facts.takes.get(row_id) for _, row_id in changed]
    targets |= {row.target_id for row in placed if row}
    targets |= {facts.reviews.subject(row_id) for table, row_id in changed if table in {"signoff", "sent_back"}}
    return lines | {i for t in targets if t in facts.targets for i in facts.targets[t].line_ids}


def _row(number: int, line: Line, facts: _Facts) -> Row:
    target = facts.on.get(line.id)
    lines = (line,) if target is None or len(target.line_ids) == 1 else lines_of(target, facts)
    state = state_of(target, lines)
    if target is None or state is State.EMPTY:
        return Row(number, line, target, state, flags=(Flag.NOT_DUBBED,), issues=tuple(dubbed.untranslated([line], [])))
    sound = fit, take = heard(target, facts)
    state = facts.reviews.state(state, target, lines, sound)
    slot_ms, speech_ms = slot_of(lines)
    predicted = (
        natural_ms(take) if take else facts.pace.predicted_ms(target.text, voice_of(target, lines[0], facts.voices))
    )
    filled = percent(predicted, speech_ms)
    shown = target.text if target.subtitle_text is None else target.subtitle_text
    read = _per_second(shown, fit.span.duration_ms if fit else slot_ms)
    rung = fit.rung if fit else 0
    hurried = _pace_percent(fit, take) if fit and take else filled or 0
    flags = _flags(read > facts.preset.cps_max, hurried > FASTEST_PERCENT, rung)
    return Row(
        number,
        line,
        target,
        state,
        _per_second(target.text, slot_ms),
        read,
        filled,
        take.id if take else "",
        rung,
        flags,
        _issues(target, lines, fit) if flags else (),
    )


def slot_of(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how long Lines take from first to last, and how long of it is speech."""
    if len(lines) == 1:
        return lines[0].span.end_ms - lines[0].span.start_ms, lines[0].speech_ms
    return max(line.span.end_ms for line in lines) - lines[0].span.start_ms, sum(line.speech_ms for line in lines)


def heard(target: Target, facts: _Facts) -> Heard:
    """Return the Fit and the Take that say what the Target says today."""
    return contents.heard(target, facts.fit_of, facts.takes)


def lines_of(target: Target, facts: _Facts) -> tuple[Line, ...]:
    found = (facts.lines[line_id] for line_id in target.line_ids if line_id in facts.lines)
    return tuple(sorted(found, key=lambda one: (one.span.start_ms, one.id)))


def voice_of(target: Target, line: Line, voices: Mapping[str, str]) -> str:
    """Return the voice that speaks a Target whose first Line is `line`, by a cast as it is; "" where none is cast."""
    unnamed = voices.get(speaker(replace(line, character_id="")) if line.character_id else speaker(line), "")
    return target.voice_id or voices.get(line.character_id, "") or unnamed


def _per_second(text: str, ms: int) -> float:
    return 1000 * len(text) / ms if ms > 0 else 0.0


def _pace_percent(fit: Fit, take: Take) -> int:
    """Return how fast a Take sounds in its place, by the voice's speed and the stretch; 100 is its own pace."""
    return take.speed_ppm * fit.placements[0].stretch_ppm // 10_000_000_000


def _flags(too_fast: bool, over_long: bool, rung: int) -> tuple[Flag, ...]:
    told = (too_fast, over_long, rung == 0, rung == dubbed.FLAGGED)
    return tuple(itertools.compress(_FLAGS, told)) if any(told) else ()


def _issues(target: Target, lines: Sequence[Line], fit: Fit | None) -> tuple[Issue, ...]:
    if fit is None:
        return tuple(dubbed.unspoken([(target, lines)]))
    return tuple(dubbed.unfitting([(fit, lines[0].id)]))


def next_problem(rows: Iterable[Row], after: str = "", *, back: bool = False) -> Row | None:
    """Return the next row that is flagged, stale, sent back or empty, round the end; `after` is one's own line."""
    ordered = list(rows)
    if back:
        ordered.reverse()
    at = next((place + 1 for place, row in enumerate(ordered) if row.line.id == after), 0)
    return next((row for row in ordered[at:] + ordered[:at] if row.flags or row.state in TROUBLED), None)
