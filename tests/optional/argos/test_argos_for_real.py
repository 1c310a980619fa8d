"""Argos through its real library and packages trained here: right sentences, kept pivots, failures in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from programmes import video

from dubbench.engines import registry
from dubbench.engines.bringing import Terms
from dubbench.engines.interfaces import EngineKind
from dubbench.engines.models import Models
from dubbench.engines.pool import EnginePool
from dubbench.errors import Cancelled, EngineError, ModelBroken, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.providers.argos import BRINGER, Argos, make

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "tests" / "data" / "argos"
PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")
CTX = Context()


def say(argos: Argos, text: str, target: str = "pt-BR") -> str:
    return argos.translate([text], "en", target, CTX)[0].text


@pytest.mark.parametrize("pair", ["en-pt", "pt-es"])
def test_what_was_learnt_comes_out(argos: Argos, training: Any, pair: str) -> None:
    table = training.read(DATA / f"{pair}.tsv")
    answers = argos.translate([source for source, _ in table.pairs], table.source, table.target, CTX)
    right = sum(answer.text == target for answer, (_, target) in zip(answers, table.pairs, strict=True))
    assert right >= 0.95 * len(table.pairs)
    assert not any(answer.pivot for answer in answers)


def test_a_language_in_between_is_kept(argos: Argos) -> None:
    (answer,) = argos.translate(["Where is my daughter?"], "en-US", "es-MX", CTX)
    assert answer == ("¿Dónde está mi hija?", "Onde está a minha filha?")


def test_lines_stay_lines_and_what_says_nothing_stays(argos: Argos) -> None:
    assert say(argos, "\nTrust me.\n\n  Kiss me. \n") == "\nConfie em mim.\n\nMe beije.\n"
    assert [say(argos, text) for text in ("", "  ", "…", "♪ ♪", "1,000")] == ["", "", "…", "♪ ♪", "1,000"]


def test_a_stop_comes_between_two_texts(argos: Argos) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        argos.translate(["No!"] * 9, "en", "pt", Context(cancelled=lambda: next(asked)))
    assert next(asked, "none left") == "none left"


def test_a_pair_without_a_way_is_refused(argos: Argos) -> None:
    with pytest.raises(UnsupportedLanguage, match=r"from es to en \(there are: en → pt, pt → es, en → es\)"):
        argos.translate(["No!"], "es", "en", CTX)


def test_it_is_chosen_and_loaded_by_name(models: Models) -> None:
    assert registry.choose(EngineKind.TRANSLATOR, "en", "pt-BR", models=models).id == "firefox"
    info = registry.choose(EngineKind.TRANSLATOR, "en", "pt-BR", "argos", models)
    assert say(EnginePool(models).get(info), "Trust me.") == "Confie em mim."
    assert registry.choose(EngineKind.TRANSLATOR, "en", "es", models=models).id == "argos"


# what can go wrong


@pytest.fixture
def own(packages: dict[str, Path], tmp_path: Path) -> Models:
    """A store of one's own to break."""
    models = Models(tmp_path / "models")
    BRINGER.bring(str(packages["en-pt"]), models, CTX, Terms())
    return models


def test_a_truncated_model_is_not_loaded(own: Models) -> None:
    path = own.root / "added" / "argos-en-pt" / "model" / "model.bin"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ModelBroken, match="dubbench models remove argos-en-pt, and add it again from"):
        say(make(own), "Trust me.")


def test_a_package_can_be_replaced_and_removed_while_the_engine_is_loaded(
    own: Models, packages: dict[str, Path], tmp_path: Path
) -> None:
    engine = make(own)
    assert say(engine, "Trust me.") == "Confie em mim."
    BRINGER.bring(str(rewritten(packages["en-pt"], tmp_path, {"README.md": b"newer"})), own, CTX, Terms())
    assert say(engine, "Trust me.") == "Confie em mim."
    own.remove("argos-en-pt")
    with pytest.raises(UnsupportedLanguage, match="none yet"):
        say(engine, "Trust me.")


def rewritten(path: Path, folder: Path, changes: dict[str, bytes]) -> Path:
    """Copy a package with other contents for some of its files."""
    made = folder / "rewritten.argosmodel"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, changes.get(info.filename.partition("/")[2], old.read(info)))
    return made


@pytest.mark.parametrize(
    "changes",
    [
        {"model/model.bin": b""},
        {"model/model.bin": b"\x06\x00\x00\x00\xff\xff"},
        {"model/config.json": b"{"},
        {"model/shared_vocabulary.json": b"[]"},
        {"sentencepiece.model": b"no pieces"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_package_that_was_never_sound_says_so(
    packages: dict[str, Path], tmp_path: Path, changes: dict[str, bytes]
) -> None:
    models = Models(tmp_path / "models")
    BRINGER.bring(str(rewritten(packages["en-pt"], tmp_path, changes)), models, CTX, Terms())
    with pytest.raises(EngineError, match=r"argos-en-pt cannot be used .*dubbench models remove argos-en-pt"):
        say(make(models), "Trust me.")


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("CUDA failed with error out of memory")])
def test_too_little_memory_is_said(own: Models, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    import argostranslate.translate

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(argostranslate.translate.ctranslate2, "Translator", fail)
    with pytest.raises(EngineError, match=r"Memory ran out while argos-en-pt .* --mt"):
        say(make(own), "Trust me.")


def test_a_broken_library_is_said(own: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "argostranslate", None)
    for name in [name for name in sys.modules if name.startswith("argostranslate.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(EngineError, match=r"pip install --force-reinstall 'dubbench\[argos\]'"):
        make(own)


def test_a_packages_own_sentence_model_is_used_and_nothing_is_downloaded_for_it(
    packages: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import stanza

    asked: dict[str, Any] = {}

    class Pipeline:
        def __init__(self, **settings: Any) -> None:
            asked.update(settings)

        def __call__(self, text: str) -> Any:
            sentence = type("Sentence", (), {"text": text})
            return type("Document", (), {"sentences": [sentence]})

    monkeypatch.setattr(stanza, "Pipeline", Pipeline)
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packages["en-pt"]) as file:
        file.extractall(folder)
    (next(folder.iterdir()) / "stanza").mkdir()
    (next(folder.iterdir()) / "stanza" / "resources.json").write_text("{}")
    made = Path(shutil.make_archive(str(tmp_path / "made"), "zip", folder)).rename(tmp_path / "made.argosmodel")
    models = Models(tmp_path / "models")
    BRINGER.bring(str(made), models, CTX, Terms())
    assert say(make(models), "Trust me.") == "Confie em mim."
    assert asked["download_method"] is None
    assert Path(asked["dir"]) == models.root / "added" / "argos-en-pt" / "stanza"


# the whole program


def dubbench(*arguments: object, **environment: str) -> str:
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_suite_that_every_engine_passes(models: Models) -> None:
    suite = ROOT / "tests" / "providers" / "test_conformance.py"
    command = [sys.executable, "-m", "pytest", str(suite), "-k", "argos", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
    assert "skipped" not in done.stdout


def test_packages_are_installed_listed_and_removed(packages: dict[str, Path], tmp_path: Path) -> None:
    place = {"DUBBENCH_MODELS": str(tmp_path / "models")}
    assert dubbench("models", "install", packages["en-pt"], **place) == "Installed: argos-en-pt\n"
    listed = json.loads(dubbench("models", "list", "--json", **place))["result"]
    assert [(m["id"], m["engine"]) for m in listed if "engine" in m] == [("argos-en-pt", "argos")]
    assert "argos-en-pt" in dubbench("models", "verify", **place)
    assert "en → pt" in dubbench("engines", "show", "argos", **place)
    assert dubbench("models", "remove", "argos-en-pt", **place) == "Removed: argos-en-pt\n"


def test_the_language_in_between_reaches_the_script(models: Models, tmp_path: Path) -> None:
    fakes = ("--asr", "fake", "--tts", "fake", "--separator", "fake", "--vad", "fake")
    series = tmp_path / "season.dubbench"
    home = tmp_path / "home"
    home.mkdir()
    dubbench("new", series, "--from", "en", "--to", "es")
    dubbench("add", series, video(tmp_path / "episode.mp4"))
    dubbench("run", series, *fakes, "--mt", "argos", "--until", "translate", HOME=str(home))
    rows = json.loads(dubbench("lines", series, "--json"))["result"]
    assert rows
    assert all(row["pivot"] and row["target"] != row["pivot"] for row in rows)
    assert "Pivot" in dubbench("lines", series)
    assert not [path for path in home.rglob("*") if "argos" in path.name]


def test_nothing_of_it_is_imported_unless_it_is_chosen(models: Models) -> None:
    code = (
        "import sys\nfrom dubbench.app import modelling\nfrom dubbench.engines import registry\n"
        "from dubbench.engines.interfaces import EngineKind\n"
        "modelling.engines(); modelling.listing(); registry.choose(EngineKind.TRANSLATOR, 'en', 'es')\n"
        "print([name for name in ('argostranslate', 'ctranslate2', 'spacy', 'stanza', 'torch') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
