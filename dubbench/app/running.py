"""One job of a desk from its queue to its end: what it tells, how far it is, and how it is paused and stopped."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from dubbench import errors
from dubbench.app.desk_events import (
    Event,
    Fault,
    ItemFailed,
    ItemFinished,
    ItemStarted,
    JobEnded,
    JobPaused,
    JobProgress,
    JobQueued,
    JobResumed,
    JobStarted,
    Outcome,
    Tell,
)
from dubbench.domain.hashing import new_id
from dubbench.errors import Cancelled, DubbenchError
from dubbench.i18n import tr
from dubbench.jobs import trouble
from dubbench.jobs.context import Context, Progress
from dubbench.jobs.items import Failure, WorkItem
from dubbench.jobs.pace import Pace

if TYPE_CHECKING:
    from dubbench.app.session import Session


class Turn(StrEnum):
    """When a job runs: after the one before it, at once between the items of what runs, or beside it.

    What is `ASIDE` is waited for; what nobody waits for and may take minutes comes `LATER`, on a thread of its own.
    """

    WORK = "work"
    NOW = "now"
    ASIDE = "aside"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do with a series: `do(session, ctx)`, its words, and the command line that does the same.

    `timed` work tells its progress in milliseconds of expected work; what is not `logged` leaves no entry.
    """

    title: str
    do: Callable[[Session, Context], Any]
    turn: Turn = Turn.WORK
    command: str = ""
    timed: bool = False
    logged: bool = True


class State(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as it stands at a moment."""

    id: str
    job: Job
    state: State
    progress: JobProgress
    finished: int
    failures: tuple[ItemFailed, ...]
    ended: JobEnded | None


def kept_trace(failure: Failure) -> str:
    """Keep the trace of an unexpected error, and return its file; a known error says all in its sentence."""
    if not failure.trace or hasattr(errors, failure.kind):
        return ""
    return str(trouble.keep(failure.trace) or "")


class Running:
    """A job on its way; safe for use from any thread. Nothing is told of it before its start or after its end."""

    def __init__(self, job: Job, tell: Tell) -> None:
        self.id, self.job = new_id(), job
        self._tell = tell
        self._lock = threading.RLock()
        self._begun = False
        self._begun_at = 0.0
        self._ended: JobEnded | None = None
        self._finished = 0
        self._failures: list[ItemFailed] = []
        self._progress = JobProgress(self.id, None, None, "", "")
        self._pace = Pace()
        self._cancelled, self._paused = threading.Event(), threading.Event()
        self.ctx = Context(self._advance, self._cancelled.is_set, self._paused.is_set)

    def wait(self) -> None:
        """Tell that the job waits for its turn."""
        self._tell(JobQueued(self.id, self.job.title))

    def state(self) -> JobState:
        """Say how the job stands."""
        with self._lock:
            return JobState(
                self.id, self.job, self._where(), self._progress, self._finished, tuple(self._failures), self._ended
            )

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._begun_at if self._begun else 0.0

    def _where(self) -> State:
        if self._ended:
            return State.OVER
        if self._paused.is_set():
            return State.PAUSED
        return State.RUNNING if self._begun else State.WAITING

    @property
    def over(self) -> bool:
        return self._ended is not None

    @property
    def unfinished(self) -> bool:
        """Tell whether the job is over and something of it is left to be done."""
        return self._ended is not None and (self._ended.outcome is not Outcome.DONE or bool(self._ended.failures))

    def begin(self) -> bool:
        """Start the clock; `False` where the job was stopped before its turn came."""
        with self._lock:
            if self._ended:
                return False
            self._begun, self._begun_at = True, time.monotonic()
            self._pace = Pace()
            if self._paused.is_set():
                self._pace.pause()
            self._tell(JobStarted(self.id, self.job.title))
            return True

    def pause(self) -> None:
        """Let what runs finish, and begin nothing new."""
        with self._lock:
            if not self._ended and not self._paused.is_set():
                self._paused.set()
                self._pace.pause()
                self._tell(JobPaused(self.id))

    def resume(self) -> None:
        """Go on."""
        with self._lock:
            if not self._ended and self._paused.is_set():
                self._paused.clear()
                self._pace.resume()
                self._tell(JobResumed(self.id))

    def cancel(self) -> None:
        """Stop the job; one that still waits for its turn is over at once."""
        with self._lock:
            self._cancelled.set()
            if not self._begun:
                self.end(Outcome.STOPPED)
        self.ctx.kill()

    def item_begun(self, item: WorkItem) -> None:
        """Hear of a work item that is begun."""
        with self._lock:
            self._say(ItemStarted(self.id, item.key, item.title, item.about))

    def item_over(self, item: WorkItem, result: object) -> None:
        """Hear of a work item that is over."""
        with self._lock:
            if not isinstance(result, Failure):
                self._finished += 1
                self._say(ItemFinished(self.id, item.key, item.title, item.about))
                return
            trace = kept_trace(result)
            failed = ItemFailed(self.id, item.key, item.title, result.message, result.kind, trace, item.about)
            self._failures.append(failed)
            self._say(failed)

    def end(self, outcome: Outcome, result: Any = None, fault: Fault | None = None) -> None:
        """Tell the end, once."""
        with self._lock:
            if self._ended is None:
                failures = tuple(self._failures)
                self._ended = JobEnded(self.id, self.job.title, outcome, result, fault, failures, self.seconds)
                self._tell(self._ended)

    def _advance(self, told: Progress) -> None:
        with self._lock:
            self._progress = self._reckoned(told)
            self._say(self._progress)

    def _reckoned(self, told: Progress) -> JobProgress:
        if not told.total:
            return JobProgress(self.id, self._progress.percent, None, told.item, told.note)
        share = min(1.0, told.done / told.total)
        self._pace.see(share, told.total / 1000 if self.job.timed else None)
        left_s = self._pace.remaining_s()
        return JobProgress(
            self.id, math.floor(100 * share), None if left_s is None else math.ceil(left_s), told.item, told.note
        )

    def _say(self, event: Event) -> None:
        if self._begun and not self._ended:
            self._tell(event)


def attempt(do: Callable[[], Any]) -> tuple[Outcome, Any, Fault | None]:
    """Do a job; whatever goes wrong becomes a `Fault`."""
    try:
        return Outcome.DONE, do(), None
    except Cancelled:
        return Outcome.STOPPED, None, None
    except DubbenchError as error:
        return Outcome.FAILED, None, _told(error)
    except Exception as error:  # the job runner: one failed job must not end the window
        return Outcome.FAILED, None, _unexpected(error)


def _told(error: DubbenchError) -> Fault:
    trace: str = getattr(error, "trace", "")  # a work item's unexpected error keeps where it happened
    kept = trouble.keep(trace) if trace else None
    kind: str = getattr(error, "kind", type(error).__name__)
    return Fault(str(error), kind, error.exit_code, str(kept or ""))


def _unexpected(error: Exception) -> Fault:
    kept = trouble.keep("".join(traceback.format_exception(error)))
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Fault(tr("Unexpected error: {error}", error=told), type(error).__name__, trace=str(kept or ""))
