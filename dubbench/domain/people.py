"""Who works on a series: Persons with their keys, and the roles granted to those keys."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a Person may do in a Market."""

    LOCALIZER = "localizer"
    CULTURAL_REVIEWER = "cultural-reviewer"
    APPROVER = "approver"
    PRODUCER = "producer"


EDITING = frozenset(Role)
"""Who may change texts, times and casts: everybody who works on the Market."""

UNLOCKING = frozenset({Role.APPROVER, Role.PRODUCER})
"""Who may change what is approved: for everybody else it is locked."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who signs; `id` is the name under which their Steps stand, `key` an Ed25519 public key in hexadecimal.

    A `service` is a machine's identity: it runs and exports, and never signs. A person who has `left` keeps what they
    signed and may do nothing more.
    """

    id: str
    name: str
    key: str
    service: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """A role given to a Person's key in one Market, or in every one (`market_id` empty).

    `signature` is that of the producer `by` over the rest (`domain.signing`); the first producer grants to themselves.
    """

    id: str
    person_id: str
    key: str
    role: Role
    market_id: str
    by: str
    at: str
    signature: str = ""


def roles(person: Person, grants: Iterable[Grant], market_id: str) -> frozenset[Role]:
    """Return the roles of a Person in a Market; `market_id` empty: those in any.

    A grant to a key that is no longer theirs counts for nothing.
    """
    if person.left:
        return frozenset()
    return frozenset(
        grant.role
        for grant in grants
        if grant.person_id == person.id
        and grant.key == person.key
        and (not market_id or grant.market_id in {"", market_id})
    )
