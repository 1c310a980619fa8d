"""Coqui TTS without its library: XTTS's cards and clones over a fake of the library's layer, and what is said then."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from dubbench.engines import registry
from dubbench.engines.bringing import Cloner, Cloning, Terms
from dubbench.engines.interfaces import SpeakRequest
from dubbench.engines.models import Models
from dubbench.errors import BadInput, EngineError
from dubbench.jobs.context import Context
from dubbench.providers import coqui
from dubbench.providers.coqui import library
from dubbench.providers.coqui.library import Manner

CTX = Context()


class FakeSpeaker:
    """Says nothing for 50 ms a letter, and remembers how it was asked."""

    rate_hz = 24_000

    def __init__(self) -> None:
        self.asked: list[tuple[str, Manner]] = []

    def sentences(self, text: str, language: str) -> list[str]:
        return [part.strip() + "." for part in text.split(".") if part.strip()]

    def units(self, text: str, language: str) -> tuple[int, int]:
        return len(text), sum(map(str.isalnum, text))

    def say(self, sentence: str, manner: Manner) -> NDArray[np.float32]:
        self.asked.append((sentence, manner))
        return np.full(round(len(sentence) * 1_200 / manner.pace), 0.5, np.float32)


@pytest.fixture
def xtts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as XTTS's weights come; there are none here."""
    monkeypatch.setattr(library, "plain", lambda folder, kind: None)
    monkeypatch.setattr(library, "_weights", lambda path: {"Ana Florence": {}, "Viktor\nEka": {}})
    folder = tmp_path / "xtts"
    folder.mkdir()
    settings = {"model": "xtts", "audio": {"output_sample_rate": 24_000}, "languages": ["en", "pt", "zh-cn"]}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    for name in ("model.pth", "vocab.json", "speakers_xtts.pth", "dvae.pth"):
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.fixture
def models(xtts: Path, tmp_path: Path) -> Models:
    made = Models(tmp_path / "models")
    coqui.BRINGER.bring(str(xtts), made, CTX, Terms(accepted=True))
    return made


@pytest.fixture
def given(tmp_path: Path) -> Any:
    soundfile.write(tmp_path / "ana.wav", 0.2 * np.sin(np.arange(96_000) / 20), 24_000)
    (tmp_path / "consent.pdf").write_bytes(b"I consent.")
    return {"reference": tmp_path / "ana.wav", "consent": tmp_path / "consent.pdf", "performer": "Ana Souza"}


def test_xtts_is_refused_until_its_licence_is_accepted(xtts: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"CPML \(non-commercial\): for non-commercial use only.*--accept-licence"):
        coqui.BRINGER.bring(str(xtts), Models(tmp_path / "none"), CTX, Terms())
    assert Models(tmp_path / "none").added.all() == ()


def test_its_licence_languages_and_speakers_reach_its_voices(models: Models) -> None:
    (card,) = models.added.all("coqui")
    assert card.accepted
    assert set(card.files) == {"config.json", "model.pth", "vocab.json", "speakers_xtts.pth"}
    voices = coqui.Coqui(models).voices()
    assert [voice.id for voice in voices] == ["coqui:xtts/Ana Florence", "coqui:xtts/Viktor Eka"]
    assert {voice.licence for voice in voices} == {"CPML (non-commercial)"}
    assert voices[0].languages == ("en", "pt", "zh-CN")


def test_the_model_is_asked_in_its_own_words(models: Models) -> None:
    speaker = FakeSpeaker()
    engine = coqui.Coqui(models, lambda folder, kind: speaker)
    spoken = engine.speak(SpeakRequest("One. Two.", "coqui:xtts/Viktor Eka", "zh-CN", 1_250_000), CTX)
    assert speaker.asked == [(text, Manner("Viktor\nEka", "zh-cn", None, 1.25)) for text in ("One.", "Two.")]
    assert spoken.audio.duration_ms == 2 * 160 + coqui.JOIN_MS
    assert engine.predict_ms("Ninguém nesta casa sabe.", "coqui:xtts/Ana Florence", "pt-BR") == pytest.approx(1_200, 5)


def test_a_clone_speaks_after_its_recording_alone(models: Models, given: dict[str, Any]) -> None:
    assert isinstance(coqui.BRINGER, Cloner)
    card = coqui.BRINGER.clone(Cloning("ana", "xtts", **given), models, CTX)
    assert card.licence.startswith("CPML (non-commercial); the voice of Ana Souza, by consent ")
    speaker = FakeSpeaker()
    engine = coqui.Coqui(models, lambda folder, kind: speaker)
    engine.speak(SpeakRequest("Olá.", "coqui:ana", "pt-BR"), CTX)
    ((_, manner),) = speaker.asked
    assert manner == Manner("", "pt", models.root / "added" / "ana" / "reference.wav", 1.0)
    assert soundfile.info(manner.reference).channels == 1


def test_a_clone_goes_with_its_model(models: Models, given: dict[str, Any]) -> None:
    coqui.BRINGER.clone(Cloning("ana", "xtts", **given), models, CTX)
    models.remove("xtts")
    engine = coqui.Coqui(models)
    assert engine.voices() == ()
    with pytest.raises(EngineError, match=r"has no voice coqui:ana\. Voices: none yet"):
        engine.speak(SpeakRequest("Olá.", "coqui:ana", "pt-BR"), CTX)


def test_a_replaced_model_is_loaded_anew(models: Models, xtts: Path) -> None:
    loaded: list[str] = []

    def load(folder: Path, kind: str) -> FakeSpeaker:
        loaded.append((folder / "model.pth").read_text())
        return FakeSpeaker()

    engine = coqui.Coqui(models, load)
    asked = SpeakRequest("One.", "coqui:xtts/Ana Florence", "en")
    engine.speak(asked, CTX)
    (xtts / "model.pth").write_text("newer")
    coqui.BRINGER.bring(str(xtts), models, CTX, Terms(accepted=True))
    engine.speak(asked, CTX)
    engine.speak(asked, CTX)
    assert loaded == ["model.pth", "newer"]


def test_a_name_of_the_catalogue_needs_the_network(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    from dubbench.providers.coqui import offers

    entry = offers.Entry("tts_models/en/ljspeech/vits", "VITS", "apache 2.0", "en", "")
    monkeypatch.setattr(offers, "entries", lambda: (entry,))
    with pytest.raises(EngineError, match="--offline forbids that"):
        coqui.BRINGER.bring(entry.name, models, CTX, Terms(offline=True))


def test_the_engine_is_what_its_models_make_it(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBBENCH_MODELS", str(models.root))
    (info,) = coqui.ENGINES()
    assert (info.languages, info.models) == (("en", "pt", "zh-CN"), ("xtts",))
    assert info.version.startswith("1+")
    models.remove("xtts")
    (bare,) = coqui.ENGINES()
    assert (bare.languages, bare.models, bare.version) == ((), (), "1")
    assert registry.supports(bare, "pt-BR") is False


def test_a_missing_library_is_named_with_the_command_that_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trainer", None)
    with pytest.raises(EngineError, match=r"pip install --force-reinstall 'dubbench\[coqui\]'"):
        library.load(tmp_path, "vits")
