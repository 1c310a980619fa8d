"""What the jobs of a desk are at, and what they failed at: by episode, market, stage and line, from what it tells."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from dubbench.app.desk_events import Changed, ItemFailed, ItemFinished, ItemStarted, JobEnded
from dubbench.domain.target import Target
from dubbench.errors import Cancelled
from dubbench.jobs.items import About

Cell = tuple[str, str]
"""Ids of an episode and a market; no market: the work is for all of them."""


class _Place(NamedTuple):
    """Where something failed; no line: the whole of an episode's stage."""

    stage: str
    episode: str
    market: str
    line: str = ""


class UnderWay:
    """Hears the events of a desk.

    A failure stands until it is made after all, or its line says something else: one that was tried again and stopped
    still failed. `find` looks a Target up, to know whose words changed.
    """

    def __init__(self, find: Callable[[str], Target | None]) -> None:
        self._find = find
        self._at: dict[tuple[str, str], About] = {}
        self._failed: dict[_Place, ItemFailed] = {}

    def hear(self, event: object) -> bool:
        """Take an event in; return whether anything is otherwise now."""
        if isinstance(event, ItemStarted):
            return self._begin(event)
        if isinstance(event, ItemFinished):
            begun = self._at.pop((event.job, event.key), None)
            mended = self._drop([place for place in _places(event.about) if place in self._failed])
            return mended or begun is not None
        if isinstance(event, ItemFailed):
            return self._fail(event)
        if isinstance(event, JobEnded):
            left = [at for at in self._at if at[0] == event.job]
            for at in left:
                del self._at[at]
            return bool(left)
        return isinstance(event, Changed) and self._drop(list(self._from(event.rows)))

    def clear(self) -> None:
        """Forget everything: another series is open."""
        self._at.clear()
        self._failed.clear()

    def busy(self, market: str) -> frozenset[str]:
        """Return the ids of the lines that are worked on in a market."""
        return frozenset(line for about in self._at.values() if about.market == market for line in about.lines)

    def failed(self, market: str) -> dict[str, str]:
        """Say for each line that could not be made in a market why, by its id."""
        return {place.line: one.message for place, one in self._failed.items() if place.line and place.market == market}

    def stages(self, episode: str, market: str) -> frozenset[str]:
        """Name the stages that are under way for an episode in a market."""
        return frozenset(about.stage for about in self._at.values() if _is_for(about, episode, market))

    def failures(self, episode: str, market: str) -> tuple[ItemFailed, ...]:
        """Return what could not be made of an episode in a market and was not made since."""
        found = (one for one in self._failed.values() if _is_for(one.about, episode, market))
        return tuple(dict.fromkeys(found))

    def failed_cells(self) -> frozenset[Cell]:
        """Return where something could not be made."""
        return frozenset((place.episode, place.market) for place in self._failed)

    def _begin(self, event: ItemStarted) -> bool:
        if event.about.stage:
            self._at[event.job, event.key] = event.about
        return bool(event.about.stage)

    def _fail(self, event: ItemFailed) -> bool:
        begun = self._at.pop((event.job, event.key), None)
        if not event.about.stage or event.kind == Cancelled.__name__:
            return begun is not None
        self._failed |= dict.fromkeys(_places(event.about), event)
        return True

    def _from(self, rows: frozenset[tuple[str, str]]) -> Iterator[_Place]:
        """Find the failures of lines that say something else since these rows changed."""
        if not self._failed:
            return
        targets = {row_id for table, row_id in rows if table == "target"}
        words = [target for target in map(self._find, targets) if target]
        worded = {(target.market_id, line) for target in words for line in target.line_ids}
        for place, one in self._failed.items():
            changed = ("line", place.line) in rows or (place.market, place.line) in worded
            if place.line and (changed or one.about.target in targets):
                yield place

    def _drop(self, places: list[_Place]) -> bool:
        for place in places:
            del self._failed[place]
        return bool(places)


def _places(about: About) -> Iterator[_Place]:
    """Give the places that a piece is for; pieces of lines are cut otherwise in every run."""
    for line in about.lines or ("",):
        yield _Place(about.stage, about.episode, about.market, line)


def _is_for(about: About, episode: str, market: str) -> bool:
    return about.episode == episode and about.market in {"", market}
