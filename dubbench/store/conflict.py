"""A newer change stands in the way: both texts, so that a person can choose."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import msgspec

from dubbench.errors import Conflict
from dubbench.i18n import tr

_SHOWN = 200


class RowConflict(Conflict):
    """A Conflict about one row: `mine` and `theirs` are its images as JSON, `None` where there is no row."""

    def __init__(self, sentence: str, table: str, row_id: str, mine: str | None, theirs: str | None) -> None:
        super().__init__(sentence)
        self.table, self.row_id, self.mine, self.theirs = table, row_id, mine, theirs


def stale(table: str, row_id: str, mine: str | None, theirs: str | None) -> RowConflict:
    """Return the Conflict of a write on a row that changed since it was read."""
    sentence = tr(
        "This {table} was changed meanwhile. Yours: “{mine}”. There now: “{theirs}”. Read it again and decide.",
        table=table,
        mine=shown(mine),
        theirs=shown(theirs),
    )
    return RowConflict(sentence, table, row_id, mine, theirs)


def overtaken(table: str, row_id: str, mine: str | None, theirs: str | None) -> RowConflict:
    """Return the Conflict of an undo on which a newer change stands."""
    sentence = tr(
        "A newer change of this {table} stands on yours: “{theirs}”. "
        "Undoing would bring back “{mine}”. Edit it instead.",
        table=table,
        mine=shown(mine),
        theirs=shown(theirs),
    )
    return RowConflict(sentence, table, row_id, mine, theirs)


def needed(table: str, row_id: str, mine: str, by: str) -> RowConflict:
    """Return the Conflict of an undo that would take away what other rows belong to."""
    sentence = tr(
        "The {table} “{what}” stays: there is work on it by now (a {by}), which taking it back would orphan.",
        table=table,
        what=shown(mine),
        by=by,
    )
    return RowConflict(sentence, table, row_id, mine=None, theirs=mine)


def shown(image: str | None) -> str:
    """Return what a person recognises of a row: its text, title or name, else the start of its image."""
    if image is None:
        return tr("(deleted)")
    fields: dict[str, Any] = msgspec.json.decode(image)
    text = next((fields[name] for name in ("text", "title", "name", "locale") if fields.get(name)), image)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
