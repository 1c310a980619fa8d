"""Divide a translated sentence among its Lines and phrases, in proportion to the time each has in the source."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from dubbench.domain.span import Span
from dubbench.pipeline.breaks import BOUND, Break, breaks


@dataclass(frozen=True, slots=True)
class DivideLimits:
    """How time and grammar are weighed (STANDARDS section 1: an edge may move by up to 300 ms).

    Being `reach_ms` off costs as much as a break of cost `reach_cost`. No phrase begins at a place of cost
    `worst_phrase` or more, nor further off than `furthest_ms`: the pause is given up, for one inside a word group
    sounds worse than none.
    """

    reach_ms: int = 300
    reach_cost: int = 60
    worst_phrase: int = BOUND
    furthest_ms: int = 900


def cut(text: str, weights_ms: Sequence[int], language: str, limits: DivideLimits | None = None) -> tuple[int, ...]:
    """Return the offsets at which part 2, 3, ... begin, one part for each weight.

    There are fewer parts than weights where the text has too few words; use `join` first to know which go together.
    """
    places = breaks(text, language)
    count = min(len(weights_ms), len(places) + 1)
    weights = list(weights_ms) if count == len(weights_ms) else _merged(weights_ms, count)
    return _best(text, places, weights, limits or DivideLimits())


def join(spans: Sequence[Span], count: int) -> tuple[tuple[int, ...], ...]:
    """Group neighbouring spans, the smallest gaps first, until `count` groups are left: tuples of indices."""
    gaps = sorted(range(1, len(spans)), key=lambda i: (-spans[i - 1].gap_ms(spans[i]), i))
    edges = [0, *sorted(gaps[: max(0, count - 1)]), len(spans)]
    return tuple(tuple(range(a, b)) for a, b in itertools.pairwise(edges) if b > a)


def hulls(spans: Sequence[Span], count: int) -> tuple[Span, ...]:
    """Join spans to `count` and return what each group reaches over."""
    return tuple(Span(spans[group[0]].start_ms, spans[group[-1]].end_ms) for group in join(spans, count))


def parts(text: str, offsets: Sequence[int]) -> tuple[str, ...]:
    """Return the texts between offsets, without the spaces at their edges."""
    return tuple(text[a:b].strip() for a, b in itertools.pairwise([0, *offsets, len(text)]))


def among_lines(text: str, spans: Sequence[Span], language: str) -> tuple[tuple[tuple[int, ...], str], ...]:
    """Divide a sentence among Lines: groups of Line indices with the text each group says."""
    count = min(len(spans), len(breaks(text, language)) + 1)
    groups = join(spans, count)
    weights = [sum(spans[i].duration_ms for i in group) for group in groups]
    return tuple(zip(groups, parts(text, cut(text, weights, language)), strict=True))


def phrase_offsets(
    text: str, phrases: Sequence[Span], language: str, limits: DivideLimits | None = None
) -> tuple[int, ...]:
    """Return where the phrases of a Target begin, following the source's phrases; fewer where words do not allow it."""
    limits = limits or DivideLimits()
    places = [place for place in breaks(text, language) if place.cost < limits.worst_phrase]
    for count in range(min(len(phrases), len(places) + 1), 1, -1):
        weights = [span.duration_ms for span in hulls(phrases, count)]
        offsets = _best(text, places, weights, limits)
        if _furthest_off(text, offsets, weights) <= limits.furthest_ms:
            return offsets
    return ()


def _furthest_off(text: str, offsets: Sequence[int], weights: Sequence[int]) -> float:
    ahead = itertools.accumulate(weights[:-1])
    total = sum(weights)
    return max(abs(share * total - ms) for share, ms in zip(_shares(text, offsets), ahead, strict=True))


def _merged(weights: Sequence[int], count: int) -> list[int]:
    """Add neighbours together, the lightest pair first, until `count` weights are left."""
    left = list(weights)
    while len(left) > max(1, count):
        at = min(range(len(left) - 1), key=lambda i: left[i] + left[i + 1])
        left[at : at + 2] = [left[at] + left[at + 1]]
    return left


def _best(text: str, places: Sequence[Break], weights: Sequence[int], limits: DivideLimits) -> tuple[int, ...]:
    """Choose the places that cost least in all, by dynamic programming over (part, place)."""
    shares = _shares(text, [place.at for place in places])
    total = sum(weights) or len(weights)
    wanted = [w if sum(weights) else 1 for w in weights]
    ahead = list(itertools.accumulate(wanted))
    best: list[tuple[float, tuple[int, ...]]] = []
    for part in range(len(weights) - 1):
        row: list[tuple[float, tuple[int, ...]]] = []
        for i, place in enumerate(places):
            off_ms = abs(shares[i] * total - ahead[part])
            own = (off_ms / limits.reach_ms) ** 2 * limits.reach_cost + place.cost
            before = min(best[:i], default=(float("inf"), ())) if part else (0.0, ())
            row.append((own + before[0], (*before[1], i)))
        best = row
    chosen = min(best, default=(0.0, ()))[1]
    return tuple(places[i].at for i in chosen)


def _shares(text: str, offsets: Sequence[int]) -> list[float]:
    """Return how much of the text, in letters and digits, stands before each offset."""
    count = list(itertools.accumulate((char.isalnum() for char in text), initial=0))
    return [count[at] / max(1, count[-1]) for at in offsets]
