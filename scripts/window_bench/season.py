"""A season as large as one gets: episodes of 60 lines for two markets, spoken and laid."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dubbench import paths
from dubbench.app import season
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Character, Line, Word
from dubbench.domain.series import Episode, Listening
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target

LINES, MARKETS = 60, ("pt-BR", "es-419")
PEOPLE = ("Nora", "Vivian", "Dexter", "Teresa", "Ray", "Mr. Lang")
SAID = "You have never told them who you are, and now it is too late for that."
SPOKEN = "Você nunca contou a eles quem é, e agora é tarde demais para isso."
GAP_MS, LENGTH_MS = 1_080, 980
ROBOT = Author("bench", machine=True)


def made(folder: Path, episodes: int) -> Path:
    """Make the series; every episode has the same programme, and lines of its own."""
    season.start(folder, list(MARKETS), title="A long season", source="en")
    season.add(folder, [paths.resources() / "demo" / "the-empty-chair.mp4"])
    with Session.open(folder) as session:
        store = session.store
        first = store.all(Episode)[0]
        people = [Character(new_id(), name) for name in PEOPLE]
        with store.edit(Message.of("bench"), ROBOT) as edit:
            for person in people:
                edit.put(person)
        markets = [market.id for market in store.all(Market)]
        for number in range(1, episodes + 1):
            episode = replace(
                first,
                id=first.id if number == 1 else new_id(),
                number=number,
                title=f"Episode {number}",
                listening=Listening("en", (), "bench", ""),
            )
            with store.edit(Message.of("bench"), ROBOT) as edit:
                edit.put(episode)
                for row in _script(episode.id, markets, people):
                    edit.put(row)
    return folder


def _script(episode: str, markets: list[str], people: list[Character]) -> Iterator[Line | Target | Take | Fit]:
    for k in range(LINES):
        start = k * GAP_MS
        each = LENGTH_MS // len(SAID.split())
        words = tuple(Word(" " + word, start + each * n, start + each * (n + 1)) for n, word in enumerate(SAID.split()))
        line = Line(
            new_id(),
            episode,
            Span(start, start + LENGTH_MS),
            SAID,
            "en",
            words,
            character_id=people[k % len(people)].id,
        )
        yield line
        for market in markets:
            yield from _spoken(line, market)


def _spoken(line: Line, market: str) -> Iterator[Target | Take | Fit]:
    target = Target(new_id(), line.episode_id, market, (line.id,), SPOKEN)
    place = (line.episode_id, market, target.id)
    yield target
    said = (Span(20, 900),)
    take = Take(new_id(), *place, "kokoro:pf_dora", "kokoro", 1_000_000, new_id() * 2, 940, said, target.text, 30)
    yield take
    yield Fit(new_id(), *place, take.id, (Placement(Span(20, 900), line.span.start_ms, 1_020_000),), 2)
