"""The fake engines: what one says the other reads, through all that the chain does to sound."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.engines.interfaces import HearingRequest, SpeakRequest
from dubbench.errors import EngineError, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers.fake import FakeDetector, FakeSeparator, FakeSynthesizer, FakeTranscriber, FakeTranslator

VOICE = "fake-synthesizer:pt-BR-cello"
TEXT = "Hello, Anna! You owe me 1,250 dollars; it's Thanksgiving. Não é açúcar? Yes."
SENTENCES = ["Hello, Anna!", "You owe me 1,250 dollars; it's Thanksgiving.", "Não é açúcar?", "Yes."]


def speak(text: str, speed_ppm: int = 1_000_000) -> Audio:
    return FakeSynthesizer().speak(SpeakRequest(text, VOICE, "pt-BR", speed_ppm), Context()).audio


def hear(audio: Audio) -> list[str]:
    return [heard.text for heard in FakeTranscriber().hear(audio, HearingRequest(), Context()).heard]


def resampled(audio: Audio, rate_hz: int) -> np.ndarray:
    from scipy.signal import resample_poly

    return resample_poly(audio.samples, rate_hz // 100, audio.rate_hz // 100, axis=0).astype(np.float32)


def noise(frames: int, level: float) -> np.ndarray:
    return np.random.default_rng(7).normal(0, level, (frames, 1)).astype(np.float32)


@pytest.mark.parametrize("speed_ppm", [700_000, 1_000_000, 1_400_000])
def test_what_is_spoken_is_read_letter_by_letter(speed_ppm: int) -> None:
    assert hear(speak(TEXT, speed_ppm)) == SENTENCES


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000])
def test_it_is_read_at_any_rate_and_level(rate_hz: int) -> None:
    assert hear(Audio(resampled(speak(TEXT), rate_hz) * np.float32(0.05), rate_hz)) == SENTENCES


def test_it_is_read_above_noise() -> None:
    spoken = speak(TEXT)
    assert hear(Audio(spoken.samples + noise(spoken.frames, 0.005), spoken.rate_hz)) == SENTENCES


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=3, max_size=12))
def test_any_script_is_carried(text: str) -> None:
    from dubbench.engines import tones

    text = tones.normal(text)
    read = tones.read(tones.sound(tones.symbols(text), 24_000), 24_000)
    assert "".join(letter.text for letter in read) == text


def test_words_have_their_times() -> None:
    spoken = speak("One two")
    words = FakeTranscriber().hear(spoken, HearingRequest(), Context()).heard[0].words
    assert [word.text for word in words] == [" One", " two"]
    assert words[0].start_ms == pytest.approx(50, abs=15)
    assert words[1].end_ms == pytest.approx(spoken.duration_ms - 50, abs=15)
    assert words[1].start_ms - words[0].end_ms == pytest.approx(72, abs=15)


def test_ideographs_are_words_without_spaces() -> None:
    words = FakeTranscriber().hear(speak("你好吗"), HearingRequest(), Context()).heard[0].words
    assert [word.text for word in words] == ["你", "好", "吗"]


def test_other_sound_is_heard_as_the_small_vocabulary_always_the_same() -> None:
    sound = Audio(noise(24_000, 0.1), 24_000)
    assert hear(sound) == hear(sound)
    assert hear(sound)[0].endswith(".")


def test_silence_holds_nothing() -> None:
    assert hear(Audio(np.zeros((48_000, 2), np.float32), 48_000)) == []
    assert hear(Audio(np.zeros((0, 1), np.float32), 48_000)) == []


def test_the_detector_keeps_pauses_of_a_quarter_second_apart() -> None:
    spoken = speak("Yes. No, really.")
    spans = FakeDetector().speech(spoken, Context())
    assert len(spans) == 2
    assert spans[0].start_ms == pytest.approx(50, abs=20)
    assert spans[0].end_ms == pytest.approx(50 + 5 * 72, abs=20)


def test_the_dialogue_is_read_and_the_background_is_not() -> None:
    samples = resampled(speak(TEXT), 48_000)
    bass = 0.1 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / 48_000)
    parts = FakeSeparator().separate(Audio(samples + bass[:, None].astype(np.float32), 48_000), Context())
    assert hear(parts.dialogue) == SENTENCES
    assert not set(" ".join(hear(parts.background)).split()) & set(TEXT.split())


@pytest.mark.parametrize("language", ["pt-BR", "es", "fr", "it", "ko"])
def test_a_translation_can_be_taken_back_and_is_longer(language: str) -> None:
    translator = FakeTranslator()
    there = translator.translate([TEXT, "PHOTO photo"], "en", language, Context())
    assert [answer.text for answer in translator.translate([one.text for one in there], language, "en", Context())] == [
        TEXT,
        "PHOTO photo",
    ]
    assert 1.1 < len(there[0].text) / len(TEXT) < 1.2


def test_speech_translation_is_the_translators() -> None:
    spoken = speak("Nãoo é açúcaro, Annao.")
    request = HearingRequest("pt-BR", translate=True)
    assert FakeTranscriber().hear(spoken, request, Context()).heard[0].text == "Não é açúcar, Anna."


def test_only_what_a_voice_can_do_is_done() -> None:
    synthesizer = FakeSynthesizer()
    with pytest.raises(EngineError, match=r"0\.7 to 1\.4"):
        speak(TEXT, 1_500_000)
    with pytest.raises(UnsupportedLanguage, match="pt-BR"):
        synthesizer.speak(SpeakRequest(TEXT, VOICE, "en-US"), Context())
    with pytest.raises(EngineError, match="nobody"):
        synthesizer.units(TEXT, "fake-synthesizer:nobody", "en")


def test_a_text_is_said_in_several_ways() -> None:
    said = FakeTranslator().versions("We never told", "en", "pt-BR", 5, Context())
    assert [one.text for one in said] == ["We nevero toldo", "nevero toldo", "toldo"]
