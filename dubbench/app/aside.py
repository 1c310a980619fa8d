"""Jobs that need no series: models fetched, the machine looked at."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dubbench.app.desk_events import Tell
from dubbench.app.lane import Lane
from dubbench.app.running import Job, Running, attempt
from dubbench.jobs.context import Context


class Aside:
    """Does jobs one after another on a thread of its own, and tells their news as a desk does."""

    def __init__(self, name: str, tell: Tell) -> None:
        self._name, self._tell = name, tell
        self._lane: Lane | None = None
        self._jobs: dict[str, Running] = {}

    def start(self, title: str, do: Callable[[Context], Any]) -> str:
        """Queue a job and return its id; its events follow."""
        if self._lane is None:
            self._lane = Lane(self._name, _perform)
        self._jobs = {one.id: one for one in self._jobs.values() if not one.over}
        running = Running(Job(title, lambda _session, ctx: do(ctx), logged=False), self._tell)
        self._jobs[running.id] = running
        running.wait()
        self._lane.put(running)
        return running.id

    def cancel(self, job_id: str) -> None:
        """Stop a job; one that is over is left as it is."""
        if running := self._jobs.get(job_id):
            running.cancel()

    def close(self) -> None:
        """Stop every job and end the thread."""
        for running in self._jobs.values():
            running.cancel()
        if self._lane:
            self._lane.close()
            self._lane = None


def _perform(running: Running) -> None:
    if running.begin():
        running.end(*attempt(lambda: running.job.do(None, running.ctx)))  # type: ignore[arg-type]  # there is no series
