"""An open series at work, without a window: jobs on worker processes, and news of everything that happens to it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from dubbench.app.desk_events import Outcome, Tell
from dubbench.app.job_log import JobLog
from dubbench.app.lane import Lane
from dubbench.app.running import Job, JobState, Running, Turn, attempt
from dubbench.app.watching import EVERY_S, Watcher
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.items import WorkItem
from dubbench.jobs.processes import ProcessExecutor
from dubbench.jobs.shared import Shared, Urgency

if TYPE_CHECKING:
    from dubbench.app.session import Session
    from dubbench.jobs.context import Context
    from dubbench.jobs.lanes import Executor

REMEMBERED = 50
URGENCY = {Turn.NOW: Urgency.NOW, Turn.WORK: Urgency.WORK, Turn.ASIDE: Urgency.ASIDE, Turn.LATER: Urgency.ASIDE}


class Desk:
    """Holds one open series for a window.

    `session` is for reading and editing from the window's thread. `tell` is called with every event, from whatever
    thread it happens on: it must come back at once (hand the event to the window's own thread). Jobs of one turn run
    one after another, those of different turns side by side; all share one set of worker processes, which stay warm.
    """

    def __init__(self, session: Session, shared: Shared, tell: Tell, every_s: float = EVERY_S) -> None:
        self.session = session
        self.log = JobLog(session.store.cache)
        self._shared, self._tell = shared, tell
        self._lock = threading.Lock()
        self._jobs: dict[str, Running] = {}
        self._warm: tuple[str, ...] = ()
        self._lanes = {turn: Lane(turn, self._perform) for turn in Turn}
        self._watcher = Watcher(session.store, tell, every_s)

    @classmethod
    def open(cls, folder: Path, tell: Tell, executor: Executor | None = None, every_s: float = EVERY_S) -> Self:
        """Open a series folder; without an executor the work runs in worker processes."""
        from dubbench.app.session import Session

        shared = Shared(executor or ProcessExecutor())
        try:
            return cls(Session.open(folder, shared.seat(Urgency.NOW)), shared, tell, every_s)
        except BaseException:
            shared.close()
            raise

    def start(self, job: Job) -> str:
        """Queue a job and return its id; its events follow."""
        running = Running(job, self._tell)
        with self._lock:
            self._jobs[running.id] = running
            over = [one.id for one in self._jobs.values() if one.over]
            for old in over[:-REMEMBERED]:
                del self._jobs[old]
        running.wait()
        self._lanes[job.turn].put(running)
        return running.id

    def jobs(self) -> tuple[JobState, ...]:
        """Return the jobs that wait, run, or ended lately, in the order they were given.

        Those that are not logged are left out once they ended.
        """
        with self._lock:
            running = list(self._jobs.values())
        return tuple(one.state() for one in running)

    def job(self, job_id: str) -> JobState:
        """Return one of these jobs."""
        return self._find(job_id).state()

    def pause(self, job_id: str | None = None) -> None:
        """Pause a job, or all that are not urgent: what runs is finished, nothing new is begun."""
        for running in self._chosen(job_id):
            running.pause()

    def resume(self, job_id: str | None = None) -> None:
        """Go on with a job, or with all."""
        for running in self._chosen(job_id):
            running.resume()

    def cancel(self, job_id: str) -> None:
        """Stop a job within a second; what it finished is kept."""
        self._find(job_id).cancel()

    def retry(self, job_id: str) -> str | None:
        """Start a job that failed, was stopped or has failed items once more; `None` where nothing is left of it.

        Productions make only what has no result yet, so that this does just what failed.
        """
        running = self._find(job_id)
        return self.start(running.job) if running.unfinished else None

    def warm(self, engines: Iterable[str]) -> None:
        """Load these engines beside other work, and again whenever their worker had to be ended."""
        self._warm = tuple(engines)
        if self._warm:
            self.start(self._warming())

    def close(self) -> None:
        """Stop every job, end the workers and close the series."""
        with self._lock:
            running = [one for one in self._jobs.values() if not one.over]
        self._warm = ()
        for one in running:
            one.cancel()
        for lane in self._lanes.values():
            lane.close()
        self._watcher.close()
        self._shared.close()
        self.session.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _find(self, job_id: str) -> Running:
        with self._lock:
            if job_id not in self._jobs:
                raise BadInput(tr("There is no job {id} any more.", id=job_id))
            return self._jobs[job_id]

    def _chosen(self, job_id: str | None) -> list[Running]:
        if job_id is not None:
            return [self._find(job_id)]
        with self._lock:
            return [one for one in self._jobs.values() if one.job.turn is not Turn.NOW]

    def _perform(self, running: Running) -> None:
        """Do a job, on its turn's thread; what is not logged is forgotten after it, and the sounds it read with it."""
        if running.begin():
            self._do(running)
        if not running.job.logged:
            with self._lock:
                self._jobs.pop(running.id, None)

    def _do(self, running: Running) -> None:
        job = running.job
        entry = self.log.begin(job.title, job.command) if job.logged else None
        session = self.session.beside(self._shared.seat(URGENCY[job.turn]), running)
        outcome, result, fault = attempt(lambda: job.do(session, running.ctx))
        failures = running.state().failures
        if entry:
            error, told = fault.message if fault else "", [failed.message for failed in failures]
            self.log.end(entry, outcome, running.seconds, error=error, failures=told)
        if job.logged and (outcome is Outcome.STOPPED or any(failed.kind == "Crash" for failed in failures)):
            self.warm(self._warm)  # its worker may be gone
        running.end(outcome, result, fault)

    def _warming(self) -> Job:
        wanted = self._warm

        def load(session: Session, ctx: Context) -> None:
            from dubbench.app.work import Warm

            session.one(WorkItem("warm", "dubbench.app.work:warm", Warm(session.place, wanted)), ctx)

        return Job(tr("Load the voices"), load, Turn.NOW, logged=False)
