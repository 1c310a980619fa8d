"""Which Steps of the journal are asked for: by who made them, when, and what they touched."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select, union

from dubbench.domain.journal import Narrow
from dubbench.store.schema import CHANGE, STEP, TABLES


def narrowed(connection: Connection, query: Select[tuple[object, ...]], only: Narrow) -> Select[tuple[object, ...]]:
    """Return a query of Steps with only those that are asked for."""
    for condition in _conditions(connection, only):
        query = query.where(condition)
    return query


def _conditions(connection: Connection, only: Narrow) -> Iterator[ColumnElement[bool]]:
    if only.people:
        yield STEP.c.machine == 0
    if only.since_at:
        yield STEP.c.at >= only.since_at
    if only.until_at:
        yield STEP.c.at < only.until_at
    for field, row_id in (("episode_id", only.episode_id), ("market_id", only.market_id)):
        if row_id:
            yield _touching(_rows([row_id]), *_naming(connection, field, row_id))
    if only.line_id:
        yield _touching(*_of_line(connection, only.line_id))


_Seqs = Select[tuple[int]]


def _touching(*seqs: _Seqs) -> ColumnElement[bool]:
    """Match the Steps of any of these; each is asked for by itself, so that each has its index."""
    return STEP.c.seq.in_(union(*seqs))


def _rows(row_ids: Sequence[str]) -> _Seqs:
    """Return the Steps that touched rows, whatever table they are in."""
    return select(CHANGE.c.seq).where(CHANGE.c.table_name.in_(list(TABLES)), CHANGE.c.row_id.in_(row_ids))


def _naming(connection: Connection, field: str, *row_ids: str) -> Iterator[_Seqs]:
    """Return the Steps on rows that belong to these by a field: by its column, of those that are gone by images."""
    for name, table in TABLES.items():
        if field in table.c:
            there = select(table.c.id).where(table.c[field].in_(row_ids))
            yield select(CHANGE.c.seq).where(CHANGE.c.table_name == name, CHANGE.c.row_id.in_(there))
    said = [CHANGE.c.before.contains(f'"{field}":"{row_id}"', autoescape=True) for row_id in row_ids]
    if gone := _gone(connection, or_(*said)) if said else []:
        yield _rows(gone)


def _gone(connection: Connection, matches: ColumnElement[bool]) -> list[str]:
    """Return the ids of deleted rows whose last image matches."""
    query = select(CHANGE.c.row_id).distinct().where(CHANGE.c.after.is_(None), matches)
    return list(connection.execute(query).scalars())


def _of_line(connection: Connection, line_id: str) -> Iterator[_Seqs]:
    """Return the Steps on a Line, the Targets that stand or stood on it, and all that is said of these."""
    line, target = TABLES["line"], TABLES["target"]
    named = f'"{line_id}"'
    stands = select(target.c.id).where(
        target.c.episode_id.in_(select(line.c.episode_id).where(line.c.id == line_id)),
        target.c.body.contains(named, autoescape=True),
    )  # fmt: skip
    stood = _gone(connection, and_(CHANGE.c.table_name == "target", CHANGE.c.before.contains(named, autoescape=True)))
    targets = [*connection.execute(stands).scalars(), *stood]
    yield _rows([line_id, *targets])
    yield from _naming(connection, "subject_id", line_id, *targets)
    yield from _naming(connection, "target_id", *targets)
