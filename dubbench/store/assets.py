"""Which assets a series still needs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, or_, select

from dubbench.store.kinds import KINDS, Kind
from dubbench.store.schema import CHANGE, TABLES


def referenced(connection: Connection, *, journal: bool) -> frozenset[str]:
    """Return the hashes live rows name; with `journal` also those an undo could bring back."""
    found: set[str] = set()
    for kind in (kind for kind in KINDS if kind.assets):
        found.update(_named(kind, connection.execute(select(TABLES[kind.table].c.body)).scalars()))
        if journal:
            found.update(_named(kind, _images(connection, kind)))
    return frozenset(found)


def _images(connection: Connection, kind: Kind) -> Iterator[str]:
    query = select(CHANGE.c.before, CHANGE.c.after).where(
        CHANGE.c.table_name == kind.table, or_(CHANGE.c.before.is_not(None), CHANGE.c.after.is_not(None))
    )
    for before, after in connection.execute(query):
        yield from (image for image in (before, after) if image is not None)


def _named(kind: Kind, images: Iterable[str]) -> Iterator[str]:
    """Read the fields as plain JSON: images may be of an older schema."""
    for image in images:
        fields = msgspec.json.decode(image)
        yield from (fields[name] for name in kind.assets if fields.get(name))
