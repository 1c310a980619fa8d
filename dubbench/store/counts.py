"""How far every episode is in every market, without reading an object."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, Table, func, insert, select, update

from dubbench.domain.journal import Change
from dubbench.store.schema import STEP, TABLES, TOUCHED

_WATCHED = frozenset({"line", "target", "fit"})
_COUNTED = ("target", "fit", "delivery")

EpisodeMarket = tuple[str, str]


class Tally(NamedTuple):
    """What one episode has in one market; `changed`: its lines, targets or fits changed after the latest delivery."""

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


_WHERE = msgspec.json.Decoder(_Where)


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


def count(connection: Connection, episode_id: str | None = None) -> Counts:
    """Count everything `status` shows, or that of one episode."""
    line = TABLES["line"]
    query = _of(episode_id, select(line.c.episode_id, func.count()).group_by(line.c.episode_id), line)
    lines = {row[0]: row[1] for row in connection.execute(query).all()}
    numbers = {name: _by_market(connection, name, episode_id) for name in _COUNTED}
    numbers["take"] = _takes(connection, episode_id)
    delivered, changed = _delivered(connection, episode_id), _changed(connection, episode_id)
    places = set().union(*numbers.values())
    return Counts(lines, {place: _tally(place, numbers, delivered, changed) for place in sorted(places)})


def _tally(
    place: EpisodeMarket,
    numbers: dict[str, dict[EpisodeMarket, int]],
    delivered: dict[EpisodeMarket, int],
    changed: dict[EpisodeMarket, int],
) -> Tally:
    newest = max(changed.get(place, 0), changed.get((place[0], ""), 0))
    late = place in delivered and newest > delivered[place]
    targets, takes, fits, deliveries = (numbers[name].get(place, 0) for name in ("target", "take", "fit", "delivery"))
    return Tally(targets, takes, fits, deliveries, late)


def _of(episode_id: str | None, query: Select[Any], table: Table) -> Select[Any]:
    return query if episode_id is None else query.where(table.c.episode_id == episode_id)


def _by_place(connection: Connection, query: Select[Any]) -> dict[EpisodeMarket, int]:
    return {(row[0], row[1]): row[2] for row in connection.execute(query).all()}


def _by_market(connection: Connection, name: str, episode_id: str | None) -> dict[EpisodeMarket, int]:
    table = TABLES[name]
    query = select(table.c.episode_id, table.c.market_id, func.count()).group_by(table.c.episode_id, table.c.market_id)
    return _by_place(connection, _of(episode_id, query, table))


def _takes(connection: Connection, episode_id: str | None) -> dict[EpisodeMarket, int]:
    """Count the Targets that have a Take; older Takes are kept for undo."""
    take, target = TABLES["take"], TABLES["target"]
    query = (
        select(target.c.episode_id, target.c.market_id, func.count(func.distinct(take.c.target_id)))
        .join_from(take, target, target.c.id == take.c.target_id)
        .group_by(target.c.episode_id, target.c.market_id)
    )
    return _by_place(connection, _of(episode_id, query, target))


def _delivered(connection: Connection, episode_id: str | None) -> dict[EpisodeMarket, int]:
    """Return the Step each place's newest delivery was made from: that of its head, else the one that wrote it."""
    table = TABLES["delivery"]
    query = (
        select(table.c.episode_id, table.c.market_id, func.max(func.coalesce(STEP.c.seq, table.c.version)))
        .join_from(table, STEP, STEP.c.hash == table.c.head, isouter=True)
        .group_by(table.c.episode_id, table.c.market_id)
    )
    return _by_place(connection, _of(episode_id, query, table))


def _changed(connection: Connection, episode_id: str | None) -> dict[EpisodeMarket, int]:
    query = select(TOUCHED.c.episode_id, TOUCHED.c.market_id, func.max(TOUCHED.c.seq))
    query = query.group_by(TOUCHED.c.episode_id, TOUCHED.c.market_id)
    return _by_place(connection, _of(episode_id, query, TOUCHED))


def signed(connection: Connection, kind: str) -> dict[EpisodeMarket, tuple[int, int]]:
    """Count the Targets of each episode and market, and those that somebody ever signed for a kind."""
    target, signoff = TABLES["target"], TABLES["signoff"]
    targets = _by_market(connection, "target", None)
    query = (
        select(target.c.episode_id, target.c.market_id, func.count(func.distinct(target.c.id)))
        .join_from(target, signoff, signoff.c.subject_id == target.c.id)
        .where(signoff.c.kind == kind)
        .group_by(target.c.episode_id, target.c.market_id)
    )
    known = _by_place(connection, query)
    return {place: (count, known.get(place, 0)) for place, count in targets.items()}
