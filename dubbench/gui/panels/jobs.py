"""The work that waits, runs and is over: how far, how long still, what failed and why."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.parts import button
from dubbench.gui.words import time_left
from dubbench.i18n import ntr, tr


class JobStanding(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


_MARKS = {
    JobStanding.WAITING: ("…", "soft"),
    JobStanding.RUNNING: ("▶", "accent"),
    JobStanding.PAUSED: ("∥", "warn"),
    JobStanding.DONE: ("✓", "ok"),
    JobStanding.FAILED: ("✗", "bad"),
    JobStanding.STOPPED: ("■", "soft"),
}
_OVER = {JobStanding.DONE, JobStanding.FAILED, JobStanding.STOPPED}


@dataclass(frozen=True, slots=True)
class JobItem:
    """One job; `failed` items of it, `error` why it ended, `log` a file, `command` what does the same on a terminal.

    One that is `past` ran before the series was opened: only its command is left to do it again.
    """

    job_id: str
    title: str
    standing: JobStanding
    done_permille: int | None = None
    left_s: int | None = None
    item: str = ""
    failed: int = 0
    error: str = ""
    log: str = ""
    command: str = ""
    took_s: int | None = None
    past: bool = False

    @property
    def again(self) -> bool:
        """Whether it left something that can be tried again."""
        return self.over and not self.past and (self.standing is not JobStanding.DONE or self.failed > 0)

    @property
    def over(self) -> bool:
        return self.standing in _OVER


class JobsPanel(CardPanel):
    """The buttons are for the job at hand."""

    pause_asked = Signal(str)  # a job's id, as in all of these
    resume_asked = Signal(str)
    cancel_asked = Signal(str)
    retry_asked = Signal(str)
    log_asked = Signal(str)
    copy_asked = Signal(str)  # its command line
    clear_asked = Signal()  # forget those that are over

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Jobs"), tr("No work yet."), parent)
        self._jobs: dict[str, JobItem] = {}
        self._pause = button(tr("Pause"), "pause", lambda: self.pause_asked.emit(self.list.current))
        self._resume = button(tr("Go on"), "play", lambda: self.resume_asked.emit(self.list.current))
        self._cancel = button(tr("Cancel"), "close", lambda: self.cancel_asked.emit(self.list.current))
        self._retry = button(tr("Try again"), "retry", lambda: self.retry_asked.emit(self.list.current))
        self._log = button(tr("Show the log"), "log", lambda: self.log_asked.emit(self.list.current))
        self._copy = button(tr("Copy as command"), "copy", lambda: self.copy_asked.emit(self.list.current))
        self._clear = button(tr("Clear"), "trash", self.clear_asked.emit)
        buttons = (self._pause, self._resume, self._cancel, self._retry, self._log, self._copy, self._clear)
        self.add_below(*buttons)
        self.list.picked.connect(lambda _key: self._allow())
        self._allow()

    def set_jobs(self, jobs: Iterable[JobItem]) -> None:
        """Show these, the newest first; the first that runs is taken in hand where none is."""
        ordered = list(jobs)
        self._jobs = {job.job_id: job for job in ordered}
        self.list.set_cards(map(_card, ordered))
        if not self.list.current and ordered:
            first = next((job for job in ordered if not job.over), ordered[0])
            self.list.set_current(first.job_id)
        self._allow()

    def _allow(self) -> None:
        job = self._jobs.get(self.list.current)
        standing = job.standing if job else None
        self._pause.setVisible(standing in {JobStanding.RUNNING, JobStanding.WAITING})
        self._resume.setVisible(standing is JobStanding.PAUSED)
        self._cancel.setVisible(job is not None and not job.over)
        self._retry.setVisible(job is not None and job.again)
        self._retry.setText(
            ntr("Retry {count} failed", "Retry {count} failed", job.failed) if job and job.failed else tr("Try again")
        )
        self._log.setVisible(job is not None and bool(job.log))
        self._copy.setVisible(job is not None and bool(job.command))
        self._clear.setVisible(any(one.over for one in self._jobs.values()))


def _card(job: JobItem) -> Card:
    mark, colour = _MARKS[job.standing]
    failed = [ntr("{count} failed", "{count} failed", job.failed)] if job.failed else []
    detail = " · ".join([_word(job.standing), *failed, *filter(None, (job.error or job.item,))])
    end = _end(job)
    return Card(
        key=job.job_id,
        title=job.title,
        detail=detail,
        end=end,
        mark="⚠" if job.failed and job.standing is JobStanding.DONE else mark,
        colour="warn" if job.failed and job.standing is JobStanding.DONE else colour,
        strong=job.standing is JobStanding.RUNNING,
        faint=job.over,
        permille=None if job.over else job.done_permille,
        said=", ".join(filter(None, (job.title, detail, end))),
    )


def _end(job: JobItem) -> str:
    if job.over:
        return "" if job.took_s is None else time_left(job.took_s)
    share = [] if job.done_permille is None else [tr("{percent} %", percent=job.done_permille // 10)]
    left = [] if job.left_s is None or job.standing is JobStanding.PAUSED else [time_left(job.left_s)]
    return " · ".join([*share, *left])


def _word(standing: JobStanding) -> str:
    words = {
        JobStanding.WAITING: tr("waiting"),
        JobStanding.RUNNING: tr("running"),
        JobStanding.PAUSED: tr("paused"),
        JobStanding.DONE: tr("done"),
        JobStanding.FAILED: tr("failed"),
        JobStanding.STOPPED: tr("stopped"),
    }
    return words[standing]
