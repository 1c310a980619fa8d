"""Items on threads of this process: nothing to start, nothing to pickle; a thread that hangs is left behind."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import queue
import threading
from collections.abc import Collection

from dubbench.jobs.context import Context
from dubbench.jobs.items import Lane, WorkItem, perform
from dubbench.jobs.lanes import PATIENCE_S, Event, Lanes, halt


class ThreadExecutor(Lanes):
    """Run each item on one of its lane's long-lived threads: native engines keep state by thread."""

    def __init__(self, cpu: int = 1, net: int = 4, gpu: int = 1, long: int = 1) -> None:
        super().__init__(cpu, net, gpu, long)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._idle: dict[Lane, list[_Hand]] = {lane: [] for lane in self.slots}
        self._busy: dict[int, _Hand] = {}

    def start(self, ticket: int, item: WorkItem) -> None:
        """Hand an item to an idle thread of its lane, or to a new one."""
        idle = self._idle[item.lane]
        hand = self._busy[ticket] = idle.pop() if idle else _Hand(item.lane)
        hand.give(ticket, item, self._events)

    def news(self, timeout_s: float) -> list[Event]:
        """Wait for news at most this long, and return all there is."""
        try:
            events = [self._events.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while not self._events.empty():
            events.append(self._events.get())
        heard = [event for event in events if event.ticket in self._busy]
        for event in heard:
            if event.over:
                hand = self._busy.pop(event.ticket)
                self._idle[hand.lane].append(hand)
        return heard

    def cancel(self, stopped: Collection[int]) -> None:
        """Ask items to stop, and end their child processes."""
        for hand in (self._busy[ticket] for ticket in stopped if ticket in self._busy):
            hand.cancel()

    def cut(self, stopped: Collection[int]) -> None:
        """Leave threads behind that did not stop; they end with what they do now."""
        for hand in (self._busy.pop(ticket) for ticket in stopped if ticket in self._busy):
            hand.dismiss()

    def close(self) -> None:
        """Cancel what runs and end every thread."""
        halt(self, list(self._busy))
        hands = [hand for idle in self._idle.values() for hand in idle]
        for hand in hands:
            hand.dismiss()
        for hand in hands:
            hand.join(PATIENCE_S)
        self._idle = {lane: [] for lane in self.slots}


class _Hand:
    """One thread and the orders it takes."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self._ctx = Context()
        self._cancelled = threading.Event()
        self._orders: queue.SimpleQueue[tuple[int, WorkItem, queue.SimpleQueue[Event], Context] | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._work, name=f"dubbench {lane}", daemon=True)
        self._thread.start()

    def give(self, ticket: int, item: WorkItem, events: queue.SimpleQueue[Event]) -> None:
        self._cancelled = threading.Event()
        self._ctx = Context(lambda told: events.put(Event(ticket, told, over=False)), self._cancelled.is_set)
        self._orders.put((ticket, item, events, self._ctx))

    def cancel(self) -> None:
        self._cancelled.set()
        self._ctx.kill()

    def dismiss(self) -> None:
        self._orders.put(None)

    def join(self, timeout_s: float) -> None:
        self._thread.join(timeout_s)

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            ticket, item, events, ctx = order
            events.put(Event(ticket, perform(item, ctx), over=True))
