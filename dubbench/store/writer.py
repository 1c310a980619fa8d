"""The store thread: everything that writes goes through it, one thing after another."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from dubbench.errors import StoreError
from dubbench.i18n import tr

R = TypeVar("R")

_Task = tuple[Callable[[], Any], "Future[Any]"]


class Writer:
    """Runs callables on one thread of its own and hands their results back."""

    def __init__(self, name: str) -> None:
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._open = True
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(self, task: Callable[[], R]) -> R:
        """Run `task` on the store thread and wait for it; what it raises is raised here."""
        if threading.current_thread() is self._thread:
            return task()
        future: Future[R] = Future()
        with self._lock:
            if not self._open:
                raise StoreError(tr("The series is closed. Open it again to change it."))
            self._tasks.put((task, future))
        return future.result()

    def close(self) -> None:
        """Finish what is queued, then end the thread."""
        with self._lock:
            if self._open:
                self._open = False
                self._tasks.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (item := self._tasks.get()) is not None:
            task, future = item
            try:
                future.set_result(task())
            except BaseException as error:  # not handled here: handed to the thread that waits
                future.set_exception(error)
