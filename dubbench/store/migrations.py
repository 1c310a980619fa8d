"""How a store of an older schema becomes one of today's, after a backup."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, MetaData, update

from dubbench.domain.journal import Author, Message
from dubbench.errors import StoreError
from dubbench.i18n import tr
from dubbench.store import journal
from dubbench.store.backup import copy_to
from dubbench.store.database import Database
from dubbench.store.journal import MIGRATE, Draft, Meta
from dubbench.store.schema import META, METADATA, SCHEMA, STEP, TABLES

Migration = Callable[[Connection], None]


def _review(connection: Connection) -> None:
    """Add the tables of people, signatures, remarks and consents."""
    METADATA.create_all(connection, [TABLES[name] for name in _REVIEW])


def _sent(connection: Connection) -> None:
    """Add the table of what left the machine."""
    METADATA.create_all(connection, [TABLES["sent"]])


def _signed(connection: Connection) -> None:
    """Let Steps be signed; those of before are not."""
    namespace = connection.get_execution_options().get("schema_translate_map", {}).get(None)
    place = connection.dialect.identifier_preparer.format_table(STEP.to_metadata(MetaData(), schema=namespace))
    for column in ("signed_by", "signature"):
        connection.exec_driver_sql(f"ALTER TABLE {place} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


_REVIEW = ("person", "grant_", "signoff", "sent_back", "comment", "assignment", "waiver", "watched", "consent")

# schema it starts from → what brings it one further; rows' bodies and columns change here, the journal never
MIGRATIONS: Mapping[int, Migration] = {1: _review, 2: _sent, 3: _signed}

PROGRAM = Author("dubbench", machine=True)


def bring_up(
    database: Database,
    backups: Path,
    migrations: Mapping[int, Migration] = MIGRATIONS,
    known: int = SCHEMA,
) -> Path | None:
    """Bring a store to the known schema and return its backup; `None` where nothing was to do, refuse a newer one."""
    with database.read() as connection:
        found = journal.read_meta(connection).schema
    if found > known:
        raise StoreError(
            tr(
                "The store was changed by a newer dubbench (schema {found}; this one knows {known}). Update dubbench.",
                found=found,
                known=known,
            )
        )
    if found == known:
        return None
    backup = backups / f"schema{found}-{datetime.now(UTC):%Y%m%dT%H%M%S}.sqlite"
    copy_to(database, backup)
    with database.write() as connection:
        _migrate(connection, journal.read_meta(connection, lock=True), migrations, known)
    return backup


def _migrate(connection: Connection, meta: Meta, migrations: Mapping[int, Migration], known: int) -> None:
    """Run what is missing as one Step; another process may have done it while this one waited for the lock."""
    if meta.schema >= known:
        return
    for version in range(meta.schema, known):
        migrations[version](connection)
    connection.execute(update(META).values(schema_version=known))
    message = Message.of("migrate", before=meta.schema, after=known)
    journal.append(connection, meta._replace(schema=known), Draft(PROGRAM, message, act=MIGRATE), ())
