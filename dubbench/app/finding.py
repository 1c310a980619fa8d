"""Find and replace in the source or in what markets say: first a list to choose from, then one Step."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from dubbench.app.revising import Edited, Page, Revision, present, revise
from dubbench.app.session import Session
from dubbench.app.wording import beside, spoken, written
from dubbench.domain import state
from dubbench.domain.journal import Message
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Target, WordOrigin
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.pipeline.finding import Finder, Found, Search, replaced
from dubbench.pipeline.rewording import reworded

__all__ = ["Hit", "Scope", "Search", "Side", "find", "replace_hits"]


class Side(StrEnum):
    """Which text of a line: the source, what is spoken in a Market, or a subtitle that says something else."""

    SOURCE = "source"
    TARGET = "target"
    SUBTITLE = "subtitle"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: episodes and markets by id (none given: all), in the source or in what the markets say."""

    episode_ids: tuple[str, ...] = ()
    market_ids: tuple[str, ...] = ()
    source: bool = False


class Hit(NamedTuple):
    """One place: in which text, where in it, and what would stand there."""

    episode: int
    number: int
    episode_id: str
    line_id: str
    market_id: str
    target_id: str
    side: Side
    text: str
    place: Found

    @property
    def before(self) -> str:
        """What is found there."""
        return self.text[self.place.start : self.place.end]

    @property
    def after(self) -> str:
        """The whole text once this one place is replaced."""
        return replaced(self.text, [self.place])


def find(session: Session, search: Search, scope: Scope) -> list[Hit]:
    """List every place, episode by episode and line by line."""
    finder = Finder(search)
    episodes = [e for e in session.store.all(Episode) if not scope.episode_ids or e.id in scope.episode_ids]
    return [hit for episode in episodes for hit in _in_episode(session, finder, scope, episode)]


def _in_episode(session: Session, finder: Finder, scope: Scope, episode: Episode) -> Iterator[Hit]:
    lines = session.store.all(Line, episode_id=episode.id)
    numbers = {line.id: number for number, line in enumerate(lines, 1)}
    if scope.source:
        texts = [(line.id, "", "", Side.SOURCE, line.text) for line in lines]
    else:
        texts = sorted(_said(session, scope, episode, numbers), key=lambda said: numbers[said[0]])
    for line_id, market_id, target_id, side, text in texts:
        for place in finder.found(text):
            yield Hit(episode.number, numbers[line_id], episode.id, line_id, market_id, target_id, side, text, place)


_Text = tuple[str, str, str, Side, str]


def _said(session: Session, scope: Scope, episode: Episode, numbers: Mapping[str, int]) -> Iterator[_Text]:
    """Yield what markets say: the first line, market, target, side and text."""
    keys = {"market_id": scope.market_ids} if scope.market_ids else {}
    for target in session.store.all(Target, episode_id=episode.id, **keys):
        known = [line_id for line_id in target.line_ids if line_id in numbers]
        if known:
            first = min(known, key=lambda line_id: numbers[line_id])
            yield first, target.market_id, target.id, Side.TARGET, target.text
            if target.subtitle_text is not None:
                yield first, target.market_id, target.id, Side.SUBTITLE, target.subtitle_text


def replace_hits(session: Session, search: Search, hits: Sequence[Hit]) -> Edited:
    """Replace the chosen places as one Step; `Conflict` where a text is another one than when it was searched."""
    chosen: dict[tuple[str, Side], list[Hit]] = defaultdict(list)
    for hit in hits:
        chosen[hit.target_id or hit.line_id, hit.side].append(hit)

    def change(page: Page) -> Revision | None:
        put: dict[str, Line | Target] = {}
        targets = {target.id: target for target in page.targets}
        for (row_id, side), places in chosen.items():
            if side is Side.SOURCE:
                put[row_id] = _sourced(page.line(row_id), places)
            else:
                now = present(put.get(row_id) or targets.get(row_id))
                assert isinstance(now, Target)  # noqa: S101 - only lines have the other side
                put[row_id] = _said_anew(page, now, side, places, session.person.id)
        extra = [row for row_id, new in put.items() if isinstance(new, Target) for row in beside(targets[row_id], new)]
        message = Message.of("replace", find=search.find, by=search.by, count=len(hits))
        return Revision(message, [*put.values(), *extra], ids=tuple(put))

    return revise(session, {hit.episode_id for hit in hits}, change) if hits else Edited()


def _sourced(line: Line, places: Iterable[Hit]) -> Line:
    return reworded(line, _anew(line.text, places))


def _said_anew(page: Page, target: Target, side: Side, places: Iterable[Hit], person: str) -> Target:
    if side is Side.SUBTITLE:
        titled = replace(target, subtitle_text=_anew(target.subtitle_text or "", places))
        return replace(titled, made_for=state.source_hash(page.of(target)))
    text = _anew(target.text, places)
    return written(page, target, text, WordOrigin(0, len(text), "person", person))


def _anew(now: str, hits: Iterable[Hit]) -> str:
    places = sorted(hits, key=lambda hit: hit.place)
    if any(hit.text != now for hit in places):
        raise Conflict(tr("“{text}” was changed meanwhile. Search again.", text=now))
    if any(a.place.end > b.place.start for a, b in itertools.pairwise(places)):
        raise BadInput(tr("The chosen places in “{text}” overlap.", text=now))
    return spoken(replaced(now, [hit.place for hit in places]))
