"""Hundreds of acts of five people at random: no role without a producer, and never a series without one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from scripts_made import season

from dubbench.app import identity, people, permits
from dubbench.app.session import Session
from dubbench.domain.journal import Author
from dubbench.domain.people import EVERYWHERE, Grant, Person, Role, roles
from dubbench.errors import BadInput, Conflict, NotPermitted

NAMES = ("ana", "ben", "clara", "davi", "builder")
ACTS = 250


def held(session: Session) -> dict[tuple[str, str], frozenset[Role]]:
    grants = permits.counting(session.store.all(Grant))
    rows = session.store.all(Person)
    return {(one.id, market): roles(one, grants, market) for one in rows for market in ("pt", "es", EVERYWHERE)}


def act(session: Session, chance: Random) -> str:
    """Do one thing as anybody, to anybody; return what it was."""
    producers = sorted({one.id for one in session.store.all(Person) if Role.PRODUCER in held(session)[one.id, "pt"]})
    session.person = Author(chance.choice(producers if producers and chance.random() < 0.6 else NAMES))
    who, role = chance.choice(NAMES), chance.choice(list(Role))
    market = chance.choice(("", "pt", "es"))
    kind = chance.choices(("add", "grant", "withdraw", "leave", "rekey"), (3, 9, 4, 1, 1))[0]
    if kind == "add":
        people.add(session, who, who, identity.make(who), service=who == "builder")
    elif kind == "grant":
        people.grant(session, who, role, market)
    elif kind == "withdraw":
        people.withdraw(session, chance.choice(sorted(session.store.all(Grant), key=lambda one: one.at)).id)
    elif kind == "leave":
        people.leave(session, who)
    else:
        rekey(session, who, again=chance.random() < 0.5)
    return kind


def rekey(session: Session, who: str, *, again: bool) -> None:
    """Give somebody a new key, which they have from then on; until then it is the old one."""
    file = Path(os.environ["DUBBENCH_KEYS"]) / f"{who}.key"
    identity.make(who)
    old = file.read_text()
    file.unlink()
    identity.forget()
    key, new = identity.make(who), file.read_text()
    file.write_text(old)
    identity.forget()
    people.new_key(session, who, key, again=again)
    file.write_text(new)
    identity.forget()


@pytest.mark.parametrize("seed", range(3))
def test_roles_come_from_producers_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    chance, counted = Random(seed), Counter[str]()
    with season(tmp_path / "s.dubbench") as session:
        session.person = Author("clara")
        people.found(session)
        for _ in range(ACTS):
            before = held(session)
            try:
                counted[act(session, chance)] += 1
            except (NotPermitted, BadInput, Conflict):
                counted["refused"] += 1
                assert held(session) == before
                continue
            after, by = held(session), session.person.id
            for (who, market), now in after.items():
                if now != before.get((who, market), frozenset()):
                    reach = before.get((by, EVERYWHERE), frozenset()) | before.get((by, market), frozenset())
                    assert Role.PRODUCER in reach, (by, who, market)
            assert any(Role.PRODUCER in now for (_, market), now in after.items() if market == EVERYWHERE)
            assert {role for (who, _), now in after.items() for role in now if who == "builder"} <= {Role.LOCALIZER}
            assert people.unsound(session.store) == []
        assert session.store.verify() == ()
    assert min(counted[kind] for kind in ("grant", "withdraw", "refused")) > 5, counted
