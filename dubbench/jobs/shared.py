"""One executor for several runs at a time: each has a seat, and the most urgent gets the next free slot."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import heapq
import queue
import threading
from collections.abc import Callable, Collection
from enum import IntEnum
from typing import NamedTuple

from dubbench.errors import Cancelled
from dubbench.jobs.items import Failure, WorkItem
from dubbench.jobs.lanes import POLL_S, Event, Executor, halt


class Urgency(IntEnum):
    """Whose items go first where several wait for a slot."""

    NOW = 0
    WORK = 1
    ASIDE = 2


class _Waiting(NamedTuple):
    urgency: Urgency
    ticket: int
    item: WorkItem
    seat: Seat


class Seat:
    """One run's part of a shared executor; an executor itself. An item waits here while its lane is taken."""

    def __init__(self, shared: Shared, urgency: Urgency) -> None:
        self.slots = shared.slots
        self._shared, self._urgency = shared, urgency
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._open: set[int] = set()

    def start(self, ticket: int, item: WorkItem) -> None:
        """Begin an item as soon as its lane has a slot and nothing more urgent waits for it."""
        self._open.add(ticket)
        self._shared.take(_Waiting(self._urgency, ticket, item, self))

    def news(self, timeout_s: float) -> list[Event]:
        """Wait for news at most this long, and return all there is."""
        try:
            events = [self._events.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while not self._events.empty():
            events.append(self._events.get())
        self._open -= {event.ticket for event in events if event.over}
        return events

    def hear(self, event: Event) -> None:
        """Take news from the shared executor's thread."""
        self._events.put(event)

    def cancel(self, stopped: Collection[int]) -> None:
        """Ask this run's items to stop; those that still wait are given back at once."""
        self._shared.cancel(frozenset(stopped))

    def cut(self, stopped: Collection[int]) -> None:
        """Let go of items that did not stop."""
        self._open -= set(stopped)
        self._shared.cut(frozenset(stopped))

    def close(self) -> None:
        """Stop this run's items; the executor stays for the others."""
        halt(self, list(self._open))


class Shared:
    """Looks after an executor on a thread of its own, which alone touches it."""

    def __init__(self, executor: Executor) -> None:
        self.slots = executor.slots
        self._executor = executor
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: dict[str, list[_Waiting]] = {lane: [] for lane in executor.slots}
        self._started: dict[int, _Waiting] = {}
        self._thread = threading.Thread(target=self._work, name="dubbench items", daemon=True)
        self._thread.start()

    def seat(self, urgency: Urgency = Urgency.WORK) -> Seat:
        """Give a run its place; two runs at a time need two."""
        return Seat(self, urgency)

    def take(self, one: _Waiting) -> None:
        """Put an item in its lane's queue."""
        self._calls.put(lambda: heapq.heappush(self._waiting[one.item.lane], one))

    def cancel(self, stopped: Collection[int]) -> None:
        """Ask items to stop."""
        self._calls.put(lambda: self._cancel(stopped))

    def cut(self, stopped: Collection[int]) -> None:
        """Let go of items."""
        self._calls.put(lambda: self._cut(stopped))

    def close(self) -> None:
        """Stop everything and close the executor."""
        self._calls.put(None)
        self._thread.join()

    def _work(self) -> None:
        while self._answer_calls():
            self._fill()
            for event in self._executor.news(POLL_S) if self._started else ():
                self._pass_on(event)
        self._executor.close()

    def _answer_calls(self) -> bool:
        """Do what was asked meanwhile, waiting for it where nothing runs; return whether to go on."""
        idle = not self._started and not any(self._waiting.values())
        while idle or not self._calls.empty():
            call = self._calls.get()
            if call is None:
                return False
            call()
            idle = False
        return True

    def _fill(self) -> None:
        for lane, waiting in self._waiting.items():
            running = sum(one.item.lane == lane for one in self._started.values())
            for _ in range(min(len(waiting), self.slots[waiting[0].item.lane] - running) if waiting else 0):
                one = heapq.heappop(waiting)
                self._started[one.ticket] = one
                self._executor.start(one.ticket, one.item)

    def _pass_on(self, event: Event) -> None:
        one = self._started.pop(event.ticket, None) if event.over else self._started.get(event.ticket)
        if one is not None:
            one.seat.hear(event)

    def _cancel(self, stopped: Collection[int]) -> None:
        for lane, waiting in self._waiting.items():
            for one in (one for one in waiting if one.ticket in stopped):
                one.seat.hear(Event(one.ticket, Failure(one.item.key, "", Cancelled.__name__), over=True))
            self._waiting[lane] = [one for one in waiting if one.ticket not in stopped]
            heapq.heapify(self._waiting[lane])
        self._executor.cancel([ticket for ticket in stopped if ticket in self._started])

    def _cut(self, stopped: Collection[int]) -> None:
        gone = [ticket for ticket in stopped if self._started.pop(ticket, None)]
        self._executor.cut(gone)
