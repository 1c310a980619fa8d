"""People with keys of their own on this machine, for tests."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dubbench.app import identity
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.signing import to_sign

CLARA = Author("clara")
ALL = {"ana": (Role.LOCALIZER,), "ben": (Role.CULTURAL_REVIEWER,), "clara": (Role.APPROVER, Role.PRODUCER)}


def known(session: Session, roles: dict[str, Iterable[Role]] | None = None, market: str = "") -> None:
    """Let the series know these people, each with a key on this machine; `DUBBENCH_KEYS` is set by the test.

    Where none of them is a producer, Olga is, who grants the rest: nothing counts that no producer granted.
    """
    roles = roles or ALL
    if not any(Role.PRODUCER in held for held in roles.values()):
        roles = {**roles, "olga": (Role.PRODUCER,)}
    people = {name: Person(name, name.title(), identity.make(name)) for name in roles}
    producer = next(name for name, held in roles.items() if Role.PRODUCER in held)
    grants = [
        Grant(f"{name}-{role}", name, people[name].key, role, market, producer, "2026-01-01T00:00:00+00:00")
        for name, held in roles.items()
        for role in held
    ]
    signed = [replace(one, signature=identity.sign(people[producer], to_sign(one))) for one in grants]
    with session.store.edit(Message.of("add-people"), Author(producer), binding=True) as edit:
        for row in (*people.values(), *signed):
            edit.put(row)
