"""The panels of long work: the jobs of the series, and what is wrong with the episode that is shown."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from dubbench.app.desk_events import Changed, ItemFailed
from dubbench.app.running import JobState, State
from dubbench.gui import marks
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import Place
from dubbench.gui.panels.issues import CRITICAL, MAJOR, MINOR, IssueItem, IssuesPanel
from dubbench.gui.panels.jobs import JobItem, JobsPanel, JobStanding
from dubbench.gui.seen import WhenSeen
from dubbench.gui.values import Row
from dubbench.gui.window import MainWindow
from dubbench.gui.work import Work
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.job_log import Entry

SEVERITY = {"not-dubbed": MAJOR, "over-long": MAJOR, "too-fast": MINOR, "sound": MAJOR, "safe-area": MINOR}


class WorkPanels(QObject):
    """Keeps both panels up to date while they are seen; `log_asked` wants the log of the series' work."""

    log_asked = Signal()

    def __init__(self, window: MainWindow, page: EpisodePage, work: Work) -> None:
        super().__init__(page)
        self._page, self._series, self._work = page, page.series, work
        self._cleared: set[str] = set()
        self.issues, self.jobs = IssuesPanel(), JobsPanel()
        window.add_panel("issues", tr("Issues"), self.issues, Place.RIGHT)
        window.add_panel("jobs", tr("Jobs"), self.jobs, Place.RIGHT)
        self._issues_due = WhenSeen(window.episode, "issues", self)
        self._jobs_due = WhenSeen(window.episode, "jobs", self, wait_ms=120)
        self._issues_due.due.connect(self._show_issues)
        self._jobs_due.due.connect(self._show_jobs)
        self._connect()

    def _connect(self) -> None:
        page, issues, jobs = self._page, self.issues, self.jobs
        self._series.heard.connect(self._hear)
        self._series.opened.connect(self._opened)
        page.rows_changed.connect(self._issues_due.touch)
        page.turned.connect(self._issues_due.touch)
        self._work.turned.connect(self._issues_due.touch)
        page.line_changed.connect(lambda row: issues.set_line(row.line_id if row else ""))
        issues.go_asked.connect(self._go)
        issues.retry_asked.connect(self._work.retry)
        order = self._series.order
        jobs.pause_asked.connect(lambda job: order(lambda desk: desk.pause(job)))
        jobs.resume_asked.connect(lambda job: order(lambda desk: desk.resume(job)))
        jobs.cancel_asked.connect(lambda job: order(lambda desk: desk.cancel(job)))
        jobs.retry_asked.connect(self._work.again)
        jobs.copy_asked.connect(self._copy)
        jobs.log_asked.connect(lambda _job: self.log_asked.emit())
        jobs.clear_asked.connect(self._clear)

    def _opened(self) -> None:
        self._cleared.clear()
        self._jobs_due.touch()

    def _hear(self, event: object) -> None:
        if not isinstance(event, Changed):
            self._jobs_due.touch()

    def _go(self, line_id: str, at_ms: int | None) -> None:
        if line_id:
            self._page.choose(line_id)
        elif at_ms is not None:
            self._page.playing.seek(at_ms)

    def _copy(self, job_id: str) -> None:
        job = next((one for one in self._items() if one.job_id == job_id), None)
        if job:
            QGuiApplication.clipboard().setText(job.command)

    def _clear(self) -> None:
        self._cleared |= {one.job_id for one in self._items() if one.over}
        self._show_jobs()

    def _show_issues(self) -> None:
        failed = self._work.failures
        told = [self._failure(one) for one in failed]
        self.issues.set_issues([*told, *_found(self._page.rows)])
        self.issues.set_failed(len(failed))

    def _failure(self, one: ItemFailed) -> IssueItem:
        row = next(filter(None, map(self._page.row, one.about.lines)), None)
        said = f"{one.title}: {one.message}" if one.title else one.message
        place = (row.line_id, row.number, row.start_ms) if row else ()
        return IssueItem(one.key, said, CRITICAL, *place)

    def _show_jobs(self) -> None:
        self.jobs.set_jobs(one for one in self._items() if one.job_id not in self._cleared)

    def _items(self) -> Iterator[JobItem]:
        """Give the jobs of this window and those the series remembers, the newest first."""
        if not self._series.desk:
            return
        here = [state for state in self._series.desk.jobs() if state.job.logged]
        yield from (_job(state) for state in reversed(here))
        ours = {(state.job.title, state.job.command) for state in here}
        for entry in reversed(self._series.desk.log.entries()):
            if (entry.title, entry.command) not in ours and entry.outcome != "running":
                yield _past(entry)


def _found(rows: Sequence[Row]) -> Iterator[IssueItem]:
    for row in rows:
        for flag in row.flags:
            words = f"{marks.flag_word(flag)}: {row.target or row.source}"
            severity = SEVERITY.get(flag, MINOR)
            yield IssueItem(f"{row.line_id} {flag}", words, severity, row.line_id, row.number, row.start_ms)


def _job(state: JobState) -> JobItem:
    ended, progress = state.ended, state.progress
    waits = {State.WAITING: JobStanding.WAITING, State.PAUSED: JobStanding.PAUSED}
    standing = JobStanding(ended.outcome.value) if ended else waits.get(state.state, JobStanding.RUNNING)
    fault = ended.fault if ended else None
    return JobItem(
        state.id,
        state.job.title,
        standing,
        done_permille=None if progress.percent is None else progress.percent * 10,
        left_s=progress.remaining_s,
        item=progress.item or progress.note,
        failed=len(state.failures),
        error=fault.message if fault else "",
        log=fault.trace if fault else "",
        command=state.job.command,
        took_s=round(ended.seconds) if ended else None,
    )


def _past(entry: Entry) -> JobItem:
    standing = {"done": JobStanding.DONE, "stopped": JobStanding.STOPPED}.get(entry.outcome, JobStanding.FAILED)
    return JobItem(
        entry.id,
        entry.title,
        standing,
        failed=entry.failed,
        error=entry.error,
        command=entry.command,
        took_s=round(entry.seconds),
        past=True,
    )
