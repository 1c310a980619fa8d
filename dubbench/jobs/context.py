"""What running work sees: progress out, cancel and pause in."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

from dubbench.errors import Cancelled
from dubbench.i18n import tr

PUBLISH_EVERY_S = 0.1
PAUSE_POLL_S = 0.05


class Progress(NamedTuple):
    """How far a piece of work is: `done` of `total` (0: unknown), where it is, and the words of the item in hand."""

    done: int
    total: int
    note: str = ""
    item: str = ""


class Context:
    """Handed to every engine and stage; made without arguments it publishes nowhere and is never cancelled."""

    def __init__(
        self,
        publish: Callable[[Progress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        paused: Callable[[], bool] | None = None,
    ) -> None:
        self._publish = publish
        self._cancelled = cancelled
        self._paused = paused
        self._last = 0.0
        self._hooks: list[Callable[[], None]] = []
        self._lock = threading.RLock()

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Publish at most every 0.1 s (the last of a count always); wait and raise as `check` does."""
        self.check()
        self.tell(Progress(done, total, note))

    def tell(self, progress: Progress) -> None:
        """Publish without waiting or raising: for those who look after work that runs elsewhere."""
        now = time.monotonic()
        if now - self._last >= PUBLISH_EVERY_S or (progress.total and progress.done >= progress.total):
            self._last = now
            self.publish(progress)

    def publish(self, progress: Progress) -> None:
        """Publish at once: for those who pass on what a part of the work told at its own pace."""
        if self._publish:
            self._publish(progress)

    @property
    def paused(self) -> bool:
        """Tell whether nothing new should be begun."""
        return self._paused is not None and self._paused()

    def check(self, *, wait: bool = True) -> None:
        """Raise `Cancelled` where the person stopped the work; stay here for as long as they paused it."""
        self._refuse_cancelled()
        while wait and self.paused:
            time.sleep(PAUSE_POLL_S)
            self._refuse_cancelled()

    def _refuse_cancelled(self) -> None:
        if self._cancelled and self._cancelled():
            raise Cancelled(tr("Stopped. What was finished is kept; run the same command again to go on."))

    def on_cancel(self, kill: Callable[[], None]) -> AbstractContextManager[None]:
        """Call `kill` (end a child process, say) if a cancel comes inside the `with` block."""
        return self._hooked(kill)

    @contextmanager
    def _hooked(self, kill: Callable[[], None]) -> Iterator[None]:
        with self._lock:
            self._hooks.append(kill)
        try:
            self.check(wait=False)  # a cancel may have come just before the hook was there
            yield
        finally:
            with self._lock:
                self._hooks.remove(kill)

    def within(self, note: str) -> Context:
        """Make a context for a part of the work: its notes begin with `note`, its cancel and pause are this one's."""
        return self.through(lambda p: self.publish(p._replace(note=f"{note} · {p.note}" if p.note else note)))

    def through(self, publish: Callable[[Progress], None]) -> Context:
        """Make a context for a part of the work: its progress goes to `publish`, its cancel and pause are these."""
        part = Context(publish, self._cancelled, self._paused)
        part._hooks, part._lock = self._hooks, self._lock
        return part

    def share(self, begin: int, weight: int, total: int) -> Context:
        """Make a context for a part whose whole progress is `weight` of this one's `total`, from `begin` on."""

        def tell(p: Progress) -> None:
            done = begin * p.total + weight * min(p.done, p.total) if p.total else begin
            self.publish(p._replace(done=done, total=total * (p.total or 1)))

        return self.through(tell)

    def kill(self) -> None:
        """Run the hooks of everything in flight; called from another thread when the person cancels."""
        with self._lock:
            hooks = list(self._hooks)
        for hook in hooks:
            hook()
