"""Spans, lines, placements and hashes: the arithmetic everything stands on."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dubbench.domain.hashing import canonical, content, new_id, recipe
from dubbench.domain.script import Line, OnScreen, Word
from dubbench.domain.span import Span
from dubbench.domain.target import Placement, Target

WORDS = (Word("So", 0, 200), Word(" you", 250, 400), Word(" left", 900, 1200))
LINE = Line("l1", "e1", Span(0, 1200), "So you left", "en", words=WORDS, breaks=(2,))

times = st.integers(0, 100_000)
spans = st.tuples(times, times).map(lambda t: Span(min(t), max(t)))


@given(spans, spans)
def test_overlap_is_symmetric_and_never_longer_than_either(a: Span, b: Span) -> None:
    assert a.overlap_ms(b) == b.overlap_ms(a)
    assert 0 <= a.overlap_ms(b) <= min(a.duration_ms, b.duration_ms)
    assert a.hull(b).duration_ms >= max(a.duration_ms, b.duration_ms)


@given(spans, st.integers(-5000, 5000))
def test_shifting_keeps_the_length(span: Span, by_ms: int) -> None:
    assert span.shifted(by_ms).duration_ms == span.duration_ms


def test_phrases_stand_between_the_breaks() -> None:
    assert LINE.phrases() == (Span(0, 400), Span(900, 1200))
    assert LINE.phrase_texts() == ("So you", "left")
    assert replace(LINE, words=(), breaks=()).phrases() == (LINE.span,)


def test_a_targets_phrases_are_cut_at_its_offsets() -> None:
    target = Target("t", "e", "m", ("l1",), "Então você foi embora", phrases=(11,))
    assert target.phrase_texts() == ("Então você", "foi embora")


def test_a_faster_placement_is_shorter() -> None:
    assert Placement(Span(100, 1300), 5000, 1_200_000).span == Span(5000, 6000)


def test_equal_values_have_equal_hashes_and_any_change_another() -> None:
    assert content(LINE) == content(replace(LINE))
    assert content(LINE) != content(replace(LINE, text="So you left."))
    assert content(LINE) != content(replace(LINE, on_screen=OnScreen.OFF))
    assert recipe("take", text="a", speed=1) == recipe("take", speed=1, text="a")
    assert recipe("take", text="a") != recipe("fit", text="a")


def test_canonical_json_is_sorted_and_plain() -> None:
    assert canonical({"b": (1, 2), "a": OnScreen.OFF}) == '{"a":"off","b":[1,2]}'


def test_ids_sort_by_time_and_differ() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [i[:12] for i in ids] == sorted(i[:12] for i in ids)
