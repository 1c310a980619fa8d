"""What a text costs at a line's place: as the grid says of what stands there, predicted of what does not yet."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import statistics
import time
from dataclasses import replace

import pytest

from dubbench.app import grid as grids
from dubbench.app import wording
from dubbench.app.costs import cost
from dubbench.app.grid import Grid
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.span import Span
from dubbench.domain.target import Placement
from dubbench.pipeline.cues import CueRules, make_cues

LONG = " ".join(["Você nunca contou a eles sobre a casa, nem sobre a noite em que tudo se perdeu."] * 4)


def read(session: Session) -> Grid:
    return grids.grid(session, session.store.all(Market)[0].id)


def test_what_stands_costs_what_it_takes_in_the_dub(session: Session) -> None:
    grid = read(session)
    for row in grid.rows:
        assert row.target is not None
        found = cost(grid, row.line.id, row.target.text)
        assert found is not None
        assert found.cps == row.subtitle_cps
        assert found.dub_ms == grid.facts.fit_of[row.target.id].span.duration_ms
        assert found.slot_ms == row.line.span.duration_ms


def test_what_is_typed_costs_what_the_grid_will_say(session: Session) -> None:
    row = read(session).rows[0]
    text = "Nunca contei a ninguém."
    typed = cost(read(session), row.line.id, text)
    wording.edit_target(session, row.line.id, session.store.all(Market)[0].id, text)
    written = read(session).rows[0]
    assert typed is not None
    assert typed.dub_ms is not None
    assert (typed.chars, typed.cps) == (len(text), written.subtitle_cps)
    assert round(100 * typed.dub_ms / typed.slot_ms) == written.fit_percent
    assert cost(read(session), row.line.id, text) == typed


@pytest.mark.parametrize("text", ["Não.", "Nunca contei a eles sobre a casa.", LONG, "a" * 200])
def test_the_lines_are_those_of_the_delivery(session: Session, text: str) -> None:
    found = read(session)
    row = found.rows[0]
    assert row.target is not None
    made = cost(found, row.line.id, text)
    target = replace(row.target, text=text, phrases=())
    fit = replace(found.facts.fit_of[target.id], placements=(Placement(Span(0, 60 * len(text)), 0, 1_000_000),))
    cues = make_cues([(target, fit)], CueRules.of(found.facts.preset), found.market.locale)
    assert made is not None
    assert made.lines == max(len(cue.text.splitlines()) for cue in cues)


def test_a_subtitle_of_its_own_is_not_counted(session: Session) -> None:
    row = read(session).rows[0]
    assert row.target is not None
    wording.edit_subtitle(session, row.target.id, "Nunca.")
    found = cost(read(session), row.line.id, "Nunca contei.")
    assert found is not None
    assert (found.lines, found.cps) == (0, 0.0)
    assert found.dub_ms


def test_a_line_without_a_text_has_a_price_and_no_line_none(session: Session) -> None:
    found = read(session)
    bare = grids.Grid(
        found.market,
        found.episodes,
        (),
        found.facts.with_rows(found.facts.lines, {}, {}, found.facts.takes, found.facts.reviews),
    )
    made = cost(bare, found.rows[0].line.id, "Não.")
    assert made is not None
    assert made.dub_ms
    assert cost(bare, "nobody", "Não.") is None


def test_it_answers_while_a_person_types(session: Session) -> None:
    found = read(session)
    line_id, took = found.rows[0].line.id, []
    for end in range(1, 160):
        began = time.perf_counter()
        cost(found, line_id, LONG[:end])
        took.append(1000 * (time.perf_counter() - began))
    assert statistics.median(took) < 5
