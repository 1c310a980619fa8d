"""Work beside the window that needs no series; its answers come on the window's thread."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject

from dubbench.app.aside import Aside
from dubbench.app.desk_events import Fault, JobEnded, JobProgress, Outcome
from dubbench.gui.news import News
from dubbench.jobs.context import Context

Have = Callable[[Any], None]
Failed = Callable[[Fault], None]
Far = Callable[[int], None]


class _Asked(NamedTuple):
    have: Have
    failed: Failed
    stopped: Callable[[], None]
    far: Far


class Beside(QObject):
    """Does one thing after another on a thread of its own."""

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._news = News(self)
        self._news.told.connect(self._hear)
        self._aside = Aside(name, self._news.tell)
        self._asked: dict[str, _Asked] = {}

    def ask(
        self,
        title: str,
        do: Callable[[Context], Any],
        have: Have,
        failed: Failed,
        *,
        stopped: Callable[[], None] = lambda: None,
        far: Far = lambda _percent: None,
    ) -> str:
        """Do something and give what came of it to `have`, why not to `failed`; `far` hears percents. Return its id."""
        job = self._aside.start(title, do)
        self._asked[job] = _Asked(have, failed, stopped, far)
        return job

    def cancel(self, job: str) -> None:
        """Stop one of these jobs."""
        self._aside.cancel(job)

    def close(self) -> None:
        """Stop all of them, and hear nothing more."""
        self._asked.clear()
        self._aside.close()

    @property
    def waits(self) -> bool:
        return bool(self._asked)

    def _hear(self, event: object) -> None:
        asked = self._asked.get(getattr(event, "job", ""))
        if asked is None:
            return
        if isinstance(event, JobProgress) and event.percent is not None:
            asked.far(event.percent)
        elif isinstance(event, JobEnded):
            del self._asked[event.job]
            if event.outcome is Outcome.DONE:
                asked.have(event.result)
            elif event.fault:
                asked.failed(event.fault)
            else:
                asked.stopped()
