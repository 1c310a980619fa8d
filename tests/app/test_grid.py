"""The grid: what a row shows, and that a change makes anew exactly the rows it touches."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scripts_made import rows, season
from test_edits_at_random import ACTS

from dubbench.app import lines, wording
from dubbench.app.grid import Flag, Grid, grid, next_problem, refreshed
from dubbench.app.session import MACHINE, Session
from dubbench.domain.journal import Message
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.state import State
from dubbench.domain.target import Fit, Take
from dubbench.errors import BadInput, Conflict
from dubbench.pipeline.translate import target_id


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "s.dubbench") as made:
        yield made


def pt(line_id: str) -> str:
    return target_id("pt", (line_id,))


def row(found: Grid, line_id: str) -> Any:
    return next(one for one in found.rows if one.line.id == line_id)


def test_a_row_shows_a_line_as_it_stands(session: Session) -> None:
    found = grid(session, "pt")
    assert [(one.line.episode_id, one.number) for one in found.rows] == [
        (e, n) for e in ("e1", "e2") for n in (1, 2, 3, 4)
    ]
    first = row(found, "e1l1")
    assert (first.state, first.rung, first.issues) == (State.DRAFT, 1, ())
    assert first.cps == pytest.approx(1000 * len("Você nunca contou.") / first.line.span.duration_ms)
    assert first.subtitle_cps == pytest.approx(1000 * len("Você nunca contou.") / 900)
    assert first.fit_percent == round(100 * 900 / first.line.speech_ms)
    assert row(found, "e1l4").fit_percent > 300
    assert row(found, "e1l4").flags == ()
    assert len(grid(session, "es", ["e2"]).rows) == 4


def test_a_text_that_nobody_spoke_is_predicted_by_its_voices_pace(session: Session) -> None:
    wording.edit_target(session, "e1l1", "pt", "Você nunca contou nada a ninguém.")
    first = row(grid(session, "pt"), "e1l1")
    assert first.flags == (Flag.TOO_FAST, Flag.OVER_LONG, Flag.NOT_DUBBED)
    assert first.fit_percent > 120
    assert (first.state, first.take_id, first.rung) == (State.EDITED, "", 0)
    assert [issue.check for issue in first.issues] == ["target-without-take"]
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        for take in session.store.all(Take):
            edit.delete(take)
    assert {one.fit_percent for one in grid(session, "pt").rows} == {None}


def test_the_first_take_teaches_the_pace_of_all_that_nobody_spoke(session: Session) -> None:
    (spoken,) = session.store.all(Take, target_id=pt("e1l1"))
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        for take in session.store.all(Take):
            edit.delete(take)
    silent = grid(session, "pt")
    assert {one.fit_percent for one in silent.rows} == {None}
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        edit.put(spoken)
    found = refreshed(session, silent, frozenset({("take", spoken.id)}))
    assert found.rows == grid(session, "pt").rows
    assert sum(bool(one.fit_percent) for one in found.rows) > 1


def test_a_line_that_is_hurried_into_its_place_is_over_long(session: Session) -> None:
    quick = replace(session.store.all(Take, target_id=pt("e1l1"))[0], speed_ppm=1_100_000)
    placed = session.store.all(Fit, target_id=pt("e1l1"))[0]
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        edit.put(quick)
        edit.put(replace(placed, placements=(placed.placements[0]._replace(stretch_ppm=1_150_000),)))
    assert row(grid(session, "pt"), "e1l1").flags == (Flag.OVER_LONG,)


def test_a_line_without_words_or_place_is_told(session: Session) -> None:
    lines.add(session, "e1", Span(30_000, 31_000))
    with session.store.edit(Message.of("fit"), MACHINE) as edit:
        edit.put(replace(session.store.all(Fit, target_id=pt("e1l2"))[0], rung=6))
    found = grid(session, "pt", ["e1"])
    assert row(found, "e1l2").flags == (Flag.TOO_FAST, Flag.DOES_NOT_FIT)
    assert [i.check for i in row(found, "e1l2").issues] == ["does-not-fit"]
    assert (found.rows[-1].state, found.rows[-1].flags) == (State.EMPTY, (Flag.NOT_DUBBED,))
    assert next_problem(found.rows).line.id == "e1l2"  # type: ignore[union-attr]
    assert next_problem(found.rows, found.rows[-1].line.id).line.id == "e1l2"  # type: ignore[union-attr]
    assert next_problem(found.rows, "e1l2", back=True).number == 5  # type: ignore[union-attr]


def test_a_change_makes_only_its_rows_anew(session: Session) -> None:
    old = grid(session, "pt")
    new = refreshed(
        session, old, wording.edit_source(session, "e1l2", "That house was yours, and you knew it.").changed
    )
    assert [a.line.id for a, b in zip(old.rows, new.rows, strict=True) if a is not b] == ["e1l2"]
    other = refreshed(session, new, wording.edit_target(session, "e1l2", "es", "Otra.").changed)
    assert all(a is b for a, b in zip(new.rows, other.rows, strict=True))
    shorter = refreshed(session, new, lines.delete(session, ["e1l1"]).changed)
    assert [one.number for one in shorter.rows] == [1, 2, 3, 1, 2, 3, 4]


@pytest.mark.parametrize("seed", range(6))
def test_a_refreshed_grid_is_as_one_read_anew(session: Session, seed: int) -> None:
    chance = random.Random(seed)
    now = grid(session, "pt", ["e1"])

    def pick(among: list[Any]) -> Any:
        return among[chance.randrange(len(among))] if among else among[0]

    for _ in range(25):
        try:
            edited: Any = ACTS[pick(list(ACTS))](session, pick)
        except (BadInput, Conflict, IndexError):
            continue
        now = refreshed(session, now, edited.changed)
        fresh = grid(session, "pt", ["e1"])
        assert [(a.number, a.line, a.target, a.state) for a in now.rows] == [
            (a.number, a.line, a.target, a.state) for a in fresh.rows
        ]
        learned = replace(now.facts, pace=fresh.facts.pace)
        assert learned == fresh.facts
    assert rows(session)["line"].keys() == {line.id for line in session.store.all(Line)}
