"""Long reading that nobody waits for, on a thread of its own, given up where something else is wanted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QObject, Signal

from dubbench.app.desk_events import JobEnded, JobProgress, JobStarted, Outcome
from dubbench.app.running import Job, Turn
from dubbench.errors import DubbenchError
from dubbench.gui.open_series import OpenSeries, Read


class LongReading(QObject):
    """What is read comes by `done`, why it cannot be by `failed`; `progressed` tells percents, -1 at the end."""

    done = Signal(object)
    failed = Signal(str)
    progressed = Signal(int)

    def __init__(self, series: OpenSeries) -> None:
        super().__init__(series)
        self._series = series
        self._job = ""
        series.heard.connect(self._hear)
        series.closed.connect(self._over)

    @property
    def runs(self) -> bool:
        return bool(self._job)

    def start(self, title: str, read: Read) -> None:
        """Read this, in place of what is being read."""
        self.stop()
        self._job = self._series.start(Job(title, read, Turn.LATER, logged=False))

    def stop(self) -> None:
        """Give up what is being read."""
        job, self._job = self._job, ""
        if job and self._series.desk:
            with suppress(DubbenchError):  # it may be over and forgotten
                self._series.desk.cancel(job)
            self.progressed.emit(-1)

    def _over(self) -> None:
        self._job = ""
        self.progressed.emit(-1)

    def _hear(self, event: object) -> None:
        if not self._job or getattr(event, "job", None) != self._job:
            return
        if isinstance(event, JobStarted):
            self.progressed.emit(0)
        elif isinstance(event, JobProgress) and event.percent is not None:
            self.progressed.emit(event.percent)
        elif isinstance(event, JobEnded):
            self._over()
            if event.outcome is Outcome.DONE:
                self.done.emit(event.result)
            elif event.fault:
                self.failed.emit(event.fault.message)
