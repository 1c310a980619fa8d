"""One thread on which jobs run one after another."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

from dubbench.app.running import Running

PATIENCE_S = 2.0


class Lane:
    """The thread; `perform` does each job that is put in."""

    def __init__(self, name: str, perform: Callable[[Running], None]) -> None:
        self._jobs: queue.SimpleQueue[Running | None] = queue.SimpleQueue()
        self._perform = perform
        self._thread = threading.Thread(target=self._work, name=f"dubbench jobs {name}", daemon=True)
        self._thread.start()

    def put(self, running: Running) -> None:
        self._jobs.put(running)

    def close(self) -> None:
        """End the thread after the job in hand; one that does not stop in time is left behind."""
        self._jobs.put(None)
        self._thread.join(PATIENCE_S)

    def _work(self) -> None:
        while (running := self._jobs.get()) is not None:
            self._perform(running)
