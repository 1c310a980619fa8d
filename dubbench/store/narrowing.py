"""Which Steps of the journal are asked for: by who made them, when, and what they touched."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, Select, or_, select

from dubbench.domain.journal import Narrow
from dubbench.store.schema import CHANGE, STEP


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
    if only.episode_id:
        yield _touching(or_(CHANGE.c.row_id == only.episode_id, _names("episode_id", only.episode_id)))
    if only.market_id:
        yield _touching(or_(CHANGE.c.row_id == only.market_id, _names("market_id", only.market_id)))
    if only.line_id:
        yield _touching(_of_line(connection, only.line_id))


def _touching(matches: ColumnElement[bool]) -> ColumnElement[bool]:
    return STEP.c.seq.in_(select(CHANGE.c.seq).where(matches))


def _names(field: str, row_id: str) -> ColumnElement[bool]:
    """Match images in which a field has this value; ids need no escape in JSON."""
    said = f'"{field}":"{row_id}"'
    return or_(CHANGE.c.before.contains(said, autoescape=True), CHANGE.c.after.contains(said, autoescape=True))


def _of_line(connection: Connection, line_id: str) -> ColumnElement[bool]:
    """Match what belongs to a Line: itself, the Targets that ever stood on it, and all that is said of these."""
    named = f'"{line_id}"'
    stood = select(CHANGE.c.row_id).distinct().where(
        CHANGE.c.table_name == "target",
        or_(CHANGE.c.before.contains(named, autoescape=True), CHANGE.c.after.contains(named, autoescape=True)),
    )  # fmt: skip
    targets = list(connection.execute(stood).scalars())
    of_rows = [_names(field, row_id) for row_id in targets for field in ("target_id", "subject_id")]
    return or_(CHANGE.c.row_id.in_([line_id, *targets]), _names("subject_id", line_id), *of_rows)
