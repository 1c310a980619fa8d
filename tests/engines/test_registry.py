"""Which engine does a job, and what is said where none can."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.errors import BadInput, EngineError, ModelMissing, UnsupportedLanguage


def engine(engine_id: str, kind: EngineKind = EngineKind.SYNTHESIZER, **known: object) -> EngineInfo:
    return EngineInfo(engine_id, kind, engine_id.title(), "MIT", "json:loads", "1", **known)  # type: ignore[arg-type]


OURS = (
    engine("neural", languages=("en-US", "pt-BR"), models=("kokoro-82m-int8",), rank=10),
    engine("formant", languages=("*",), rank=500),
    engine("fake-synthesizer", languages=("*",), rank=1000),
    engine("pairs", EngineKind.TRANSLATOR, pairs=(("en", "pt-BR"), ("pt", "en"))),
    engine("needy", EngineKind.SEPARATOR, libraries=("no_such_library",), extra="engines"),
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two packages: ours, and a third party's that brings a known id and one that cannot be imported."""

    def broken() -> object:
        raise ImportError("no such thing")

    points = [
        SimpleNamespace(value="ours", load=lambda: SimpleNamespace(ENGINES=OURS)),
        SimpleNamespace(value="theirs", load=lambda: SimpleNamespace(ENGINES=(engine("formant", rank=900),))),
        SimpleNamespace(value="theirs.broken", load=broken),
    ]
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)
    registry._scan.cache_clear()
    yield
    registry._scan.cache_clear()


@pytest.fixture
def bare(tmp_path: Path) -> Models:
    return Models(tmp_path)


@pytest.fixture
def complete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Models:
    monkeypatch.setattr(Models, "installed", lambda self, model_id: True)
    return Models(tmp_path)


def test_engines_come_in_the_order_of_their_rank() -> None:
    assert [one.id for one in registry.infos()] == ["neural", "needy", "pairs", "formant", "fake-synthesizer"]


def test_a_broken_or_doubled_engine_is_told_of_and_costs_itself_only() -> None:
    broken, doubled = registry.problems()
    assert "theirs.broken" in broken
    assert "no such thing" in broken
    assert "formant" in doubled
    assert registry.info("formant").rank == 500


def test_an_unknown_engine_names_the_known_ones() -> None:
    with pytest.raises(EngineError, match=r"nobody.*neural"):
        registry.info("nobody")


@pytest.mark.parametrize(
    ("tag", "language", "covered"),
    [
        ("pt", "pt-BR", True), ("en-US", "en", True), ("PT-br", "pt-BR", True), ("*", "xx", True),
        ("pt-BR", "pt-PT", False), ("es", "est", False), ("zh", "zh-Hant-TW", True),
    ],
)  # fmt: skip
def test_languages_match_by_prefix(tag: str, language: str, covered: bool) -> None:
    assert registry.covers((tag,), language) is covered


def test_the_preferred_engine_that_covers_the_language_is_chosen(complete: Models) -> None:
    assert registry.choose(EngineKind.SYNTHESIZER, "pt", models=complete).id == "neural"
    assert registry.choose(EngineKind.SYNTHESIZER, "sw", models=complete).id == "formant"
    assert registry.choose(EngineKind.TRANSLATOR, "en-GB", "pt-BR", models=complete).id == "pairs"


def test_an_engine_without_its_model_gives_way(bare: Models) -> None:
    assert registry.choose(EngineKind.SYNTHESIZER, "pt-BR", models=bare).id == "formant"


def test_a_fake_is_used_only_when_named(bare: Models) -> None:
    wanted = registry.choose(EngineKind.SYNTHESIZER, "pt-BR", wanted="fake-synthesizer", models=bare)
    assert wanted.id == "fake-synthesizer"


def test_a_wanted_engine_without_its_model_says_the_command(bare: Models) -> None:
    with pytest.raises(ModelMissing, match="dubbench models install kokoro-82m-int8"):
        registry.choose(EngineKind.SYNTHESIZER, "pt-BR", wanted="neural", models=bare)


def test_a_missing_library_says_the_command(bare: Models) -> None:
    with pytest.raises(EngineError, match=r"no_such_library.*pip install 'dubbench\[engines\]'") as told:
        registry.choose(EngineKind.SEPARATOR, models=bare)
    assert told.value.command == "pip install 'dubbench[engines]'"
    (lack,) = registry.missing(registry.info("needy"), bare)
    assert (lack.sentence, lack.command) == (str(told.value), told.value.command)


def test_a_language_nobody_covers_names_those_covered(bare: Models) -> None:
    with pytest.raises(UnsupportedLanguage, match="en → pt-BR, pt → en"):
        registry.choose(EngineKind.TRANSLATOR, "en", "fr", models=bare)
    with pytest.raises(UnsupportedLanguage, match="en-US, pt-BR"):
        registry.choose(EngineKind.SYNTHESIZER, "fr", wanted="neural", models=bare)
    with pytest.raises(UnsupportedLanguage, match="text-reader"):
        registry.choose(EngineKind.TEXT_READER, models=bare)


def test_an_engine_of_another_kind_is_refused(bare: Models) -> None:
    with pytest.raises(BadInput, match=r"neural.*synthesizer.*translator"):
        registry.choose(EngineKind.TRANSLATOR, "en", "pt", wanted="neural", models=bare)
