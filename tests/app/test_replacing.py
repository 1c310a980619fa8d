"""Find and replace over a series: a list first, then one Step for what was chosen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts_made import ANA, rows, season

from dubbench.app import wording
from dubbench.app.finding import Scope, Search, Side, find, replace_hits
from dubbench.app.session import Session
from dubbench.domain.script import Line
from dubbench.domain.state import State, state_of
from dubbench.domain.target import Alternative, Target
from dubbench.errors import BadInput, Conflict
from dubbench.pipeline.translate import target_id


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "s.dubbench") as made:
        yield made


def pt(line_id: str) -> str:
    return target_id("pt", (line_id,))


def test_a_hit_says_where_it_is_and_what_would_stand_there(session: Session) -> None:
    hits = find(session, Search("casa", "mansão", keep_case=True), Scope(market_ids=("pt",)))
    assert [(h.episode, h.number, h.side, h.before, h.after) for h in hits] == [
        (1, 2, Side.TARGET, "casa", "Aquela mansão era minha, e você sabia."),
        (2, 2, Side.TARGET, "casa", "Aquela mansão era minha, e você sabia."),
    ]
    assert len(find(session, Search("casa"), Scope())) == 4
    assert len(find(session, Search("casa"), Scope(("e2",)))) == 2
    assert [h.number for h in find(session, Search("you"), Scope(("e1",), source=True))] == [1, 2]


def test_chosen_places_are_replaced_in_one_step(session: Session) -> None:
    before = rows(session)
    search = Search("o", "0", case=True)
    hits = find(session, search, Scope(("e1", "e2"), ("pt",)))
    chosen = [hit for hit in hits if hit.episode == 2 or hit.number == 3][1:]
    edited = replace_hits(session, search, chosen)
    assert session.store.get(Target, pt("e1l3")).text == "Volte à noite.".replace("o", "0").replace("0", "o", 1)  # type: ignore[union-attr]
    made = [a for a in session.store.all(Alternative) if a.text == "Volte à noite."]
    assert {a.target_id for a in made} == {pt("e1l3"), pt("e2l3")}
    assert {table for table, _ in edited.changed} == {"target", "alternative"}
    session.store.undo(ANA)
    assert rows(session) == before


def test_the_source_is_replaced_and_what_people_wrote_for_it_is_stale(session: Session) -> None:
    wording.confirm(session, [pt("e1l1")])
    search = Search("told", "warned")
    replace_hits(session, search, find(session, search, Scope(source=True)))
    line = session.store.get(Line, "e1l1")
    assert line is not None
    assert (line.text, "".join(w.text for w in line.words)) == ("You never warned them.",) * 2
    assert state_of(session.store.get(Target, pt("e1l1")), [line]) is State.STALE


def test_subtitles_of_their_own_are_searched_too(session: Session) -> None:
    wording.edit_subtitle(session, pt("e1l1"), "Nunca disse.")
    search = Search("nunca", "jamais", keep_case=True)
    hits = find(session, search, Scope(("e1",), ("pt",)))
    assert [hit.side for hit in hits] == [Side.TARGET, Side.SUBTITLE]
    replace_hits(session, search, hits)
    found = session.store.get(Target, pt("e1l1"))
    assert found is not None
    assert (found.text, found.subtitle_text) == ("Você jamais contou.", "Jamais disse.")


def test_a_text_that_changed_since_the_search_is_left_alone(session: Session) -> None:
    search = Search("casa", "mansão")
    hits = find(session, search, Scope(market_ids=("pt",)))
    wording.edit_target(session, "e1l2", "pt", "A casa!")
    before = rows(session)
    with pytest.raises(Conflict, match="A casa!"):
        replace_hits(session, search, hits)
    assert rows(session) == before


def test_a_line_is_not_left_without_words(session: Session) -> None:
    search = Search(".+", "", pattern=True)
    with pytest.raises(BadInput, match="say nothing"):
        replace_hits(session, search, find(session, search, Scope(source=True)))
    assert replace_hits(session, search, []).changed == frozenset()
