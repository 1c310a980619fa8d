"""The series folder: `series.toml`, the assets and caches beside it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import json
import os
import secrets
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from dubbench.errors import BadInput, NoPermission, NotEnoughSpace, StoreError
from dubbench.i18n import tr

FORMAT = 1
CARD = "series.toml"
DATABASE = "series.sqlite"

_FULL = (errno.ENOSPC, errno.EDQUOT)


class SeriesExists(BadInput):
    """A series is already where one shall be made."""


class Card(NamedTuple):
    """What `series.toml` says: the series' id and title, and where its store is (never with a password)."""

    id: str
    title: str
    store: str = DATABASE


@contextmanager
def in_words(place: Path) -> Iterator[None]:
    """Turn what the system says about a place into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise NotEnoughSpace(tr("The disk with {place} is full. Make room and try again.", place=place)) from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise NoPermission(
                tr("{place} cannot be written. Choose another folder or change its permissions.", place=place)
            ) from error
        raise StoreError(tr("{place} cannot be used: {cause}.", place=place, cause=error.strerror or error)) from error


def prepare(folder: Path) -> None:
    """Make the folder of a new series; nothing may be in its place but an empty folder."""
    with in_words(folder):
        check_free(folder)
        for name in ("assets", "cache"):
            (folder / name).mkdir(parents=True)


def check_free(folder: Path) -> None:
    """Refuse a place where something is: `SeriesExists` for a series, `BadInput` for anything else."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadInput(tr("{folder} is a file. Choose another name for the series.", folder=folder))
    names = sorted(entry.name for entry in folder.iterdir())
    if CARD in names:
        raise SeriesExists(tr("{folder} is already a series. Open it, or choose another name.", folder=folder))
    if names:
        raise BadInput(tr("{folder} is not empty: it holds {name}. Choose another name.", folder=folder, name=names[0]))


def write_card(folder: Path, card: Card) -> None:
    """Write `series.toml` so that it is there whole or not at all."""
    fields = {"id": card.id, "title": card.title, "store": card.store}
    lines = [f"format = {FORMAT}", *(f"{name} = {_quoted(value)}" for name, value in fields.items())]
    with in_words(folder):
        part = folder / f"{CARD}.{os.getpid()}-{secrets.token_hex(4)}.part"
        try:
            with part.open("w", encoding="utf-8", newline="\n") as out:
                out.write("\n".join(lines) + "\n")
                out.flush()
                os.fsync(out.fileno())
            part.replace(folder / CARD)
        finally:
            part.unlink(missing_ok=True)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read_card(folder: Path) -> Card:
    """Read `series.toml`; `BadInput` where the folder is no series, `StoreError` where it is damaged or newer."""
    path = folder / CARD
    try:
        with in_words(path):
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        version, card = int(data["format"]), Card(*(str(data[name]) for name in Card._fields))
    except StoreError as error:
        if isinstance(error.__cause__, FileNotFoundError | NotADirectoryError):
            raise BadInput(_no_card(folder)) from error
        raise
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError(tr("{path} is damaged ({cause}). Restore it from a copy.", path=path, cause=error)) from error
    if version > FORMAT:
        raise StoreError(
            tr(
                "{folder} was made by a newer dubbench (format {found}; this one knows {known}). Update dubbench.",
                folder=folder,
                found=version,
                known=FORMAT,
            )
        )
    return card


def _no_card(folder: Path) -> str:
    if (folder / DATABASE).is_file():
        return tr("{folder} has lost its series.toml. Make it again with: dubbench new {folder}", folder=folder)
    return tr("{folder} is no series: it has no series.toml. Make one with: dubbench new", folder=folder)
