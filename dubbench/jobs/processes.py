"""Worker processes: they stay warm between items, and one that dies costs only the item it was on."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import multiprocessing
import pickle
import signal
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import connection
from typing import Any

from dubbench.i18n import tr
from dubbench.jobs import worker
from dubbench.jobs.context import Progress
from dubbench.jobs.items import Failure, Lane, WorkItem
from dubbench.jobs.lanes import Event, Lanes, halt

REAP_S = 0.2
GOODBYE_S = 2.0


class ProcessExecutor(Lanes):
    """Run each item in one of its lane's long-lived processes; they are started when first needed."""

    def __init__(self, cpu: int = 1, net: int = 4, gpu: int = 1, long: int = 1) -> None:
        super().__init__(cpu, net, gpu, long)
        self._idle: dict[Lane, list[_Worker]] = {lane: [] for lane in self.slots}
        self._busy: dict[int, _Worker] = {}
        self._early: list[Event] = []

    def start(self, ticket: int, item: WorkItem) -> None:
        """Hand an item to an idle worker of its lane, or to a new one."""
        try:
            self._busy[ticket] = self._given(item, pickle.dumps(item.payload))
        except Exception as error:  # a payload of any kind may refuse to be pickled; there may be no process to be had
            self._early.append(Event(ticket, Failure.of(item, error), over=True))

    def _given(self, item: WorkItem, sealed: bytes) -> _Worker:
        idle = self._idle[item.lane]
        hand = idle.pop() if idle else _Worker(item.lane)
        try:
            hand.give(item, sealed)
        except OSError:  # it died while idle: nothing was lost, a fresh one takes the item
            hand.end()
            hand = _Worker(item.lane)
            hand.give(item, sealed)
        return hand

    def news(self, timeout_s: float) -> list[Event]:
        """Wait for news at most this long, and return all there is."""
        events, self._early = self._early, []
        by_pipe = {hand.pipe: ticket for ticket, hand in self._busy.items()}
        if not by_pipe:
            time.sleep(0 if events else timeout_s)
            return events
        ready = connection.wait(list(by_pipe), 0 if events else timeout_s)
        return events + [self._hear(ticket) for pipe, ticket in by_pipe.items() if pipe in ready]

    def _hear(self, ticket: int) -> Event:
        hand = self._busy[ticket]
        try:
            message = hand.pipe.recv()
        except (EOFError, OSError):
            del self._busy[ticket]
            return Event(ticket, hand.obituary(), over=True)
        except Exception as error:  # a result of any kind may refuse to be unpickled here
            return self._over(ticket, Failure.of(hand.item, error))
        return Event(ticket, message, over=False) if isinstance(message, Progress) else self._over(ticket, message[1])

    def _over(self, ticket: int, result: Any) -> Event:
        hand = self._busy.pop(ticket)
        self._idle[hand.lane].append(hand)
        return Event(ticket, result, over=True)

    def cancel(self, stopped: Collection[int]) -> None:
        """Ask items to stop, and their workers to end their child processes."""
        for hand in (self._busy[ticket] for ticket in stopped if ticket in self._busy):
            hand.cancel()

    def cut(self, stopped: Collection[int]) -> None:
        """End the workers of items that did not stop."""
        for hand in [self._busy.pop(ticket) for ticket in stopped if ticket in self._busy]:
            hand.end()

    def close(self) -> None:
        """Cancel what runs and end every worker."""
        halt(self, list(self._busy))
        hands = [hand for idle in self._idle.values() for hand in idle]
        for hand in hands:
            hand.dismiss()
        for hand in hands:
            hand.end(GOODBYE_S)
        self._idle = {lane: [] for lane in self.slots}


class _Worker:
    """One process and its pipe."""

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.item = WorkItem("", "")
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self._process = spawn.Process(target=worker.main, args=(theirs,), name=f"dubbench {lane}", daemon=False)
        with _deaf_to_ctrl_c():
            self._process.start()
        theirs.close()

    def give(self, item: WorkItem, sealed: bytes) -> None:
        self.item = item
        self.pipe.send((replace(item, payload=None), sealed))

    def cancel(self) -> None:
        with suppress(OSError):
            self.pipe.send(worker.CANCEL)

    def dismiss(self) -> None:
        with suppress(OSError):
            self.pipe.send(worker.STOP)

    def end(self, patience_s: float = 0.0) -> None:
        """See the process gone: wait, ask, then force."""
        self._process.join(patience_s)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(REAP_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self.pipe.close()
        self._process.close()

    def obituary(self) -> Failure:
        """Say how the process died; the item in its hands is lost with it."""
        self._process.join(REAP_S)
        code = self._process.exitcode
        self.end()
        return Failure(self.item.key, _cause(self.item.title or self.item.key, code), "Crash")


def _cause(key: str, code: int | None) -> str:
    if code is None or code >= 0:
        return tr(
            "{key}: the worker process ended by itself (exit code {code}). Run again to retry.", key=key, code=code
        )
    name = signal.Signals(-code).name if -code in signal.valid_signals() else str(-code)
    if name == "SIGKILL":
        return tr(
            "{key}: the worker process was killed ({signal}), most likely because memory ran out. "
            "Close other programs and run again.",
            key=key,
            signal=name,
        )
    return tr("{key}: the worker process crashed ({signal}). Run again to retry.", key=key, signal=name)


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Start a process with SIGINT blocked, until it has chosen to ignore it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
