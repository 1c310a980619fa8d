"""The series that is open in the window: its desk, its news on the window's thread, its edits and its jobs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from dubbench.app.desk_events import JobEnded, Outcome
from dubbench.app.running import Job, Turn
from dubbench.errors import DubbenchError
from dubbench.gui.news import News
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.desk import Desk
    from dubbench.app.session import Session

T = TypeVar("T")
Read = Callable[["Session", Context], Any]
Have = Callable[[Any], None]
Failed = Callable[[str], None]


class OpenSeries(QObject):
    """What every part of the window works on; without a series `desk` is `None`, and nothing is done.

    Edits that are refused are told by `refused`, in words. `heard` tells every event of the desk, after `opened`.
    """

    opened = Signal()
    closing = Signal()  # the last moment that the desk can still be asked
    closed = Signal()
    heard = Signal(object)  # Event
    edited = Signal(object)  # what an edit of this window's person gave: an Edited, a Step, or None for nothing done
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk: Desk | None = None
        self._news = News(self)
        self._news.told.connect(self._hear)

    def __bool__(self) -> bool:
        return self.desk is not None

    @property
    def session(self) -> Session:
        """Read and edit the series; there must be one."""
        if self.desk is None:
            raise RuntimeError(tr("No series is open."))
        return self.desk.session

    @property
    def folder(self) -> Path:
        return self.session.folder

    def open(self, folder: Path) -> None:
        """Open a series folder in place of what is open; DubbenchError where that cannot be."""
        from dubbench.app.desk import Desk

        self.close()
        self.desk = Desk.open(folder, self._news.tell)
        self.opened.emit()

    def close(self) -> None:
        """Leave the series; what runs is stopped, what is finished is kept."""
        if self.desk is None:
            return
        self.closing.emit()
        self.desk.close()
        self.desk = None
        self.closed.emit()

    def edit(self, do: Callable[[Session], Any]) -> bool:
        """Carry out an edit; where it is refused, say why."""
        if self.desk is None:
            return False
        try:
            done = do(self.desk.session)
        except DubbenchError as error:
            self.refused.emit(str(error))
            return False
        self.edited.emit(done)
        return True

    def order(self, do: Callable[[Desk], T]) -> T | None:
        """Let the desk do something to its jobs; where it cannot, as a job is forgotten by now, say why."""
        if self.desk is None:
            return None
        try:
            return do(self.desk)
        except DubbenchError as error:
            self.refused.emit(str(error))
            return None

    def catch_up(self) -> None:
        """Hear now what an edit changed, so that all of it is painted at once."""
        self._news.catch_up()

    def start(self, job: Job) -> str:
        """Queue a job; "" without a series."""
        return self.desk.start(job) if self.desk else ""

    def _hear(self, event: object) -> None:
        if self.desk is not None:
            self.heard.emit(event)


class Reading(QObject):
    """Reads beside the window for one of its parts; answers that came too late are not heard.

    `turn`: what is short and waited for reads at once, and not behind pictures and sounds.
    """

    def __init__(self, series: OpenSeries, turn: Turn = Turn.ASIDE) -> None:
        super().__init__(series)
        self._series, self._turn = series, turn
        self._asked: dict[str, tuple[Have, Failed]] = {}
        series.heard.connect(self._hear)
        series.closed.connect(self.forget)

    def ask(self, title: str, read: Read, have: Have, failed: Failed | None = None, turn: Turn | None = None) -> None:
        """Read on another thread and give what was read to `have`; why it could not be read to `failed`."""
        job = self._series.start(Job(title, read, turn or self._turn, logged=False))
        if job:
            self._asked[job] = (have, failed or self._series.refused.emit)

    def forget(self) -> None:
        """Want none of the answers that are still to come."""
        self._asked.clear()

    def stop(self) -> None:
        """Want none of them, and read none of what is not read yet: what is wanted now comes sooner."""
        asked, self._asked = tuple(self._asked), {}
        for job in asked:
            with suppress(DubbenchError):  # it may be over and forgotten
                if self._series.desk:
                    self._series.desk.cancel(job)

    @property
    def waits(self) -> bool:
        return bool(self._asked)

    def _hear(self, event: object) -> None:
        if not isinstance(event, JobEnded) or event.job not in self._asked:
            return
        have, failed = self._asked.pop(event.job)
        if event.outcome is Outcome.DONE:
            have(event.result)
        elif event.fault:
            failed(event.fault.message)
