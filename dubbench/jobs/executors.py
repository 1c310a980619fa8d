"""Run work items on an executor: lanes, progress, cancel, and no item lost for another's fault."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from dubbench.errors import Cancelled
from dubbench.i18n import tr
from dubbench.jobs.context import Context, Progress
from dubbench.jobs.items import Failure, Lane, WorkItem
from dubbench.jobs.lanes import POLL_S, Event, Executor, halt, tickets
from dubbench.jobs.processes import ProcessExecutor
from dubbench.jobs.threads import ThreadExecutor

__all__ = ["Executor", "OnBegin", "OnDone", "ProcessExecutor", "ThreadExecutor", "run"]

GRAIN = 1000

OnDone = Callable[[WorkItem, Any], None]
OnBegin = Callable[[WorkItem], None]


class _Run:
    """The items of one run: what waits, what is started, how far it all is."""

    def __init__(
        self, items: Iterable[WorkItem], executor: Executor, on_done: OnDone, ctx: Context, on_begin: OnBegin | None
    ) -> None:
        self._waiting: dict[Lane, deque[WorkItem]] = {lane: deque() for lane in executor.slots}
        self._total = 0
        for item in items:
            self._waiting[item.lane].append(item)
            self._total += item.weight * GRAIN
        self._executor, self._on_done, self._on_begin, self._ctx = executor, on_done, on_begin, ctx
        self._started: dict[int, WorkItem] = {}
        self._part: dict[int, int] = {}
        self._done = 0
        self._note = self._item = ""

    def go(self) -> None:
        while self._fill():
            for event in self._executor.news(POLL_S):
                self._hear(event)
            self._ctx.check(wait=False)  # what runs goes on while the person pauses; only nothing new is begun
            self._ctx.tell(Progress(self._done + sum(self._part.values()), self._total, self._note, self._item))

    def _fill(self) -> bool:
        """Start what has a free slot; return whether anything is still to be done."""
        if not self._ctx.paused:
            for lane, waiting in self._waiting.items():
                running = sum(item.lane is lane for item in self._started.values())
                for _ in range(min(len(waiting), self._executor.slots[lane] - running)):
                    self._start(waiting.popleft())
        return bool(self._started) or any(self._waiting.values())

    def _start(self, item: WorkItem) -> None:
        ticket = next(tickets)
        self._started[ticket] = item
        self._note, self._item = "", item.title
        self._executor.start(ticket, item)
        if self._on_begin:
            self._on_begin(item)

    def _hear(self, event: Event) -> None:
        if event.over:
            self._settle(event)
            return
        item, progress = self._started.get(event.ticket), event.value
        if item is not None and isinstance(progress, Progress) and progress.total:
            self._part[event.ticket] = min(progress.done, progress.total) * item.weight * GRAIN // progress.total
            self._note, self._item = progress.note, item.title

    def _settle(self, event: Event) -> None:
        item = self._started.pop(event.ticket, None)
        if item is None:
            return
        self._part.pop(event.ticket, None)
        self._done += item.weight * GRAIN
        self._on_done(item, event.value)

    @property
    def under_way(self) -> list[int]:
        return list(self._started)

    def abandon(self) -> None:
        """Stop what is under way; what was finished by then still counts."""
        for event in halt(self._executor, self.under_way):
            if event.over and not isinstance(event.value, Failure) and event.ticket in self._started:
                self._on_done(self._started.pop(event.ticket), event.value)


def run(
    items: Iterable[WorkItem], executor: Executor, on_done: OnDone, ctx: Context, on_begin: OnBegin | None = None
) -> None:
    """Run items, each lane in order, and hand every result or `Failure` to `on_done` in this thread.

    `on_begin` hears of every item that gets a slot of this run; on a shared executor it may still wait for others.
    A cancel raises `Cancelled` within a second, after the results that were finished by then; Ctrl-C is a cancel. While
    the person pauses, what runs is finished and nothing new begun. Progress counts thousandths of the items' weight.
    One run at a time on an executor; several, each on a seat of its own, share one through `jobs.shared`.
    """
    running = _Run(items, executor, on_done, ctx, on_begin)
    try:
        running.go()
    except (Cancelled, KeyboardInterrupt) as stop:
        running.abandon()
        if isinstance(stop, Cancelled):
            raise
        raise Cancelled(tr("Stopped. What was finished is kept; run the same command again to go on.")) from stop
    except BaseException:
        halt(executor, running.under_way)
        raise
