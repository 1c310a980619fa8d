"""One transaction, one Step: what an edit wants becomes rows and a place in the journal."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from dubbench.domain.journal import Change, Step
from dubbench.store import counts, journal, rows
from dubbench.store.conflict import stale
from dubbench.store.journal import Draft, Meta
from dubbench.store.rows import Image, Place


class Wish(NamedTuple):
    """What one row shall be (`None`: gone), and the version it must still have (`None`: any)."""

    body: str | None
    expect: int | None = None


def commit(connection: Connection, draft: Draft, wishes: Mapping[Place, Wish]) -> Step | None:
    """Carry out the wishes as one Step; `None` where everything already is as wished, `Conflict` on a stale row."""
    meta = journal.locked_meta(connection)
    found = rows.current(connection, wishes)
    for place, wish in wishes.items():
        _check(place, wish, found[place])
    changes = [
        Change(*place, found[place].body, wish.body) for place, wish in wishes.items() if found[place].body != wish.body
    ]
    return write(connection, meta, draft, changes) if changes else None


def _check(place: Place, wish: Wish, found: Image) -> None:
    if wish.expect is not None and wish.expect != found.version:
        raise stale(*place, mine=wish.body, theirs=found.body)


def write(connection: Connection, meta: Meta, draft: Draft, changes: Iterable[Change]) -> Step:
    """Write a Step and bring the tables to its images after."""
    step = journal.append(connection, meta, draft, changes)
    rows.apply(connection, step.seq, step.changes)
    counts.touch(connection, step.seq, step.changes)
    return step
