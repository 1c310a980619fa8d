"""Coqui TTS through its real library and loader: voices, paces, clones, failures in words, a whole dub."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from programmes import video

from dubbench.engines import registry
from dubbench.engines.bringing import Cloning, Terms
from dubbench.engines.interfaces import EngineKind, SpeakRequest
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.errors import BadInput, Cancelled, EngineError, ModelBroken, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.providers.coqui import BRINGER, OWN_SPEED, SPEEDS, Coqui, make

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")
CTX = Context()
SAID = "Não, amanhã eu vou à reunião. Volto à noite."


def ask(text: str = SAID, voice: str = "coqui:tiny-pt/ana", language: str = "pt-BR", speed: int = 1_000_000) -> Any:
    return SpeakRequest(text, voice, language, speed)


def run(root: Path, *arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DUBBENCH_MODELS": str(root), **more}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], check=False, capture_output=True, text=True, env=environment
    )


# speaking


def test_its_voices_are_its_models_speakers(coqui: Coqui) -> None:
    known = {voice.id: voice for voice in coqui.voices()}
    assert set(known) == {"coqui:tiny-en", "coqui:tiny-es", "coqui:tiny-pt/ana", "coqui:tiny-pt/rui"}
    assert known["coqui:tiny-es"].languages == ("es", "en")
    assert {voice.licence for voice in known.values()} == {"unstated"}


def test_two_speakers_sound_differently_and_each_always_the_same(coqui: Coqui) -> None:
    ana, rui, again = (coqui.speak(ask(voice=f"coqui:tiny-pt/{name}"), CTX).audio for name in ("ana", "rui", "ana"))
    assert np.array_equal(ana.samples, again.samples)
    assert ana.samples.shape != rui.samples.shape or np.abs(ana.samples - rui.samples).max() > 0.1


def test_a_language_of_several_is_the_markets(coqui: Coqui) -> None:
    spanish, english = (
        coqui.speak(ask("Madrid no duerme.", "coqui:tiny-es", tag), CTX).audio for tag in ("es-MX", "en-GB")
    )
    assert spanish.samples.shape != english.samples.shape or np.abs(spanish.samples - english.samples).max() > 0.01
    with pytest.raises(UnsupportedLanguage, match="coqui:tiny-es does not speak fr; it speaks es, en"):
        coqui.speak(ask("Paris.", "coqui:tiny-es", "fr"), CTX)


@pytest.mark.parametrize("speed", [800_000, 1_000_000, 1_250_000])
def test_how_long_it_takes_is_foretold(coqui: Coqui, speed: int) -> None:
    text = "Ninguém me disse que você já tinha voltado para esta casa."
    took = coqui.speak(ask(text, speed=speed), CTX).audio.duration_ms
    assert coqui.predict_ms(text, "coqui:tiny-pt/ana", "pt-BR", speed) == pytest.approx(took, rel=0.15)


def test_nothing_to_say_is_refused(coqui: Coqui) -> None:
    for text in ("", " ", "…", "!?", "你好"):
        assert coqui.predict_ms(text, "coqui:tiny-pt/ana", "pt-BR") == 0
        with pytest.raises(EngineError, match="nothing to speak"):
            coqui.speak(ask(text), CTX)


def test_a_stop_comes_between_two_sentences(coqui: Coqui) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        coqui.speak(ask("Um. Dois. Três. Quatro."), Context(cancelled=lambda: next(asked)))
    assert next(asked, "none left") == "none left"


def test_it_is_quiet_and_leaves_no_file(store: Models, tmp_path: Path) -> None:
    program = (
        "from dubbench.engines.models import Models; from dubbench.engines.interfaces import SpeakRequest;"
        "from dubbench.providers.coqui import make; from dubbench.jobs.context import Context;"
        "make(Models()).speak(SpeakRequest('Olá \u4f60.', 'coqui:tiny-pt/ana', 'pt-BR'), Context())"
    )
    places = {"HOME": str(tmp_path), "DUBBENCH_MODELS": str(store.root)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "DUBBENCH_"))}
    said = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        check=False,
        capture_output=True,
        text=True,
        env={**kept, **places},
    )
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert list(tmp_path.iterdir()) == []


# choosing and adding


def test_it_is_chosen_by_name_and_never_before_kokoro(models: Models) -> None:
    info = registry.choose(EngineKind.SYNTHESIZER, "pt-BR", wanted="coqui", models=models)
    assert set(info.models) == {"tiny-en", "tiny-es", "tiny-pt", "taker"}
    assert registry.info("kokoro").rank < info.rank
    assert EnginePool(models).get(info).speak(ask(), CTX).audio.duration_ms > 1_000


def test_a_checkpoint_that_is_more_than_weights_is_not_loaded(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return os.mkdir, (str(tmp_path / "trapped"),)

    folder = shutil.copytree(folders["tiny-en"], tmp_path / "trap")
    torch.save({"model": {}, "trap": Trap()}, folder / "model.pth")
    own = Models(tmp_path / "models")
    BRINGER.bring(str(folder), own, CTX, Terms())
    with pytest.raises(ModelBroken, match=r"The Coqui model trap cannot be loaded .*dubbench models remove trap"):
        make(own).speak(ask("Hello.", "coqui:trap", "en"), CTX)
    speakers = shutil.copytree(folders["tiny-pt"], tmp_path / "speakers")
    torch.save({"ana": Trap()}, speakers / "speakers.pth")
    with pytest.raises(BadInput, match="cannot be read without running what is in it"):
        BRINGER.bring(str(speakers), own, CTX, Terms())
    assert not (tmp_path / "trapped").exists()


@pytest.mark.parametrize("damage", [b"", b"no weights", None])
def test_a_damaged_model_says_so(folders: dict[str, Path], tmp_path: Path, damage: bytes | None) -> None:
    folder = shutil.copytree(folders["tiny-en"], tmp_path / "damaged")
    whole = (folder / "model.pth").read_bytes()
    (folder / "model.pth").write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    own = Models(tmp_path / "models")
    BRINGER.bring(str(folder), own, CTX, Terms())
    with pytest.raises(ModelBroken, match="damaged cannot be loaded"):
        make(own).speak(ask("Hello.", "coqui:damaged", "en"), CTX)


def test_a_model_that_changed_is_not_loaded(folders: dict[str, Path], tmp_path: Path) -> None:
    own = Models(tmp_path / "models")
    BRINGER.bring(str(folders["tiny-en"]), own, CTX, Terms(name="mine"))
    path = own.root / "added" / "mine" / "config.json"
    path.write_text(path.read_text("utf-8").replace("22050", "44100"), "utf-8")
    with pytest.raises(ModelBroken, match=r"config\.json of the model mine has changed"):
        make(own).speak(ask("Hello.", "coqui:mine", "en"), CTX)


def test_a_model_too_large_for_memory_says_so(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(folders["tiny-en"], tmp_path / "huge")
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    settings["model_args"]["hidden_channels"] = 1 << 40
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    own = Models(tmp_path / "models")
    BRINGER.bring(str(folder), own, CTX, Terms())
    with pytest.raises(EngineError, match="Memory ran out while the Coqui model huge"):
        make(own).speak(ask("Hello.", "coqui:huge", "en"), CTX)


@pytest.mark.skipif(shutil.which("espeak-ng") is not None, reason="espeak-ng is installed")
def test_a_model_of_phonemes_names_the_program_it_needs(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(folders["tiny-en"], tmp_path / "phonemes")
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    settings |= {"use_phonemes": True, "phonemizer": "espeak", "phoneme_language": "en-us"}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    own = Models(tmp_path / "models")
    BRINGER.bring(str(folder), own, CTX, Terms())
    with pytest.raises(EngineError, match="needs the program espeak-ng"):
        make(own).speak(ask("Hello.", "coqui:phonemes", "en"), CTX)


def test_a_model_without_a_pace_holds_all_to_their_own(folders: dict[str, Path], tmp_path: Path) -> None:
    own = Models(tmp_path / "models")
    card = BRINGER.bring(str(folders["tiny-en"]), own, CTX, Terms())
    assert make(own).speeds == SPEEDS
    path = own.root / "added" / card.id / "added.json"
    path.write_text(path.read_text("utf-8").replace('"pace": "yes"', '"pace": ""'), "utf-8")
    held = make(own)
    assert held.speeds == OWN_SPEED
    with pytest.raises(EngineError, match=r"1\.0 to 1\.0 times their own speed, not at 1\.1"):
        held.speak(ask("Hello.", "coqui:tiny-en", "en", 1_100_000), CTX)


# licences


def test_the_catalogue_is_listed_with_its_licences(models: Models) -> None:
    offers = {offer.name: offer for offer in BRINGER.available(CTX)}
    assert offers["tts_models/multilingual/multi-dataset/xtts_v2"].licence == "CPML"
    assert "tts_models/en/ljspeech/vits" in offers


def test_a_non_commercial_model_wants_its_licence_accepted(models: Models) -> None:
    name = "coqui:tts_models/multilingual/multi-dataset/xtts_v2"
    refused = run(models.root, "models", "install", name)
    assert refused.returncode == 2
    assert "CPML (non-commercial): for non-commercial use only" in refused.stderr
    assert "--accept-licence" in refused.stderr
    offline = run(models.root, "models", "install", name, "--accept-licence", "--offline")
    assert offline.returncode == 4
    assert "--offline forbids that" in offline.stderr
    unknown = run(models.root, "models", "install", "coqui:tts_models/en/nobody/nothing")
    assert unknown.returncode == 2
    assert "dubbench models list --index coqui" in unknown.stderr


@pytest.mark.parametrize("name", ["en/ljspeech/vits", "multilingual/multi-dataset/xtts_v2"])
def test_a_catalogue_that_cannot_be_reached_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unreachable)
    with pytest.raises(
        EngineError, match=rf"{name} cannot be fetched \(.*Name or service not known\)\. Fetch its folder"
    ):
        BRINGER.bring(f"tts_models/{name}", Models(tmp_path / "models"), CTX, Terms(accepted=True))


def test_an_accepted_licence_follows_the_model_to_its_voices(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dubbench.providers import coqui
    from dubbench.providers.coqui import offers

    entry = offers.entry("tts_models/multilingual/multi-dataset/your_tts")
    own = Models(tmp_path / "models")
    with pytest.raises(BadInput, match=r"CC BY-NC-ND 4\.0"):
        coqui._keep(folders["tiny-en"], entry, own, CTX, Terms())
    card = coqui._keep(folders["tiny-en"], entry, own, CTX, Terms(accepted=True))
    assert card.accepted
    assert card.id == "multilingual-multi-dataset-your-tts"
    assert [voice.licence for voice in make(own).voices()] == ["CC BY-NC-ND 4.0 (non-commercial)"]
    monkeypatch.setenv("DUBBENCH_MODELS", str(own.root))
    assert "[CC BY-NC-ND 4.0 (non-commercial)]" in run(own.root, "engines", "show", "coqui").stdout


def test_first_checkpoints_of_xtts_are_kept_as_plain_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from TTS.tts.configs.xtts_config import XttsConfig
    from TTS.tts.models.xtts import _legacy_safe_globals

    folder = tmp_path / "xtts"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(XttsConfig().to_dict(), default=str), "utf-8")
    with _legacy_safe_globals():  # the places of its classes then
        torch.save({"config": XttsConfig(), "model": {"gpt": torch.zeros(2)}}, folder / "model.pth")
    torch.save({"Ana Florence": {"speaker_embedding": torch.zeros(2)}}, folder / "speakers_xtts.pth")
    own = Models(tmp_path / "models")
    card = BRINGER.bring(str(folder), own, CTX, Terms(accepted=True))
    kept = torch.load(own.added.path(card.id) / "model.pth", weights_only=True)
    assert kept["config"]["model"] == "xtts"
    assert (card.licence, len(card.languages)) == ("CPML (non-commercial)", 17)
    (voice,) = make(own).voices()
    assert (voice.id, voice.licence) == ("coqui:xtts", "CPML (non-commercial)")


# cloning


def clone(models: Models, recording: Path, consent: Path, **changes: Any) -> Any:
    asked: dict[str, Any] = {"name": "ana", "model": "taker", "performer": "Ana Souza", "scope": "this series"}
    return BRINGER.clone(Cloning(reference=recording, consent=consent, **{**asked, **changes}), models, CTX)


@pytest.fixture
def own(folders: dict[str, Path], tmp_path: Path) -> Models:
    """A store of one's own to change."""
    models = Models(tmp_path / "models")
    BRINGER.bring(str(folders["taker"]), models, CTX, Terms())
    return models


def test_a_cloned_voice_speaks_and_names_performer_and_consent(own: Models, recording: Path, consent: Path) -> None:
    card = clone(own, recording, consent, languages=("pt-BR",))
    engine = make(own)
    (voice,) = engine.voices()
    assert (voice.id, voice.languages, voice.quality) == ("coqui:ana", ("pt-BR",), "cloned")
    assert "Ana Souza, by consent " + card.facts["consent"][:12] in voice.licence
    first, second = (engine.speak(ask(voice="coqui:ana"), CTX).audio.samples for _ in range(2))
    assert np.array_equal(first, second)
    with pytest.raises(UnsupportedLanguage, match="does not speak en; it speaks pt-BR"):
        engine.speak(ask("Hello.", "coqui:ana", "en"), CTX)


def test_it_falls_silent_when_its_consent_is_changed_or_gone(own: Models, recording: Path, consent: Path) -> None:
    clone(own, recording, consent)
    engine = make(own)
    engine.speak(ask(voice="coqui:ana"), CTX)
    path = own.root / "added" / "ana" / "consent.pdf"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ModelBroken, match="The voice ana does not speak: the recording or the consent of Ana Souza"):
        engine.speak(ask(voice="coqui:ana"), CTX)
    path.unlink()
    with pytest.raises(ModelBroken, match="voice ana does not speak"):
        engine.predict_ms(SAID, "coqui:ana", "pt-BR")


def test_a_clone_is_refused_without_what_it_needs(
    own: Models, folders: dict[str, Path], recording: Path, consent: Path, tmp_path: Path
) -> None:
    BRINGER.bring(str(folders["tiny-en"]), own, CTX, Terms())
    short = tmp_path / "short.wav"
    short.write_bytes(recording.read_bytes()[: 44_100 * 4])
    empty = tmp_path / "empty.pdf"
    empty.touch()
    for changes, said in (
        ({"consent": tmp_path / "none.pdf"}, "There is no consent"),
        ({"consent": empty}, "There is no consent"),
        ({"performer": " "}, "needs the name of its performer"),
        ({"model": "tiny-en"}, "cannot take a voice from a recording"),
        ({"model": "nobody"}, "is not installed"),
        ({"languages": ("fr",)}, "does not speak fr"),
        ({"name": "taker"}, "There is a model called taker already"),
        ({"recording": consent}, "is no recording that can be read"),
        ({"recording": short}, "A voice is taken from 3 to 600 s"),
    ):
        given = {"recording": recording, "consent": consent, **changes}
        with pytest.raises((BadInput, EngineError), match=said):
            clone(own, **given)
    assert [card.id for card in own.added.all()] == ["taker", "tiny-en"]


def test_the_commands_clone_list_and_remove(own: Models, recording: Path, consent: Path) -> None:
    asked = ("voices", "clone", "ana", "--model", "taker", "--reference", recording, "--performer", "Ana Souza")
    refused = run(own.root, *asked)
    assert refused.returncode == 2
    assert "only with the document in which its performer consents" in refused.stderr
    made = run(own.root, *asked, "--consent", consent, "--languages", "pt-BR", "--scope", "this series", "--json")
    row = json.loads(made.stdout)["result"]
    assert (row["id"], row["languages"], row["scope"], row["problem"]) == ("coqui:ana", ["pt-BR"], "this series", "")
    (own.root / "added" / "ana" / "consent.pdf").write_bytes(b"another")
    assert "○ coqui:ana" in run(own.root, "voices", "list").stdout
    assert run(own.root, "voices", "remove", "taker").returncode == 2
    assert run(own.root, "voices", "remove", "ana").returncode == 0
    assert run(own.root, "voices", "list").stdout == ""


# the whole


def test_it_passes_the_suite_of_all_engines(store: Models) -> None:
    environment = {**os.environ, "DUBBENCH_MODELS": str(store.root)}
    suite = (
        *(str(ROOT / "tests" / "providers" / "test_conformance.py"), "-k", "coqui or loads_no_library"),
        *("-p", "no:cacheprovider"),
    )
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *suite], check=False, capture_output=True, text=True, env=environment, cwd=ROOT
    )
    assert ended.returncode == 0, ended.stdout
    assert " passed" in ended.stdout
    assert "skipped" not in ended.stdout


def test_a_programme_is_dubbed_with_it(store: Models, tmp_path: Path) -> None:
    programme = video(tmp_path / "programme.mp4")
    fakes = ("--asr", "fake", "--vad", "fake", "--separator", "fake", "--mt", "fake")
    made = run(
        store.root, "dub", programme, "--from", "en", "--to", "pt-BR", *fakes, "--tts", "coqui", "-o", tmp_path / "out",
        "--json", DUBBENCH_CACHE=str(tmp_path / "cache"),
    )  # fmt: skip
    assert made.returncode == 0, made.stderr + made.stdout
    (place,) = (tmp_path / "out").glob("*.manifest.json")
    manifest = json.loads(place.read_text("utf-8"))
    assert {line["voice_id"] for line in manifest["lines"]} <= {"coqui:tiny-pt/ana", "coqui:tiny-pt/rui"}
    assert {voice["licence"] for voice in manifest["voices"]} == {"unstated"}
    (engine,) = (one for one in manifest["engines"] if one["role"] == "synthesizer")
    assert engine["id"] == "coqui"
    assert "tiny-pt" in engine["models"]
