"""eSpeak NG speaks what no better voice covers, and the same text always the same way."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from dubbench.engines.interfaces import SpeakRequest, Synthesizer
from dubbench.engines.models import Models
from dubbench.errors import EngineError
from dubbench.jobs.context import Context
from dubbench.providers.espeak import Espeak, make

pytest.importorskip("espeakng_loader")
HELLO = SpeakRequest("Olá, tudo bem com você?", "espeak:pt-br", "pt-BR")


@pytest.fixture(scope="module")
def espeak(tmp_path_factory: pytest.TempPathFactory) -> Espeak:
    return make(Models(Path(tmp_path_factory.mktemp("models"))))


def test_it_is_a_synthesizer_of_a_hundred_languages(espeak: Espeak) -> None:
    assert isinstance(espeak, Synthesizer)
    voices = {voice.id: voice for voice in espeak.voices()}
    assert len(voices) > 100
    assert voices["espeak:pt-br"].language == "pt-BR"
    assert voices["espeak:cmn"].language == "zh"
    assert {voice.quality for voice in voices.values()} == {"robotic"}


def test_it_is_deterministic_whatever_was_spoken_before(espeak: Espeak) -> None:
    first = espeak.speak(HELLO, Context())
    espeak.speak(SpeakRequest("Something else.", "espeak:en-us", "en-US", 1_500_000), Context())
    again = espeak.speak(HELLO, Context())
    assert np.array_equal(first.audio.samples, again.audio.samples)
    assert np.abs(first.audio.samples).max() > 0.1


def test_threads_take_turns(espeak: Espeak) -> None:
    alone = espeak.speak(HELLO, Context()).audio.samples
    with ThreadPoolExecutor(4) as threads:
        takes = list(threads.map(lambda _: espeak.speak(HELLO, Context()).audio.samples, range(8)))
    assert all(np.array_equal(alone, take) for take in takes)


def test_faster_is_shorter(espeak: Espeak) -> None:
    fast = SpeakRequest(HELLO.text, HELLO.voice_id, HELLO.language, 1_400_000)
    assert espeak.speak(fast, Context()).audio.duration_ms < espeak.speak(HELLO, Context()).audio.duration_ms * 0.85


def test_the_predicted_duration_is_near(espeak: Espeak) -> None:
    text = "Eu acho que amanhã vai chover muito, então leve o guarda-chuva."
    spoken = espeak.speak(SpeakRequest(text, "espeak:pt-br", "pt-BR"), Context())
    loud = np.flatnonzero(np.abs(spoken.audio.samples[:, 0]) > 0.003)
    speech_ms = (loud[-1] - loud[0]) * 1000 / spoken.audio.rate_hz
    assert espeak.predict_ms(text, "espeak:pt-br", "pt-BR") == pytest.approx(speech_ms, rel=0.2)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (SpeakRequest("Hi.", "espeak:klingon-x", "en-US"), "no voice"),
        (SpeakRequest("Hi.", "espeak:en-us", "en-US", 3_000_000), "times its own speed"),
        (SpeakRequest("...", "espeak:en-us", "en-US"), "nothing to speak"),
    ],
)
def test_what_it_cannot_do_is_refused_in_words(espeak: Espeak, request_: SpeakRequest, words: str) -> None:
    with pytest.raises(EngineError, match=words):
        espeak.speak(request_, Context())
