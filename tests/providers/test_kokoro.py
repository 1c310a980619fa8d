"""Kokoro speaks every language with every voice, at the asked speed, and cuts long texts at sentence ends."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from dubbench.engines.interfaces import SpeakRequest, Synthesizer
from dubbench.engines.models import Models
from dubbench.errors import Cancelled, EngineError
from dubbench.jobs.context import Context
from dubbench.providers import kokoro

TEXT = "Olá, tudo bem com você?"
HELLO = SpeakRequest(TEXT, "kokoro:pf_dora", "pt-BR")


def test_pieces_end_at_sentence_ends_and_hold_everything() -> None:
    sentence = "a" * 40 + ", " + "b" * 40 + ". "
    pieces = kokoro.split((sentence * 9).strip(), 200)
    assert all(len(piece) <= 200 for piece in pieces)
    assert all(piece.endswith(".") for piece in pieces)
    assert " ".join(pieces) == (sentence * 9).strip()


def test_a_sentence_without_end_is_cut_at_a_clause_then_a_space_then_anywhere() -> None:
    assert kokoro.split("a" * 60 + ", " + "b" * 60, 100)[0] == "a" * 60 + ","
    assert kokoro.split("a" * 60 + " " + "b" * 60, 100)[0] == "a" * 60
    assert [len(piece) for piece in kokoro.split("a" * 250, 100)] == [100, 100, 50]


def test_a_short_text_is_one_piece() -> None:
    assert kokoro.split("abc.", 200) == ["abc."]
    assert kokoro.split("", 200) == []


def test_pauses_are_counted_inside_only() -> None:
    assert kokoro.pauses("a, b… c?! d.") == 3
    assert kokoro.pauses("abc!") == 0


@pytest.fixture(scope="module")
def engine() -> kokoro.Kokoro:
    return kokoro.make(Models())


@pytest.mark.engine
def test_all_voices_are_there(engine: kokoro.Kokoro) -> None:
    assert isinstance(engine, Synthesizer)
    voices = engine.voices()
    assert len(voices) == 54
    assert Counter(voice.language for voice in voices) == {
        "en-US": 20, "en-GB": 8, "es": 3, "fr": 1, "hi": 4, "it": 2, "ja": 5, "pt-BR": 3, "zh": 8,
    }  # fmt: skip
    assert all((Models().path(kokoro.VOICES) / f"{v.id.removeprefix('kokoro:')}.bin").is_file() for v in voices)


@pytest.mark.engine
def test_it_speaks_and_is_deterministic(engine: kokoro.Kokoro) -> None:
    first, again = (engine.speak(HELLO, Context()) for _ in range(2))
    assert first.audio.rate_hz == 24_000
    assert first.audio.channels == 1
    assert np.array_equal(first.audio.samples, again.audio.samples)
    assert 0.1 < np.abs(first.audio.samples).max() <= 1.0
    assert first.audio.samples[0, 0] == first.audio.samples[-1, 0] == 0.0
    assert first.text == TEXT
    assert first.units == engine.units(TEXT, HELLO.voice_id, "pt-BR")


@pytest.mark.engine
def test_the_predicted_duration_is_near(engine: kokoro.Kokoro) -> None:
    text = "Eu só queria que você voltasse para casa, meu amor."
    spoken = engine.speak(SpeakRequest(text, "kokoro:pm_alex", "pt-BR"), Context())
    loud = np.flatnonzero(np.abs(spoken.audio.samples[:, 0]) > 0.01)
    speech_ms = (loud[-1] - loud[0]) * 1000 / spoken.audio.rate_hz
    assert engine.predict_ms(text, "kokoro:pm_alex", "pt-BR") == pytest.approx(speech_ms, rel=0.15)


@pytest.mark.engine
def test_faster_is_shorter(engine: kokoro.Kokoro) -> None:
    fast = SpeakRequest(TEXT, HELLO.voice_id, HELLO.language, 1_200_000)
    assert engine.speak(fast, Context()).audio.duration_ms < engine.speak(HELLO, Context()).audio.duration_ms * 0.95


@pytest.mark.engine
@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (SpeakRequest("Oi.", "kokoro:nobody", "pt-BR"), "no voice"),
        (SpeakRequest("Oi.", "kokoro:pf_dora", "pt-BR", 1_600_000), "times its own speed"),
        (SpeakRequest("…", "kokoro:pf_dora", "pt-BR"), "nothing to speak"),
        (SpeakRequest("Привет", "kokoro:pf_dora", "ru"), "Covered"),
    ],
)
def test_what_it_cannot_do_is_refused_in_words(engine: kokoro.Kokoro, request_: SpeakRequest, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        engine.speak(request_, Context())


@pytest.mark.engine
def test_a_cancel_stops_it(engine: kokoro.Kokoro) -> None:
    with pytest.raises(Cancelled):
        engine.speak(HELLO, Context(cancelled=lambda: True))
