"""Who speaks gets a voice of the Market's language: by Profile, else by how high they speak."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.domain.market import Market, Profile
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Voice
from dubbench.errors import UnsupportedLanguage
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.pipeline.prepare import cast, group_voices, normalised, pitches, units

MARKET = Market("m", "pt-BR")
VOICES = (
    Voice("robot:pt", "pt", "Robot", "male", "none", "robotic"),
    Voice("k:dora", "pt-BR", "Dora", "female", "none"),
    Voice("k:alex", "pt-BR", "Alex", "male", "none"),
    Voice("k:bella", "en-US", "Bella", "female", "none"),
)


def line(id_: str, character: str = "", start: int = 0) -> Line:
    return Line(id_, "e", Span(start, start + 1000), "x", "en", character_id=character)


def test_a_man_and_a_woman_get_two_voices() -> None:
    groups = group_voices({"a": 110, "b": 210, "c": 118, "d": 0, "e": 205})
    assert groups == {"a": "low", "b": "high", "c": "low", "d": "low", "e": "high"}
    casting = cast([line("a"), line("b")], groups, VOICES, MARKET)
    assert (casting.voice_of(line("a")), casting.voice_of(line("b"))) == ("k:alex", "k:dora")


def test_voices_of_unknown_gender_still_are_two() -> None:
    groups = {"a": "low", "b": "high"}
    unknown = [Voice(f"own:{name}", "pt", name, "", "none", "neural") for name in ("ana", "rui")]
    casting = cast([line("a"), line("b")], groups, unknown, MARKET)
    assert (casting.voice_of(line("a")), casting.voice_of(line("b"))) == ("own:ana", "own:rui")
    alone = cast([line("a"), line("b")], groups, unknown[:1], MARKET)
    assert (alone.voice_of(line("a")), alone.voice_of(line("b"))) == ("own:ana", "own:ana")


def test_a_performers_clone_is_cast_where_nobody_else_speaks_the_language() -> None:
    groups = {"a": "low", "b": "high"}
    clone = Voice("own:clone", "pt-BR", "Ana", "", "hers", "cloned")
    several = Voice("own:many", "en", "Many", "", "none", "neural", ("pt",))
    casting = cast([line("a"), line("b")], groups, [clone, several], MARKET)
    assert {casting.voice_of(line("a")), casting.voice_of(line("b"))} == {"own:many"}
    assert cast([line("a")], groups, [clone], MARKET).voice_of(line("a")) == "own:clone"


@pytest.mark.parametrize(
    ("hz", "group"), [((110, 122, 131), "low"), ((205, 220, 190), "high"), ((150, 158, 171), "low")]
)
def test_one_kind_of_voice_is_one_group(hz: tuple[int, ...], group: str) -> None:
    assert set(group_voices(dict(zip("abc", hz, strict=True))).values()) == {group}


def test_profiles_win_over_what_was_measured() -> None:
    groups = {"a": "low", "b": "high"}
    own = [Profile("1", "m", "", voice_id="k:all"), Profile("2", "m", "high", voice_id="k:top")]
    named = [Profile("3", "m", "anna", voice_id="k:anna"), Profile("4", "other", "", voice_id="k:no")]
    casting = cast([line("a"), line("b")], groups, VOICES, MARKET, [*named, *own])
    assert casting.voice_of(line("a")) == "k:all"
    assert casting.voice_of(line("b")) == "k:top"
    assert casting.voice_of(line("a", "anna")) == "k:anna"


def test_a_language_without_voices_is_refused_with_those_that_have() -> None:
    with pytest.raises(UnsupportedLanguage, match="en-US"):
        cast([], {}, VOICES, Market("m", "sw"))


@pytest.mark.parametrize("hz", [90, 120, 180, 240, 330])
def test_pitch_is_measured(hz: int) -> None:
    time = np.arange(48_000, dtype=np.float32) / 48_000
    sound = sum(np.sin(2 * np.pi * hz * k * time) / k for k in range(1, 12)).astype(np.float32) * 0.2
    measured = pitches(Audio(sound[:, np.newaxis], 48_000), [line("a")], Context())
    assert abs(measured["a"] - hz) <= 0.03 * hz


def test_noise_and_silence_have_no_pitch() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (48_000, 1)).astype(np.float32)
    assert pitches(Audio(noise, 48_000), [line("a")], Context()) == {"a": 0}
    assert pitches(Audio(np.zeros((480, 1), np.float32), 48_000), [line("a")], Context()) == {"a": 0}


def test_lines_of_a_sentence_are_one_unit() -> None:
    a, b, c = line("a"), line("b", start=2000), line("c", start=4000)
    object.__setattr__(b, "sentence", "a")
    assert [[one.id for one in unit.lines] for unit in units([c, b, a])] == [["a", "b"], ["c"]]


def test_text_is_made_plain() -> None:
    assert normalised(" Wait...\u00a0what\u200b?\n") == "Wait… what ?"
