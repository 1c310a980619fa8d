"""Assignments as the command line names things: episode numbers, locales, people's ids."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.app import assignments, permits
from dubbench.app.assignments import Due, Work
from dubbench.app.enrolling import as_role, known
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session
from dubbench.domain.people import Role
from dubbench.errors import BadInput
from dubbench.i18n import ntr, tr


class Given(NamedTuple):
    """Whose work in which role is meant: on these episodes (none: all) in a market (left out where there is one)."""

    folder: Path
    person_id: str
    role: str
    episodes: Sequence[int] = ()
    locale: str = ""


def assign(given: Given, due: str, note: str) -> list[dict[str, Any]]:
    """Give out work."""
    with Session.open(given.folder) as session:
        episode_ids, market_id = _where(session, given)
        assignments.assign(session, episode_ids, market_id, Work(given.person_id, given.role, due, note))
        return _of(session, assignments.find(session, episode_ids, market_id, given.person_id, given.role))


def done(given: Given, *, off: bool = False) -> list[dict[str, Any]]:
    """Say that work is done, or is not."""
    with Session.open(given.folder) as session:
        ids = assignments.find(session, *_where(session, given), given.person_id, given.role)
        assignments.done(session, ids, off=off)
        return _of(session, ids)


def unassign(given: Given) -> list[dict[str, Any]]:
    """Take work back; return what it was."""
    with Session.open(given.folder) as session:
        ids = assignments.find(session, *_where(session, given), given.person_id, given.role)
        before = _of(session, ids)
        assignments.unassign(session, ids)
        return before


def listing(folder: Path, person_id: str, *, mine: bool, overdue: bool, finished: bool) -> list[dict[str, Any]]:
    """List the work that was given out."""
    with Session.open(folder) as session:
        whose = session.person.id if mine else person_id
        if whose:
            known(session.store.all, whose, left=True)
        return [as_data(one) for one in assignments.listing(session, whose, overdue=overdue, finished=finished)]


def as_data(one: Due) -> dict[str, Any]:
    """Describe one piece of work."""
    row = one.assignment
    return {
        "id": row.id,
        "episode": one.episode,
        "market": one.locale,
        "person": row.person_id,
        "name": one.name,
        "role": row.role.value,
        "due": row.due,
        "days_left": one.days_left,
        "overdue": one.overdue,
        "done_at": row.done_at,
        "by": row.by,
        "note": row.note,
    }


def told(found: Mapping[str, Any]) -> str:
    """Tell one piece of work in a line."""
    role = permits.word(Role(found["role"]))
    mark = "✓" if found["done_at"] else "!" if found["overdue"] else "○"
    row = f"{mark} {found['episode']:>3}  {found['market']:<8} {found['name']:<20} {role:<18} {_when(found)}"
    return f"{row.rstrip()}  {found['note']}".rstrip()


def _when(found: Mapping[str, Any]) -> str:
    """Say in words how much time is left."""
    left = found["days_left"]
    if found["done_at"]:
        return tr("done {day}", day=found["done_at"][:10])
    if left is None:
        return tr("no day")
    if left < 0:
        late = ntr("{count} day late", "{count} days late", -left)
        return tr("{day}, {late}", day=found["due"], late=late)
    soon = tr("today") if not left else ntr("{count} day left", "{count} days left", left)
    return tr("{day}, {soon}", day=found["due"], soon=soon)


def _where(session: Session, given: Given) -> tuple[list[str], str]:
    as_role(given.role)
    known(session.store.all, given.person_id, left=True)
    markets = find_markets(session, [given.locale] if given.locale else [])
    if len(markets) != 1:
        raise BadInput(tr("Say which market: --market pt-BR"))
    return [one.id for one in find_episodes(session, list(given.episodes))], markets[0].id


def _of(session: Session, ids: Sequence[str]) -> list[dict[str, Any]]:
    return [as_data(one) for one in assignments.listing(session) if one.assignment.id in set(ids)]
