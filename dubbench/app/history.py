"""The history of a series as people read it and take it along: narrowed, with the texts before and after."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from dubbench.app.script import script, sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Change, Narrow, Step
from dubbench.domain.market import Market
from dubbench.domain.people import Person
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.i18n import tr

COLUMNS = ("seq", "at", "author", "machine", "message", "episode", "market", "before", "after", "hash")
READ = 200
"""So many of a step's changes are looked at for the places that it is told of."""

_SAID = {"target": "text", "line": "text", "comment": "text"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a history is asked for, as people write it; days are ISO dates, in this machine's time."""

    person: str = ""
    people: bool = False
    episode: int | None = None
    market: str = ""
    line: int | None = None
    since: str = ""
    until: str = ""
    last: int | None = 20


def listing(folder: Path, asked: Asked) -> list[dict[str, Any]]:
    """List steps, newest first."""
    with Session.open(folder) as session:
        only = _narrow(session, asked)
        steps = session.store.steps(author=asked.person or None, limit=asked.last, only=only)
        places = _Places(
            {one.id: one.number for one in session.store.all(Episode)},
            {one.id: one.locale for one in session.store.all(Market)},
        )
        return [_row(step, places) for step in reversed(steps)]


@dataclass(frozen=True, slots=True)
class _Places:
    """Numbers of episodes and locales of markets, by id."""

    episodes: Mapping[str, int]
    markets: Mapping[str, str]


def _narrow(session: Session, asked: Asked) -> Narrow:
    if asked.person and not session.store.steps(author=asked.person, limit=1, images=False):
        known = {one.id for one in session.store.all(Person)}
        if asked.person not in known:
            raise BadInput(
                tr("{id} did nothing here. The people are: {ids}.", id=asked.person,
                   ids=", ".join(sorted(known)) or tr("none yet"))
            )  # fmt: skip
    only = Narrow(people=asked.people, since_at=_moment(asked.since), until_at=_moment(asked.until, after=True))
    if asked.line is not None:
        found = script(session, asked.episode, asked.market)
        return replace(only, line_id=found.line(asked.line).id)
    if asked.episode is not None:
        only = replace(only, episode_id=_found(session.store.all(Episode), asked.episode, "number"))
    if asked.market:
        only = replace(only, market_id=_found(session.store.all(Market), asked.market, "locale"))
    return only


def _found(rows: Sequence[Any], wanted: object, field: str) -> str:
    match = next((row.id for row in rows if getattr(row, field) == wanted), None)
    if match is None:
        known = ", ".join(str(getattr(row, field)) for row in rows) or tr("none yet")
        raise BadInput(tr("The series has no {wanted}. It has: {known}.", wanted=wanted, known=known))
    return str(match)


def _moment(day: str, *, after: bool = False) -> str:
    """Return when a day begins here, or ends, as Steps tell their time: in UTC."""
    if not day:
        return ""
    try:
        begins = date.fromisoformat(day) + timedelta(days=int(after))
    except ValueError as error:
        raise BadInput(tr("“{text}” is no day. Write year, month and day: 2026-03-31.", text=day)) from error
    local = datetime(begins.year, begins.month, begins.day).astimezone()
    return (local - (local.utcoffset() or timedelta())).strftime("%Y-%m-%dT%H:%M:%S")


def _row(step: Step, places: _Places) -> dict[str, Any]:
    episodes = {places.episodes.get(found, 0) for found in _fields(step.changes, "episode_id")} - {0}
    markets = {places.markets.get(found, "") for found in _fields(step.changes, "market_id")} - {""}
    before, after = _texts(step.changes)
    return {
        "seq": step.seq,
        "at": step.at,
        "author": step.author.id,
        "machine": step.author.machine,
        "message": sentence(step.message.id, step.message.arguments),
        "episode": ", ".join(map(str, sorted(episodes))),
        "market": ", ".join(sorted(markets)),
        "before": before,
        "after": after,
        "changes": len(step.changes),
        "hash": step.hash,
    }


def _fields(changes: Sequence[Change], name: str) -> set[str]:
    images = (json.loads(image) for change in changes[:READ] for image in (change.before, change.after) if image)
    return {str(image[name]) for image in images if image.get(name)}


def _texts(changes: Sequence[Change]) -> tuple[str, str]:
    """Return what one row of text said before and after; nothing where a Step changed several, or none."""
    told = [(c.before, c.after, _SAID[c.table]) for c in changes[:READ] if c.table in _SAID]
    texts = [tuple(json.loads(image).get(name, "") if image else "" for image in (a, b)) for a, b, name in told]
    changed = [pair for pair in texts if pair[0] != pair[1]]
    return (str(changed[0][0]), str(changed[0][1])) if len(changed) == 1 else ("", "")
