"""Doubt of what Whisper writes: loops, stock phrases and guesses that nobody said."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Heard

STOCK = (
    "thank you",
    "thank you for watching",
    "thanks for watching",
    "thank you very much",
    "please subscribe",
    "see you next time",
    "bye",
    "you",
)
GUESSED = 0.3  # a word less certain than this is a guess
CERTAIN = 0.6  # real speech, even under noise, has stretches more certain than this


class Timed(NamedTuple):
    """A word as Whisper gives it: seconds within the sound, and a certainty from 0 to 1."""

    text: str
    start: float
    end: float
    probability: float


class Segment(NamedTuple):
    """A stretch as Whisper gives it, with what tells its doubt."""

    start: float
    words: tuple[Timed, ...]
    compression_ratio: float
    no_speech_prob: float


def credible(segment: Segment) -> bool:
    """Refuse what Whisper makes up: loops, guesses over silence, and words of no length."""
    words = segment.words
    if not words or segment.compression_ratio > 2.4:
        return False
    certainty = float(np.mean([word.probability for word in words]))
    if segment.no_speech_prob > 0.6 and certainty < 0.5:
        return False
    flat = sum(word.end - word.start < 0.02 for word in words)
    return certainty > 0.2 and flat * 2 <= len(words)


def trusted(heard: Sequence[Heard]) -> list[Heard]:
    """Drop stock phrases said without conviction; believe faint words only beside words that are certain.

    Over music and noise Whisper writes what ends many videos, and where nothing else is certain it guesses.
    """
    kept = [one for one in heard if not (_folded(one.text) in STOCK and _certainty(one, min) < GUESSED)]
    sure = (one for one in kept if _certainty(one, min) >= GUESSED and _certainty(one, np.mean) >= CERTAIN)
    return kept if any(sure) else []


def _certainty(one: Heard, of: Callable[[list[float]], Any]) -> float:
    return float(of([word.confidence_ppm / 1e6 for word in one.words]))


def _folded(text: str) -> str:
    """Write a phrase that is said over and over once, in small letters without marks."""
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    whole = " ".join(words)
    return next((phrase for phrase in STOCK if words and not whole.replace(phrase, "").split()), whole)


def in_order(heard: Iterable[Heard]) -> list[Heard]:
    """Make times rise and drop a stretch that says again what the one before it said at once."""
    kept: list[Heard] = []
    at = 0
    for one in heard:
        words: list[Word] = []
        for word in one.words:
            start = max(word.start_ms, at)
            at = max(word.end_ms, start)
            words.append(word._replace(start_ms=start, end_ms=at))
        if kept and _repeats(one, kept):
            continue
        kept.append(Heard(Span(words[0].start_ms, words[-1].end_ms), one.text, tuple(words)))
    return kept


def _repeats(one: Heard, kept: Sequence[Heard]) -> bool:
    """Recognise a loop: the same text a third time running, or said in no time."""
    same = [before for before in kept[-2:] if before.text == one.text]
    return len(same) == 2 or (bool(same) and one.span.duration_ms < 20 * len(one.text))
