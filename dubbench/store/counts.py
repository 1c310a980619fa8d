"""How far every episode is in every market, without reading an object."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, exists, func, insert, select, update

from dubbench.domain.journal import Change
from dubbench.store.schema import STEP, TABLES, TOUCHED

_WATCHED = frozenset({"line", "target", "fit"})

EpisodeMarket = tuple[str, str]


class Tally(NamedTuple):
    """What one episode has in one market: how many of its Lines have a Target, one that was spoken, one that sits.

    `changed`: its Lines, Targets or Fits changed after the latest Delivery.
    """

    targets: int = 0
    takes: int = 0
    fits: int = 0
    deliveries: int = 0
    changed: bool = False


class Counts(NamedTuple):
    """Lines of each episode id, and a Tally for each (episode id, market id) that has anything."""

    lines: dict[str, int]
    markets: dict[EpisodeMarket, Tally]

    def tally(self, episode_id: str, market_id: str) -> Tally:
        return self.markets.get((episode_id, market_id), Tally())


class _Where(msgspec.Struct):
    episode_id: str = ""
    market_id: str = ""


class _Said(msgspec.Struct):
    line_ids: tuple[str, ...] = ()


_WHERE = msgspec.json.Decoder(_Where)
_SAID = msgspec.json.Decoder(_Said)


def touch(connection: Connection, seq: int, changes: Iterable[Change]) -> None:
    """Remember the newest Step of every watched table, episode and market."""
    for table, episode_id, market_id in sorted(_touched(changes)):
        key = {"table_name": table, "episode_id": episode_id, "market_id": market_id}
        same = [TOUCHED.c[name] == value for name, value in key.items()]
        if not connection.execute(update(TOUCHED).where(*same).values(seq=seq)).rowcount:
            connection.execute(insert(TOUCHED), key | {"seq": seq})


def _touched(changes: Iterable[Change]) -> set[tuple[str, str, str]]:
    found = set()
    for change in changes:
        if change.table in _WATCHED:
            for image in filter(None, (change.before, change.after)):
                where = _WHERE.decode(image)
                found.add((change.table, where.episode_id, where.market_id))
    return found


def count(connection: Connection) -> Counts:
    """Count everything `status` shows."""
    line = TABLES["line"]
    lines = {
        row[0]: row[1]
        for row in connection.execute(select(line.c.episode_id, func.count()).group_by(line.c.episode_id))
    }
    covered, deliveries = _covered(connection), _by_market(connection, "delivery")
    delivered, changed = _delivered(connection), _changed(connection)

    def tally(place: EpisodeMarket) -> Tally:
        newest = max(changed.get(place, 0), changed.get((place[0], ""), 0))
        late = place in delivered and newest > delivered[place]
        return Tally(*map(len, covered.get(place, ((), (), ()))), deliveries.get(place, 0), late)

    return Counts(lines, {place: tally(place) for place in sorted(covered.keys() | deliveries)})


def _by_market(connection: Connection, name: str) -> dict[EpisodeMarket, int]:
    table = TABLES[name]
    query = select(table.c.episode_id, table.c.market_id, func.count()).group_by(table.c.episode_id, table.c.market_id)
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _covered(connection: Connection) -> dict[EpisodeMarket, tuple[set[str], set[str], set[str]]]:
    """Find the Lines that have a Target, one with a Take, one with a Fit; what stands for no Line is not counted."""
    line, target = TABLES["line"], TABLES["target"]
    alive = set(connection.execute(select(line.c.id)).scalars())
    spoken, placed = (exists().where(TABLES[name].c.target_id == target.c.id) for name in ("take", "fit"))
    found: dict[EpisodeMarket, tuple[set[str], set[str], set[str]]] = {}
    for row in connection.execute(select(target.c.episode_id, target.c.market_id, target.c.body, spoken, placed)):
        lines = alive.intersection(_SAID.decode(row[2]).line_ids)
        sets = found.setdefault((row[0], row[1]), (set(), set(), set()))
        for had, there in zip(sets, (True, row[3], row[4]), strict=True):
            if there:
                had |= lines
    return found


def _delivered(connection: Connection) -> dict[EpisodeMarket, int]:
    """Return the Step each place's newest delivery was made from: that of its head, else the one that wrote it."""
    table = TABLES["delivery"]
    query = (
        select(table.c.episode_id, table.c.market_id, func.max(func.coalesce(STEP.c.seq, table.c.version)))
        .join_from(table, STEP, STEP.c.hash == table.c.head, isouter=True)
        .group_by(table.c.episode_id, table.c.market_id)
    )
    return {(row[0], row[1]): row[2] for row in connection.execute(query)}


def _changed(connection: Connection) -> dict[EpisodeMarket, int]:
    query = select(TOUCHED.c.episode_id, TOUCHED.c.market_id, func.max(TOUCHED.c.seq))
    rows = connection.execute(query.group_by(TOUCHED.c.episode_id, TOUCHED.c.market_id))
    return {(row[0], row[1]): row[2] for row in rows}
