"""What Whisper makes up over music is not believed; faint words beside certain ones are."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Heard
from dubbench.providers.faster_whisper import _trusted


def heard(text: str, *certainties: float) -> Heard:
    words = [
        Word(f" {word}", 100 * n, 100 * n + 90, round(c * 1e6))
        for n, (word, c) in enumerate(zip(text.split(), certainties, strict=True))
    ]
    return Heard(Span(0, 100 * len(words)), text, tuple(words))


GUESS = heard("For those who do", 0.4, 0.3, 0.09, 0.6)
LAUGH = heard("No, no.", 0.95, 0.04)
SAID = heard("What brings you here?", 0.99, 0.97, 0.85, 0.99)


def test_guesses_alone_are_not_believed() -> None:
    assert _trusted([GUESS, LAUGH]) == []


def test_guesses_beside_certain_speech_are_kept() -> None:
    assert _trusted([GUESS, SAID]) == [GUESS, SAID]


def test_a_stock_phrase_with_a_guessed_word_is_dropped() -> None:
    thanks = heard("Thank you, thank you.", 0.96, 0.97, 0.96, 0.01)
    assert _trusted([thanks, SAID]) == [SAID]


def test_a_stock_phrase_that_was_truly_said_stays() -> None:
    thanks = heard("Thank you.", 0.96, 0.97)
    assert _trusted([thanks, SAID]) == [thanks, SAID]
