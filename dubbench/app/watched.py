"""What changed in an episode since a person last watched it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from dubbench.app import permits
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.remarks import Watched
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Fit, Take, Target
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll

_SHOWN = frozenset({"line", "target", "take", "fit"})


@dataclass(frozen=True, slots=True)
class Touched:
    """A Line that changed: in what (line, target, take, fit), and by which Step last."""

    line: Line
    number: int
    tables: frozenset[str]
    seq: int


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since `watched`; `None`: the person never watched the episode, so all of it is new."""

    watched: Watched | None
    lines: tuple[Touched, ...]


def watched(session: Session, episode_id: str, market_id: str) -> Edited:
    """Remember that the person has watched an episode in a market up to now."""

    def decision(read: ReadAll) -> Decided:
        permits.person(read, session.person)
        episode = present(next((one for one in read(Episode) if one.id == episode_id), None))
        market = present(next((one for one in read(Market) if one.id == market_id), None))
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        row_id = _row_id(session, episode_id, market_id)
        row = Watched(row_id, session.person.id, episode.id, market.id, session.store.head().seq, now)
        return Decided(Message.of("watch", number=episode.number, market=market.locale), [row], binding=True)

    step = session.store.decide(session.person, decision)
    return Edited(changed_by(step), (_row_id(session, episode_id, market_id),))


def changed_since_watched(session: Session, episode_id: str, market_id: str) -> Since:
    """List the Lines of an episode that changed in a market since the person watched it, by whomever."""
    store = session.store
    last = store.get(Watched, _row_id(session, episode_id, market_id))
    lines = store.all(Line, episode_id=episode_id)
    of = _lines_of(session, episode_id, market_id)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for seq, rows in store.touched(last.seq if last else 0).items():
        for table, row_id in rows:
            if table in _SHOWN:
                for line_id in of.get(row_id, ()):
                    found[line_id][table] = seq
    return Since(last, tuple(_touched(lines, found)))


def _touched(lines: Iterable[Line], found: Mapping[str, Mapping[str, int]]) -> Iterable[Touched]:
    for number, line in enumerate(lines, 1):
        if tables := found.get(line.id):
            yield Touched(line, number, frozenset(tables), max(tables.values()))


def _lines_of(session: Session, episode_id: str, market_id: str) -> dict[str, tuple[str, ...]]:
    """Return the Lines that each row of an episode is about, by the row's id."""
    store, keys = session.store, {"episode_id": episode_id, "market_id": market_id}
    targets = {target.id: target.line_ids for target in store.all(Target, **keys)}
    found = {line.id: (line.id,) for line in store.all(Line, episode_id=episode_id)} | targets
    made: list[Take | Fit] = [*store.all(Take, **keys), *store.all(Fit, **keys)]
    return found | {row.id: targets.get(row.target_id, ()) for row in made}


def _row_id(session: Session, episode_id: str, market_id: str) -> str:
    return digest(f"watched/{session.person.id}/{episode_id}/{market_id}")[:32]
