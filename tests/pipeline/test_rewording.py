"""A Line's new words have times of their own, in order, and those that stand keep theirs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts_made import line

from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.pipeline.rewording import reworded

OLD = line("a", "That house was mine, and you knew it.", 1000)
CHINESE = Line("z", "e1", Span(0, 900), "你好吗", "zh", (Word("你好", 0, 600), Word("吗", 600, 900)))


def times(found: Line, text: str) -> tuple[int, int]:
    return next((w.start_ms, w.end_ms) for w in found.words if w.text.strip() == text)


@pytest.mark.parametrize(
    "text",
    [
        "That house was mine, and you knew it!",
        "Oh, that house was mine, and you knew it.",
        "That house was always mine, and you knew it.",
        "That house was mine, and you knew it. Always.",
        "House. Mine. Knew.",
        "mine,",
        "Nothing of the old sentence is left here, not even a word of it, and there are many more of them.",
    ],
)
def test_new_words_lie_in_order_within_the_line(text: str) -> None:
    found = reworded(OLD, text)
    assert "".join(word.text for word in found.words) == text
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(found.words))
    assert all(word.start_ms < word.end_ms for word in found.words)
    assert OLD.span.start_ms <= found.words[0].start_ms
    assert found.words[-1].end_ms <= OLD.span.end_ms


def test_a_word_that_comes_into_a_pause_leaves_the_pause() -> None:
    found = reworded(OLD, "That house was mine, Leo, and you knew it.")
    assert times(found, "mine,") == times(OLD, "mine,")
    assert times(found, "Leo,")[0] == times(OLD, "mine,")[1]
    assert times(found, "and") == times(OLD, "and")


def test_pauses_outlive_a_sentence_that_is_written_anew() -> None:
    found = reworded(OLD, "Nobody but me owned this, which they all understood.")
    assert len(found.phrases()) == 2
    assert found.phrases()[1].start_ms == OLD.phrases()[1].start_ms


def test_where_words_stand_together_characters_keep_their_times() -> None:
    found = reworded(CHINESE, "你们好吗")
    assert [w.text for w in found.words] == ["你", "们", "好", "吗"]
    assert times(found, "吗") == (600, 900)


def test_a_line_without_words_gets_none() -> None:
    bare = replace(OLD, words=(), breaks=())
    assert reworded(bare, "Anything.").words == ()


@given(st.lists(st.sampled_from(["That", "house", "was", "new", "mine,", "夜", "x" * 30]), min_size=1, max_size=40))
def test_whatever_is_written_every_word_is_kept(said: list[str]) -> None:
    found = reworded(OLD, " ".join(said))
    assert [w.text.strip() for w in found.words] == said
    assert all(a.start_ms <= b.start_ms and a.end_ms <= b.end_ms for a, b in itertools.pairwise(found.words))
