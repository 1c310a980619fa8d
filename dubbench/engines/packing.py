"""Packs of speech for a recogniser that hears half a minute at a time, and how its times map back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.media.activity import SPEECH_RATE_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

PACK_MS = 28_000
LEAD_IN_MS = 400
LONGEST_GAP_MS = 800
MARGIN_MS = 80
STRAY_MS = 300  # a word further than this from any speech was made up


class Piece(NamedTuple):
    """A stretch of the programme and where it begins in the sound given to the model."""

    at_ms: int
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Up to half a minute of speech with its silences shortened, and how its times map back."""

    sound: NDArray[np.float32]
    pieces: tuple[Piece, ...]


def inside(speech: Iterable[Span], length_ms: int) -> list[Span]:
    """Clip spans to the sound and join those that meet."""
    joined: list[Span] = []
    for span in sorted(Span(max(0, s.start_ms), min(s.end_ms, length_ms)) for s in speech):
        if joined and span.start_ms <= joined[-1].end_ms:
            joined[-1] = joined[-1].hull(span)
        elif span.duration_ms > 0:
            joined.append(span)
    return joined


def grouped(spans: Sequence[Span]) -> list[list[Span]]:
    """Fill packs of `PACK_MS`; where one is full, cut at the longest silence of its second half."""
    groups: list[list[Span]] = []
    current: list[Span] = []
    for span in spans:
        current.append(span)
        while len(current) > 1 and _packed_ms(current) > PACK_MS:
            cut = _best_cut(current)
            groups.append(current[:cut])
            current = current[cut:]
    return [*groups, current] if current else groups


def _packed_ms(spans: Sequence[Span]) -> int:
    gaps = sum(min(a.gap_ms(b), LONGEST_GAP_MS) for a, b in itertools.pairwise(spans))
    return LEAD_IN_MS + gaps + sum(span.duration_ms for span in spans)


def _best_cut(spans: Sequence[Span]) -> int:
    """Return the index of the span that begins the next pack."""
    candidates = [i for i in range(1, len(spans)) if _packed_ms(spans[:i]) >= PACK_MS // 2]
    return max(candidates or [len(spans) - 1], key=lambda i: spans[i - 1].gap_ms(spans[i]))


def packed(sound: NDArray[np.float32], spans: Sequence[Span]) -> Pack:
    """Put the spans one after another after a short silence, gaps shortened, margins of true sound kept."""
    per_ms = SPEECH_RATE_HZ // 1000
    line = np.zeros((_packed_ms(spans) + LEAD_IN_MS) * per_ms, dtype=np.float32)
    pieces: list[Piece] = []
    at = LEAD_IN_MS
    for number, span in enumerate(spans):
        before = spans[number - 1].gap_ms(span) if number else 2 * MARGIN_MS
        after = span.gap_ms(spans[number + 1]) if number + 1 < len(spans) else 2 * MARGIN_MS
        at += min(before, LONGEST_GAP_MS) if number else 0
        left, right = min(MARGIN_MS, max(before, 0) // 2, span.start_ms), min(MARGIN_MS, max(after, 0) // 2)
        cut = sound[(span.start_ms - left) * per_ms : (span.end_ms + right) * per_ms]
        first = (at - left) * per_ms
        line[first : first + cut.size] = cut
        pieces.append(Piece(at, span))
        at += span.duration_ms
    return Pack(line, tuple(pieces))


def source_ms(time_ms: float, pieces: Sequence[Piece]) -> int:
    """Map a time of a pack to the programme; times in the silence between pieces go to the nearest edge."""
    number = max(0, bisect.bisect_right([piece.at_ms for piece in pieces], time_ms) - 1)
    at_ms, span = pieces[number]
    return round(min(max(time_ms - at_ms, 0), span.duration_ms)) + span.start_ms


def placed(word: Word, pieces: Sequence[Piece]) -> Word | None:
    """Give a word to the piece it lies in most; `None` where it is far from any."""
    own = Span(word.start_ms, max(word.end_ms, word.start_ms + 1))
    piece = max(pieces, key=lambda p: _closeness(own, Span(p.at_ms, p.at_ms + p.span.duration_ms)))
    around = Span(piece.at_ms, piece.at_ms + piece.span.duration_ms)
    if _closeness(own, around) < -STRAY_MS:
        return None
    start, end = (min(max(t, around.start_ms), around.end_ms) for t in (word.start_ms, word.end_ms))
    shift = piece.span.start_ms - piece.at_ms
    return word._replace(start_ms=start + shift, end_ms=end + shift)


def _closeness(a: Span, b: Span) -> int:
    """Return the time shared, or minus the silence between."""
    return min(a.end_ms, b.end_ms) - max(a.start_ms, b.start_ms)
