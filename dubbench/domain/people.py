"""Who works on a series: Persons with their keys, and the roles granted to those keys."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from dubbench.domain.hashing import digest


class Role(StrEnum):
    """What a Person may do in a Market."""

    LOCALIZER = "localizer"
    CULTURAL_REVIEWER = "cultural-reviewer"
    APPROVER = "approver"
    PRODUCER = "producer"


EDITING = frozenset(Role)
"""Who may change texts, times and casts: everybody who works on the Market."""

EVERYWHERE = "*"
"""Stands for no Market: what only a grant in every Market covers."""

OF_SERVICES = frozenset({Role.LOCALIZER})
"""What a machine's identity may be granted: it adds programmes and Markets, and writes, judges and signs nothing."""

UNLOCKING = frozenset({Role.APPROVER, Role.PRODUCER})
"""Who may change what is approved: for everybody else it is locked."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs; `id` is the name under which their Steps stand, `key` an Ed25519 public key in hexadecimal.

    A `service` is a machine's identity: it runs and exports, and never signs. A person who has `left` keeps what they
    signed and may do nothing more. `former_keys` signed before: what was signed with them is evidence still.
    """

    id: str
    name: str
    key: str
    service: bool = False
    left: bool = False
    former_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given to a Person's key in one Market, or in every one (`market_id` empty).

    `signature` is that of the producer `by` over the rest (`domain.signing`) but the withdrawal; the first producer
    grants to themselves. What is withdrawn stays on the record: a producer's own grants stand on it.
    """

    id: str
    person_id: str
    key: str
    role: Role
    market_id: str
    by: str
    at: str
    signature: str = ""
    withdrawn_at: str = ""
    withdrawn_by: str = ""


def roles(person: Person, grants: Iterable[Grant], market_id: str) -> frozenset[Role]:
    """Return the roles of a Person in a Market; `market_id` empty: those in any, `EVERYWHERE`: those in all.

    A grant that is withdrawn, or to a key that is no longer theirs, counts for nothing, nor does one to a machine of
    what only people do.
    """
    if person.left:
        return frozenset()
    held = frozenset(
        grant.role
        for grant in grants
        if grant.person_id == person.id
        and grant.key == person.key
        and not grant.withdrawn_at
        and (not market_id or grant.market_id in {"", market_id})
    )
    return held & OF_SERVICES if person.service else held


def as_made(grant: Grant) -> Grant:
    """Return a Grant as its producer signed it."""
    return replace(grant, signature="", withdrawn_at="", withdrawn_by="")


def sound(grants: Iterable[Grant], signed: Callable[[Grant, str], bool]) -> tuple[Grant, ...]:
    """Return the Grants that are what a producer signed; `signed` tells whether a key signed one.

    The first producer granted to themselves; everybody else was granted by one who was a producer of that Market then.
    """
    ordered = sorted(grants, key=lambda grant: (grant.at, grant.id))
    first = next((g for g in ordered if g.role is Role.PRODUCER and g.by == g.person_id and signed(g, g.key)), None)
    if first is None:
        return ()
    producers, found = [first], [first]
    for grant in ordered:
        if grant is first or not any(_could(one, grant) and signed(grant, one.key) for one in producers):
            continue
        found.append(grant)
        if grant.role is Role.PRODUCER:
            producers.append(grant)
    return tuple(found)


def _could(producer: Grant, grant: Grant) -> bool:
    """Tell whether a producer's role reached to this Grant when it was made."""
    return (
        producer.person_id == grant.by
        and producer.market_id in {"", grant.market_id}
        and producer.at <= grant.at
        and (not producer.withdrawn_at or grant.at < producer.withdrawn_at)
    )


def fingerprint(key: str) -> str:
    """Return a key so short that people can read it to one another: eight groups of four."""
    short = digest(bytes.fromhex(key))[:32]
    return " ".join(short[at : at + 4] for at in range(0, len(short), 4))
