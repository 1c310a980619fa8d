"""A sentence is translated as one and divided again; speech translation finds its sentences by time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dubbench.domain.market import Market
from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import EngineInfo, EngineKind, Heard, Hearing, Translation
from dubbench.jobs.context import Context
from dubbench.pipeline.adapt import adapt
from dubbench.pipeline.prepare import units
from dubbench.pipeline.translate import by_speech, recipes, target_recipe, translate

INFO = EngineInfo("upper", EngineKind.TRANSLATOR, "Upper", "none", "x:y", "1", pairs=(("en", "pt"),))
MARKET = Market("m", "pt-BR")


class Upper:
    """Translates into capitals and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
        self.asked += texts
        return tuple(Translation(text.upper()) for text in texts)


def line(id_: str, text: str, start: int, end: int, sentence: str = "") -> Line:
    return Line(id_, "e", Span(start, end), text, "en", (Word(text, start, end),), sentence=sentence)


LINES = (
    line("a", "When I came home", 0, 1600, "a"),
    line("b", "the door was open.", 3000, 4800, "a"),
    line("c", "Nobody.", 6000, 6500),
)


def test_a_sentence_over_two_lines_is_translated_as_one() -> None:
    upper = Upper()
    made = list(translate(units(LINES), MARKET, upper, INFO, Context()))
    assert upper.asked == ["When I came home the door was open.", "Nobody."]
    assert [target.line_ids for target in made] == [("a",), ("b",), ("c",)]
    assert " ".join(target.text for target in made[:2]) == "WHEN I CAME HOME THE DOOR WAS OPEN."


def test_targets_carry_the_recipe_of_their_sentence() -> None:
    made = list(translate(units(LINES), MARKET, Upper(), INFO, Context()))
    known = recipes(units(LINES), "en", "pt-BR", INFO)
    assert [target.recipe for target in made] == [known[target.line_ids[0]] for target in made]
    assert made[0].recipe == made[1].recipe != made[2].recipe


def test_a_changed_text_changes_the_recipe_and_keeps_the_id() -> None:
    changed = (replace(LINES[0], text="When I left home"), *LINES[1:])
    old, new = (list(translate(units(ls), MARKET, Upper(), INFO, Context())) for ls in (LINES, changed))
    assert [t.id for t in old] == [t.id for t in new]
    assert old[0].recipe != new[0].recipe
    assert old[2] == new[2]


def test_a_word_for_two_lines_is_one_target() -> None:
    lines = (line("a", "Well", 0, 300, "a"), line("b", "no.", 2000, 2300, "a"))

    class One(Upper):
        def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
            return tuple(Translation("Não.") for _ in texts)

    (made,) = translate(units(lines), MARKET, One(), INFO, Context())
    assert (made.line_ids, made.text) == (("a", "b"), "Não.")


def test_the_language_in_between_is_kept_whole_on_every_part() -> None:
    class ByTwo(Upper):
        def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]:
            return tuple(Translation(text.upper(), f"<{text}>") for text in texts)

    made = list(translate(units(LINES), MARKET, ByTwo(), INFO, Context()))
    sentence = "<When I came home the door was open.>"
    assert [target.pivot for target in made] == [sentence, sentence, "<Nobody.>"]
    assert all(target.pivot == "" for target in translate(units(LINES), MARKET, Upper(), INFO, Context()))


def test_nothing_to_say_gives_no_target() -> None:
    assert list(translate(units([]), MARKET, Upper(), INFO, Context())) == []


def test_speech_translation_goes_to_the_sentence_of_its_time() -> None:
    words = (Word(" Go", 6000, 6200), Word(" home.", 6200, 6500), Word(" Late.", 5600, 5800))
    heard = (
        Heard(Span(100, 4700), " The door was open when I came.", ()),
        Heard(Span(6000, 6500), " Go home.", words[:2]),
        Heard(Span(5600, 5800), " Late.", words[2:]),
    )
    made = list(by_speech(units(LINES), Hearing("en", 1_000_000, heard), Market("m", "en"), INFO))
    assert " ".join(t.text for t in made[:2]) == "The door was open when I came."
    assert made[2].text == "Go home. Late."
    assert made[0].recipe == target_recipe(units(LINES)[0], "en", "en", INFO)


def test_without_decisions_a_target_passes_through() -> None:
    (first, *_) = translate(units(LINES), MARKET, Upper(), INFO, Context())
    assert adapt(first) is first
