"""The rows themselves: read, compared and changed inside a transaction."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, bindparam, delete, insert, select, update

from dubbench.domain.journal import Change
from dubbench.store.kinds import decode, decode_all, kind_in, kind_of
from dubbench.store.schema import TABLES

T = TypeVar("T")

_CHUNK = 500
Place = tuple[str, str]


class Image(NamedTuple):
    """A row as it stands: the Step that wrote it last, and its body."""

    version: int
    body: str | None


ABSENT = Image(0, None)


def current(connection: Connection, places: Iterable[Place]) -> dict[Place, Image]:
    """Return the rows at (table, id); those that do not exist are `ABSENT`."""
    wanted: dict[str, list[str]] = defaultdict(list)
    found: dict[Place, Image] = {}
    for table, row_id in places:
        wanted[table].append(row_id)
        found[table, row_id] = ABSENT
    for name, ids in wanted.items():
        table_ = TABLES[name]
        for start in range(0, len(ids), _CHUNK):
            query = select(table_.c.id, table_.c.version, table_.c.body).where(
                table_.c.id.in_(ids[start : start + _CHUNK])
            )
            found.update({(name, row[0]): Image(row[1], row[2]) for row in connection.execute(query)})
    return found


def apply(connection: Connection, seq: int, changes: Iterable[Change]) -> None:
    """Bring the tables to the images after; `seq` becomes the version of every row written."""
    by_table: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_table[change.table].append(change)
    for name, group in by_table.items():
        _apply_to(connection, name, seq, group)


def _apply_to(connection: Connection, name: str, seq: int, changes: list[Change]) -> None:
    table = TABLES[name]
    gone = [{"row": c.row_id} for c in changes if c.after is None]
    written = _columns(name, seq, [c for c in changes if c.after is not None])
    known = {c.row_id for c in changes if c.before is not None}
    new = [row for row in written if row["id"] not in known]
    changed = [row | {"row": row["id"]} for row in written if row["id"] in known]
    if gone:
        connection.execute(delete(table).where(table.c.id == bindparam("row")), gone)
    if new:
        connection.execute(insert(table), new)
    if changed:
        connection.execute(update(table).where(table.c.id == bindparam("row")), changed)


def _columns(name: str, seq: int, changes: list[Change]) -> list[dict[str, Any]]:
    kind = kind_in(name)
    bodies = [c.after for c in changes if c.after is not None]
    values = decode_all(kind.type, bodies)
    return [
        {"id": value.id, "version": seq, "body": body, **kind.key_values(value)}
        for value, body in zip(values, bodies, strict=True)
    ]


def read_all(connection: Connection, type_: type[T], keys: dict[str, Any]) -> list[T]:
    """Return every object of a type whose columns have these values (one, or any of a collection), in order."""
    kind = kind_of(type_)
    table = TABLES[kind.table]
    query = select(table.c.body).order_by(*(table.c[column] for column in kind.order))
    for name, wanted in keys.items():
        query = query.where(_matches(table.c[name], wanted))
    return decode_all(type_, list(connection.execute(query).scalars()))


def _matches(column: ColumnElement[Any], wanted: Any) -> ColumnElement[bool]:
    if isinstance(wanted, Collection) and not isinstance(wanted, str):
        return column.in_(list(wanted))
    return column.is_(wanted) if wanted is None else column.__eq__(wanted)


def read_one(connection: Connection, type_: type[T], row_id: str) -> tuple[T | None, int]:
    """Return an object and its version; (None, 0) where there is none."""
    place = (kind_of(type_).table, row_id)
    image = current(connection, [place])[place]
    return (None, 0) if image.body is None else (decode(type_, image.body), image.version)
