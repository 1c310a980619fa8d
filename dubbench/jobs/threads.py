"""Items on threads of this process: nothing to start, nothing to pickle; a thread that hangs is left behind."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import queue
import threading

from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem, perform
from dubbench.jobs.lanes import Event, Lanes, last_news


class ThreadExecutor(Lanes):
    """Run each item on a thread of its own, as many at once as its lane has slots."""

    def __init__(self, cpu: int = 1, net: int = 4, gpu: int = 1) -> None:
        super().__init__(cpu, net, gpu)
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._running: dict[int, Context] = {}
        self._cancelled = threading.Event()

    def start(self, ticket: int, item: WorkItem) -> None:
        """Begin an item on a thread of its own."""
        events, cancelled = self._events, self._cancelled
        ctx = Context(lambda progress: events.put(Event(ticket, progress, over=False)), cancelled.is_set)
        self._running[ticket] = ctx

        def work() -> None:
            events.put(Event(ticket, perform(item, ctx), over=True))

        threading.Thread(target=work, name=f"item {item.key}", daemon=True).start()

    def news(self, timeout_s: float) -> list[Event]:
        """Wait for news at most this long, and return all there is."""
        try:
            events = [self._events.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while not self._events.empty():
            events.append(self._events.get())
        for event in events:
            if event.over:
                self._running.pop(event.ticket, None)
        return events

    def stop(self) -> list[Event]:
        """Cancel what runs, and return what was finished by then."""
        self._cancelled.set()
        for ctx in list(self._running.values()):
            ctx.kill()
        events = last_news(self, lambda: bool(self._running))
        self._running.clear()
        self._events, self._cancelled = queue.SimpleQueue(), threading.Event()
        return events

    def close(self) -> None:
        """Cancel what runs."""
        self.stop()
