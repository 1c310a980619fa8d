"""The people of a series: who they are and what a producer let them do; every change of it binds."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dubbench.app import identity, permits
from dubbench.app.enrolling import as_role, former, free, key_of, known, named, refuse_key, same_id
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.app.times import after
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import EVERYWHERE, OF_SERVICES, Grant, Person, Role, fingerprint, roles
from dubbench.domain.signing import to_sign
from dubbench.errors import BadInput, NoPermission, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll, Store

_PRODUCER = (Role.PRODUCER,)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people: the Grants that count today, and whether their key is on this machine."""

    person: Person
    grants: tuple[Grant, ...]
    here: bool

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.person.key)

    def roles(self, market_id: str = "") -> frozenset[Role]:
        """Return what they may do in a Market; empty: in any."""
        return roles(self.person, self.grants, market_id)


def listing(session: Session) -> list[Member]:
    """List the people of a series by name, those who left last."""
    counting = permits.counting(session.store.all(Grant))
    return sorted(
        (_member(one, counting) for one in session.store.all(Person)),
        key=lambda one: (one.person.left, one.person.name.casefold(), one.person.id),
    )


def whoami(session: Session) -> Member | None:
    """Return the person at work as the series knows them; `None` where it does not."""
    return next((one for one in listing(session) if one.person.id == session.person.id), None)


def found(session: Session, name: str = "") -> Edited:
    """Let a series know its first person: the one at work, who becomes its producer."""
    who = session.person.id
    first = Person(free(who), named(name or who), identity.make(who))
    granted = Grant(new_id(), who, first.key, Role.PRODUCER, "", who, after())
    granted = replace(granted, signature=identity.sign(first, to_sign(granted)))

    def decision(read: ReadAll) -> Decided:
        if read(Person):
            raise NotPermitted(
                tr("This series knows its people already. Its producer adds others: dubbench people add")
            )
        return Decided(Message.of("begin-people", name=first.name), [first, granted], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (who,))


def add(session: Session, person_id: str, name: str, key: str, service: bool = False) -> Edited:
    """Let the series know a person by their public key, or a machine.

    Who had left comes back, without roles: that takes a producer of all markets.
    """
    made = Person(free(person_id), named(name or person_id), key_of(key), service)

    def decision(read: ReadAll) -> Decided:
        _producer(read, session)
        people = read(Person)
        refuse_key(people, made.id, made.key)
        known = next((one for one in people if same_id(one.id, made.id)), None)
        if known and (not known.left or known.id != made.id):
            raise BadInput(tr("{id} is one of the people already. Another key: dubbench people rekey", id=known.id))
        if known and known.service is not made.service:
            raise BadInput(tr("{id} was a person here, or a machine, and comes back as the same.", id=known.id))
        if known:
            _producer(read, session, EVERYWHERE)
        row = replace(made, former_keys=former(known, made.key)) if known else made
        return Decided(Message.of("add-person", name=made.name), [row], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (made.id,))


def grant(session: Session, person_id: str, role: Role | str, market_id: str = "") -> Edited:
    """Grant a role in a Market, or in all of them; what is granted already stays as it is."""
    wanted = as_role(role)

    def decision(read: ReadAll) -> Decided | None:
        by = _producer(read, session, market_id or EVERYWHERE)
        person = known(read, person_id)
        market = _market(read, market_id)
        if person.service and wanted not in OF_SERVICES:
            raise NotPermitted(
                tr("{name} is a machine's identity: it runs and exports, and is never {role}.",
                   name=person.name, role=permits.word(wanted))
            )  # fmt: skip
        grants = read(Grant)
        if any(_covers(one, person, wanted, market_id) for one in permits.counting(grants)):
            return None
        made = _granted(by, person, wanted, market_id, grants)
        return Decided(_told("grant-role", person, wanted, market), [made], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (person_id,))


def withdraw(session: Session, grant_id: str) -> Edited:
    """Take a role away; the series keeps a producer of all its markets. What was done in it stays."""

    def decision(read: ReadAll) -> Decided | None:
        grants = read(Grant)
        old = present(next((one for one in grants if one.id == grant_id), None))
        _producer(read, session, old.market_id or EVERYWHERE)
        if old.withdrawn_at:
            return None
        person = known(read, old.person_id, left=True)
        gone = _withdrawn(session, [old], grants)
        _refuse_last(read(Person), grants, gone)
        market = next((one for one in read(Market) if one.id == old.market_id), None)
        return Decided(_told("withdraw-role", person, old.role, market), gone, binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (grant_id,))


def find_grant(session: Session, person_id: str, role: Role | str, market_id: str = "") -> Grant:
    """Find the Grant of a role to a person in a Market, or in all; `BadInput` where there is none."""
    wanted = as_role(role)
    held = (one for one in session.store.all(Grant, person_id=person_id, market_id=market_id) if not one.withdrawn_at)
    match = next((one for one in held if one.role is wanted), None)
    if match is None:
        raise BadInput(
            tr("{person} was not granted the role {role} there. See: dubbench people list",
               person=person_id, role=permits.word(wanted))
        )  # fmt: skip
    return match


def leave(session: Session, person_id: str) -> Edited:
    """Let a person leave: they keep what they signed, lose their roles, and change nothing any more."""

    def decision(read: ReadAll) -> Decided | None:
        _producer(read, session, EVERYWHERE)
        person = known(read, person_id, left=True)
        if person.left:
            return None
        grants = read(Grant)
        gone = _withdrawn(session, _standing(grants, person), grants)
        _refuse_last(read(Person), grants, gone)
        return Decided(Message.of("leave-series", name=person.name), [replace(person, left=True), *gone], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (person_id,))


def new_key(session: Session, person_id: str, key: str, *, again: bool = False) -> Edited:
    """Give a person another key; roles of the old one end, or are granted `again` by the producer at work.

    What was signed with the old key stays signed.
    """
    wanted = key_of(key)

    def decision(read: ReadAll) -> Decided | None:
        by = _producer(read, session, EVERYWHERE)
        person = known(read, person_id)
        if person.key == wanted:
            return None
        people, grants = read(Person), read(Grant)
        refuse_key(people, person.id, wanted)
        if again and by.id == person.id:
            raise NotPermitted(tr("Nobody grants their own roles again. Another producer does, for your new key."))
        gone = _withdrawn(session, _standing(grants, person), grants)
        _refuse_last(people, grants, gone)
        mine = _standing(permits.counting(grants), person)
        now = replace(person, key=wanted, former_keys=former(person, wanted))
        past = [*grants, *gone]
        anew = [_granted(by, now, one.role, one.market_id, past) for one in mine if again]
        return Decided(Message.of("new-key", name=person.name), [now, *gone, *anew], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (person_id,))


def unsound(store: Store) -> list[str]:
    """Say of each grant that counts for nothing, as no producer of its time signed it, whose it is."""
    grants, names = store.all(Grant), {one.id: one.name for one in store.all(Person)}
    counting = {one.id for one in permits.counting(grants)}
    return [
        tr("The role {role} of {name} ({id}) is not what a producer granted: {by} did not sign it, or was none then.",
           role=permits.word(one.role), name=names.get(one.person_id, one.person_id), id=one.id,
           by=names.get(one.by, one.by))
        for one in grants
        if one.id not in counting
    ]  # fmt: skip


def _member(person: Person, counting: Sequence[Grant]) -> Member:
    try:
        here = identity.own(person)
    except (NoPermission, BadInput):  # a key that cannot be used is none
        here = False
    return Member(person, tuple(_standing(counting, person)), here)


def _producer(read: ReadAll, session: Session, market_id: str = "") -> Person:
    who = permits.require(read, session.person, _PRODUCER, market_id)
    if who is None:
        raise NotPermitted(tr("This series knows nobody yet. Its producer begins: dubbench people begin"))
    return who


def _granted(by: Person, person: Person, role: Role, market_id: str, past: Iterable[Grant]) -> Grant:
    at = after(moment for one in past for moment in (one.at, one.withdrawn_at))
    made = Grant(new_id(), person.id, person.key, role, market_id, by.id, at)
    return replace(made, signature=identity.sign(by, to_sign(made)))


def _withdrawn(session: Session, gone: Iterable[Grant], past: Iterable[Grant]) -> list[Grant]:
    at = after(moment for one in past for moment in (one.at, one.withdrawn_at))
    return [replace(one, withdrawn_at=at, withdrawn_by=session.person.id) for one in gone]


def _standing(grants: Iterable[Grant], person: Person) -> list[Grant]:
    return [one for one in grants if one.person_id == person.id and one.key == person.key and not one.withdrawn_at]


def _covers(grant: Grant, person: Person, role: Role, market_id: str) -> bool:
    return bool(_standing([grant], person)) and grant.role is role and grant.market_id in {"", market_id}


def _refuse_last(people: Iterable[Person], grants: Sequence[Grant], gone: Sequence[Grant]) -> None:
    """Raise where a change would leave the series without a producer of all its Markets."""
    lost = {one.id for one in gone}
    left = [one for one in permits.counting(grants) if one.id not in lost]
    if not any(Role.PRODUCER in roles(one, left, EVERYWHERE) for one in people):
        raise NotPermitted(
            tr("The series would have no producer any more. Make another person its producer first: "
               "dubbench people grant SERIES PERSON producer")
        )  # fmt: skip


def _market(read: ReadAll, market_id: str) -> Market | None:
    return present(next((one for one in read(Market) if one.id == market_id), None)) if market_id else None


def _told(message_id: str, person: Person, role: Role, market: Market | None) -> Message:
    if market is None:
        return Message.of(message_id, name=person.name, role=role.value)
    return Message.of(f"{message_id}-in", name=person.name, role=role.value, market=market.locale)
