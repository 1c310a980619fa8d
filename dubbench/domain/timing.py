"""Where Lines may lie: snapping, moving a Line with its words, and no speaker talking over themselves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dubbench.domain.script import Line, Origin, Word, pauses
from dubbench.domain.span import Span

SHORTEST_MS = 100
SNAP_MS = 120
"""How near an edge must come to a shot change or another line to be drawn to it; about three frames."""
SHARED_MS = 500
"""Lines nearer than this share an edge: moved together, they keep what lies between them."""
_LEAST_WORD_MS = 40
LOW, HIGH = "low", "high"
UNNAMED = (LOW, HIGH)
"""Unnamed speakers, as the cast knows them: by the pitch of their voices."""


def speaker(line: Line) -> str:
    """Name who speaks as the cast knows them: the character, else the unnamed group of a voice."""
    return line.character_id or line.voice_range or LOW


def snapped(at_ms: int, edges: Iterable[int], within_ms: int = SNAP_MS) -> int:
    """Return the edge nearest to a time, the earlier of two; the time itself where none is within reach."""
    near = [edge for edge in edges if abs(edge - at_ms) <= within_ms]
    return min(near, key=lambda edge: (abs(edge - at_ms), edge), default=at_ms)


def snapped_body(span: Span, edges: Sequence[int], within_ms: int = SNAP_MS) -> Span:
    """Move a span so that whichever of its ends is nearer to an edge lies on it; its length stays."""
    shifts = [snapped(end, edges, within_ms) - end for end in span]
    real = [shift for end, shift in zip(span, shifts, strict=True) if shift or end in edges]
    return span.shifted(min(real, key=abs, default=0))


def edges(lines: Iterable[Line], but: str = "", shots: Iterable[int] = ()) -> list[int]:
    """List what a Line can snap to: shot changes, and where the other Lines begin and end."""
    ends = (end for line in lines if line.id != but for end in line.span)
    return sorted({*ends, *shots})


def moved(line: Line, span: Span) -> Line:
    """Return the Line at another place.

    Its words move along where its length stays. Where an end moves, they stand and are clipped; where that would
    swallow one, all are scaled.
    """
    if span == line.span:
        return line
    words = tuple(_words(line, span))
    return replace(line, span=span, words=words, breaks=pauses(words), origin=Origin.PERSON)


def _words(line: Line, span: Span) -> Iterator[Word]:
    if span.duration_ms == line.span.duration_ms:
        by = span.start_ms - line.span.start_ms
        return (w._replace(start_ms=w.start_ms + by, end_ms=w.end_ms + by) for w in line.words)
    clipped = [
        w._replace(start_ms=max(w.start_ms, span.start_ms), end_ms=min(w.end_ms, span.end_ms)) for w in line.words
    ]
    if all(_left(a) >= min(_left(b), _LEAST_WORD_MS) for a, b in zip(clipped, line.words, strict=True)):
        return iter(clipped)
    return _scaled(line.words, _hull(line), span)


def _left(word: Word) -> int:
    return word.end_ms - word.start_ms


def _hull(line: Line) -> Span:
    return line.span.hull(Span(line.words[0].start_ms, max(word.end_ms for word in line.words)))


def _scaled(words: Sequence[Word], old: Span, new: Span) -> Iterator[Word]:
    def at(ms: int) -> int:
        return new.start_ms + round((ms - old.start_ms) * new.duration_ms / max(1, old.duration_ms))

    return (w._replace(start_ms=at(w.start_ms), end_ms=at(w.end_ms)) for w in words)


def with_neighbours(lines: Sequence[Line], line: Line, span: Span, within_ms: int = SHARED_MS) -> dict[str, Span]:
    """Return the spans of a Line and of the neighbours that share an edge with it, where they move along."""
    ordered = sorted(lines, key=lambda one: (one.span, one.id))
    at = next(i for i, one in enumerate(ordered) if one.id == line.id)
    spans = {line.id: span}
    if at > 0 and abs(ordered[at - 1].span.gap_ms(line.span)) <= within_ms:
        before = ordered[at - 1]
        spans[before.id] = before.span._replace(end_ms=before.span.end_ms + span.start_ms - line.span.start_ms)
    if at + 1 < len(ordered) and abs(line.span.gap_ms(ordered[at + 1].span)) <= within_ms:
        after = ordered[at + 1]
        spans[after.id] = after.span._replace(start_ms=after.span.start_ms + span.end_ms - line.span.end_ms)
    return spans


def clash(before: Mapping[str, Line], after: Mapping[str, Line]) -> tuple[Line, Line] | None:
    """Return two Lines of one speaker that a change would lay over one another, or further than they already did."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in after.values():
        groups[line.episode_id, speaker(line)].append(line)
    for group in groups.values():
        if all(before.get(line.id) == line for line in group):
            continue
        for first, second in _overlapping(group):
            if first.span.overlap_ms(second.span) > _overlap_before(before, first, second):
                return first, second
    return None


def _overlapping(lines: Iterable[Line]) -> Iterator[tuple[Line, Line]]:
    """Yield every pair that shares time, by one pass in time order."""
    sounding: list[Line] = []
    for line in sorted(lines, key=lambda one: (one.span, one.id)):
        sounding = [one for one in sounding if one.span.end_ms > line.span.start_ms]
        yield from zip(sounding, itertools.repeat(line), strict=False)
        sounding.append(line)


def _overlap_before(before: Mapping[str, Line], first: Line, second: Line) -> int:
    was, other = before.get(first.id), before.get(second.id)
    if was is None or other is None or speaker(was) != speaker(other):
        return 0
    return was.span.overlap_ms(other.span)
