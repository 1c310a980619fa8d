"""Milliseconds and pixels, lanes, what overlaps, what attracts."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from dataclasses import replace
from fractions import Fraction

import pytest
from gui_rows import row
from hypothesis import given
from hypothesis import strategies as some

from dubbench.domain.span import Span
from dubbench.gui import timecode
from dubbench.gui.timeline.geometry import CLOSEST, Lane, Lanes, View
from dubbench.gui.timeline.scene import Scene
from dubbench.gui.timeline.snapping import Snap, places, snap

VIEW = View(start_ms=10_000, scale=50, width=1_000, duration_ms=120_000)


def test_a_time_comes_back_from_its_pixel() -> None:
    assert VIEW.x(12_000) == 100
    assert VIEW.ms(100) == 12_000
    assert VIEW.ms(-10_000) == 0
    assert VIEW.ms(1e9) == 120_000


@given(x=some.floats(0, 1_000), factor=some.floats(0.01, 100), start=some.floats(-1e6, 1e6))
def test_zooming_keeps_the_time_under_the_hand_or_an_end_of_the_episode(x: float, factor: float, start: float) -> None:
    before = replace(VIEW, start_ms=start).settled()
    after = before.zoomed(factor, x)
    assert before.widest <= after.scale <= CLOSEST
    assert after.start_ms >= 0
    assert after.end_ms <= 120_000 + after.ms_of(1)
    kept = abs(after.x(before.start_ms + before.ms_of(x)) - x) <= 1
    assert kept or after.start_ms == 0 or after.end_ms >= 120_000 - after.ms_of(1)


def test_the_whole_episode_fits_and_a_page_turns_where_the_playhead_leaves() -> None:
    whole = VIEW.all_of_it()
    assert (whole.start_ms, round(whole.end_ms)) == (0, 120_000)
    assert VIEW.turned_to(29_000) is VIEW
    assert VIEW.turned_to(30_000).start_ms == 29_000
    assert VIEW.showing(Span(15_000, 16_000)) is VIEW
    assert VIEW.showing(Span(30_500, 31_500)).end_ms == pytest.approx(32_500, abs=20)
    assert VIEW.showing(Span(5_000, 6_000)).start_ms == 4_000


def test_ticks_leave_room_for_their_numbers() -> None:
    for scale in (1.0, 7.0, 50.0, 333.0, CLOSEST):
        view = View(scale=scale, width=1_000, duration_ms=600_000)
        assert view.tick_ms() * scale / 1000 >= 50
        assert all(0 <= tick <= view.end_ms for tick in view.ticks())


@given(height=some.integers(60, 600), depth=some.integers(1, 3), scale=some.sampled_from([0.8, 1.0, 2.0]))
def test_lanes_lie_below_one_another(height: int, depth: int, scale: float) -> None:
    lanes = Lanes.fitting(height, depth, scale)
    strips = [lanes.ruler, lanes.source, lanes.lines, lanes.dub, lanes.speed, lanes.flags]
    for above, below in itertools.pairwise(strips):
        assert above.bottom <= below.top
    assert lanes.at(lanes.dub.top + 1) is Lane.DUB
    assert lanes.at(-1) is None


def test_lines_that_overlap_have_a_bar_each() -> None:
    rows = [row(1, 0, 2_000), row(2, 1_500, 3_000), row(3, 1_600, 1_900), row(4, 3_000, 4_000)]
    scene = Scene.of(rows[::-1], (), 10_000)
    assert [each.number for each in scene.rows] == [1, 2, 3, 4]
    assert scene.levels == (0, 1, 2, 0)
    assert scene.depth == 3


def test_what_is_in_view_is_found_even_behind_a_long_line() -> None:
    rows = [row(1, 0, 60_000), *(row(k, k * 1_000, k * 1_000 + 500) for k in range(2, 50))]
    scene = Scene.of(rows, (), 60_000)
    seen = {scene.rows[k].number for k in scene.between(30_000, 32_000)}
    assert {1, 30, 31} <= seen
    assert 33 not in seen


def test_neighbours_are_the_lines_before_and_after_in_time() -> None:
    scene = Scene.of([row(1, 0, 1_000), row(2, 1_200, 2_000), row(3, 2_500, 3_000)], (), 5_000)
    before, after = scene.beside(scene.rows[1])
    assert before is not None
    assert after is not None
    assert (before.number, after.number) == (1, 3)
    assert scene.beside(scene.rows[0])[0] is None


def test_the_nearest_place_attracts_and_what_is_dragged_does_not() -> None:
    scene = Scene.of([row(1, 1_000, 2_000), row(2, 3_000, 4_000)], (2_500,), 5_000)
    there = places(scene, 2_700, {"L1"})
    assert there == (0, 2_500, 2_700, 3_000, 4_000, 5_000)
    assert snap([2_560], there, 100) == Snap(-60, 2_500)
    assert snap([1_000, 2_460], there, 100) == Snap(40, 2_500)
    assert snap([2_300], there, 100) is None


@pytest.mark.parametrize(
    "rate", [Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60)]
)
def test_a_frame_begins_where_it_is_first_seen(rate: Fraction) -> None:
    for number in range(0, 5_000, 7):
        start = timecode.frame_start(number, rate)
        assert timecode.frame_at(start, rate) == number
        assert start == 0 or timecode.frame_at(start - 1, rate) == number - 1
    assert timecode.stepped(timecode.frame_start(10, rate), -1, rate) == timecode.frame_start(9, rate)


def test_times_read_as_on_an_editing_desk() -> None:
    assert timecode.code(3_661_500, Fraction(24)) == "01:01:01:12"
    assert timecode.exact(65_250) == "1:05.250"
    assert timecode.tick(65_250, 50) == "1:05.25"
    assert timecode.tick(65_000, 1_000) == "1:05"
    assert timecode.short(3_725_000) == "1:02:05"
