"""One change of a script: read, decided and written under one lock, with the rules that hold for all of them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from dubbench.app import permits
from dubbench.app.authors import attributed
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.domain.timing import SHORTEST_MS, clash
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.pipeline.parting import rephrased
from dubbench.store.edit import Changed, changed_by
from dubbench.store.store import Decided, ReadAll

T = TypeVar("T")


class Edited(NamedTuple):
    """What an edit did: the rows that changed, as (table, id), and the ids of what it made or leaves to look at."""

    changed: Changed = frozenset()
    ids: tuple[str, ...] = ()


class Revision(NamedTuple):
    """What shall be put and what goes; `ids` are for the person to go on with."""

    message: Message
    put: Sequence[Any] = ()
    gone: Sequence[Any] = ()
    ids: tuple[str, ...] = ()
    cut: bool = False  # lines are only cut or joined: nobody writes


@dataclass(frozen=True)
class Page:
    """Episodes as they stand under the lock: Lines in time order, and every Market's Targets."""

    read: ReadAll
    episodes: Mapping[str, Episode]
    lines: Sequence[Line]
    targets: Sequence[Target]
    markets: Mapping[str, Market] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        return {line.id: line for line in self.lines}

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number that people see of each Line, counted from 1 in its episode."""
        count = dict.fromkeys(self.episodes, 0)
        found = {}
        for line in self.lines:
            count[line.episode_id] += 1
            found[line.id] = count[line.episode_id]
        return found

    @cached_property
    def _standing(self) -> Mapping[str, Sequence[Target]]:
        found: dict[str, list[Target]] = {}
        for target in self.targets:
            for line_id in target.line_ids:
                found.setdefault(line_id, []).append(target)
        return found

    def line(self, line_id: str) -> Line:
        """Return a Line; `Conflict` where somebody deleted it."""
        return present(self.by_id.get(line_id))

    def on(self, line_ids: Iterable[str]) -> list[Target]:
        """Return the Targets of every Market that stand on any of these Lines."""
        found = {target.id: target for line_id in line_ids for target in self._standing.get(line_id, ())}
        return list(found.values())

    def of(self, target: Target) -> tuple[Line, ...]:
        """Return a Target's Lines in time order."""
        return in_order(self.by_id[line_id] for line_id in target.line_ids if line_id in self.by_id)

    def beside(self, type_: type[T], target_ids: Iterable[str]) -> list[T]:
        """Return the rows of a type that belong to these Targets."""
        ids = list(target_ids)
        return [row for at in range(0, len(ids), 500) for row in self.read(type_, target_id=ids[at : at + 500])]

    def number(self, line: Line) -> int:
        return self.numbers[line.id]

    def said(self, line_id: str, market_id: str) -> Target | None:
        """Return what a Market says for a Line."""
        return next((t for t in self._standing.get(line_id, ()) if t.market_id == market_id), None)


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return Lines as the store orders them: by start, then id."""
    return tuple(sorted(lines, key=lambda line: (line.span.start_ms, line.id)))


def present(value: T | None) -> T:
    """Return what is there; `Conflict` where it is gone."""
    if value is None:
        raise Conflict(tr("This was deleted meanwhile. Read it again and decide."))
    return value


def episode_of(session: Session, line_id: str) -> str:
    """Return the id of a Line's episode."""
    return present(session.store.get(Line, line_id)).episode_id


def revise(session: Session, episode_ids: Iterable[str], change: Callable[[Page], Revision | None]) -> Edited:
    """Carry out a change of these episodes as one Step of the person at work.

    Lines keep within their programme and no speaker talks over themselves; Targets follow the pauses of Lines that
    change; with a Target go its Takes, Fits and Alternatives. The sounds stay, for undo.
    """
    wanted = list(dict.fromkeys(episode_ids))
    ids: list[str] = []

    def decision(read: ReadAll) -> Decided | None:
        page = _page(read, wanted)
        revision = change(page)
        if revision is None:
            return None
        ids.extend(revision.ids)
        decided = _decided(page, revision, session.person)
        rows: Sequence[Any] = (*page.lines, *page.targets)
        known = {(type(row), row.id): row for row in rows}
        pairs = [(known.get((type(row), row.id)), row) for row in decided.values]
        pairs += [(known.get((type(row), row.id), row), None) for row in decided.gone]
        permits.refuse_change(read, session.person, pairs, page.of)
        return decided

    step = session.store.decide(session.person, decision)
    return Edited(changed_by(step), tuple(ids))


def _page(read: ReadAll, episode_ids: Sequence[str]) -> Page:
    episodes = {e.id: e for e in read(Episode) if e.id in set(episode_ids)}
    markets = {m.id: m for m in read(Market)}
    return Page(read, episodes, read(Line, episode_id=episode_ids), read(Target, episode_id=episode_ids), markets)


def _decided(page: Page, revision: Revision, person: Author) -> Decided:
    gone = {(type(value), value.id) for value in revision.gone}
    lines = {line.id: line for line in page.lines if (Line, line.id) not in gone}
    lines |= {line.id: line for line in revision.put if isinstance(line, Line)}
    episodes = {**page.episodes, **{row.id: row for row in revision.put if isinstance(row, Episode)}}
    changed = [line for line in lines.values() if page.by_id.get(line.id) != line]
    for line in changed:
        known = page.by_id.get(line.id)
        if known is None or known.span != line.span:
            _refuse_outside(line, episodes[line.episode_id])
    if pair := clash(page.by_id, lines):
        raise BadInput(_overlap_told(page, pair))
    own = {target.id for target in revision.put if isinstance(target, Target)}
    touched = [t for t in page.on(line.id for line in changed) if t.id not in own and (Target, t.id) not in gone]
    followed = [
        rephrased(t, in_order(lines[i] for i in t.line_ids if i in lines), page.markets[t.market_id].locale)
        for t in touched
    ]
    lost = [target.id for target in revision.gone if isinstance(target, Target)]
    dependents = [*page.beside(Take, lost), *page.beside(Fit, lost), *page.beside(Alternative, lost)]
    words: dict[str, Line | Target] = {**page.by_id}
    words |= {target.id: target for target in page.targets}
    put = attributed(revision.put, revision.gone, words, person.id, cut=revision.cut)
    values = [*put, *(new for new, old in zip(followed, touched, strict=True) if new != old)]
    return Decided(revision.message, values, [*revision.gone, *dependents])


def _refuse_outside(line: Line, episode: Episode) -> None:
    if line.span.duration_ms < SHORTEST_MS:
        raise BadInput(tr("A line lasts {least} ms or longer, not {ms}.", least=SHORTEST_MS, ms=line.span.duration_ms))
    if line.span.start_ms < 0 or line.span.end_ms > episode.media.duration_ms:
        raise BadInput(
            tr(
                "The line would lie outside the programme, which lasts from 0 to {end} ms: {start} to {stop}.",
                end=episode.media.duration_ms,
                start=line.span.start_ms,
                stop=line.span.end_ms,
            )
        )


def _overlap_told(page: Page, pair: tuple[Line, Line]) -> str:
    first, second = (page.numbers.get(line.id, 0) for line in pair)
    return tr(
        "“{one}” ({first}) and “{other}” ({second}) are of one speaker and would overlap. "
        "Leave time between them, or give one of them another character.",
        one=pair[0].text,
        first=first or tr("new"),
        other=pair[1].text,
        second=second or tr("new"),
    )
