"""A newer change stands in the way: both texts, so that a person can choose."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from dubbench.domain.journal import Change
from dubbench.errors import Conflict
from dubbench.i18n import tr

_SHOWN = 200
_SPEAKING = ("text", "title", "name", "locale", "voice_id")


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


class Newer(NamedTuple):
    """The Step that changed a row after a person did, and whose it is."""

    seq: int
    author: str


def overtaken(change: Change, now: str | None, by: Newer | None, *, redo: bool) -> RowConflict:
    """Return the Conflict of an undo or redo that would bring back `change.before`, where a newer change stands."""
    sentences = (_newer(change, now, by), _loss(change.before, redo=redo), _advice(change.table))
    return RowConflict(" ".join(sentences), change.table, change.row_id, change.before, now)


def _newer(change: Change, now: str | None, by: Newer | None) -> str:
    if by is None:
        return tr(
            "The {table} “{what}” was changed outside the journal: see dubbench doctor SERIES.",
            table=change.table,
            what=shown(now or change.after),
        )
    what = {"table": change.table, "what": shown(now or change.after), "seq": by.seq, "author": by.author}
    if now is None:
        return tr("After your change the {table} “{what}” was deleted: step {seq}, by {author}.", **what)
    return tr("After your change the {table} “{what}” was changed again: step {seq}, by {author}.", **what)


def _loss(back: str | None, *, redo: bool) -> str:
    if back is None:
        return tr("Making yours again would delete it.") if redo else tr("Taking yours back would delete it.")
    if redo:
        return tr("Making yours again would write “{mine}” over that.", mine=shown(back))
    return tr("Taking yours back would write “{mine}” over that.", mine=shown(back))


def _advice(table: str) -> str:
    """Say what to do instead."""
    if table == "target":
        return tr("Write the text you want: dubbench edit")
    if table == "profile":
        return tr("Cast the voice you want: dubbench cast")
    return tr("It stays as it is. Who changed what: dubbench history")


def needed(table: str, row_id: str, mine: str, by: str) -> RowConflict:
    """Return the Conflict of an undo that would take away what other rows belong to."""
    sentence = tr(
        "The {table} “{what}” stays: since it was added, work was done on it (a {by}) that would be lost with it.",
        table=table,
        what=shown(mine),
        by=by,
    )
    if table == "market":
        sentence += " " + tr("To run without it, name the other markets: dubbench run SERIES --market LOCALE")
    if table == "episode":
        sentence += " " + tr("To run without it, name the other episodes: dubbench run SERIES --episode NUMBER")
    return RowConflict(sentence, table, row_id, mine=None, theirs=mine)


def shown(image: str | None) -> str:
    """Return what a person recognises of a row: its text, title or name, else the start of its image."""
    if image is None:
        return tr("(deleted)")
    fields: dict[str, Any] = msgspec.json.decode(image)
    known = [fields[name] for name in _SPEAKING if name in fields]
    text = next(filter(None, known), tr("(empty)") if known else image)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
