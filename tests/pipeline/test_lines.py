"""Lines keep every word, in order, cut where people hear sentences and silences."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.script import Line, Word
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Heard
from dubbench.pipeline.lines import make_lines, uncovered


def spoken(text: str, at_ms: int = 0, word_ms: int = 300, **pauses: int) -> Heard:
    """Speak a text word by word; `pauses` by word (letters only) come before it."""
    words = []
    for piece in re.findall(r"\s*\S+", text):
        at_ms += pauses.get("".join(c for c in piece if c.isalpha()), 0)
        words.append(Word(piece, at_ms, at_ms + word_ms - 20))
        at_ms += word_ms
    return Heard(Span(words[0].start_ms, words[-1].end_ms), text, tuple(words))


def texts(*heard: Heard, language: str = "en") -> list[str]:
    return [line.text for line in make_lines(heard, language, "episode")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" Stop. Who is there? Nobody!", ["Stop.", "Who is there?", "Nobody!"]),
        (" Mr. Smith paid 3.5 dollars.", ["Mr. Smith paid 3.5 dollars."]),
        (" We meet at 5 p.m. on Friday.", ["We meet at 5 p.m. on Friday."]),
        (" Well... maybe not.", ["Well... maybe not."]),
        (" J. R. is here.", ["J. R. is here."]),
        (' "Go!" he said.', ['"Go!" he said.']),
        (' He said "go." Then he left.', ['He said "go."', "Then he left."]),
        (" [Music] Come here.", ["Come here."]),
        (" ♪ ♪", []),
    ],
)
def test_sentences_become_lines(text: str, expected: list[str]) -> None:
    assert texts(spoken(text)) == expected


def test_decimals_in_two_pieces_stay_together() -> None:
    words = (Word(" 3.", 0, 200), Word("5", 200, 400), Word(" miles.", 400, 800))
    assert texts(Heard(Span(0, 800), " 3.5 miles.", words)) == ["3.5 miles."]


def test_chinese_ends_at_its_own_marks() -> None:
    words = tuple(Word(c, i * 200, i * 200 + 200) for i, c in enumerate("你好。走吧！"))
    assert texts(Heard(Span(0, 1200), "你好。走吧！", words), language="zh") == ["你好。", "走吧！"]


def test_a_long_silence_cuts_a_sentence_and_both_lines_share_it() -> None:
    first, second = make_lines([spoken(" I never wanted this.", this=1200)], "en", "episode")
    assert (first.text, second.text) == ("I never wanted", "this.")
    assert first.sentence == second.sentence == first.id


def test_a_short_silence_is_a_phrase_break() -> None:
    (line,) = make_lines([spoken(" I never wanted this.", wanted=400)], "en", "episode")
    assert line.breaks == (2,)
    assert line.phrase_texts() == ("I never", "wanted this.")


def test_a_word_that_reaches_over_a_silence_is_pulled_back() -> None:
    words = (Word(" Go", 0, 300), Word(" home.", 300, 2500))
    speech = [Span(0, 320), Span(1900, 2450)]
    lines = make_lines([Heard(Span(0, 2500), " Go home.", words)], "en", "episode", speech=speech)
    assert [line.span for line in lines] == [Span(0, 300), Span(1900, 2450)]


def test_speech_without_word_times_is_spread_over_its_stretch() -> None:
    (line,) = make_lines([Heard(Span(1000, 3000), " One two.", ())], "en", "episode")
    assert line.span == Span(1000, 3000)
    assert [word.text for word in line.words] == [" One", " two."]


def test_nothing_heard_gives_no_lines() -> None:
    assert make_lines([], "en", "episode") == ()
    assert make_lines([Heard(Span(0, 100), "", ())], "en", "episode") == ()


def test_speech_that_no_line_covers_stays_visible() -> None:
    lines = make_lines([spoken(" Come here.")], "en", "episode")
    speech = [Span(0, 580), Span(4000, 6000), Span(7000, 7200)]
    assert uncovered(lines, speech) == (Span(4000, 6000),)


def test_equal_inputs_give_equal_ids() -> None:
    heard = [spoken(" Stop. Go.")]
    assert make_lines(heard, "en", "a", recipe="r") == make_lines(heard, "en", "a", recipe="r")
    assert {line.id for line in make_lines(heard, "en", "a")}.isdisjoint(
        line.id for line in make_lines(heard, "en", "b")
    )


WORDS = st.lists(
    st.tuples(
        st.text(alphabet="abAB3.!?,…\"'- 你。", min_size=0, max_size=5),
        st.integers(-300, 2000),
        st.integers(-100, 900),
    ),
    max_size=25,
)


@given(WORDS, st.sampled_from(["en", "zh", "pt"]))
def test_no_word_is_lost_and_time_never_runs_back(parts: list[tuple[str, int, int]], language: str) -> None:
    words, at = [], 1000
    for text, gap, length in parts:
        at = max(0, at + gap)
        words.append(Word(" " + text, at, max(0, at + length)))
    lines = make_lines([Heard(Span(0, at + 1), "", tuple(words))], language, "episode")
    _words_kept(words, lines)
    _times_rise(lines)


def _words_kept(words: list[Word], lines: tuple[Line, ...]) -> None:
    kept = [c for line in lines for word in line.words for c in word.text if c.isalnum()]
    assert kept == [c for word in words for c in word.text if c.isalnum()]


def _times_rise(lines: tuple[Line, ...]) -> None:
    words = [word for line in lines for word in line.words]
    assert all(word.start_ms < word.end_ms for word in words)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(words))
    assert all(a.span.end_ms <= b.span.start_ms for a, b in itertools.pairwise(lines))
    assert all(line.span == Span(line.words[0].start_ms, line.words[-1].end_ms) for line in lines)
    assert len({line.id for line in lines}) == len(lines)
