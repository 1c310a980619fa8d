"""The tables: one for each kind, the journal, and one row about the series itself."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, PrimaryKeyConstraint, Table, Text

from dubbench.store.kinds import KINDS, Kind

SCHEMA = 4

SIGNED_SINCE = 4
"""The schema from which on a Step names the key that signed it."""

METADATA = MetaData()

# byte order on both databases, so that rows come in the same order
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")


def text(name: str, **options: Any) -> Column[str]:
    return Column(name, _TEXT, nullable=options.pop("nullable", False), **options)


def whole(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, **options)


META = Table(
    "meta",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    text("series_id"),
    whole("schema_version"),
    whole("head_seq"),
    text("head_hash"),
)

STEP = Table(
    "step",
    METADATA,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    text("id"),
    text("author"),
    whole("machine"),
    text("act"),
    text("at"),
    text("message"),
    text("arguments"),
    text("group_id"),
    text("undoes"),
    whole("schema_version"),
    text("previous"),
    text("hash"),
    text("signed_by"),
    text("signature"),
    Index("step_author", "author", "seq"),
    Index("step_id", "id", unique=True),
    Index("step_hash", "hash"),
)

CHANGE = Table(
    "change",
    METADATA,
    whole("seq"),
    whole("place"),
    text("table_name"),
    text("row_id"),
    text("before", nullable=True),
    text("after", nullable=True),
    PrimaryKeyConstraint("seq", "place"),
    Index("change_row", "table_name", "row_id", "seq"),
)

# derived from the journal: the step that last touched a table within an episode and market
TOUCHED = Table(
    "touched",
    METADATA,
    text("table_name"),
    text("episode_id"),
    text("market_id"),
    whole("seq"),
    PrimaryKeyConstraint("table_name", "episode_id", "market_id"),
)


def _table(kind: Kind) -> Table:
    keys = [whole(key.column) if key.integer else text(key.column) for key in kind.keys]
    indexes = [Index("_".join((kind.table, "by", *columns)), *columns) for columns in kind.indexes]
    return Table(kind.table, METADATA, text("id", primary_key=True), whole("version"), text("body"), *keys, *indexes)


TABLES: dict[str, Table] = {kind.table: _table(kind) for kind in KINDS}
