"""What every executor is: slots by lane, news of what runs, and a stop that is never waited for long."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, Protocol, Self

from dubbench.jobs.items import Lane, WorkItem

POLL_S = 0.05
PATIENCE_S = 0.7  # what is asked to stop and does not answer within this is cut off

tickets = itertools.count(1)  # never given twice: news of what was cut off is told from news of what runs


class Event(NamedTuple):
    """News of one started item: its progress, or (`over`) its result or `Failure`."""

    ticket: int
    value: Any
    over: bool


class Executor(Protocol):
    """Where items run. A ticket stands for a started item."""

    @property
    def slots(self) -> Mapping[Lane, int]: ...

    def start(self, ticket: int, item: WorkItem) -> None: ...

    def news(self, timeout_s: float) -> list[Event]:
        """Wait for news at most this long, and return all there is."""
        ...

    def cancel(self, stopped: Collection[int]) -> None:
        """Ask items to stop; each still answers if it can."""
        ...

    def cut(self, stopped: Collection[int]) -> None:
        """Let go of items that did not stop; nothing more is heard of them."""
        ...

    def close(self) -> None: ...


class Lanes:
    """What both executors share: slots by lane, and being closed at the end of a `with` block."""

    def __init__(self, cpu: int = 1, net: int = 4, gpu: int = 1, long: int = 1) -> None:
        self.slots: Mapping[Lane, int] = {Lane.CPU: cpu, Lane.NET: net, Lane.GPU: gpu, Lane.LONG: long}

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def halt(executor: Executor, running: Collection[int]) -> list[Event]:
    """Stop items within a second, and return what was heard of them until then."""
    left, events = set(running), list[Event]()
    executor.cancel(left)
    deadline = time.monotonic() + PATIENCE_S
    while left and time.monotonic() < deadline:
        news = executor.news(POLL_S)
        left -= {event.ticket for event in news if event.over}
        events += news
    executor.cut(left)
    return events
