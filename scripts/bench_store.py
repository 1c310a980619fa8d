"""Print how fast the store is at a season's size; SQLite, or PostgreSQL by address."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import dataclasses
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from postgres_server import postgres_server

from dubbench.domain.delivery import Delivery
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Word
from dubbench.domain.series import Episode, Listening, Media, Series
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target
from dubbench.store.store import Store

EPISODES, LINES, MARKETS = 60, 100, 10
LOCALES = ["pt-BR", "es-419", "fr", "de", "it", "hi", "ja", "zh", "en-GB", "pl"]
WORDS = ["and", "then", "she", "told", "me", "it", "was", "never", "about", "money"]
Row = Line | Target | Take | Fit | Episode | Market | Delivery
PERSON, ROBOT = Author("bench"), Author("bench", machine=True)


def main() -> None:
    """Fill a season into a new series, then time what people wait for."""
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help="postgresql://user@host/database; without it SQLite in a temporary folder")
    where.add_argument("--postgres", action="store_true", help="start a PostgreSQL server for the while")
    given = parser.parse_args()
    if given.postgres:
        with postgres_server() as address:
            measure(address)
    else:
        measure(given.url)


def measure(url: str | None) -> None:
    """Print every figure of one database."""
    print(f"store: {'PostgreSQL' if url else 'SQLite'}")
    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder) / "bench.dubbench", Series(new_id(), "Bench"), url) as store:
            lines = list(_lines())
            _say("write 6,000 lines in one step", [_timed(lambda: _put(store, lines))])
            _say("load 6,000 lines of 10 words", [_timed(lambda: store.all(Line)) for _ in range(9)], "≤ 0.1 s")
            _say("edit one line", [_timed(_edit(store, lines[n], n)) for n in range(200)], "≤ 0.005 s")
            _say("undo one edit", [_timed(lambda: store.undo(PERSON)) for _ in range(100)])
            _say("write 60,000 targets, takes, fits", [_timed(lambda: _fill(store, lines))])
            _put(store, list(_season()))
            _say("counts at 60,000 targets", [_timed(store.counts) for _ in range(5)], "≤ 1 s")
            _say(
                "edit one line at 60,000 targets", [_timed(_edit(store, lines[n], -n)) for n in range(200)], "≤ 0.005 s"
            )
            _say("check the whole journal", [_timed(store.verify)])
        _say("open, with quick check", [_timed(lambda: Store.open(store.folder).close()) for _ in range(3)])
        _say("dubbench status, as a command", [_timed(_status(store.folder)) for _ in range(5)], "≤ 1 s")
        _say("dubbench --help, for comparison", [_timed(lambda: _program("--help")) for _ in range(5)])


def _season() -> Iterator[Episode | Market | Delivery]:
    """Yield the Episodes, Markets and Deliveries that `status` shows: a row for each episode in each market."""
    media = Media("episode.mp4", "0" * 64, 1, "mp4", LINES * 1000, ())
    for number in range(EPISODES):
        heard = Listening("en", (), "bench 1", "")
        yield Episode(f"e{number}", number + 1, f"Episode {number + 1}", media, language="en", listening=heard)
    for number, locale in enumerate(LOCALES):
        yield Market(f"m{number}", locale)
    for episode in range(EPISODES):
        for market in range(MARKETS):
            place = (f"e{episode}", f"m{market}")
            yield Delivery(new_id(), *place, "social", True, "out", (), "", "", "2026-01-01T00:00:00Z")


def _status(series: Path) -> Callable[[], None]:
    return lambda: _program("status", series)


def _program(*arguments: object) -> None:
    program = Path(sys.executable).with_name("dubbench")
    subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def _lines() -> Iterator[Line]:
    for number in range(EPISODES * LINES):
        start = number % LINES * 1000
        words = tuple(Word(" " + word, start + 90 * k, start + 90 * k + 80, 990_000) for k, word in enumerate(WORDS))
        yield Line(new_id(), f"e{number // LINES}", Span(start, start + 980), " ".join(WORDS), "en", words)


def _fill(store: Store, lines: list[Line]) -> None:
    """Give every line a Target, a Take and a Fit in every market, a Step for each episode and market."""
    for market in range(MARKETS):
        for start in range(0, len(lines), LINES):
            episode = lines[start : start + LINES]
            _put(store, [value for line in episode for value in _voiced(line, f"m{market}")], ROBOT)


def _voiced(line: Line, market: str) -> tuple[Target, Take, Fit]:
    target = Target(new_id(), line.episode_id, market, (line.id,), "e então ela me disse que nunca foi por dinheiro")
    place = (line.episode_id, market, target.id)
    take = Take(
        new_id(), *place, "kokoro:pf_dora", "kokoro", 1_000_000, new_id() * 2, 940, (Span(20, 900),), target.text, 30
    )
    return target, take, Fit(new_id(), *place, take.id, (Placement(Span(20, 900), line.span.start_ms, 1_020_000),), 2)


def _put(store: Store, values: Sequence[Row], author: Author = PERSON) -> None:
    with store.edit(Message.of("bench"), author) as edit:
        for value in values:
            edit.put(value)


def _edit(store: Store, line: Line, number: int) -> Callable[[], None]:
    return lambda: _put(store, [dataclasses.replace(line, text=f"another text {number}")])


def _timed(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _say(what: str, seconds: list[float], goal: str = "") -> None:
    worst = f"worst {max(seconds):8.4f} s" if len(seconds) > 1 else ""
    print(f"{what:36} {statistics.median(seconds):8.4f} s  {worst:20} {goal}")


if __name__ == "__main__":
    main()
