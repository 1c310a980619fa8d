"""The people of a series as the command line names things: a folder, a person's id, a locale; told as data and rows."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dubbench.app import identity, people, permits
from dubbench.app.enrolling import free
from dubbench.app.episodes import find_markets
from dubbench.app.people import Member
from dubbench.app.session import Session, current_person
from dubbench.domain.market import Market
from dubbench.domain.people import Role, fingerprint
from dubbench.errors import NotPermitted
from dubbench.i18n import tr


def key(person_id: str = "") -> dict[str, Any]:
    """Return the public key on this machine of the person at work, or another; it is made where there is none."""
    who = free(person_id or current_person().id)
    made = identity.make(who)
    return {"id": who, "key": made, "fingerprint": fingerprint(made)}


def whoami(folder: Path) -> dict[str, Any]:
    """Say who the person at work is in a series; `NotPermitted` where it does not know them."""
    with Session.open(folder) as session:
        me = people.whoami(session)
        if me is None:
            raise NotPermitted(
                tr("This series does not know {id}. Its first person begins: dubbench people begin; "
                   "later ones a producer adds.", id=session.person.id)
            )  # fmt: skip
        return as_data(me, session.store.all(Market))


def listing(folder: Path) -> list[dict[str, Any]]:
    """List the people of a series."""
    with Session.open(folder) as session:
        markets = session.store.all(Market)
        return [as_data(one, markets) for one in people.listing(session)]


def begin(folder: Path, name: str) -> dict[str, Any]:
    """Make the person at work the first of a series."""
    return _done(folder, lambda session: people.found(session, name).ids[0])


def add(folder: Path, person_id: str, name: str, key: str, *, service: bool) -> dict[str, Any]:
    """Let a person in."""
    return _done(folder, lambda session: people.add(session, person_id, name, key, service).ids[0])


def grant(folder: Path, person_id: str, role: str, locale: str) -> dict[str, Any]:
    """Grant a role in a market, or in all."""
    return _done(folder, lambda session: people.grant(session, person_id, role, market_of(session, locale)).ids[0])


def withdraw(folder: Path, person_id: str, role: str, locale: str) -> dict[str, Any]:
    """Take a role away."""

    def do(session: Session) -> str:
        people.withdraw(session, people.find_grant(session, person_id, role, market_of(session, locale)).id)
        return person_id

    return _done(folder, do)


def leave(folder: Path, person_id: str) -> dict[str, Any]:
    """Let a person leave."""
    return _done(folder, lambda session: people.leave(session, person_id).ids[0])


def rekey(folder: Path, person_id: str, key: str, *, keep_roles: bool) -> dict[str, Any]:
    """Give a person another key."""
    return _done(folder, lambda session: people.new_key(session, person_id, key, again=keep_roles).ids[0])


def market_of(session: Session, locale: str) -> str:
    """Return the id of a market by its locale; of none for all of them."""
    return find_markets(session, [locale])[0].id if locale else ""


def as_data(member: Member, markets: Sequence[Market]) -> dict[str, Any]:
    """Describe one of the people; roles in every market stand under an empty locale."""
    locales = {"": "", **{market.id: market.locale for market in markets}}
    held: dict[str, list[str]] = {}
    for one in member.grants:
        if one.role in member.roles():
            held.setdefault(locales.get(one.market_id, one.market_id), []).append(one.role.value)
    person = member.person
    return {
        "id": person.id,
        "name": person.name,
        "roles": {locale: sorted(set(roles)) for locale, roles in sorted(held.items())},
        "key": person.key,
        "fingerprint": member.fingerprint,
        "here": member.here,
        "service": person.service,
        "left": person.left,
    }


def row(found: Mapping[str, Any]) -> str:
    """Tell one of the people in a line: the key on this machine is marked with a filled circle."""
    roles = "; ".join(
        f"{locale or tr('all markets')}: {', '.join(permits.word(Role(role)) for role in roles)}"
        for locale, roles in found["roles"].items()
    )
    marks = [tr("a machine")] * found["service"] + [tr("has left")] * found["left"]
    told = "; ".join([*marks, roles or tr("no role")] if not found["left"] else marks)
    return f"{'●' if found['here'] else '○'} {found['id']:<16} {found['name']:<20} {found['fingerprint']}  {told}"


def _done(folder: Path, do: Callable[[Session], str]) -> dict[str, Any]:
    with Session.open(folder) as session:
        person_id = do(session)
        found = next(one for one in people.listing(session) if one.person.id == person_id)
        return as_data(found, session.store.all(Market))
