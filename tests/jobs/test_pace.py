"""How long it will still take: sane from the first moment, right in the end, and never counting a pause."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.jobs.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_at_the_beginning_the_expectation_is_said() -> None:
    assert Pace(60, Clock()).remaining_s() == pytest.approx(60)


def test_a_slow_start_does_not_frighten() -> None:
    clock = Clock()
    pace = Pace(60, clock)
    clock.now += 5  # engines are loaded, nothing is done yet
    pace.see(0.01)
    remaining = pace.remaining_s()
    assert remaining is not None
    assert 60 < remaining < 150


def test_what_is_seen_outweighs_what_was_expected() -> None:
    clock = Clock()
    pace = Pace(60, clock)
    clock.now += 60
    pace.see(0.5)  # half as fast as expected
    assert pace.remaining_s() == pytest.approx(60, rel=0.1)


def test_without_an_expectation_nothing_is_said_too_early() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    pace.see(0.01)
    assert pace.remaining_s() is None
    clock.now += 10
    pace.see(0.25)
    assert pace.remaining_s() == pytest.approx(30)


def test_a_pause_does_not_count() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    clock.now += 10
    pace.see(0.5)
    pace.pause()
    clock.now += 3600
    assert pace.remaining_s() == pytest.approx(10)
    pace.resume()
    clock.now += 10
    assert pace.remaining_s() == pytest.approx(20)


def test_another_piece_of_work_begins_where_the_share_falls() -> None:
    clock = Clock()
    pace = Pace(clock=clock)
    clock.now += 10
    pace.see(1.0)
    pace.see(0.0)
    clock.now += 10
    pace.see(0.5)
    assert pace.remaining_s() == pytest.approx(10)


def test_when_all_is_done_nothing_is_left() -> None:
    pace = Pace(60, Clock())
    pace.see(1.0)
    assert pace.remaining_s() == 0
