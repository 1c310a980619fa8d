"""Undo and redo: each author's own stack, read from the journal."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, or_, select

from dubbench.domain.journal import Author, Change, Message, Step
from dubbench.errors import StoreError
from dubbench.i18n import tr
from dubbench.store import journal, rows
from dubbench.store.commit import write
from dubbench.store.conflict import Newer, needed, overtaken
from dubbench.store.journal import BIND, EDIT, MIGRATE, REDO, UNDO, Draft, Seal
from dubbench.store.rows import Place
from dubbench.store.schema import CHANGE, STEP, TABLES
from dubbench.store.standing import refuse_broken

_CHUNK = 20
_UNSAID = Message("")


class _Past(NamedTuple):
    """What the stack needs to know of a Step."""

    seq: int
    id: str
    act: str
    group: str
    undoes: str


Guard = Callable[[Sequence[Change]], None]


def undo(connection: Connection, author: Author, guard: Guard, seal: Seal | None = None) -> Step | None:
    """Reverse the author's latest group; `None` where nothing is left, `Conflict` where newer work stands on it.

    `guard` raises where what comes back is not theirs to change.
    """
    return _reverse(connection, Draft(author, _UNSAID, act=UNDO, seal=seal), guard)


def redo(connection: Connection, author: Author, guard: Guard, seal: Seal | None = None) -> Step | None:
    """Bring back what the author undid last, as long as they changed nothing since."""
    return _reverse(connection, Draft(author, _UNSAID, act=REDO, seal=seal), guard)


def _reverse(connection: Connection, draft: Draft, guard: Guard) -> Step | None:
    author, act = draft.author, draft.act
    if author.machine:
        return None
    meta = journal.locked_meta(connection)
    run = (_undoable if act == UNDO else _redoable)(connection, author)
    if not run:
        return None
    _stop_at_migration(connection, run[-1].seq)
    changes = _net(connection, author, sorted(past.seq for past in run), act)
    found = rows.current(connection, [(c.table, c.row_id) for c in changes])
    for change in changes:
        if (now := found[change.table, change.row_id].body) != change.after:
            raise overtaken(change, now, _newer(connection, author, change, max(s.seq for s in run)), redo=act == REDO)
    back = [Change(c.table, c.row_id, c.after, c.before) for c in changes]
    guard(back)
    _keep_what_others_stand_on(connection, back)
    refuse_broken(connection, back)
    said = _message(connection, run[0], act)
    return write(connection, meta, draft._replace(message=said, undoes=run[0].id), back)


def _keep_what_others_stand_on(connection: Connection, back: list[Change]) -> None:
    """Raise `Conflict` where a Market, Episode, Character or Line would go that rows which stay belong to."""
    after = {(change.table, change.row_id): change.after or "" for change in back}
    for change in (c for c in back if c.after is None):
        if (table := _dependent(connection, change.table, change.row_id, after)) is not None:
            raise needed(change.table, change.row_id, change.before or "", table)


def _dependent(connection: Connection, table: str, row_id: str, after: Mapping[Place, str]) -> str | None:
    """Name a table in which a row belongs to this one, and still does `after` what is taken back with it."""
    for name, matches in _belonging(table, row_id):
        ids = connection.execute(select(TABLES[name].c.id).where(matches)).scalars()
        if any(f'"{row_id}"' in after.get((name, found), f'"{row_id}"') for found in ids):
            return name
    return None


def _belonging(table: str, row_id: str) -> Iterator[tuple[str, ColumnElement[bool]]]:
    """Yield, for each table with rows that name this one, how they are found."""
    column = f"{table}_id"
    for name, other in TABLES.items():
        if table in {"market", "episode", "character"} and column in other.c:
            yield name, other.c[column] == row_id
    for owner, name in (("line", "target"), ("character", "line")):
        if table == owner:
            yield name, TABLES[name].c.body.contains(f'"{row_id}"', autoescape=True)


def _undoable(connection: Connection, author: Author) -> list[_Past]:
    """Find the newest run that is not undone.

    An undo leaves the stack as it was before what it undid, so the search goes on there.
    """
    run = _run(connection, author)
    while run and run[0].act == UNDO:
        run = _run(connection, author, before=_target(connection, author, run[0])[-1].seq)
    return run


def _redoable(connection: Connection, author: Author) -> list[_Past]:
    """Find the newest undo that is not redone; an edit on top of it ends the search."""
    run = _run(connection, author)
    while run and run[0].act == REDO:
        run = _run(connection, author, before=_target(connection, author, run[0])[-1].seq)
    return run if run and run[0].act == UNDO else []


def _target(connection: Connection, author: Author, past: _Past) -> list[_Past]:
    """Return the run that an undo or redo reversed: that which ends with the Step it names."""
    seq = connection.execute(select(STEP.c.seq).where(STEP.c.id == past.undoes)).scalar_one()
    return _run(connection, author, before=seq + 1)


def _run(connection: Connection, author: Author, before: int | None = None) -> list[_Past]:
    """Return the author's newest Steps before a place that belong together, newest first: edits of one group."""
    run: list[_Past] = []
    for step in _past(connection, author, before):
        if run and not (step.act == run[0].act == EDIT and step.group and step.group == run[0].group):
            break
        run.append(step)
    return run


def _past(connection: Connection, author: Author, before: int | None) -> Iterator[_Past]:
    """Yield the author's own Steps, newest first."""
    columns = (STEP.c.seq, STEP.c.id, STEP.c.act, STEP.c.group_id, STEP.c.undoes)
    mine = select(*columns).where(STEP.c.author == author.id, STEP.c.machine == 0, STEP.c.act != BIND)
    mine = mine.order_by(STEP.c.seq.desc())
    while True:
        query = mine if before is None else mine.where(STEP.c.seq < before)
        chunk = connection.execute(query.limit(_CHUNK)).all()
        yield from (_Past(*row) for row in chunk)
        if len(chunk) < _CHUNK:
            return
        before = chunk[-1][0]


def _stop_at_migration(connection: Connection, oldest: int) -> None:
    later = select(STEP.c.seq).where(STEP.c.act == MIGRATE, STEP.c.seq > oldest).limit(1)
    if connection.execute(later).first():
        raise StoreError(
            tr("The change before was made by an older dubbench and can no longer be undone. Edit it instead.")
        )


def _newer(connection: Connection, author: Author, change: Change, after: int) -> Newer | None:
    """Find the newest Step on a row that is not the author's own and came `after` theirs."""
    query = (
        select(STEP.c.seq, STEP.c.author, STEP.c.machine)
        .join(CHANGE, CHANGE.c.seq == STEP.c.seq)
        .where(CHANGE.c.table_name == change.table, CHANGE.c.row_id == change.row_id)
        .where(or_(STEP.c.author != author.id, STEP.c.machine == 1), STEP.c.seq > after)
        .order_by(STEP.c.seq.desc())
        .limit(1)
    )
    found = connection.execute(query).first()
    return Newer(found[0], tr("a run") if found[2] else found[1]) if found else None


def _net(connection: Connection, author: Author, seqs: list[int], act: str) -> list[Change]:
    """Join a run's changes to one for each row; `Conflict` where somebody changed a row in between."""
    net: dict[Place, Change] = {}
    for start in range(0, len(seqs), 500):
        changes = journal.changes_of(connection, seqs[start : start + 500])
        for change in (c for seq in sorted(changes) for c in changes[seq]):
            place = (change.table, change.row_id)
            first = net.get(place)
            if first and first.after != change.before:
                raise overtaken(first, change.before, _newer(connection, author, change, seqs[0]), redo=act == REDO)
            net[place] = change._replace(before=first.before) if first else change
    return [change for change in net.values() if change.before != change.after]


def _message(connection: Connection, past: _Past, act: str) -> Message:
    """Say what was undone: the id of the message first given, whatever was undone and redone since."""
    row = connection.execute(select(STEP.c.message, STEP.c.arguments).where(STEP.c.seq == past.seq)).one()
    origin = Message(row[0], journal.arguments(row[1]))
    named = origin if past.act == EDIT else Message(origin.arguments["id"], origin.arguments["arguments"])
    return Message.of(act, id=named.id, arguments=dict(named.arguments))
