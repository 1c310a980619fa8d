"""Subtitles from the dub's own timing: Targets and Fits become Cues that can be read."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from dubbench.domain.delivery import Cue
from dubbench.domain.market import Destination
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Target
from dubbench.pipeline.breaks import breaks
from dubbench.pipeline.language import is_spaceless
from dubbench.pipeline.wrap import wrapped

GRAIN_MS = 10
"""Cues stand on hundredths of a second: ASS has no finer time, and all formats then agree."""


@dataclass(frozen=True, slots=True)
class CueRules:
    """How much and how fast may be read (STANDARDS section 2), from a Destination and the picture's rate.

    `gap_ms` is two frames; nearer than `chain_ms` cues close up to it. `tail_ms`: how long a cue may stay after the
    speech. `shift_ms`: three frames by which an in-cue may be off; where a cue could not be read at all otherwise,
    the next one waits up to `slip_ms`. `merge_ms`: cues further apart stay apart.
    """

    chars: int
    lines: int
    cps_ideal: int
    cps_max: int
    min_ms: int
    max_ms: int
    gap_ms: int = 80
    chain_ms: int = 460
    tail_ms: int = 500
    shift_ms: int = 120
    slip_ms: int = 1_000
    merge_ms: int = 700
    language: str = ""

    @classmethod
    def of(cls, destination: Destination, rate: Fraction = Fraction(25)) -> CueRules:
        """Take the rules of a delivery; `rate` in frames a second."""
        frame = Fraction(1000) / rate
        return cls(
            chars=destination.chars_per_line,
            lines=destination.lines_per_cue,
            cps_ideal=destination.cps_ideal,
            cps_max=destination.cps_max,
            min_ms=destination.cue_min_ms,
            max_ms=destination.cue_max_ms,
            gap_ms=_up(2 * frame),
            chain_ms=500 - _up(frame),
            shift_ms=_up(3 * frame),
        )

    def reading_ms(self, text: str, cps: int) -> int:
        """Return how long a text must stay to be read at a pace."""
        return _up(Fraction(1000 * len(text), cps))


class Piece(NamedTuple):
    """What one cue will say, and when that is spoken."""

    text: str
    span: Span
    target_id: str


def make_cues(pairs: Sequence[tuple[Target, Fit]], rules: CueRules, language: str) -> tuple[Cue, ...]:
    """Make the cues of an episode in time order, without overlaps; no word is lost."""
    rules = replace(rules, language=language)
    ordered = sorted(pairs, key=lambda pair: pair[1].span)
    pieces = [piece for target, fit in ordered for piece in split(target, fit, rules)]
    pieces = _merged(sorted(pieces, key=lambda piece: piece.span), rules)
    spans = timed(pieces, rules)
    texts = ["\n".join(wrapped(piece.text, rules.chars, rules.lines, rules.language)) for piece in pieces]
    return tuple(Cue(span, text, piece.target_id) for span, text, piece in zip(spans, texts, pieces, strict=True))


def split(target: Target, fit: Fit, rules: CueRules) -> list[Piece]:
    """Cut a Target's text into pieces that fit a cue, at the places that hurt least."""
    text = " ".join((target.subtitle_text if target.subtitle_text is not None else target.text).split())
    if not text:
        return []
    clock = _Clock.of(target, fit, text)
    places = {0: 0, **{place.at: place.cost for place in breaks(text, rules.language)}, len(text): 0}
    edges = sorted(places)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for end_number, end in enumerate(edges[1:], 1):
        best[end] = min(
            (best[start][0] + _cost(text, start, end, clock, rules) + places[start], start)
            for start in reversed(edges[:end_number])
            if end - start <= rules.chars * rules.lines + rules.lines or start == edges[end_number - 1]
        )
    cuts = _path(best, len(text))
    return [Piece(text[a:b].strip(), clock.span(a, b), target.id) for a, b in itertools.pairwise(cuts)]


def _path(best: dict[int, tuple[float, int]], end: int) -> list[int]:
    cuts = [end]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return cuts[::-1]


def _cost(text: str, start: int, end: int, clock: _Clock, rules: CueRules) -> float:
    """Weigh one piece: each costs something, more where it is too wide, too quick to read, too short or too long."""
    said = text[start:end].strip()
    span = clock.span(start, end)
    stays = span.duration_ms + (rules.tail_ms if end == len(text) else 0)
    if not _fits(said, rules):
        return 10_000.0 + len(said)
    hurried = max(0, rules.reading_ms(said, rules.cps_max) - stays)
    brisk = max(0, rules.reading_ms(said, rules.cps_ideal) - stays)
    short = max(0, rules.min_ms - stays)
    return 40 + hurried / 2 + brisk / 20 + short / 5 + max(0, span.duration_ms - rules.max_ms)


def _fits(text: str, rules: CueRules) -> bool:
    lines = wrapped(text, rules.chars, rules.lines, rules.language)
    return len(lines) <= rules.lines and all(len(line) <= rules.chars for line in lines)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Tells when a character of a text is spoken: each phrase's characters share its placement evenly."""

    edges: tuple[float, ...]
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, target: Target, fit: Fit, text: str) -> _Clock:
        spans = tuple(placement.span for placement in fit.placements)
        if text == target.text and len(target.phrases) + 1 == len(spans):
            return cls((0, *target.phrases, len(text)), spans)
        total = sum(span.duration_ms for span in spans) or 1
        ahead = itertools.accumulate((span.duration_ms for span in spans), initial=0)
        return cls(tuple(len(text) * ms / total for ms in ahead), spans)

    def span(self, start: int, end: int) -> Span:
        first = next(k for k in reversed(range(len(self.spans))) if self.edges[k] <= start)
        last = next(k for k in range(len(self.spans)) if end <= self.edges[k + 1] or k == len(self.spans) - 1)
        begin = self._at(first, start)
        return Span(begin, max(begin, self._at(last, end)))

    def _at(self, k: int, offset: int) -> int:
        wide = self.edges[k + 1] - self.edges[k]
        part = min(1.0, (offset - self.edges[k]) / wide) if wide else 0.0
        return self.spans[k].start_ms + round(part * self.spans[k].duration_ms)


def timed(pieces: Sequence[Piece], rules: CueRules) -> tuple[Span, ...]:
    """Give each piece its time on screen: from the first sound, long enough to read, clear of its neighbours.

    One that could only begin late gives up part of the shortest time, so that lateness does not add up.
    """
    return tuple(_times(pieces, rules))


def _times(pieces: Sequence[Piece], rules: CueRules) -> Iterator[Span]:
    free_ms = 0
    for number, piece in enumerate(pieces):
        following = pieces[number + 1].span.start_ms // GRAIN_MS * GRAIN_MS if number + 1 < len(pieces) else None
        start = _start(piece, free_ms, rules, following)
        end = _end(piece, start, following, rules)
        free_ms = end + rules.gap_ms
        yield Span(start, end)


def _start(piece: Piece, free_ms: int, rules: CueRules, following: int | None) -> int:
    """Begin with the speech; up to three frames before it where the text could not be read otherwise."""
    own = piece.span.start_ms // GRAIN_MS * GRAIN_MS
    needed = _needed(piece, rules)
    lacking = 0 if following is None else max(0, needed - (following - rules.gap_ms - own))
    return max(free_ms, own - min(lacking, rules.shift_ms), 0)


def _needed(piece: Piece, rules: CueRules) -> int:
    return max(rules.min_ms, rules.reading_ms(piece.text, rules.cps_max))


def _end(piece: Piece, start: int, following: int | None, rules: CueRules) -> int:
    said = max(start, _up(Fraction(piece.span.end_ms)))
    behind = start - piece.span.start_ms > rules.shift_ms
    least = rules.min_ms // 2 if behind else rules.min_ms
    needed = start + max(least, rules.reading_ms(piece.text, rules.cps_max))
    easy = start + rules.reading_ms(piece.text, rules.cps_ideal)
    wished = max(said, needed, min(easy, said + rules.tail_ms))
    if following is None:
        return min(wished, start + rules.max_ms)
    latest = following - rules.gap_ms
    if wished < latest < wished + rules.chain_ms - rules.gap_ms and latest <= said + rules.tail_ms:
        wished = latest
    shifted = min(needed, latest + rules.slip_ms)
    return max(min(wished, latest, start + rules.max_ms), shifted, start + least)


def _merged(pieces: list[Piece], rules: CueRules) -> list[Piece]:
    """Join a piece that could not be read in its time with a neighbour, as long as that helps."""
    settled: list[Piece] = []
    while (at := _first_missing(pieces, rules)) is not None:
        sides = [i for i in (at - 1, at) if 0 <= i < len(pieces) - 1]
        joinable = [i for i in sides if _may_join(pieces[i], pieces[i + 1], rules)]
        joined = [_join(pieces, i, rules.language) for i in joinable]
        best = min(joined, key=lambda made: _misses(made, rules), default=None)
        if best is None or _misses(best, rules) >= _misses(pieces, rules):
            settled += pieces[: at + 1]  # what cannot be helped is left
            pieces = pieces[at + 1 :]
        else:
            pieces = best
    return settled + pieces


def _join(pieces: Sequence[Piece], at: int, language: str) -> list[Piece]:
    a, b = pieces[at], pieces[at + 1]
    joined = Piece(_glued(a.text, b.text, language), a.span.hull(b.span), a.target_id)
    return [*pieces[:at], joined, *pieces[at + 2 :]]


def _glued(a: str, b: str, language: str) -> str:
    return a + ("" if is_spaceless(language) else " ") + b


def _may_join(a: Piece, b: Piece, rules: CueRules) -> bool:
    near = a.span.gap_ms(b.span) <= rules.merge_ms and a.span.hull(b.span).duration_ms <= rules.max_ms
    return near and _fits(_glued(a.text, b.text, rules.language), rules)


def _first_missing(pieces: Sequence[Piece], rules: CueRules) -> int | None:
    timing = enumerate(zip(pieces, _times(pieces, rules), strict=True))
    return next((i for i, (piece, span) in timing if _missing(piece, span, rules)), None)


def _misses(pieces: Sequence[Piece], rules: CueRules) -> int:
    return sum(_missing(piece, span, rules) for piece, span in zip(pieces, timed(pieces, rules), strict=True))


def _missing(piece: Piece, span: Span, rules: CueRules) -> int:
    """Return by how much a cue is too short to read, or begins later than its speech tolerates."""
    late = span.start_ms - piece.span.start_ms - rules.shift_ms
    return max(0, _needed(piece, rules) - span.duration_ms) + max(0, late)


def _up(ms: Fraction) -> int:
    return math.ceil(ms / GRAIN_MS) * GRAIN_MS
