"""One percentage for a chain of stages: it never falls, and what is not needed leaves the whole."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest

from dubbench.app.course import Course, expected_ms
from dubbench.app.production import Stage
from dubbench.errors import Cancelled
from dubbench.jobs.context import Context, Progress


def test_every_stage_is_expected_to_take_some_time() -> None:
    assert all(expected_ms(stage, 60_000) > 0 for stage in Stage)
    assert expected_ms(Stage.VOICE, 60_000) == 22_201


def test_parts_fill_the_whole_one_after_another() -> None:
    seen: list[Progress] = []
    course, ctx = Course(100), Context(seen.append)
    with course.part(ctx.within("a"), 40) as part:
        part.progress(1, 2)
        part.progress(2, 2)
    with course.part(ctx.within("b"), 60) as part:
        part.progress(3, 3)
    assert [(p.done, p.total, p.note) for p in seen] == [(20, 100, "a"), (40, 100, "a"), (100, 100, "b")]


def test_a_part_that_begins_again_does_not_fall_back() -> None:
    seen: list[Progress] = []
    course, ctx = Course(100), Context(seen.append)
    with course.part(ctx, 100) as part:
        part.progress(9, 9)
        part.publish(Progress(1, 9))
    assert [p.done for p in seen] == [100, 100]


def test_what_is_not_needed_leaves_the_whole() -> None:
    course = Course(200)
    with course.part(Context(), 50):
        pass
    assert (course.done_ms, course.total_ms) == (0, 150)
    with course.stretch(100), course.part(Context(), 60) as part:
        part.progress(1, 1)
    assert (course.done_ms, course.total_ms) == (60, 110)


def test_what_fails_leaves_the_whole() -> None:
    course = Course(100)
    stopped = Context(cancelled=lambda: True)
    with pytest.raises(Cancelled), course.stretch(60), course.part(stopped, 30) as part:
        part.progress(1, 2)
    assert (course.done_ms, course.total_ms) == (0, 40)
