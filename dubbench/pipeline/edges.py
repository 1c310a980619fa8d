"""Pull the edges of phrases to where the speech is really heard."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.script import PHRASE_PAUSE_MS, Line, Word
from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.prosody import HOP_MS, Envelope, envelope

REACH_MS = 400
CLAIM_MS = 600
SHORTEST_MS = 60
BELOW_LOUD_MDB = 30_000


def trimmed(lines: Sequence[Line], dialogue: Audio) -> tuple[Line, ...]:
    """Move each phrase's first and last word edge to the first and last voiced 10 ms, inwards by at most `REACH_MS`.

    Recognisers stretch words over the silence beside them; a dub that follows such edges starts early and ends late.
    """
    level = envelope(dialogue)
    return tuple(_trimmed(line, level) for line in lines)


def reaching(lines: Sequence[Line], speech: Sequence[Span]) -> tuple[Line, ...]:
    """Stretch the outer words of phrases over speech that no word claims, by at most `CLAIM_MS`.

    Recognisers also lose the last syllables before a silence and the first after it.
    """
    words = [word for line in lines for word in line.words]
    if not words:
        return tuple(lines)
    starts = _claimed_starts(words, speech)
    ends = _claimed_ends(words, speech)
    moved = iter([w._replace(start_ms=a, end_ms=b) for w, a, b in zip(words, starts, ends, strict=True)])
    return tuple(_with_words(line, list(itertools.islice(moved, len(line.words)))) for line in lines)


def _claimed_starts(words: Sequence[Word], speech: Sequence[Span]) -> list[int]:
    """Return where each word may begin: with its span of speech if it is the first one in it."""
    befores = [0, *(word.end_ms for word in words[:-1])]
    starts = []
    for word, before in zip(words, befores, strict=True):
        start = _home(speech, word.start_ms).start_ms
        first = before <= start and 0 < word.start_ms - start <= CLAIM_MS
        starts.append(start if first else word.start_ms)
    return starts


def _claimed_ends(words: Sequence[Word], speech: Sequence[Span]) -> list[int]:
    """Return where each word may end: with its span of speech if it is the last one in it."""
    afters = [word.start_ms for word in words[1:]] + [10**9]
    ends = []
    for word, after in zip(words, afters, strict=True):
        end = _home(speech, word.end_ms).end_ms
        last = end <= after and 0 < end - word.end_ms <= CLAIM_MS
        ends.append(end if last else word.end_ms)
    return ends


def _home(speech: Sequence[Span], at_ms: int) -> Span:
    return next((span for span in speech if span.start_ms <= at_ms <= span.end_ms), Span(at_ms, at_ms))


def _with_words(line: Line, words: list[Word]) -> Line:
    if not words:
        return line
    span = Span(words[0].start_ms, words[-1].end_ms)
    return dataclasses.replace(line, words=tuple(words), breaks=_breaks(words), span=span)


def _trimmed(line: Line, level: Envelope) -> Line:
    marks = _marks(line.span, level)
    if not line.words or not marks.any():
        return line
    edges = [0, *line.breaks, len(line.words)]
    words = list(line.words)
    for first, end in itertools.pairwise(edges):
        words[first] = _later_start(words[first], line.span.start_ms, marks)
        words[end - 1] = _earlier_end(words[end - 1], line.span.start_ms, marks)
    return _with_words(line, words)


def _marks(span: Span, level: Envelope) -> NDArray[np.bool_]:
    part = Envelope(level.mdb[span.start_ms // HOP_MS : -(-span.end_ms // HOP_MS)])
    return part.voiced(BELOW_LOUD_MDB)


def _later_start(word: Word, origin_ms: int, marks: NDArray[np.bool_]) -> Word:
    inside = _inside(word, origin_ms, marks)
    if not inside.any():
        return word
    by = min(int(inside.argmax()) * HOP_MS, REACH_MS, word.end_ms - word.start_ms - SHORTEST_MS)
    return word._replace(start_ms=word.start_ms + max(0, by))


def _earlier_end(word: Word, origin_ms: int, marks: NDArray[np.bool_]) -> Word:
    inside = _inside(word, origin_ms, marks)
    if not inside.any():
        return word
    by = min(int(inside[::-1].argmax()) * HOP_MS, REACH_MS, word.end_ms - word.start_ms - SHORTEST_MS)
    return word._replace(end_ms=word.end_ms - max(0, by))


def _inside(word: Word, origin_ms: int, marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    first = max(0, word.start_ms - origin_ms) // HOP_MS
    return marks[first : max(first, (word.end_ms - origin_ms) // HOP_MS)]


def _breaks(words: Sequence[Word]) -> tuple[int, ...]:
    gaps = (b.start_ms - a.end_ms for a, b in itertools.pairwise(words))
    return tuple(i for i, gap in enumerate(gaps, 1) if gap >= PHRASE_PAUSE_MS)
