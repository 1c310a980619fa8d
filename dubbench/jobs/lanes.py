"""What every executor is: slots by lane, news of what runs, and a stop that is never waited for long."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, Self

from dubbench.jobs.items import Lane, WorkItem

POLL_S = 0.05
PATIENCE_S = 0.8  # what is asked to stop and does not answer within this is cut off


class Event(NamedTuple):
    """News of one started item: its progress, or (`over`) its result or `Failure`."""

    ticket: int
    value: Any
    over: bool


class Executor(Protocol):
    """Where items run. Tickets are the caller's numbers for started items."""

    @property
    def slots(self) -> Mapping[Lane, int]: ...

    def start(self, ticket: int, item: WorkItem) -> None: ...

    def news(self, timeout_s: float) -> list[Event]: ...

    def stop(self) -> list[Event]: ...

    def close(self) -> None: ...


class Lanes:
    """What both executors share: slots by lane, and being closed at the end of a `with` block."""

    def __init__(self, cpu: int = 1, net: int = 4, gpu: int = 1) -> None:
        self.slots: Mapping[Lane, int] = {Lane.CPU: cpu, Lane.NET: net, Lane.GPU: gpu}

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def last_news(executor: Executor, busy: Callable[[], bool]) -> list[Event]:
    events: list[Event] = []
    deadline = time.monotonic() + PATIENCE_S
    while busy() and time.monotonic() < deadline:
        events += executor.news(POLL_S)
    return events
