"""Who does which work on an episode in a market, and until when; producers and approvers give it out."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dubbench.app import permits
from dubbench.app.enrolling import as_role, known
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.app.times import day, now
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import UNLOCKING, Person, Role
from dubbench.domain.remarks import Assignment
from dubbench.domain.series import Episode
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll

NOTE = 1_000


class Work(NamedTuple):
    """A role's work in a Market: whose, until which day (YYYY-MM-DD, empty: no day), and what they should know."""

    person_id: str
    role: Role | str
    due: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """An Assignment as people read it; `days_left` is negative where its day is over, `None` where it has none."""

    assignment: Assignment
    episode: int
    locale: str
    name: str
    days_left: int | None

    @property
    def done(self) -> bool:
        return bool(self.assignment.done_at)

    @property
    def overdue(self) -> bool:
        return not self.done and self.days_left is not None and self.days_left < 0


def assign(session: Session, episode_ids: Sequence[str], market_id: str, work: Work) -> Edited:
    """Give a person work on episodes in a Market, as one Step; what is theirs already gets the new day and note.

    They must hold the role there; what they had done is theirs to do again.
    """
    role, due, note = as_role(work.role), day(work.due), _note(work.note)
    new = {episode_id: new_id() for episode_id in episode_ids}

    def decision(read: ReadAll) -> Decided | None:
        _giver(read, session, market_id)
        market = _market(read, market_id)
        _refuse_missing(read, new)
        person = known(read, work.person_id)
        _refuse_roleless(read, person, role, market)
        at = now()
        old = {one.episode_id: one for one in _standing(read, new, market_id, person.id, role)}
        rows = [
            replace(old[one], due=due, note=note, done_at="") if one in old
            else Assignment(made, one, market_id, person.id, role, due, session.person.id, at, note)
            for one, made in new.items()
        ]  # fmt: skip
        told = Message.of(
            "assign-work", name=person.name, role=role.value, market=market.locale, count=len(rows), due=due
        )
        return Decided(told, rows, binding=True) if rows else None

    return Edited(changed_by(session.store.decide(session.person, decision)), tuple(new.values()))


def done(session: Session, assignment_ids: Iterable[str], *, off: bool = False) -> Edited:
    """Say that work is done, or with `off` that it is not: one's own, or as who gives it out."""

    def change(read: ReadAll, row: Assignment) -> Assignment:
        if row.person_id == session.person.id:
            permits.require(read, session.person, {row.role} | UNLOCKING, row.market_id)
        else:
            _giver(read, session, row.market_id)
        if bool(row.done_at) is not off:
            return row
        return replace(row, done_at="" if off else now())

    return _changed(session, assignment_ids, "reopen-work" if off else "finish-work", change)


def unassign(session: Session, assignment_ids: Iterable[str]) -> Edited:
    """Take work from whom it was given to."""

    def change(read: ReadAll, row: Assignment) -> None:
        _giver(read, session, row.market_id)

    return _changed(session, assignment_ids, "unassign-work", change)


def listing(
    session: Session, person_id: str = "", *, overdue: bool = False, today: date | None = None, finished: bool = True
) -> list[Due]:
    """List the work that was given out, of one person or of all: what is due first comes first, what is done last."""
    asked = {"person_id": person_id} if person_id else {}
    rows = session.store.all(Assignment, **asked)
    numbers = {one.id: one.number for one in session.store.all(Episode)}
    locales = {one.id: one.locale for one in session.store.all(Market)}
    names = {one.id: one.name for one in session.store.all(Person)}
    day_ = today or date.today()  # noqa: DTZ011 - the day where the person is
    found = [
        Due(row, numbers[row.episode_id], locales[row.market_id], names.get(row.person_id, row.person_id),
            _left(row.due, day_))
        for row in rows
        if row.episode_id in numbers and row.market_id in locales
    ]  # fmt: skip
    wanted = (one for one in found if (one.overdue or not overdue) and (finished or not one.done))
    return sorted(wanted, key=_urgency)


def find(session: Session, episode_ids: Sequence[str], market_id: str, person_id: str, role: Role | str) -> list[str]:
    """Find the ids of a person's work in a role on episodes in a Market; `BadInput` where there is none."""
    found = _standing(session.store.all, episode_ids, market_id, person_id, as_role(role))
    if not found:
        raise BadInput(tr("{person} was not given this work. See: dubbench assignments", person=person_id))
    return [one.id for one in found]


def _changed(
    session: Session,
    assignment_ids: Iterable[str],
    message_id: str,
    change: Callable[[ReadAll, Assignment], Assignment | None],
) -> Edited:
    """Change rows as one Step; `change` gives each as it shall be (`None`: gone), or refuses."""
    wanted = tuple(dict.fromkeys(assignment_ids))

    def decision(read: ReadAll) -> Decided | None:
        rows = read(Assignment, id=wanted)
        if len(rows) < len(wanted):
            raise Conflict(tr("This work was taken back meanwhile. Read it again and decide."))
        pairs = [(row, change(read, row)) for row in rows]
        put = [new for old, new in pairs if new is not None and new != old]
        gone = [old for old, new in pairs if new is None]
        if not put and not gone:
            return None
        first = (put or gone)[0]
        name = next((one.name for one in read(Person) if one.id == first.person_id), first.person_id)
        told = Message.of(
            message_id, name=name, role=first.role.value, market=_market(read, first.market_id).locale,
            count=len(put or gone),
        )  # fmt: skip
        return Decided(told, put, gone, binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), wanted)


def _giver(read: ReadAll, session: Session, market_id: str) -> None:
    if permits.require(read, session.person, UNLOCKING, market_id) is None:
        raise NotPermitted(tr("This series knows nobody yet, so nobody gives out work. Begin: dubbench people begin"))


def _market(read: ReadAll, market_id: str) -> Market:
    rows = read(Market, id=market_id)
    return present(rows[0] if rows else None)


def _refuse_missing(read: ReadAll, episode_ids: Iterable[str]) -> None:
    wanted = set(episode_ids)
    if not wanted <= {one.id for one in read(Episode)}:
        raise Conflict(tr("An episode was deleted meanwhile. Read it again and decide."))


def _refuse_roleless(read: ReadAll, person: Person, role: Role, market: Market) -> None:
    if person.service:
        raise BadInput(tr("{name} is a machine's identity. Work is given to people.", name=person.name))
    if role not in permits.held(read, person, market.id):
        raise BadInput(
            tr("{name} is not {role} for {market}. A producer grants it first: dubbench people grant",
               name=person.name, role=permits.word(role), market=market.locale)
        )  # fmt: skip


def _standing(
    read: ReadAll, episode_ids: Iterable[str], market_id: str, person_id: str, role: Role
) -> list[Assignment]:
    rows = read(Assignment, market_id=market_id, person_id=person_id)
    wanted = set(episode_ids)
    return [one for one in rows if one.role is role and one.episode_id in wanted]


def _note(text: str) -> str:
    said = text.strip()
    if len(said) > NOTE:
        raise BadInput(tr("A note has at most {most} characters, this one has {count}.", most=NOTE, count=len(said)))
    return said


def _left(due: str, today: date) -> int | None:
    return (date.fromisoformat(due) - today).days if due else None


def _urgency(one: Due) -> tuple[object, ...]:
    return (one.done, one.days_left is None, one.days_left or 0, one.episode, one.locale, one.name, one.assignment.id)
