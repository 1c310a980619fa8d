"""Place Takes on the picture, line by line: the fitting ladder of DESIGN.md section 6."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import NamedTuple

from dubbench.checks import dubbed
from dubbench.domain.hashing import digest
from dubbench.domain.hashing import recipe as recipe_of
from dubbench.domain.journal import Issue
from dubbench.domain.script import Line, Origin
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target
from dubbench.pipeline.levels import gains
from dubbench.pipeline.slot import Slot, slot_of

NATURAL_PPM = 1_000_000
NEVER = 1e6
_NONE: Mapping[str, Fit] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FitLimits:
    """What placing may do (numbers: STANDARDS section 1).

    Hard: `slowest_ppm` to `fastest_ppm` of time-stretch (0.8 to 1.3; slowing below 0.95 is never worth it),
    `gap_ms` between lines, `early_ms` before the source's start (100 are allowed; the rest is for what a meter sees
    differently), `move_ms` for a phrase edge.
    Soft: any stretch costs `any_cost`, beyond `easy_ppm` (8 %) `hard_cost` more; engine speed and stretch together
    beyond `pace_ppm` of the voice's own rate cost `pace_cost` for every 10 %; `push_ms` is how far the next line may
    be made to wait before a line counts as not fitting. Costs are in percent of frame F1 that a thing is worth.
    """

    slowest_ppm: int = 950_000
    fastest_ppm: int = 1_300_000
    step_ppm: int = 10_000
    easy_ppm: int = 80_000
    any_cost: float = 1.0
    easy_cost: float = 2.0
    hard_cost: float = 6.0
    pace_ppm: int = 1_200_000
    pace_cost: float = 8.0
    gap_ms: int = 80
    phrase_gap_ms: int = 120
    early_ms: int = 60
    early_cost: float = 4.0
    late_ms: int = 300
    late_cost: float = 3.0
    too_late_cost: float = 25.0
    move_ms: int = 300
    push_ms: int = 500
    push_cost: float = 4.0
    edge_ms: int = 30


def limits_for(item: ToFit, limits: FitLimits) -> FitLimits:
    """Return what placing may do for one Take: one of a hook is not stretched unless a person chose it."""
    if item.take.origin is Origin.PERSON or not any(line.hooked for line in item.lines):
        return limits
    return replace(limits, slowest_ppm=NATURAL_PPM, fastest_ppm=NATURAL_PPM)


class ToFit(NamedTuple):
    """A Take to place, its Target, the source Lines it stands for, and both K-weighted levels where known."""

    target: Target
    take: Take
    lines: tuple[Line, ...]
    source_level_mdb: int | None = None
    take_level_mdb: int | None = None


class Room(NamedTuple):
    """The time a line may use: not before `start_ms`, not after `end_ms`, never beyond the programme's `last_ms`."""

    start_ms: int
    end_ms: int
    last_ms: int


class _Try(NamedTuple):
    cost: float
    stretch_ppm: int
    spans: tuple[Span, ...]


def fit(
    items: Sequence[ToFit], end_ms: int, limits: FitLimits | None = None, held: Mapping[str, Fit] = _NONE
) -> tuple[Fit, ...]:
    """Place every Take of an episode in time order; no two of one voice overlap, none is cut.

    `held` are Fits by their Target that stay where they are, because somebody signed them; the others go round them.
    One that its neighbour's speech would run into is placed anew.
    """
    limits = limits or FitLimits()
    ordered = sorted(items, key=lambda item: slot_of(item.lines).span)
    slots = [slot_of(item.lines).joined(len(item.take.speech)) for item in ordered]
    gain = gains([(item.source_level_mdb, item.take_level_mdb) for item in ordered])
    voices = [item.take.voice_id for item in ordered]
    done: list[Fit] = []
    for number, item in enumerate(ordered):
        rivals = _rivals(number, slots, voices)
        before = max((done[i].span.end_ms + limits.gap_ms for i in rivals if i < number), default=0)
        kept = held.get(item.target.id)
        if kept and kept.take_id == item.take.id and kept.span.start_ms >= before - limits.gap_ms:
            done.append(kept)
            continue
        starts = (_start(ordered[i], slots[i], held) for i in rivals if i > number)
        after = min((start - limits.gap_ms for start in starts), default=end_ms)
        room = Room(before, min(after, end_ms), end_ms)
        done.append(_fitted(item, slots[number], room, gain[number], limits_for(item, limits)))
    return tuple(done)


def _start(item: ToFit, slot: Slot, held: Mapping[str, Fit]) -> int:
    """Return when a line that is not placed yet begins at the earliest: where it is held, else where its slot does."""
    kept = held.get(item.target.id)
    return kept.span.start_ms if kept is not None and kept.take_id == item.take.id else slot.span.start_ms


def issues(fits: Sequence[Fit], items: Sequence[ToFit]) -> tuple[Issue, ...]:
    """Point at every line that does not fit."""
    lines = {item.target.id: item.lines[0].id for item in items}
    return tuple(dubbed.unfitting((f, lines.get(f.target_id, "")) for f in fits))


def _rivals(number: int, slots: Sequence[Slot], voices: Sequence[str]) -> list[int]:
    """List the lines this one must not sound together with: all but those of another voice who talk over it."""
    own = slots[number].span
    others = [i for i in range(len(slots)) if i != number]
    return [i for i in others if voices[i] == voices[number] or not slots[i].span.overlap_ms(own)]


def _fitted(item: ToFit, slot: Slot, room: Room, gain_mdb: int, limits: FitLimits) -> Fit:
    best = min(_tries(item.take, slot, room, limits), key=lambda a: (a.cost, abs(a.stretch_ppm - NATURAL_PPM)))
    pairs = zip(item.take.speech, best.spans, strict=True)
    return Fit(
        id=digest(f"fit/{item.target.market_id}/{item.target.id}")[:32],
        episode_id=item.target.episode_id,
        market_id=item.target.market_id,
        target_id=item.target.id,
        take_id=item.take.id,
        placements=tuple(Placement(part, at.start_ms, best.stretch_ppm) for part, at in pairs),
        rung=_rung(item.take, slot, room, best, limits),
        gain_mdb=gain_mdb,
        recipe=recipe_of(
            "fit",
            take=item.take.id,
            speech=item.take.speech,
            slot=slot,
            room=room,
            gain=gain_mdb,
            limits=asdict(limits),
        ),
    )


def _tries(take: Take, slot: Slot, room: Room, limits: FitLimits) -> Iterator[_Try]:
    for ppm in range(limits.slowest_ppm, limits.fastest_ppm + 1, limits.step_ppm):
        lengths = [Placement(span, 0, ppm).span.duration_ms for span in take.speech]
        for start in _starts(slot, room, sum(lengths) + limits.phrase_gap_ms * (len(lengths) - 1), limits):
            spans = _laid(lengths, slot, room._replace(start_ms=start), limits)
            pace = _pace_cost(take.speed_ppm * ppm // NATURAL_PPM, limits)
            yield _Try(pace + _stretch_cost(ppm, limits) + _cost(spans, slot, room, limits), ppm, spans)


def _starts(slot: Slot, room: Room, length_ms: int, limits: FitLimits) -> tuple[int, ...]:
    """Start with the source, or up to `early_ms` before, or as soon as the line before lets it.

    Only what the programme's end would cut off may start earlier.
    """
    source = slot.phrases[0].start_ms
    wished = (source, source - limits.early_ms // 2, source - limits.early_ms, min(source, room.last_ms - length_ms))
    return tuple(sorted({max(room.start_ms, wish, 0) for wish in wished}))


def _laid(lengths: Sequence[int], slot: Slot, room: Room, limits: FitLimits) -> tuple[Span, ...]:
    """Put each phrase where the source has it, later where the one before still sounds, earlier to end in time."""
    left = sum(lengths) + limits.phrase_gap_ms * (len(lengths) - 1)
    spans: list[Span] = []
    for phrase, length in zip(slot.phrases, lengths, strict=True):
        at = room.start_ms
        if spans:
            wished = max(min(phrase.start_ms, room.end_ms - left), phrase.start_ms - limits.move_ms)
            at = max(spans[-1].end_ms + limits.phrase_gap_ms, wished)
        spans.append(Span(at, at + length))
        left -= length + limits.phrase_gap_ms
    return tuple(spans)


def _cost(spans: Sequence[Span], slot: Slot, room: Room, limits: FitLimits) -> float:
    late = spans[0].start_ms - slot.phrases[0].start_ms
    return (
        100 * (1 - overlap(slot.phrases, spans))
        + (limits.early_cost * -late / limits.early_ms if late < 0 else limits.late_cost * late / limits.late_ms)
        + (limits.too_late_cost if late > limits.late_ms else 0)
        + _push_cost(spans[-1].end_ms - room.end_ms, limits)
        + (NEVER if spans[-1].end_ms > room.last_ms else 0)
        + sum(limits.late_cost for a, b in zip(spans, slot.phrases, strict=True) if _moved(a, b) > limits.move_ms)
    )


def _moved(span: Span, phrase: Span) -> int:
    return abs(span.start_ms - phrase.start_ms)


def _stretch_cost(ppm: int, limits: FitLimits) -> float:
    if ppm == NATURAL_PPM:
        return 0.0
    off = abs(ppm - NATURAL_PPM) / limits.easy_ppm
    return limits.any_cost + limits.easy_cost * off * off + (limits.hard_cost if off > 1 else 0)


def _pace_cost(ppm: int, limits: FitLimits) -> float:
    return limits.pace_cost * max(0, ppm - limits.pace_ppm) / 100_000


def _push_cost(over_ms: int, limits: FitLimits) -> float:
    if over_ms <= 0:
        return 0.0
    return limits.push_cost * (1 + 4 * over_ms / limits.push_ms) + (NEVER + over_ms if over_ms > limits.push_ms else 0)


def overlap(source: Sequence[Span], dub: Sequence[Span]) -> float:
    """Return the F1 of two sets of spans, in time: 1 where they are the same."""
    shared = sum(a.overlap_ms(b) for a in source for b in dub)
    whole = sum(span.duration_ms for span in (*source, *dub))
    return 2 * shared / whole if whole else 1.0


def _rung(take: Take, slot: Slot, room: Room, best: _Try, limits: FitLimits) -> int:
    """Name the highest rung of the ladder that was used."""
    ends_ms = best.spans[-1].end_ms
    if ends_ms > min(room.end_ms + limits.push_ms, room.last_ms):
        return 6
    if best.stretch_ppm != NATURAL_PPM:
        return 4
    if take.speed_ppm != NATURAL_PPM:
        return 3
    early = best.spans[0].start_ms < slot.span.start_ms - limits.edge_ms
    return 2 if early or ends_ms > slot.span.end_ms + limits.edge_ms else 1
