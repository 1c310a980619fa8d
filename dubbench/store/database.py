"""Where the tables are: a SQLite file, or a namespace of a PostgreSQL database."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.schema import CreateSchema

from dubbench.domain.hashing import digest
from dubbench.errors import BadInput, StoreError
from dubbench.i18n import tr
from dubbench.store.mounts import refuse_network
from dubbench.store.reasons import reason

WAIT_S = 30
_PLAIN_ID = re.compile(r"[a-z0-9_]{1,50}")
_PASSWORD = re.compile(r"(//[^:/@]*):[^/]*@")


class Database:
    """Connections of one series: `read` gives a snapshot, `write` the only transaction that may change anything."""

    def __init__(
        self, reader: Engine, writer: Engine, place: str, file: Path | None = None, namespace: str | None = None
    ) -> None:
        self.reader, self.writer, self.place, self.file, self.namespace = reader, writer, place, file, namespace

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection on which every query sees the same moment."""
        with self.in_words(), self.reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a transaction: committed at the end, rolled back where something is raised."""
        with self.in_words(), self.writer.connect() as connection, connection.begin():
            yield connection

    def settle(self) -> None:
        """Move what was committed from SQLite's log into its file, keeping nobody waiting.

        Where nobody does, every hundredth commit or so does it, and its author waits for the disk.
        """
        if self.file is None:
            return
        with self.in_words():
            connection = self.reader.raw_connection()  # outside any transaction
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()
            finally:
                connection.close()

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Turn the database's errors into sentences."""
        try:
            yield
        except DBAPIError as error:
            raise reason(error, self.place) from error

    def has(self, table: str) -> bool:
        with self.read() as connection:
            return inspect(connection).has_table(table, schema=self.namespace)

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def open_sqlite(file: Path) -> Database:
    """Open a SQLite file in write-ahead mode: readers never wait, writers wait for one another."""
    refuse_network(file.parent)
    return Database(_sqlite(file, "BEGIN"), _sqlite(file, "BEGIN IMMEDIATE"), str(file), file)


def _sqlite(file: Path, begin: str) -> Engine:
    url = URL.create("sqlite", database=str(file))
    options = {"timeout": WAIT_S, "check_same_thread": False}
    engine = create_engine(url, connect_args=options, max_overflow=-1, pool_timeout=WAIT_S)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        # NORMAL: a killed process loses nothing; a power cut at most the last edits, never the file
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-32768"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def open_postgresql(address: str, series_id: str, *, create: bool = False) -> Database:
    """Open a series' namespace in a PostgreSQL database; a password comes from the address, PGPASSWORD or .pgpass."""
    url = postgresql_url(address)
    if importlib.util.find_spec("psycopg") is None:
        raise StoreError(tr("A PostgreSQL store needs psycopg. Install it with: pip install 'dubbench[postgres]'"))
    space = namespace(series_id)
    engine = create_engine(
        url,
        connect_args={"connect_timeout": 10},
        pool_pre_ping=True,
        max_overflow=-1,
        execution_options={"schema_translate_map": {None: space}},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = '{WAIT_S}s'")
        connection.commit()

    database = Database(
        engine.execution_options(isolation_level="REPEATABLE READ"), engine, str(bare(url)), namespace=space
    )
    if create:
        with database.write() as connection:
            connection.execute(CreateSchema(space, if_not_exists=True))
    return database


def postgresql_url(address: str) -> URL:
    """Read an address `postgresql://user@host/database`; `BadInput` where it is another kind."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise BadInput(_not_an_address(_PASSWORD.sub(r"\1@", address))) from error
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise BadInput(_not_an_address(str(bare(url))))
    return url.set(drivername="postgresql+psycopg")


def _not_an_address(address: str) -> str:
    return tr(
        "{address} is no store address. Leave it out for SQLite, or give postgresql://user@host/database",
        address=address,
    )


def bare(url: URL) -> URL:
    """Return an address as it may be written down: without driver and password."""
    query = {name: value for name, value in url.query.items() if name != "password"}
    driver = "postgresql" if url.drivername.startswith("postgres") else url.drivername
    return URL.create(driver, url.username, None, url.host, url.port, url.database, query)


def namespace(series_id: str) -> str:
    """Return the PostgreSQL schema that holds a series."""
    return "dubbench_" + (series_id if _PLAIN_ID.fullmatch(series_id) else digest(series_id)[:32])
