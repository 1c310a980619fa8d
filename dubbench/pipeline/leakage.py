"""Speech of the original that is still heard in the background stem."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.domain.script import Word
from dubbench.engines.interfaces import HearingRequest, Transcriber
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline.folding import folded

NEAR_MS = 500


def leaked(
    background: Audio, words: Sequence[Word], transcriber: Transcriber, language: str, ctx: Context
) -> tuple[Word, ...]:
    """Transcribe the background without voice activity, and return the words heard near their own time."""
    heard = transcriber.hear(background, HearingRequest(language=language), ctx).heard
    return matching(words, [word for stretch in heard for word in stretch.words], language)


def matching(words: Sequence[Word], heard: Sequence[Word], language: str) -> tuple[Word, ...]:
    """Pair equal words at most 500 ms apart; each counts once."""
    left = [(folded(word.text, language), word) for word in heard]
    found: list[Word] = []
    for word in words:
        said = folded(word.text, language)
        near = (i for i, (text, other) in enumerate(left) if text == said and _near(word, other))
        place = next(near, None) if said else None
        if place is not None:
            del left[place]
            found.append(word)
    return tuple(found)


def _near(word: Word, other: Word) -> bool:
    return abs(word.start_ms - other.start_ms) <= NEAR_MS
