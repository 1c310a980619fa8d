"""Argos without its library: packages are added, listed and removed, and every way into a wall ends in a sentence."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import json
import subprocess
import sys
import types
import urllib.error
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argos_files import metadata, package

from dubbench.app import modelling
from dubbench.engines import bringing, registry
from dubbench.engines.added import Added
from dubbench.engines.bringing import Offer, Terms
from dubbench.engines.download import Desk
from dubbench.engines.interfaces import EngineKind
from dubbench.engines.models import Models
from dubbench.errors import BadInput, Cancelled, EngineError, NotEnoughSpace, UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.providers.argos import BRINGER, ENGINES, index

CTX = Context()


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    monkeypatch.setenv("DUBBENCH_MODELS", str(tmp_path / "models"))
    return Models()


def test_a_file_is_kept_and_gone_again(models: Models, tmp_path: Path) -> None:
    assert ENGINES()[0].pairs == ()
    assert ENGINES()[0].version == "1"
    assert ENGINES()[0].suffixes == (".argosmodel",)
    file = package(tmp_path / "given.argosmodel", metadata(from_name="English", to_name="Portuguese", license="CC0"))
    card = BRINGER.bring(str(file), models, CTX, Terms(offline=True))
    assert (card.id, card.languages, card.title) == ("argos-en-pt", ("en", "pt"), "Argos English → Portuguese 1.0")
    assert (card.licence, card.source) == ("CC0", str(file))
    assert card.facts == {"from": "en", "to": "pt", "version": "1.0"}
    (info,) = ENGINES()
    assert (info.pairs, info.models) == ((("en", "pt"),), ("argos-en-pt",))
    assert info.version.startswith("1+")
    models.remove("argos-en-pt")
    assert ENGINES()[0].models == ()


def test_another_package_is_another_version_of_the_engine(models: Models, tmp_path: Path) -> None:
    versions = set()
    for text in (b"one", b"two"):
        file = package(tmp_path / "a.argosmodel", changes={"translate-en_pt-1_0/model/model.bin": text})
        BRINGER.bring(str(file), models, CTX, Terms())
        versions.add(ENGINES()[0].version)
    assert len(versions) == 2


def test_a_name_of_ones_own_and_odd_codes(models: Models, tmp_path: Path) -> None:
    file = package(tmp_path / "a.argosmodel", metadata("zt", "pb"))
    assert BRINGER.bring(str(file), models, CTX, Terms(name="mine")).languages == ("zh-TW", "pt-BR")
    assert ENGINES()[0].pairs == (("zh-TW", "pt-BR"),)
    assert BRINGER.bring(str(file), models, CTX, Terms()).id == "argos-zt-pb"


def test_a_stopped_or_broken_addition_leaves_nothing(models: Models, tmp_path: Path) -> None:
    file = package(tmp_path / "a.argosmodel")
    with pytest.raises(Cancelled):
        BRINGER.bring(str(file), models, Context(cancelled=lambda: True), Terms())
    file.write_bytes(b"no zip")
    with pytest.raises(BadInput):
        BRINGER.bring(str(file), models, CTX, Terms())
    assert models.added.all() == ()


def test_a_name_that_is_taken_is_refused(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "named", lambda what: (ENGINES()[0], what))
    models.added.add(Added("taken", "coqui", "t", "l"), lambda folder: None, CTX)
    file = str(package(tmp_path / "a.argosmodel"))
    for name in ("taken", "whisper-base"):
        with pytest.raises(BadInput, match=f"a model called {name} already"):
            modelling.install([file], CTX, lambda note: None, terms=Terms(name=name))
    assert modelling.install([file], CTX, lambda note: None, terms=Terms(name="mine"))["new"] == ["mine"]


def test_a_full_disk_is_said(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "named", lambda what: (ENGINES()[0], what))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("dubbench.providers.argos.archive.shutil.copyfileobj", full)
    with pytest.raises(NotEnoughSpace, match="The disk is full"):
        modelling.install([str(package(tmp_path / "a.argosmodel"))], CTX, lambda note: None)
    assert models.added.all() == ()


# the index


INDEX = [
    metadata("en", "pt", package_version="1.9", from_name="English", to_name="Portuguese", links=["https://a/1.9"]),
    metadata("en", "pt", package_version="1.10", links=["ipfs://x", "https://a/b/en_pt.argosmodel"]),
    metadata("de", "en", links=["https://a/de_en.argosmodel"]),
    metadata("../", "en"),
    "nonsense",
]


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that knows the index's address, and nothing else."""
    settings = types.ModuleType("argostranslate.settings")
    settings.remote_package_index = "https://index.example/index.json"  # type: ignore[attr-defined]
    parent = types.ModuleType("argostranslate")
    parent.settings = settings  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "argostranslate", parent)
    monkeypatch.setitem(sys.modules, "argostranslate.settings", settings)
    monkeypatch.setattr(registry, "importable", lambda library: True)


Answer = Callable[[str], bytes]


def serve(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    def address(desk: Desk, url: str) -> Path:
        if not url.startswith("https://"):
            raise EngineError(f"{url} is refused")
        path = desk.packages / url.rsplit("/", 1)[-1]
        path.write_bytes(answer(url))
        desk.report(path.stat().st_size, url)
        return path

    monkeypatch.setattr(index, "address", address)


def served(package_file: Path, index: Any = INDEX) -> Answer:
    return lambda url: json.dumps(index).encode() if url.endswith(".json") else package_file.read_bytes()


@pytest.mark.usefixtures("library")
def test_the_newest_package_of_a_pair_is_taken(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, served(package(tmp_path / "a.argosmodel")))
    card = BRINGER.bring("en-pt", models, CTX, Terms())
    assert (card.id, card.source) == ("argos-en-pt", "https://a/b/en_pt.argosmodel")
    assert [path.name for path in models.root.iterdir()] == ["added"]


@pytest.mark.usefixtures("library")
def test_the_index_is_listed(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, served(tmp_path))
    offers = (Offer("de-en", "Argos de → en 1.0", "unstated"), Offer("en-pt", "Argos en → pt 1.10", "unstated"))
    assert BRINGER.available(CTX) == offers


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("de-pt", r"By way of English: dubbench models install argos:de-en argos:en-pt"),
        ("fr-pt", r"no package from fr into pt. See: dubbench models list --index argos"),
        ("english", r"neither an .argosmodel file nor a pair of languages like en-pt"),
        ("../x", r"neither an .argosmodel file nor a pair"),
    ],
)
def test_what_the_index_does_not_have_is_said(
    models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, said: str
) -> None:
    serve(monkeypatch, served(tmp_path))
    with pytest.raises(BadInput, match=said):
        BRINGER.bring(what, models, CTX, Terms())


LOCAL = "A local package can always be added: dubbench models install FILE.argosmodel"


@pytest.mark.usefixtures("library")
def test_an_index_out_of_reach_points_at_files(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise urllib.error.URLError("Name or service not known")

    monkeypatch.setattr("urllib.request.urlopen", unreachable)
    with pytest.raises(EngineError) as caught:
        BRINGER.bring("en-pt", models, CTX, Terms())
    assert str(caught.value) == f"Argos's index cannot be read (Name or service not known). {LOCAL}"
    with pytest.raises(EngineError, match="cannot be read"):
        BRINGER.available(CTX)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("answer", [b"<html>", b"\xff", b"[" * 100_000])
def test_an_index_that_is_none_points_at_files(models: Models, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    serve(monkeypatch, lambda _url: answer)
    with pytest.raises(EngineError, match="index cannot be read"):
        BRINGER.bring("en-pt", models, CTX, Terms())


@pytest.mark.usefixtures("library")
def test_an_index_without_end_is_cut_off(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "MOST_INDEX_BYTES", 10)
    serve(monkeypatch, lambda _url: b"[" + b" " * 100 + b"]")
    with pytest.raises(EngineError, match="sends more than such a file ever holds"):
        BRINGER.bring("en-pt", models, CTX, Terms())


@pytest.mark.usefixtures("library")
def test_a_package_that_cannot_be_had_says_why(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve(monkeypatch, served(tmp_path, [metadata("en", "pt", links=["ipfs://x"]), metadata("pt", "es")]))
    with pytest.raises(EngineError, match=r"en-pt could not be downloaded \(ipfs://x is refused\)"):
        BRINGER.bring("en-pt", models, CTX, Terms())
    with pytest.raises(EngineError, match="the index gives no address for it"):
        BRINGER.bring("pt-es", models, CTX, Terms())


def test_offline_takes_nothing_from_the_index(models: Models) -> None:
    with pytest.raises(EngineError, match="--offline forbids the network") as caught:
        BRINGER.bring("en-pt", models, CTX, Terms(offline=True))
    assert LOCAL in str(caught.value)


def test_without_the_library_its_index_is_not_known(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "importable", lambda library: False)
    with pytest.raises(EngineError, match=r"pip install 'dubbench\[argos\]'"):
        BRINGER.bring("en-pt", models, CTX, Terms())


# choosing


@pytest.fixture
def with_packages(models: Models, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    """Packages for en → pt and zh → en beside an engine that is preferred."""
    for pair in (("en", "pt"), ("zh", "en")):
        BRINGER.bring(str(package(tmp_path / "a.argosmodel", metadata(*pair))), models, CTX, Terms())
    from dubbench.providers import firefox

    monkeypatch.setattr(registry, "infos", lambda: (*firefox.ENGINES, *ENGINES()))
    monkeypatch.setattr(registry, "info", lambda name: {e.id: e for e in registry.infos()}[name])
    return models


def without(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "importable", lambda name: name != library)


def test_argos_is_taken_only_by_name_where_another_covers_the_pair(
    with_packages: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    without("", monkeypatch)
    assert registry.choose(EngineKind.TRANSLATOR, "en", "pt-BR", models=with_packages).id == "firefox"
    assert registry.choose(EngineKind.TRANSLATOR, "en", "pt-BR", "argos", with_packages).id == "argos"
    assert registry.choose(EngineKind.TRANSLATOR, "zh", "en", models=with_packages).id == "argos"


def test_without_its_library_argos_stands_in_nobodys_way(
    with_packages: Models, monkeypatch: pytest.MonkeyPatch
) -> None:
    without("argostranslate", monkeypatch)
    with pytest.raises(UnsupportedLanguage):  # which lets the transcriber translate by ear
        registry.choose(EngineKind.TRANSLATOR, "zh", "en", models=with_packages)
    with pytest.raises(EngineError, match=r"needs the library argostranslate.*pip install 'dubbench\[argos\]'"):
        registry.choose(EngineKind.TRANSLATOR, "en", "pt-BR", "argos", with_packages)
    with pytest.raises(EngineError, match="needs the library argostranslate"):
        registry.choose(EngineKind.TRANSLATOR, "en", "ja", "argos", with_packages)


def test_a_pair_without_package_names_what_to_add(with_packages: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    without("", monkeypatch)
    with pytest.raises(UnsupportedLanguage, match=r"no model for en → ja .*dubbench models install argos:en-pt"):
        registry.choose(EngineKind.TRANSLATOR, "en", "ja", "argos", with_packages)


def test_listing_imports_no_library(models: Models, tmp_path: Path) -> None:
    BRINGER.bring(str(package(tmp_path / "a.argosmodel")), models, CTX, Terms())
    program = (
        "import sys; from dubbench.providers.argos import ENGINES; print(ENGINES()[0].models);"
        "heavy = 'argostranslate ctranslate2 sentencepiece stanza torch'.split();"
        "print([name for name in heavy if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == ["('argos-en-pt',)", "[]"]
