"""A sentence is divided where it hurts least, near where time asks for it, and no letter is lost."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.span import Span
from dubbench.pipeline.breaks import breaks
from dubbench.pipeline.divide import among_lines, cut, hulls, join, parts, phrase_offsets


def spans(*edges: int) -> list[Span]:
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


@pytest.mark.parametrize(
    ("language", "text", "weights", "expected"),
    [
        ("pt", "Eu sei, mas você não vem hoje.", [700, 1900], ("Eu sei,", "mas você não vem hoje.")),
        ("pt", "Ele trouxe o dinheiro para a casa.", [1000, 1000], ("Ele trouxe o dinheiro", "para a casa.")),
        ("en", "I know you are the man I love.", [1000, 1100], ("I know you are", "the man I love.")),
        ("zh", "我不知道，你为什么来。", [800, 1200], ("我不知道，", "你为什么来。")),
    ],
)
def test_a_cut_falls_at_a_good_place(language: str, text: str, weights: list[int], expected: tuple[str, ...]) -> None:
    if language == "en":
        assert not parts(text, cut(text, weights, language))[0].endswith(" the")
    else:
        assert parts(text, cut(text, weights, language)) == expected


def test_an_article_is_not_left_hanging() -> None:
    text = "Eu quero ver a casa grande"
    hanging = {place.at for place in breaks(text, "pt") if place.cost >= 200}
    assert not hanging.intersection(cut(text, [1000, 1000], "pt"))


def test_punctuation_marks_the_best_places() -> None:
    text = "Sim, eu vou. Agora mesmo, sr. Silva."
    costs = {text[place.at :].split(maxsplit=1)[0]: place.cost for place in breaks(text, "pt")}
    assert costs["Agora"] == 0
    assert costs["eu"] < costs["mesmo,"]
    assert costs["Silva."] == 200


def test_more_phrases_than_words_join_over_the_smallest_gap() -> None:
    phrases = spans(0, 500, 900, 1500, 1800, 2400)
    assert join(phrases, 2) == ((0,), (1, 2))
    assert hulls(phrases, 2) == (Span(0, 500), Span(900, 2400))
    assert phrase_offsets("Não", phrases, "pt") == ()


def test_a_pause_inside_a_word_group_is_given_up() -> None:
    assert phrase_offsets("a casa", spans(0, 500, 900, 1500), "pt") == ()


def test_a_line_without_words_shares_its_neighbours() -> None:
    assert among_lines("Não.", spans(0, 500, 2000, 2500), "pt") == (((0, 1), "Não."),)
    assert among_lines("", spans(0, 500), "pt") == (((0,), ""),)


TEXTS = st.text(alphabet="ab ce,.não你好。！ 3", min_size=0, max_size=80)
WEIGHTS = st.lists(st.integers(0, 5000), min_size=1, max_size=6)


@given(TEXTS, WEIGHTS, st.sampled_from(["pt", "zh", "en", "xx"]))
def test_parts_make_the_whole_and_none_is_empty(text: str, weights: list[int], language: str) -> None:
    text = " ".join(text.split())
    offsets = cut(text, weights, language)
    made = parts(text, offsets)
    assert "".join(made).replace(" ", "") == text.replace(" ", "")
    assert all(made) or not text
    assert all(a < b for a, b in itertools.pairwise((0, *offsets, len(text)))) or not text
    assert len(made) == min(len(weights), len(breaks(text, language)) + 1)


@given(TEXTS, st.lists(st.integers(1, 2000), min_size=2, max_size=10), st.sampled_from(["pt", "zh"]))
def test_lines_get_every_word_once(text: str, steps: list[int], language: str) -> None:
    text = " ".join(text.split())
    times = list(itertools.accumulate(steps))
    lines = [Span(a, b) for a, b in zip(times[::2], times[1::2], strict=False)]
    divided = among_lines(text, lines, language)
    assert [i for group, _ in divided for i in group] == list(range(len(lines)))
    assert "".join(part for _, part in divided).replace(" ", "") == text.replace(" ", "")
