"""Whether the past is what it was: the chain of Steps, and the rows against it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, and_, exists, func, or_, select

from dubbench.errors import StoreError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.store import journal
from dubbench.store.database import Database
from dubbench.store.journal import Head, Meta
from dubbench.store.kinds import decode_all, kind_in
from dubbench.store.schema import CHANGE, STEP, TABLES

_HASH = re.compile(r"[0-9a-f]{64}")
_CHUNK = 500


def quick(database: Database) -> None:
    """Check what opening checks: the file's pages, and that the chain ends where the series says it does."""
    if database.file:
        _check_pages(database, "quick_check(1)")
    with database.read() as connection:
        meta = journal.read_meta(connection)
        if sentence := _shortened(meta, journal.last(connection)):
            raise StoreError(sentence)


def _check_pages(database: Database, pragma: str) -> None:
    with database.read() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {pragma}").scalars().all()
    if found != ["ok"]:
        raise StoreError(
            tr(
                "{place} is damaged ({cause}). Restore a copy, or one from the folder backups.",
                place=database.place,
                cause=found[0],
            )
        )


def full(database: Database, heads: Iterable[str], context: Context) -> Iterator[str]:
    """Yield a sentence for each finding; `heads` are chain heads known from outside (manifests, signatures)."""
    if database.file:
        try:
            _check_pages(database, "integrity_check(1)")
        except StoreError as error:
            yield str(error)
            return
    with database.read() as connection:
        meta = journal.read_meta(connection)
        if sentence := _chain(connection, meta, context) or _shortened(meta, journal.last(connection)):
            yield sentence
        yield from _places(connection)
        yield from _lost_heads(connection, heads)
        for table in TABLES:
            yield from _rows(connection, table)
            yield from _columns(connection, table)


def _chain(connection: Connection, meta: Meta, context: Context) -> str:
    """Return what is said of the first Step that is not as it was written; empty for an unbroken chain."""
    previous, seq = journal.genesis(meta.series_id), 0
    query = select(STEP).order_by(STEP.c.seq).limit(_CHUNK)
    while rows := connection.execute(query.where(STEP.c.seq > seq)).mappings().all():
        changes = journal.changes_of(connection, [row["seq"] for row in rows])
        for row in rows:
            seq += 1
            if row["seq"] != seq or row["previous"] != previous:
                return tr("Step {seq} is missing or was rewritten: what follows does not chain to it.", seq=seq)
            if journal.chained(dict(row), changes.get(seq, ())) != row["hash"]:
                return tr(
                    "Step {seq} ({at}, {author}) was altered after it was written.",
                    seq=seq,
                    at=row["at"],
                    author=row["author"],
                )
            previous = row["hash"]
        context.progress(seq, meta.head.seq)
    return ""


def _places(connection: Connection) -> Iterator[str]:
    """Look for images that no Step wrote, or that are not numbered as they were written."""
    counted = select(CHANGE.c.seq).group_by(CHANGE.c.seq)
    astray = counted.having(or_(func.min(CHANGE.c.place) != 0, func.max(CHANGE.c.place) != func.count() - 1))
    lost = select(CHANGE.c.seq).join_from(CHANGE, STEP, STEP.c.seq == CHANGE.c.seq, isouter=True)
    lost = lost.where(STEP.c.seq.is_(None)).distinct()
    for seq in sorted({*connection.execute(astray).scalars(), *connection.execute(lost).scalars()}):
        yield tr("What step {seq} changed was altered after it was written.", seq=seq)


def _shortened(meta: Meta, last: Head | None) -> str:
    last = last or Head(0, journal.genesis(meta.series_id))
    if last == meta.head:
        return ""
    if last.seq < meta.head.seq:
        return tr(
            "The journal was shortened: it ends at step {last}, but the series had {seq}. Restore a backup.",
            last=last.seq,
            seq=meta.head.seq,
        )
    return tr(
        "The journal does not end as the series says (step {last}, not {seq}). Restore a backup.",
        last=last.seq,
        seq=meta.head.seq,
    )


def _lost_heads(connection: Connection, heads: Iterable[str]) -> Iterator[str]:
    delivered = connection.execute(select(TABLES["delivery"].c.head)).scalars().all()
    wanted = {found for head in (*delivered, *heads) for found in _HASH.findall(head)}
    for head in sorted(wanted):
        if not connection.execute(select(STEP.c.seq).where(STEP.c.hash == head)).first():
            yield tr(
                "The past was rewritten: no step has the hash {head} that a delivery or signature names.", head=head
            )


def _columns(connection: Connection, name: str) -> Iterator[str]:
    """Compare the columns by which rows are found with what their bodies say."""
    table, kind = TABLES[name], kind_in(name)
    if not kind.keys:
        return
    columns = [table.c[key.column] for key in kind.keys]
    query = select(table.c.id, table.c.body, *columns).order_by(table.c.id)
    for chunk in connection.execute(query).partitions(_CHUNK):
        try:
            values = decode_all(kind.type, [row.body for row in chunk])
        except StoreError as error:
            yield str(error)
            return
        for value, row in zip(values, chunk, strict=True):
            if tuple(kind.key_values(value).values()) != tuple(row[2:]):
                yield tr("The {table} {id} was changed outside the journal.", table=name, id=row.id)


def _rows(connection: Connection, name: str) -> Iterator[str]:
    """Compare each row with the last image the journal has of it, inside the database."""
    table, later = TABLES[name], CHANGE.alias()
    wrote = and_(CHANGE.c.table_name == name, CHANGE.c.row_id == table.c.id, CHANGE.c.seq == table.c.version)
    is_later = and_(later.c.table_name == name, later.c.row_id == CHANGE.c.row_id, later.c.seq > CHANGE.c.seq)
    strange = (
        select(table.c.id)
        .join_from(table, CHANGE, wrote, isouter=True)
        .where(or_(CHANGE.c.after.is_(None), CHANGE.c.after != table.c.body, exists().where(is_later)))
    )
    for row_id in connection.execute(strange.order_by(table.c.id)).scalars():
        yield tr("The {table} {id} was changed outside the journal.", table=name, id=row_id)
    alive = exists().where(table.c.id == CHANGE.c.row_id)
    lost = select(CHANGE.c.row_id).where(
        CHANGE.c.table_name == name, CHANGE.c.after.is_not(None), ~alive, ~exists().where(is_later)
    )
    for row_id in connection.execute(lost.order_by(CHANGE.c.row_id)).scalars():
        yield tr("The {table} {id} was deleted outside the journal.", table=name, id=row_id)
