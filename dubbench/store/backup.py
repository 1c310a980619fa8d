"""A consistent copy of a store while others use it: always a SQLite file, whatever it is copied from."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, Text, insert, select

from dubbench.store.database import Database, open_sqlite
from dubbench.store.folder import in_words

_CHUNK = 1000


def copy_to(database: Database, target: Path) -> None:
    """Write the store as it is now into one SQLite file, which appears under its name only when complete."""
    part = target.with_name(target.name + ".part")
    with in_words(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove(part)
        if database.file:
            _copy_sqlite(database, part)
        else:
            _copy_rows(database, part)
        _settle(part)
        part.replace(target)


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + end).unlink(missing_ok=True)


def _copy_sqlite(database: Database, target: Path) -> None:
    with database.in_words(), database.reader.connect() as connection, closing(sqlite3.connect(target)) as copy:
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)  # noqa: S101 - says so to the type checker
        source.backup(copy)


def _settle(file: Path) -> None:
    """Leave write-ahead mode, so that the copy is one file."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_rows(database: Database, target: Path) -> None:
    copy = open_sqlite(target)
    try:
        with database.read() as source, copy.write() as sink:
            for table in _tables(database, source):
                _copy_table(source, sink, table)
    finally:
        copy.close()


def _tables(database: Database, connection: Connection) -> list[Table]:
    """Read the tables as they are, which may be of an older schema."""
    found = MetaData()
    found.reflect(bind=connection, schema=database.namespace)
    return found.sorted_tables


def _copy_table(source: Connection, sink: Connection, table: Table) -> None:
    local = table.to_metadata(MetaData(), schema=None)  # type: ignore[arg-type]  # its stub forgets None: no schema
    for column in local.columns:
        if isinstance(column.type, Text):
            column.type = Text()
    local.create(sink)
    rows = source.execution_options(yield_per=_CHUNK).execute(select(table)).mappings()
    while chunk := [dict(row) for row in itertools.islice(rows, _CHUNK)]:
        sink.execute(insert(local), chunk)
