"""Who changed what: every commit to an open store is told, one's own at once, those of others within a second."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dubbench.app.desk_events import Changed, Tell, Trouble
from dubbench.errors import DubbenchError

if TYPE_CHECKING:
    from dubbench.domain.journal import Step
    from dubbench.store.store import Store

EVERY_S = 0.5
SETTLE_S = 0.05  # a commit of our own may be in the journal a moment before we hear of it


class Watcher:
    """Listens to a store and looks at its head twice a second, on a thread of its own, where it also settles it."""

    def __init__(self, store: Store, tell: Tell, every_s: float = EVERY_S) -> None:
        self._store, self._tell, self._every_s = store, tell, every_s
        self._lock = threading.Lock()
        self._own: set[int] = set()
        self._seen = store.head().seq
        self._end = store.subscribe(self._hear)
        self._stop = threading.Event()
        self._troubled = False
        self._thread = threading.Thread(target=self._work, name="dubbench watcher", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._end()
        self._stop.set()
        self._thread.join()

    def _hear(self, step: Step) -> None:
        with self._lock:
            self._own.add(step.seq)
        self._tell(Changed(frozenset((change.table, change.row_id) for change in step.changes)))

    def _work(self) -> None:
        while not self._stop.wait(self._every_s):
            try:
                self._look()
                self._troubled = False
            except DubbenchError as error:
                if not self._troubled:
                    self._tell(Trouble(str(error)))
                self._troubled = True

    def _look(self) -> None:
        head = self._store.head().seq
        if head == self._seen:
            return
        touched = self._store.touched(self._seen)
        if not touched.keys() <= self._own:
            self._stop.wait(SETTLE_S)
        with self._lock:
            others = [rows for seq, rows in touched.items() if seq not in self._own]
            self._seen = max(head, *touched, 0)
            self._own = {seq for seq in self._own if seq > self._seen}
        if others:
            self._tell(Changed(frozenset().union(*others), here=False))
        self._store.settle()
