"""A small series for the tests of desks: spoken by the fake engines, with work that waits, hangs or dies on demand."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from programmes import video

from dubbench.app import season
from dubbench.app.desk import Desk
from dubbench.app.desk_events import Event, JobEnded
from dubbench.app.running import Job, Turn
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.store.store import Store

PATIENCE_S = 30.0


def series(place: Path, episodes: int = 1, texts: tuple[str, ...] = ("You never told them.", "Come back.")) -> Path:
    """Make a series of programmes that differ in a word, to be dubbed into Brazilian Portuguese."""
    folder = place / "season.dubbench"
    season.start(folder, ["pt-BR"], title="", source="en", destination="", url="")
    for number in range(1, episodes + 1):
        programme = video(place / f"ep{number}.mp4", texts=(*texts, f"Number {number}."))
        season.add(folder, [programme])
    return folder


class Heard:
    """Keeps what a desk tells, and waits for what shall be told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.at: list[float] = []
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self.at.append(time.monotonic())
            self._news.notify_all()

    def of(self, kind: type[Any], job: str | None = None) -> list[Any]:
        with self._news:
            return [e for e in self.events if isinstance(e, kind) and (job is None or e.job == job)]

    def until(self, found: Callable[[Event], bool], patience_s: float = PATIENCE_S) -> Event:
        deadline = time.monotonic() + patience_s
        with self._news:
            while True:
                if hit := next((event for event in self.events if found(event)), None):
                    return hit
                left = deadline - time.monotonic()
                assert left > 0, self.events
                self._news.wait(left)

    def end_of(self, job: str, patience_s: float = PATIENCE_S) -> JobEnded:
        ended = self.until(lambda e: isinstance(e, JobEnded) and e.job == job, patience_s)
        assert isinstance(ended, JobEnded)
        return ended


# what the items do; a worker process imports this file by name


def touch(payload: str, _ctx: Context) -> int:
    Path(payload).write_text(str(os.getpid()))
    return os.getpid()


def wait_for(payload: str, ctx: Context) -> int:
    """Leave the process's number in a file, and go on when `PAYLOAD.go` is there."""
    touch(payload + ".part", ctx)
    Path(payload + ".part").rename(payload)
    while not Path(payload + ".go").exists():
        ctx.progress(1, 2, "waiting")
        time.sleep(0.005)
    return os.getpid()


def hang(payload: str, ctx: Context) -> None:
    touch(payload + ".part", ctx)
    Path(payload + ".part").rename(payload)
    time.sleep(60)


def item(function: Callable[..., Any], payload: Path) -> WorkItem:
    return WorkItem(payload.name, f"{__name__}:{function.__name__}", str(payload), title=f"“{payload.name}”")


def job(*items: WorkItem, turn: Turn = Turn.WORK, title: str = "work") -> Job:
    """Make a job of items; its result are theirs by key."""

    def do(session: Any, ctx: Context) -> dict[str, Any]:
        found: dict[str, Any] = {}
        session.work(items, lambda one, result: found.__setitem__(one.key, result), ctx)
        return found

    return Job(title, do, turn)


def there(path: Path) -> Path:
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.005)
    return path


def go(gate: Path) -> None:
    gate.with_name(gate.name + ".go").touch()


def opened(folder: Path, heard: Heard, every_s: float = 0.1) -> Desk:
    return Desk.open(folder, heard, every_s=every_s)


def head(folder: Path) -> int:
    with Store.open(folder) as store:
        return store.head().seq
