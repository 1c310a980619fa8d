"""Cues can be read: no overlap, no lost word, lines that fit; and they follow the dub."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import inspect
import itertools
import sys
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dubbench.checks.subtitles import HARD, check_cues
from dubbench.domain.delivery import Cue
from dubbench.domain.market import Destination
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Target
from dubbench.pipeline.cues import CueRules, make_cues
from dubbench.pipeline.wrap import wrapped

VERTICAL = Destination("social", "", -14_000, 500, -1_000, 24, 2, 18, 25, 700, 5_000)
RULES = CueRules.of(VERTICAL, Fraction(25))


def said(text: str, *spans: Span, phrases: tuple[int, ...] = ()) -> tuple[Target, Fit]:
    target = Target(f"t{spans[0].start_ms}", "e", "m", ("l",), text, phrases)
    placements = tuple(Placement(Span(0, span.duration_ms), span.start_ms, 1_000_000) for span in spans)
    return target, Fit(f"f{spans[0].start_ms}", "e", "m", target.id, "take", placements, 1)


def cues(*pairs: tuple[Target, Fit], language: str = "pt-BR") -> tuple[Cue, ...]:
    return make_cues(pairs, RULES, language)


def test_a_short_line_is_one_cue_from_its_first_sound() -> None:
    (cue,) = cues(said("Você veio.", Span(1000, 1900)))
    assert cue.text == "Você veio."
    assert cue.span.start_ms == 1000
    assert 1900 <= cue.span.end_ms <= 2400


def test_a_line_breaks_before_a_conjunction() -> None:
    (cue,) = cues(said("Eu trouxe o dinheiro mas ele não quis.", Span(0, 3000)))
    assert cue.text == "Eu trouxe o dinheiro\nmas ele não quis."


@pytest.mark.parametrize(
    "text",
    ["Eu queria falar com o senhor Almeida", "Isso é para a minha irmã mais nova", "Ela não sabe de nada disso aqui"],
)
def test_no_line_ends_in_a_binding_word(text: str) -> None:
    first = wrapped(text, 24, 2, "pt")[0]
    assert first.split()[-1] not in {"o", "a", "com", "para", "minha", "não", "é", "de", "mais"} - {"mais"}


def test_a_long_target_becomes_several_cues_that_follow_the_phrases() -> None:
    text = "Quando eu cheguei em casa ontem à noite, a porta estava aberta e as luzes apagadas."
    at = text.index("a porta")
    made = cues(said(text, Span(0, 2500), Span(3200, 5800), phrases=(at,)))
    assert len(made) >= 2
    assert any(cue.span.start_ms == 3200 and cue.text.startswith("a porta") for cue in made)
    assert not [issue for issue in check_cues(made, VERTICAL) if issue.severity == HARD]


def test_a_hurried_cue_stays_into_the_following_silence() -> None:
    (cue,) = cues(said("Não acredito que você fez isso!", Span(0, 900)))
    assert cue.span.duration_ms >= 31 * 1000 / 25


def test_two_words_too_quick_to_read_share_a_cue() -> None:
    made = cues(said("Não.", Span(0, 300)), said("Vem comigo.", Span(380, 1100)))
    assert [cue.text.replace("\n", " ") for cue in made] == ["Não. Vem comigo."]


def test_many_cues_that_cannot_be_helped_are_no_deep_water() -> None:
    hurried = [said("x" * 40, Span(n * 600, n * 600 + 550)) for n in range(300)]
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 100)
    try:
        made = cues(*hurried)
    finally:
        sys.setrecursionlimit(before)
    assert len(made) == 300


def test_near_cues_close_up_to_two_frames() -> None:
    first, second = cues(said("Você veio aqui ontem.", Span(0, 2000)), said("Eu sei disso.", Span(2300, 3500)))
    assert second.span.start_ms - first.span.end_ms == RULES.gap_ms


def test_subtitle_text_wins_over_the_dub() -> None:
    target, fit = said("Texto falado.", Span(0, 2000))
    object.__setattr__(target, "subtitle_text", "Texto lido.")
    assert cues((target, fit))[0].text == "Texto lido."


def test_chinese_breaks_without_spaces() -> None:
    text = "我不知道你为什么要在感恩节的晚上离开我们，可是我不会再等你了，再见吧。"
    made = cues(said(text, Span(0, 9000)), language="zh")
    assert "".join(cue.text for cue in made).replace("\n", "") == text
    assert all(len(line) <= 24 for cue in made for line in cue.text.split("\n"))


WORDS = [
    "não",
    "eu",
    "quero",
    "a",
    "casa",
    "de",
    "praia,",
    "mas",
    "você",
    "sabe.",
    "Então",
    "inacreditavelmente",
    "oi!",
]


@st.composite
def dubs(draw: st.DrawFn) -> list[tuple[Target, Fit]]:
    pairs, at = [], draw(st.integers(0, 500))
    for _ in range(draw(st.integers(1, 8))):
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25))
        text = " ".join(words)
        length = max(300, round(len(text) * 1000 / draw(st.integers(10, 19))))
        pairs.append(said(text, Span(at, at + length)))
        at += length + draw(st.integers(80, 2000))
    return pairs


@settings(max_examples=60, deadline=None)
@given(dubs())
def test_no_word_is_lost_and_nothing_overlaps(pairs: list[tuple[Target, Fit]]) -> None:
    made = cues(*pairs)
    assert " ".join(cue.text for cue in made).split() == [w for target, _ in pairs for w in target.text.split()]
    assert all(b.span.start_ms - a.span.end_ms >= RULES.gap_ms for a, b in itertools.pairwise(made))
    assert all(cue.span.duration_ms >= 10 for cue in made)
    hard = [issue for issue in check_cues(made, VERTICAL) if issue.severity == HARD]
    assert hard == []


@settings(max_examples=60, deadline=None)
@given(dubs())
def test_cues_keep_to_the_dub(pairs: list[tuple[Target, Fit]]) -> None:
    made = cues(*pairs)
    spoken = {target.id: fit.span for target, fit in pairs}
    for cue in made:
        span = spoken[cue.target_id]
        assert span.start_ms - RULES.shift_ms - 10 <= cue.span.start_ms <= span.end_ms + RULES.slip_ms
