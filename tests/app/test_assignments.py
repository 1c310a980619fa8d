"""Assignments: who may give out work, to whom, until when, and what is late."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from people_made import ALL, CLARA, known
from scripts_made import ANA, BEN, season

from dubbench.app import assignments, identity, people, steps
from dubbench.app.assignments import Work
from dubbench.app.script import sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.people import Role
from dubbench.domain.remarks import Assignment
from dubbench.errors import BadInput, Conflict, NotPermitted

TODAY = date(2026, 3, 10)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        known(made, ALL)
        made.person = CLARA
        yield made


def given(session: Session, *episodes: str, to: str = "ana", role: str = "localizer", **more: str) -> tuple[str, ...]:
    market = more.pop("market", "pt")
    return assignments.assign(session, episodes or ["e1"], market, Work(to, role, **more)).ids


def test_work_is_listed_with_the_most_urgent_first(session: Session) -> None:
    given(session, "e1", due="2026-03-12")
    given(session, "e2", due="2026-03-08", market="es")
    given(session, "e1", to="ben", role="cultural-reviewer", due="2026-03-10", note=" Names, please. ")
    given(session, "e2")
    found = assignments.listing(session, today=TODAY)
    assert [(one.episode, one.locale, one.name, one.days_left, one.overdue) for one in found] == [
        (2, "es", "Ana", -2, True),
        (1, "pt-BR", "Ben", 0, False),
        (1, "pt-BR", "Ana", 2, False),
        (2, "pt-BR", "Ana", None, False),
    ]
    assert found[1].assignment.note == "Names, please."
    assert [one.episode for one in assignments.listing(session, "ana", overdue=True, today=TODAY)] == [2]
    assert [one.name for one in assignments.listing(session, "ben", today=TODAY)] == ["Ben"]


def test_many_episodes_are_one_step_that_nobody_undoes(session: Session) -> None:
    before = session.store.head().seq
    given(session, "e1", "e2", due="2026-03-12")
    (step,) = session.store.steps(since=before)
    assert sentence(step.message.id, step.message.arguments) == "gave Ana work as localizer for pt-BR (episodes: 2)"
    assert step.binding
    assert steps.undo(session) is None


def test_another_day_for_the_same_work_is_no_second_work(session: Session) -> None:
    given(session, due="2026-03-12")
    given(session, due="2026-03-20", note="Later.")
    (row,) = session.store.all(Assignment)
    assert (row.due, row.note) == ("2026-03-20", "Later.")


def test_who_does_the_work_says_that_it_is_done(session: Session) -> None:
    mine = given(session, due="2026-03-01")
    session.person = BEN
    with pytest.raises(NotPermitted, match="Ben may not do this"):
        assignments.done(session, mine)
    session.person = ANA
    assert assignments.done(session, mine).changed
    assert not assignments.done(session, mine).changed
    assert assignments.listing(session, overdue=True, today=TODAY) == []
    assert assignments.listing(session, finished=False) == []
    assert assignments.listing(session)[0].done
    session.person = CLARA
    assignments.done(session, mine, off=True)
    assert assignments.listing(session, today=TODAY)[0].overdue
    assignments.unassign(session, mine)
    assert assignments.listing(session) == []
    with pytest.raises(Conflict, match="taken back meanwhile"):
        assignments.done(session, mine)
    told = [sentence(step.message.id, step.message.arguments) for step in session.store.steps()[-3:]]
    assert told == [
        "said that the work of Ana as localizer for pt-BR is done",
        "took back that Ana had done the work as localizer for pt-BR",
        "took work as localizer for pt-BR from Ana",
    ]


@pytest.mark.parametrize("who", ["ana", "ben", "stranger"])
def test_only_producers_and_approvers_give_out_work(session: Session, who: str) -> None:
    mine = given(session)
    session.person = Author(who)
    with pytest.raises(NotPermitted):
        given(session, to=who)
    with pytest.raises(NotPermitted):
        assignments.unassign(session, mine)


def test_an_approver_of_one_market_gives_out_none_in_another(session: Session) -> None:
    people.add(session, "davi", "Davi", identity.make("davi"))
    people.grant(session, "davi", Role.APPROVER, "pt")
    session.person = Author("davi")
    assert given(session)
    with pytest.raises(NotPermitted, match="Davi may not do this"):
        given(session, market="es")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"due": "2026-02-30"}, "“2026-02-30” is no day"),
        ({"due": "12.03.2026"}, "is no day"),
        ({"due": "20260312"}, "is no day"),
        ({"due": "2026-W11-1"}, "is no day"),
        ({"due": "soon"}, "is no day"),
        ({"role": "king"}, "no role “king”"),
        ({"role": "approver"}, "Ana is not approver for pt-BR"),
        ({"to": "nobody"}, "not one of the people"),
        ({"to": "../ana"}, "not one of the people"),
        ({"note": "x" * 1001}, "at most 1000 characters"),
        ({"market": "fr"}, "deleted meanwhile"),
    ],
)
def test_hostile_work_is_refused_in_words(session: Session, wrong: dict[str, str], said: str) -> None:
    with pytest.raises((BadInput, Conflict), match=said):
        given(session, **wrong)
    with pytest.raises(Conflict):
        given(session, "no-episode")
    assert session.store.all(Assignment) == []


def test_a_series_that_knows_nobody_gives_out_no_work(tmp_path: Path) -> None:
    with season(tmp_path / "n.dubbench") as alone, pytest.raises(NotPermitted, match="knows nobody yet"):
        given(alone)


def test_machines_are_given_no_work(session: Session) -> None:
    people.add(session, "builder", "Builder", identity.make("builder"), service=True)
    people.grant(session, "builder", Role.LOCALIZER)
    with pytest.raises(BadInput, match="Work is given to people"):
        given(session, to="builder")


def test_who_left_gets_no_work(session: Session) -> None:
    people.leave(session, "ana")
    with pytest.raises(BadInput, match="Ana has left"):
        given(session)
