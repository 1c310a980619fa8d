"""Word edges set to where the sound begins and ends."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.media.activity import FRAME_MS

REACH_MS = 300
LONG_WORD_MS = 700  # figures are spoken longer than they are written
CLOSURE_MS = 130  # silences inside words, before plosives, are shorter


def snapped(words: Sequence[Word], voiced: Sequence[tuple[int, int]]) -> list[Word]:
    """Set word edges to where the sound begins and ends; Whisper puts them anywhere in the silence around."""
    sounds = [Span(first * FRAME_MS, last * FRAME_MS) for first, last in voiced]
    settled: list[Word] = []
    for number, word in enumerate(words):
        floor = settled[-1].end_ms if settled else 0
        ceiling = words[number + 1].start_ms if number + 1 < len(words) else word.end_ms + LONG_WORD_MS
        near = [s for s in sounds if s.end_ms > word.start_ms - REACH_MS and s.start_ms < word.end_ms + LONG_WORD_MS]
        settled.append(_snap(word, near, floor, max(ceiling, word.end_ms)))
    return settled


def _snap(word: Word, sounds: Sequence[Span], floor: int, ceiling: int) -> Word:
    """Keep the longest sounding part of a word and let it grow to its sound's edges where no other word is."""
    own = Span(word.start_ms, max(word.end_ms, word.start_ms + 1))
    parts = [part for part in _joined(sounds) if part.overlap_ms(own) > 0]
    if not parts:
        return word
    part = max(parts, key=own.overlap_ms)
    start, end = max(own.start_ms, part.start_ms), min(own.end_ms, part.end_ms)
    if floor <= part.start_ms and start - part.start_ms <= REACH_MS:
        start = part.start_ms
    if part.end_ms <= ceiling and part.end_ms - end <= LONG_WORD_MS:
        end = part.end_ms
    return word._replace(start_ms=start, end_ms=end)


def _joined(sounds: Sequence[Span]) -> list[Span]:
    """Join sounds over the short closures inside words."""
    joined: list[Span] = []
    for sound in sounds:
        if joined and joined[-1].gap_ms(sound) < CLOSURE_MS:
            joined[-1] = joined[-1].hull(sound)
        else:
            joined.append(sound)
    return joined
