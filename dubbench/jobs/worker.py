"""A worker process: takes items from a pipe one after another and keeps its engines warm."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pickle
import queue
import signal
import threading
from dataclasses import replace
from multiprocessing import util
from multiprocessing.connection import Connection
from typing import Any

from dubbench.jobs.context import Context, Progress
from dubbench.jobs.items import Failure, WorkItem, perform

STOP, CANCEL = "stop", "cancel"
Order = tuple[WorkItem, bytes]  # the item without its payload, and the payload sealed: a bad one fails alone
PARENT_GONE = 1
GIVES_WAY = 5  # a window that draws or saves comes before an engine that computes


class _Desk:
    """What the pipe's reader and the working thread share: the orders, and the item in hand."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._sending = threading.Lock()
        self._cancelled = threading.Event()
        self._orders: queue.SimpleQueue[Order | None] = queue.SimpleQueue()
        self._ctx = Context()

    def read(self) -> None:
        """Take orders until the parent says stop; end the process if the parent is gone."""
        while True:
            try:
                order = self._pipe.recv()
            except (EOFError, OSError):
                self._ctx.kill()
                os._exit(PARENT_GONE)
            if order == CANCEL:
                self._cancelled.set()
                self._ctx.kill()
            elif order == STOP:
                self._orders.put(None)
            else:
                self._cancelled.clear()
                self._orders.put(order)

    def work(self) -> None:
        """Do the orders one after another and answer each."""
        while (order := self._orders.get()) is not None:
            self._ctx = Context(self._publish, self._cancelled.is_set)
            self._answer(order[0], self._perform(*order))

    def _perform(self, item: WorkItem, sealed: bytes) -> Any:
        try:
            opened = replace(item, payload=pickle.loads(sealed))  # noqa: S301 - our own parent wrote it
        except Exception as error:  # a payload of any kind may refuse to be unpickled
            return Failure.of(item, error)
        return perform(opened, self._ctx)

    def _publish(self, progress: Progress) -> None:
        self._send(progress)

    def _answer(self, item: WorkItem, result: Any) -> None:
        try:
            self._send((item.key, result))
        except OSError:
            os._exit(PARENT_GONE)
        except Exception as error:  # a result of any kind may refuse to be pickled
            self._send((item.key, Failure.of(item, error)))

    def _send(self, message: object) -> None:
        with self._sending:
            self._pipe.send(message)


def main(pipe: Connection) -> None:
    """Run in the new process: Ctrl-C is the parent's business alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    if hasattr(os, "nice"):
        os.nice(GIVES_WAY)
    desk = _Desk(pipe)
    threading.Thread(target=desk.read, name="orders", daemon=True).start()
    desk.work()
    util._exit_function()  # type: ignore[attr-defined]  # noqa: SLF001 - what multiprocessing itself calls here: locks that libraries made are let go
    os._exit(0)  # engines' native threads may hang a normal exit; nothing is left to flush
