"""The journal beside the grid: what was changed, by whom and when, and the way back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QObject, QTime, Signal

from dubbench.app.desk_events import Changed
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import EpisodeFrame
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.panels.history import HistoryItem, HistoryPanel
from dubbench.gui.seen import WhenSeen
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session
    from dubbench.app.steps import Past, Told

PANEL = "history"
WAIT_MS = 150
"""A run writes many steps a second; they are read together."""


class HistorySteps(QObject):
    """Joins the panel with the series; undo and redo are the window's own commands."""

    undo_asked = Signal()
    redo_asked = Signal()
    line_asked = Signal(str, str)  # episode id, line id: of another episode than the one that is shown

    def __init__(self, page: EpisodePage, panel: HistoryPanel, frame: EpisodeFrame) -> None:
        super().__init__(page)
        self._page, self._series, self._panel = page, page.series, panel
        self._seen = WhenSeen(frame, PANEL, self, WAIT_MS)
        self._steps: dict[str, Told] = {}
        self.reading = Reading(page.series)
        self._seen.due.connect(self._read)
        self._series.heard.connect(self._hear)
        self._series.opened.connect(self._seen.touch)
        self._series.closed.connect(self._clear)
        page.turned.connect(self._seen.touch)
        page.line_changed.connect(self._turn)
        panel.narrowed.connect(self._seen.touch)
        panel.undo_asked.connect(self.undo_asked)
        panel.redo_asked.connect(self.redo_asked)
        panel.undo_to_asked.connect(self.back_to)
        panel.go_asked.connect(self.go)

    def back_to(self, step_id: str) -> None:
        """Take back everything of the person's own that came after a step."""
        from dubbench.app import steps

        if step := self._steps.get(step_id):
            self._page.widgets.editors.flush()
            self._series.edit(lambda session: steps.back_to(session, step.seq))

    def go(self, line_id: str) -> None:
        """Make a line the one at hand, wherever it is."""
        from dubbench.domain.script import Line

        if not self._series:
            return
        if self._page.row(line_id):
            self._page.choose(line_id)
        elif line := self._series.session.store.get(Line, line_id):
            self.line_asked.emit(line.episode_id, line_id)
        else:
            self._series.refused.emit(tr("This line was deleted. Undo brings it back."))

    # what is shown

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed):
            self._seen.touch()

    def _turn(self, _row: object) -> None:
        if self._panel.narrow:
            self._seen.touch()

    def _clear(self) -> None:
        self._steps = {}
        self._panel.set_steps(())
        self._panel.set_possible(undo=False, redo=False)
        self._seen.touch()

    def _read(self) -> None:
        if not self._series:
            return
        row, market = self._page.current, self._page.market
        line_id = row.line_id if row and self._panel.narrow else ""
        self.reading.stop()  # an older question's answer would come first and be gone at once
        self.reading.ask(tr("Read the history"), _recent(line_id, market.id if market else ""), self._have)

    def _have(self, past: Past) -> None:
        self._steps = {step.id: step for step in past.steps}
        today = datetime.now().astimezone()
        self._panel.set_possible(undo=past.undo, redo=past.redo)
        self._panel.set_steps(_item(step, today) for step in past.steps)


def _item(step: Told, now: datetime) -> HistoryItem:
    return HistoryItem(
        step.id,
        step.words[:1].upper() + step.words[1:],
        tr("a run") if step.machine else step.author,
        when(step.at, now),
        mine=step.mine,
        machine=step.machine,
        undone=step.undone,
        line_id=step.line_id,
        undoable=step.back > 0,
    )


def when(at: str, now: datetime) -> str:
    """Write a time of the journal (ISO 8601): today's as a clock shows it, others with their day."""
    there = datetime.fromisoformat(at).astimezone(now.tzinfo)
    clock = QLocale().toString(QTime(there.hour, there.minute), QLocale.FormatType.ShortFormat)
    if there.date() == now.date():
        return clock
    day = QLocale().toString(QDate(there.year, there.month, there.day), QLocale.FormatType.ShortFormat)
    return f"{day} {clock}"


def _recent(line_id: str, market_id: str) -> Read:
    def read(session: Session, _ctx: Context) -> Past:
        from dubbench.app import steps

        return steps.recent(session, line_id=line_id, market_id=market_id)

    return read
