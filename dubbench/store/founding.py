"""How a series folder comes to be: made whole beside its place, then moved there; a lost card is made again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import platform
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dubbench.domain.series import Series
from dubbench.store import journal, opening, rows
from dubbench.store.database import open_sqlite, postgresql_url
from dubbench.store.folder import CARD, DATABASE, Card, check_free, in_words, write_card
from dubbench.store.schema import META

_STAGE = ".making-"


def found(place: Path, series: Series, url: str | None) -> Card:
    """Make a series where nothing is yet; `SeriesExists` where another process made one meanwhile."""
    if url:
        postgresql_url(url)
    with in_words(place):
        check_free(place)
    with _parents(place), _staged(place) as stage:
        card, database = opening.create(stage, series, url)
        database.close()
        with in_words(place):
            _settle(stage, place)
    return card


def restore_card(place: Path) -> bool:
    """Write a lost `series.toml` again from the database beside it; tell whether there was a series to name."""
    file = place / DATABASE
    if (place / CARD).exists() or not file.is_file() or not file.stat().st_size:
        return False
    database = open_sqlite(file)
    try:
        if not database.has(META.name):
            return False
        with database.read() as connection:
            series_id = journal.read_meta(connection).series_id
            title = next((series.title for series in rows.read_all(connection, Series, {})), place.stem)
    finally:
        database.close()
    write_card(place, Card(series_id, title))
    return True


@contextmanager
def _parents(place: Path) -> Iterator[None]:
    """Make the folders above a place; take them away again where nothing came to stand in them."""
    made = [folder for folder in place.absolute().parents if not folder.exists()]
    with in_words(place):
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            for folder in made:
                folder.rmdir()
        raise


@contextmanager
def _staged(place: Path) -> Iterator[Path]:
    """Give a name beside the place; what is left under it in the end goes."""
    home = place.absolute().parent
    _sweep(home)
    stage = home / f"{_STAGE}{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Delete what killed processes of this machine had begun to make."""
    import psutil

    mine = f"{_STAGE}{platform.node()}-"
    for left in home.glob(f"{_STAGE}*"):
        owner = left.name.removeprefix(mine).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _settle(stage: Path, place: Path) -> None:
    """Put a finished series in its place: one rename, or into the empty folder that is there, its card last."""
    try:
        if not place.exists():
            stage.rename(place)
            return
        (place / "assets").mkdir()  # whoever makes it has the folder
    except OSError:
        check_free(place)
        raise
    for name in sorted(entry.name for entry in stage.iterdir() if entry.name not in {"assets", CARD}):
        (stage / name).rename(place / name)
    (stage / CARD).rename(place / CARD)
