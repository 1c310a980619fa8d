"""What an undo must leave whole: rows name rows that are there, and no speaker talks over themselves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from dubbench.domain.journal import Change
from dubbench.domain.market import Profile
from dubbench.domain.script import Character, Line
from dubbench.domain.target import Target
from dubbench.domain.timing import UNNAMED, clash
from dubbench.errors import Conflict
from dubbench.i18n import tr
from dubbench.store import rows
from dubbench.store.conflict import shown
from dubbench.store.kinds import decode, kind_of


def refuse_broken(connection: Connection, back: Iterable[Change]) -> None:
    """Raise `Conflict` where what comes back would name what is gone, or lie over another Line of its speaker."""
    coming = [change for change in back if change.after is not None]
    there = {(change.table, change.row_id) for change in coming}
    named = {place: change for change in coming for place in _named(change)}
    found = rows.current(connection, named.keys() - there)
    for place, image in found.items():
        if image.body is None:
            raise Conflict(
                tr(
                    "“{what}” belongs to a {table} that was deleted since. Bring that back first.",
                    what=shown(named[place].after),
                    table=place[0],
                )
            )
    _refuse_overlap(connection, list(back))


def _named(change: Change) -> Iterator[rows.Place]:
    """Yield the rows that a row belongs to, where they could have been deleted."""
    body = change.after or ""
    if change.table == kind_of(Target).table:
        yield from (("line", line_id) for line_id in decode(Target, body).line_ids)
    elif change.table in {kind_of(Line).table, kind_of(Profile).table}:
        spoken: Line | Profile = decode(Line, body) if change.table == "line" else decode(Profile, body)
        who = spoken.character_id
        if who and who not in UNNAMED:
            yield kind_of(Character).table, who


def _refuse_overlap(connection: Connection, back: list[Change]) -> None:
    changes = [change for change in back if change.table == kind_of(Line).table]
    coming = {change.row_id: decode(Line, change.after) for change in changes if change.after is not None}
    if not coming:
        return
    episodes = {line.episode_id for line in coming.values()}
    before = {line.id: line for line in rows.read_all(connection, Line, {"episode_id": episodes})}
    gone = {change.row_id for change in changes if change.after is None}
    after = {line_id: line for line_id, line in before.items() if line_id not in gone} | coming
    if pair := clash(before, after):
        raise Conflict(
            tr(
                "Taking this back would lay “{one}” over “{other}”, and one speaker says both. Move one of them first.",
                one=pair[0].text,
                other=pair[1].text,
            )
        )
