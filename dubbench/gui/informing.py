"""What a person reads about the program: what it is and runs on, and the logs of what went wrong and what ran."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QDialog, QWidget

from dubbench import __version__
from dubbench.app.desk_events import Fault
from dubbench.gui.about import AboutDialog, Facts
from dubbench.gui.beside import Beside
from dubbench.gui.log_view import Log, LogDialog
from dubbench.gui.open_series import OpenSeries
from dubbench.i18n import tr
from dubbench.jobs.context import Context

JOBS_SHOWN = 200


class Informing(QObject):
    """Reads beside the window and shows what it found; `refused` says why it could not."""

    refused = Signal(str)

    def __init__(self, window: QWidget, series: OpenSeries) -> None:
        super().__init__(window)
        self._window, self._series = window, series
        self.reading = Beside("about", self)
        self.dialog: QDialog | None = None

    def about(self) -> None:
        """Show the program, its licences and the machine."""
        self.reading.ask(tr("Look at the machine"), _facts, self._show_about, self._failed)

    def log(self) -> None:
        """Show the logs."""
        cache = self._series.session.store.cache if self._series else None
        self.reading.ask(tr("Read the log"), lambda _ctx: _logs(cache), self._show_log, self._failed)

    def close(self) -> None:
        """Wait for nothing any more."""
        self.reading.close()

    def _show_about(self, facts: Facts) -> None:
        self._show(AboutDialog(facts, self._window))

    def _show_log(self, logs: list[Log]) -> None:
        self._show(LogDialog(logs, self._window))

    def _show(self, dialog: QDialog) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = dialog
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _code: self._left(dialog))
        dialog.show()

    def _left(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None

    def _failed(self, fault: Fault) -> None:
        self.refused.emit(fault.message)


def _facts(_ctx: Context) -> Facts:
    from dubbench.app import health, modelling

    system = f"{platform.system()} {platform.release()} · {platform.machine()} · Qt {qVersion()}"
    machine = [f"{one['what']}: {one['found']}" for one in health.examine()]
    engines = [(f"{one['title']} {one['version']}".strip(), str(one["licence"])) for one in modelling.engines()]
    models = [(str(one["title"]), str(one["licence"])) for one in modelling.listing() if one["installed"]]
    return Facts(__version__, tuple(dict.fromkeys([*engines, *models])), (system, *machine))


def _logs(cache: Path | None) -> list[Log]:
    """Read what is kept of unexpected errors, and of the work of a series by its cache."""
    from dubbench.jobs import trouble

    path, text = trouble.kept()
    errors = Log(tr("Errors"), path, text, tr("No unexpected error has been kept."))
    return [errors, *([_work(cache)] if cache else [])]


def _work(cache: Path) -> Log:
    from dubbench.app import job_log

    entries: list[Any] = job_log.JobLog(cache).entries(JOBS_SHOWN)
    text = "\n".join(map(job_log.as_text, entries))
    return Log(tr("Work on this series"), cache / job_log.NAME, text, tr("Nothing has run on this series yet."))
