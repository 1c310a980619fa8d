"""What Whisper makes up over music is not believed; faint words beside certain ones are."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.engines.doubt import Segment, Timed, credible, in_order, trusted
from dubbench.engines.interfaces import Heard


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
    assert trusted([GUESS, LAUGH]) == []


def test_guesses_beside_certain_speech_are_kept() -> None:
    assert trusted([GUESS, SAID]) == [GUESS, SAID]


def test_a_stock_phrase_with_a_guessed_word_is_dropped() -> None:
    thanks = heard("Thank you, thank you.", 0.96, 0.97, 0.96, 0.01)
    assert trusted([thanks, SAID]) == [SAID]


def test_a_stock_phrase_that_was_truly_said_stays() -> None:
    thanks = heard("Thank you.", 0.96, 0.97)
    assert trusted([thanks, SAID]) == [thanks, SAID]


def segment(*words: Timed, compression_ratio: float = 1.0, no_speech_prob: float = 0.1) -> Segment:
    return Segment(0.0, words, compression_ratio, no_speech_prob)


@pytest.mark.parametrize(
    "made_up",
    [
        segment(Timed(" la la la", 0, 1, 0.9), compression_ratio=3.0),
        segment(Timed(" Thanks", 0, 1, 0.3), no_speech_prob=0.9),
        segment(Timed(" you", 0, 1, 0.1)),
        segment(Timed(" you", 1, 1, 0.9)),
        segment(),
    ],
)
def test_what_whisper_makes_up_is_refused(made_up: Segment) -> None:
    assert not credible(made_up)


def test_a_loop_is_heard_twice_at_most() -> None:
    loop = [Heard(Span(i * 900, i * 900 + 800), "No.", (Word(" No.", i * 900, i * 900 + 800),)) for i in range(5)]
    assert len(in_order(loop)) == 2
