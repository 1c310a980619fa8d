"""Where Lines snap to and how they move."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripts_made import line

from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.timing import clash, edges, moved, snapped, snapped_body, with_neighbours

A = line("a", "You never told them.", 1000)
B = line("b", "That was mine, and you knew.", 2200, character_id="mara")


@pytest.mark.parametrize(
    ("at_ms", "wanted"), [(1000, 1000), (1119, 1000), (1121, 1121), (1950, 2000), (2060, 2060), (0, 0)]
)
def test_a_time_snaps_to_the_nearest_edge_within_reach(at_ms: int, wanted: int) -> None:
    assert snapped(at_ms, [1000, 2000, 2060]) == wanted


def test_of_two_edges_as_near_the_earlier_one_draws() -> None:
    assert snapped(1050, [1000, 1100]) == 1000


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        (Span(1010, 3000), Span(1000, 2990)),
        (Span(900, 1990), Span(910, 2000)),
        (Span(1000, 2050), Span(1000, 2050)),
        (Span(500, 700), Span(500, 700)),
    ],
)
def test_a_body_snaps_with_its_nearer_end(span: Span, wanted: Span) -> None:
    assert snapped_body(span, [1000, 2000]) == wanted


def test_a_line_snaps_to_shots_and_to_others_but_not_to_itself() -> None:
    assert edges([A, B], but="a", shots=[40]) == [40, *B.span]


@given(st.integers(0, 9000), st.integers(100, 9000))
def test_words_stay_in_order_inside_their_line(start_ms: int, length_ms: int) -> None:
    span = Span(start_ms, start_ms + length_ms)
    found = moved(B, span)
    assert found.text == B.text
    assert [w.text for w in found.words] == [w.text for w in B.words]
    times = [time for word in found.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert span.start_ms <= times[0]
    assert times[-1] <= span.end_ms


def test_neighbours_far_away_stay() -> None:
    far = line("c", "Why?", 9000)
    assert with_neighbours([A, B, far], B, Span(2100, 5000)) == {
        "a": Span(1000, A.span.end_ms - 100),
        "b": Span(2100, 5000),
    }


def _lines(*found: Line) -> dict[str, Line]:
    return {one.id: one for one in found}


def test_only_a_new_overlap_of_one_speaker_is_a_clash() -> None:
    over = moved(A, Span(2000, 3060))
    assert clash(_lines(A, B), _lines(over, B)) is None
    mara = line("a", A.text, 1000, character_id="mara")
    laid = moved(mara, over.span)
    assert clash(_lines(mara, B), _lines(laid, B)) == (laid, B)
    assert clash(_lines(laid, B), _lines(moved(laid, Span(1900, 2960)), B)) is None
