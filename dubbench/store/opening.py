"""How a series' store comes to be, and how it is found again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert, select

from dubbench.domain.journal import Message
from dubbench.domain.series import Series
from dubbench.errors import StoreError
from dubbench.i18n import tr
from dubbench.store.commit import Wish, commit
from dubbench.store.database import Database, bare, open_postgresql, open_sqlite, postgresql_url
from dubbench.store.folder import DATABASE, Card, prepare, write_card
from dubbench.store.journal import Draft, genesis
from dubbench.store.kinds import encode
from dubbench.store.migrations import PROGRAM
from dubbench.store.mounts import refuse_network
from dubbench.store.schema import META, METADATA, SCHEMA


def create(place: Path, series: Series, url: str | None) -> tuple[Card, Database]:
    """Make the folder, the tables and the first Step; `series.toml` comes last and makes it a series."""
    if url is None:
        refuse_network(place)
    prepare(place)
    database = open_postgresql(url, series.id, create=True) if url else open_sqlite(place / DATABASE)
    try:
        _fill(database, series)
        card = Card(series.id, series.title, str(bare(postgresql_url(url))) if url else DATABASE)
        write_card(place, card)
    except BaseException:
        database.close()
        raise
    return card, database


def _fill(database: Database, series: Series) -> None:
    if database.has(META.name):
        raise StoreError(
            tr(
                "{place} already holds the series {id}. Open its folder, or make one with another id.",
                place=database.place,
                id=series.id,
            )
        )
    row = {"id": 1, "series_id": series.id, "schema_version": SCHEMA, "head_seq": 0, "head_hash": genesis(series.id)}
    with database.write() as connection:
        METADATA.create_all(connection)
        connection.execute(insert(META), row)
        draft = Draft(PROGRAM, Message.of("new-series", title=series.title))
        commit(connection, draft, {("series", series.id): Wish(encode(series))})


def connect(place: Path, card: Card) -> Database:
    """Connect to the store that `series.toml` names."""
    if "://" in card.store:
        return _checked(open_postgresql(card.store, card.id), card)
    file = place / card.store
    if Path(card.store).is_absolute() or Path(card.store).name != card.store:
        raise StoreError(
            tr("{place} names the store {store}, which is not in it. Restore its series.toml.",
               place=place, store=card.store)
        )  # fmt: skip
    if not file.is_file():
        raise StoreError(tr("{file} is missing. Restore it from a copy of the series folder.", file=file))
    return _checked(open_sqlite(file), card)


def _checked(database: Database, card: Card) -> Database:
    """Give the database back where it holds the series that the card names; close it otherwise."""
    found = None
    try:
        found = _series_in(database)
    finally:
        if found != card.id:
            database.close()
    if found != card.id:
        raise StoreError(tr("{place} holds no series {id}. Restore a backup.", place=database.place, id=card.id))
    return database


def _series_in(database: Database) -> str | None:
    if not database.has(META.name):
        return None
    with database.read() as connection:
        return connection.execute(select(META.c.series_id)).scalar()
