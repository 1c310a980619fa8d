"""Which roles count: in which Market, to which key, and granted by whom."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest

from dubbench.domain.people import EVERYWHERE, Grant, Person, Role, as_made, fingerprint, roles, sound
from dubbench.domain.remarks import Comment, Extent, Subject, marked, mentioned

ANA = Person("ana", "Ana", "key-ana")
LOCALIZER, PRODUCER = Role.LOCALIZER, Role.PRODUCER


def grant(who: str, by: str, role: Role = LOCALIZER, market: str = "", at: int = 1, **more: str) -> Grant:
    made = Grant(f"{who}-{role}-{market}-{at}", who, f"key-{who}", role, market, by, f"2026-01-{at:02}")
    return replace(made, **{"signature": f"by key-{by}", **more})  # type: ignore[arg-type]


def signed(one: Grant, key: str) -> bool:
    return one.signature == f"by {key}"


def held(*grants: Grant, person: Person = ANA, market: str = "") -> set[Role]:
    return set(roles(person, grants, market))


def test_a_role_holds_in_its_market_or_in_all() -> None:
    here, all_ = grant("ana", "clara", market="pt"), grant("ana", "clara", PRODUCER)
    assert held(here, market="pt") == {LOCALIZER}
    assert held(here) == {LOCALIZER}
    assert held(here, market="es") == held(here, market=EVERYWHERE) == set()
    assert held(all_, market="es") == held(all_, market=EVERYWHERE) == {PRODUCER}


@pytest.mark.parametrize(
    ("person", "row"),
    [
        (replace(ANA, left=True), grant("ana", "clara")),
        (replace(ANA, key="another"), grant("ana", "clara")),
        (ANA, grant("ana", "clara", withdrawn_at="2026-01-02")),
        (ANA, grant("ben", "clara")),
        (replace(ANA, service=True), grant("ana", "clara", Role.APPROVER)),
        (replace(ANA, service=True), grant("ana", "clara", PRODUCER)),
        (replace(ANA, service=True), grant("ana", "clara", Role.CULTURAL_REVIEWER)),
    ],
)
def test_a_role_that_is_over_or_never_was_counts_for_nothing(person: Person, row: Grant) -> None:
    assert held(row, person=person) == set()


FIRST = grant("clara", "clara", PRODUCER)


@pytest.mark.parametrize(
    ("row", "others", "counts"),
    [
        (grant("ana", "clara", at=2), (), True),
        (grant("ana", "ben", at=2), (), False),  # Ben is nobody's producer
        (grant("ana", "ben", at=3), (grant("ben", "clara", PRODUCER, at=2),), True),
        (grant("ana", "ben", at=3), (grant("ben", "clara", Role.APPROVER, at=2),), False),
        (grant("ana", "ben", at=2), (grant("ben", "clara", PRODUCER, at=3),), False),  # not yet
        (grant("ana", "ben", at=3), (grant("ben", "clara", PRODUCER, at=2, withdrawn_at="2026-01-03"),), False),
        (grant("ana", "ben", at=3), (grant("ben", "clara", PRODUCER, at=2, withdrawn_at="2026-01-04"),), True),
        (grant("ana", "ben", market="pt", at=3), (grant("ben", "clara", PRODUCER, "pt", at=2),), True),
        (grant("ana", "ben", market="es", at=3), (grant("ben", "clara", PRODUCER, "pt", at=2),), False),
        (grant("ana", "ben", at=3), (grant("ben", "clara", PRODUCER, "pt", at=2),), False),
        (grant("ana", "ana", PRODUCER, at=2), (), False),  # only the first may grant to themselves
        (grant("ana", "clara", at=2, signature="by key-ana"), (), False),
    ],
)
def test_what_no_producer_of_its_time_signed_is_not_sound(row: Grant, others: tuple[Grant, ...], counts: bool) -> None:
    found = sound([row, *others, FIRST], signed)
    assert (row in found) is counts
    assert FIRST in found


def test_two_who_grant_to_one_another_hold_nothing() -> None:
    pair = [grant("ana", "ben", PRODUCER, at=2), grant("ben", "ana", PRODUCER, at=2)]
    assert sound([*pair, FIRST], signed) == (FIRST,)
    assert sound(pair, signed) == ()


def test_a_withdrawal_is_not_what_was_signed() -> None:
    row = grant("ana", "clara")
    assert as_made(row) == as_made(replace(row, withdrawn_at="2026-01-02", withdrawn_by="clara"))
    assert as_made(row) != as_made(replace(row, role=Role.APPROVER))


def test_a_fingerprint_is_short_and_of_one_key() -> None:
    one = fingerprint("ab" * 32)
    assert len(one.split()) == 8
    assert one != fingerprint("ab" * 31 + "ac")


def test_people_are_named_by_their_ids() -> None:
    people = [ANA, Person("j.b", "Jo", "")]
    assert mentioned("@Ana and @j.b. Not x@ana, not @anabel, not @@ana; @ANA again", people) == ("ana", "j.b")


@pytest.mark.parametrize(
    ("text", "start", "found"),
    [
        ("the old house", 4, (4, 7)),
        ("so the old house", 4, (7, 10)),
        ("old, so the old house", 4, (0, 3)),  # nearest to where it was
        ("the house", 4, None),
        ("", 4, None),
        ("ol", 0, None),
    ],
)
def test_what_was_marked_is_found_nearest_to_where_it_was(text: str, start: int, found: tuple[int, int] | None) -> None:
    extent = Extent("source", start, start + 3)
    comment = Comment("c", "c", Subject.LINE, "l", "e", "", "ana", "", "Why?", extent, "old")
    assert marked(comment, text) == (None if found is None else Extent("source", *found))
    assert marked(replace(comment, extent=None, quoted=""), text) is None
