"""A machine's identity, as on a build machine: it runs and exports, and edits, signs, casts and grants nothing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from people_made import known

from dubbench.app import assignments, casting, comments, episodes, identity, lines, people, permits, speakers, wording
from dubbench.app.assignments import Work
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.app.session import Session, current_person
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import Person, Role
from dubbench.domain.script import Line
from dubbench.domain.signing import SIGNERS
from dubbench.domain.target import Target
from dubbench.errors import NotPermitted
from dubbench.jobs.context import Context


@pytest.fixture
def built(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    """A dubbed series that knows its people, on the build machine: no key of theirs is there."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    known(session)
    session.person = session.person._replace(id="clara")
    people.add(session, "builder", "Build machine", identity.make("builder"), service=True)
    for name in ("ana", "ben", "clara"):
        (tmp_path / "keys" / f"{name}.key").unlink()
    identity.forget()
    monkeypatch.setenv("DUBBENCH_PERSON", "builder")
    session.person = current_person()
    return session


def test_a_machine_runs_and_exports(built: Session, tmp_path: Path) -> None:
    result = produce(built, Order(choice=FAKE, out=tmp_path / "out"), Context())[0]
    assert not result.failures
    assert result.delivery is not None
    assert all((tmp_path / "out" / file.name).is_file() for file in result.delivery.files)


@pytest.mark.parametrize(("who", "said"), [("zoe", "not one of the people"), ("ana", "has left")])
def test_strangers_and_who_left_run_nothing(built: Session, tmp_path: Path, who: str, said: str) -> None:
    identity.make("ana")
    row = built.store.get(Person, "ana")
    assert row is not None
    built.store.sealing = None  # Clara wrote it on her machine
    with built.store.edit(Message.of("leave-series"), Author("clara")) as edit:
        edit.put(replace(row, left=True))
    built.person = Author(who)
    with pytest.raises(NotPermitted, match=said):
        produce(built, Order(choice=FAKE, out=tmp_path / "out"), Context())
    assert not (tmp_path / "out").exists()


def test_a_machine_does_nothing_else(built: Session) -> None:
    line, said = built.store.all(Line)[0], built.store.all(Target)[0]
    market = said.market_id
    before = built.store.head()
    for act in (
        lambda: wording.edit_target(built, line.id, market, "Outra coisa."),
        lambda: wording.edit_source(built, line.id, "Something else."),
        lambda: wording.confirm(built, [said.id]),
        lambda: lines.delete(built, [line.id]),
        lambda: speakers.add_character(built, "Rosa"),
        lambda: casting.cast_voice(built, market, "low", "fake-synthesizer:pt-BR-flute"),
        lambda: episodes.add_market(built, "es"),
        lambda: comments.write(built, "line", line.id, "Hm."),
        lambda: assignments.assign(built, [line.episode_id], market, Work("ana", "localizer")),
        lambda: people.add(built, "eve", "Eve", "ab" * 32),
        lambda: people.grant(built, "builder", Role.APPROVER),
        lambda: people.leave(built, "clara"),
        lambda: people.found(built),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert built.store.head() == before


@pytest.mark.parametrize("kind", SIGNERS)
def test_a_machine_never_signs(built: Session, kind: str) -> None:
    for market in ("", built.store.all(Target)[0].market_id):
        with pytest.raises(NotPermitted, match="Build machine is a machine's identity"):
            permits.require(built.store.all, built.person, SIGNERS[kind], market)  # type: ignore[index]


def test_whose_key_is_elsewhere_does_nothing_here(built: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DUBBENCH_PERSON", "clara")
    built.person = current_person()
    with pytest.raises(NotPermitted, match="The key of Clara is not on this machine"):
        people.grant(built, "builder", Role.LOCALIZER)
