"""Random edits by several people, undone: every row comes back, and what must hold between rows always holds."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripts_made import ANA, BEN, rows, season

from dubbench.app import lines, retiming, speakers, wording
from dubbench.app.finding import Scope, Search, find, replace_hits
from dubbench.app.revising import Edited
from dubbench.app.session import Session
from dubbench.domain.script import Character, Line
from dubbench.domain.span import Span
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.domain.timing import speaker
from dubbench.errors import BadInput, Conflict

PEOPLE = (ANA, BEN)
WORDS = ("Never", "again", "the", "house,", "she", "knew.", "¿Quién?", "夜", "não")

Pick = Callable[[list[Any]], Any]


def a_line(session: Session, pick: Pick) -> str:
    return str(pick(session.store.all(Line)).id)


def a_target(session: Session, pick: Pick) -> Target:
    found: Target = pick(session.store.all(Target))
    return found


def a_text(pick: Pick) -> str:
    return " ".join(pick(list(WORDS)) for _ in range(pick([1, 2, 3, 5])))


def a_time(pick: Pick) -> int:
    return int(pick(list(range(0, 61_000, 350))))


def near(session: Session, pick: Pick) -> list[str]:
    ids = [line.id for line in session.store.all(Line, episode_id="e1")]
    at = pick(list(range(len(ids))))
    return ids[at : at + pick([2, 3])]


def who(session: Session, pick: Pick) -> str:
    return str(pick(["", *(c.id for c in session.store.all(Character))]))


def replaced(session: Session, search: Search, source: bool, pick: Pick) -> Edited:
    hits = find(session, search, Scope(source=source))
    return replace_hits(session, search, [hit for hit in hits if pick([True, False])][:5])


ACTS: dict[str, Callable[[Session, Pick], object]] = {
    "source": lambda s, p: wording.edit_source(s, a_line(s, p), a_text(p)),
    "target": lambda s, p: wording.edit_target(s, a_line(s, p), p(["pt", "es"]), a_text(p)),
    "subtitle": lambda s, p: wording.edit_subtitle(s, a_target(s, p).id, p([None, a_text(p)])),
    "alternative": lambda s, p: wording.take_alternative(s, p(s.store.all(Alternative)).id),
    "revert": lambda s, p: wording.revert(s, a_target(s, p).id),
    "confirm": lambda s, p: wording.confirm(s, [a_target(s, p).id]),
    "unconfirm": lambda s, p: wording.unconfirm(s, [a_target(s, p).id]),
    "split": lambda s, p: lines.split(s, a_line(s, p), p(list(range(1, 25)))),
    "merge": lambda s, p: lines.merge(s, near(s, p), mixed=p([True, True, False])),
    "add": lambda s, p: lines.add(s, p(["e1", "e2"]), Span((at := a_time(p)), at + 700), p(["", a_text(p)]), who(s, p)),
    "delete": lambda s, p: lines.delete(s, [a_line(s, p)]),
    "retime": lambda s, p: retiming.retime(
        s, a_line(s, p), Span((at := a_time(p)), at + p([90, 300, 1500])), neighbours=p([True, False])
    ),
    "shift": lambda s, p: retiming.shift(s, a_line(s, p), p([-400, 150, 3000]), neighbours=p([True, False])),
    "name": lambda s, p: speakers.add_character(s, a_text(p)),
    "unname": lambda s, p: speakers.delete_character(s, p(s.store.all(Character)).id),
    "replace": lambda s, p: replaced(s, Search(p(["a", "h", "the", "o"]), p(["e", "", "oo "])), p([True, False]), p),
    "assign": lambda s, p: speakers.assign(s, [a_line(s, p), a_line(s, p)], who(s, p)),
}


def whole(session: Session) -> None:
    """Check what holds between rows, whoever does what."""
    known = {line.id: line for line in session.store.all(Line)}
    targets = {target.id: target for target in session.store.all(Target)}
    characters = {character.id for character in session.store.all(Character)}
    standing = [(target.market_id, i) for target in targets.values() for i in target.line_ids]
    assert {i for _, i in standing} <= known.keys()
    assert len(standing) == len(set(standing))
    assert all(target.line_ids for target in targets.values())
    assert {line.character_id for line in known.values()} - {""} <= characters
    for type_ in (Take, Fit, Alternative):
        assert {row.target_id for row in session.store.all(type_)} <= targets.keys()
    for one, other in itertools.combinations(known.values(), 2):
        if one.episode_id == other.episode_id and speaker(one) == speaker(other):
            assert not one.span.overlap_ms(other.span)
    for line in known.values():
        assert 0 <= line.span.start_ms < line.span.end_ms <= 60_000
        assert " ".join("".join(w.text for w in line.words).split()) in {line.text, ""}
        assert all(a.start_ms <= b.start_ms for a, b in itertools.pairwise(line.words))


def act(session: Session, name: str, pick: Pick) -> bool:
    """Do something as somebody; tell whether it was done and not refused."""
    before = rows(session)
    try:
        ACTS[name](session, pick)
    except (BadInput, Conflict, IndexError):
        assert rows(session) == before
        return False
    return rows(session) != before


def undo(session: Session) -> bool:
    before = rows(session)
    try:
        return session.store.undo(session.person) is not None
    except Conflict:
        assert rows(session) == before
        return False


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_edits_of_several_people_are_undone_to_the_start(data: st.DataObject) -> None:
    def pick(among: list[Any]) -> Any:
        return among[data.draw(st.integers(0, 10_000)) % len(among)] if among else among[0]

    with tempfile.TemporaryDirectory() as folder, season(Path(folder) / "s.dubbench") as session:
        done = [(ANA, rows(session))]
        for _ in range(data.draw(st.integers(3, 12))):
            session.person = pick(list(PEOPLE))
            if act(session, pick(list(ACTS)), pick):
                whole(session)
                done.append((session.person, rows(session)))
        while len(done) > 1:
            author, state = done.pop()
            assert rows(session) == state
            session.store.undo(author)
        assert rows(session) == done[0][1]
        assert session.store.verify() == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_undo_and_redo_between_others_edits_leave_everything_whole(data: st.DataObject) -> None:
    def pick(among: list[Any]) -> Any:
        return among[data.draw(st.integers(0, 10_000)) % len(among)] if among else among[0]

    with tempfile.TemporaryDirectory() as folder, season(Path(folder) / "s.dubbench") as session:
        for _ in range(data.draw(st.integers(5, 16))):
            session.person = pick(list(PEOPLE))
            name = pick([*ACTS, "undo", "undo", "undo", "undo", "undo", "redo"])
            if name == "undo":
                undo(session)
            elif name == "redo":
                before = rows(session)
                try:
                    session.store.redo(session.person)
                except Conflict:
                    assert rows(session) == before
            else:
                act(session, name, pick)
            whole(session)
