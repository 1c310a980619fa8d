"""The past as people read it: in words, with what is undone, by line, and back to a step as far as that goes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from programmes import video
from scripts_made import rows

from dubbench.app import quick, speaking, steps, wording
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Character, Line
from dubbench.domain.target import Take, Target
from dubbench.errors import BadInput, Conflict
from dubbench.jobs.context import Context

BEA = Author("bea")


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return video(tmp_path_factory.mktemp("source") / "episode.mp4")


@pytest.fixture
def session(film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_PERSON", "ana")
    with quick.series_for(film, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (opened, _):
        produce(opened, Order(choice=FAKE, until=Stage.FIT), Context())
        yield opened


def write(session: Session, *texts: str, line: int = 0) -> list[int]:
    """Write texts one after the other; return the places of their steps."""
    market = session.store.all(Market)[0].id
    line_id = session.store.all(Line)[line].id
    return [(wording.edit_target(session, line_id, market, text), session.store.head().seq)[1] for text in texts]


def mine(session: Session) -> list[tuple[str, bool, int]]:
    return [
        (one.words, one.undone, one.back)
        for one in steps.recent(session).steps
        if one.mine and one.seq > start(session)
    ]


def start(session: Session) -> int:
    """Return the place of the last step of the production."""
    return max(one.seq for one in steps.recent(session).steps if one.machine)


def text(session: Session, line: int = 0) -> str:
    line_id = session.store.all(Line)[line].id
    return next(t.text for t in session.store.all(Target) if line_id in t.line_ids)


def test_steps_are_in_words_newest_first(session: Session) -> None:
    write(session, "Um.", "Dois.")
    found = steps.recent(session).steps
    assert [one.words for one in found[:2]] == ["wrote line 1 for pt-BR"] * 2
    assert [one.seq for one in found] == sorted((one.seq for one in found), reverse=True)
    assert (found[0].author, found[0].mine, found[0].machine) == ("ana", True, False)
    assert {one.words for one in found if one.machine} >= {"fitted pt-BR", "transcribed episode 1"}
    assert len(steps.recent(session, limit=3).steps) == 3


def test_what_is_undone_is_marked_until_it_is_made_again(session: Session) -> None:
    write(session, "Um.", "Dois.")
    session.store.undo(session.person)
    assert mine(session) == [
        ("took back: wrote line 1 for pt-BR", False, 0),
        ("wrote line 1 for pt-BR", True, 0),
        ("wrote line 1 for pt-BR", False, 0),
    ]
    session.store.undo(session.person)
    session.store.redo(session.person)
    assert [undone for _, undone, _ in mine(session)] == [False, False, False, True, False]
    session.store.redo(session.person)
    session.store.undo(session.person)
    session.store.undo(session.person)
    assert [undone for words, undone, _ in mine(session) if words.startswith("wrote")] == [True, True]


def test_what_can_be_undone_and_redone_is_said(session: Session) -> None:
    write(session, "Um.")
    assert (steps.recent(session).undo, steps.recent(session).redo) == (True, False)
    session.store.undo(session.person)
    assert steps.recent(session).redo
    session.store.redo(session.person)
    assert not steps.recent(session).redo
    session.store.undo(session.person)
    write(session, "Dois.")
    assert not steps.recent(session).redo


def test_the_past_of_one_line(session: Session) -> None:
    write(session, "Um.")
    write(session, "Dois.", line=1)
    line = session.store.all(Line)[0]
    found = steps.recent(session, line_id=line.id, market_id=session.store.all(Market)[0].id).steps
    assert next(one.words for one in found if one.mine) == "wrote line 1 for pt-BR"
    assert not any("line 2" in one.words for one in found)
    assert {one.words for one in found if one.machine} >= {"translated for pt-BR", "spoke a line for pt-BR"}
    assert {one.line_id for one in found} == {line.id}


def test_a_step_names_its_line(session: Session) -> None:
    lines = session.store.all(Line)
    write(session, "Dois.", line=1)
    target = next(t for t in session.store.all(Target) if lines[2].id in t.line_ids)
    speaking.choose_take(session, session.store.all(Take, target_id=target.id)[0].id)
    with session.store.edit(Message.of("add-character", name="Mara"), session.person) as edit:
        edit.put(Character("mara", "Mara"))
    assert [one.line_id for one in steps.recent(session).steps[:3]] == ["", lines[2].id, lines[1].id]


def test_back_to_a_step_takes_back_what_came_after(session: Session) -> None:
    first, *_ = write(session, "Um.")
    before = rows(session)
    write(session, "Dois.", "Três.")
    write(session, "Lá.", line=2)
    assert [one.back for one in steps.recent(session).steps if one.seq >= first][::-1] == [3, 2, 1, 0]
    assert steps.back_to(session, first) == 3
    assert rows(session) == before
    for _ in range(3):
        session.store.redo(session.person)
    assert (text(session), text(session, 2)) == ("Três.", "Lá.")


def test_changes_of_one_group_are_one(session: Session) -> None:
    first, *_ = write(session, "Um.")
    before = rows(session)
    for name in ("Mara", "Ivo"):
        with session.store.edit(Message.of("add-character", name=name), session.person, "people") as edit:
            edit.put(Character(name, name))
    assert next(one for one in steps.recent(session).steps if one.seq == first).back == 1
    assert steps.back_to(session, first) == 1
    assert rows(session) == before
    assert [one.undone for one in steps.recent(session).steps[:4]] == [False, True, True, False]


def test_nothing_of_ones_own_to_take_back_is_said(session: Session) -> None:
    last, *_ = write(session, "Um.")
    with pytest.raises(BadInput, match="nothing since"):
        steps.back_to(session, last)


def test_what_others_changed_stops_the_way_back(session: Session) -> None:
    first, *_ = write(session, "Um.", "Dois.")
    write(session, "Lá.", line=2)
    target = next(t for t in session.store.all(Target) if t.text == "Dois.")
    with session.store.edit(Message.of("edit-target", number=1, market="pt-BR"), BEA) as edit:
        edit.put(replace(target, text="Bea."))
    with pytest.raises(Conflict, match="1 of 2 changes"):
        steps.back_to(session, first)
    assert text(session) == "Bea."
    assert text(session, 2) != "Lá."
    assert [one.mine for one in steps.recent(session).steps if one.author == "bea"] == [False]
    with pytest.raises(Conflict, match="bea"):
        steps.back_to(session, first)
