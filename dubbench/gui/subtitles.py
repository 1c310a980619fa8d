"""The subtitles of picture and timeline: those that would be delivered now, read anew after every change."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dubbench.app.running import Turn
from dubbench.domain.delivery import Cue
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.playing import TICK_MS
from dubbench.gui.soon import Soon
from dubbench.gui.values import Timed
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session

BEHIND_MS = 2 * TICK_MS
"""Reading them takes the interpreter from the window: what a press changed is painted before."""


class Subtitles(QObject):
    """Keeps the cues of the episode on screen and timeline; while they are read, those before stay."""

    def __init__(self, page: EpisodePage) -> None:
        super().__init__(page)
        self._page, self._reading = page, Reading(page.series, Turn.NOW)
        self._again = False
        self._soon = Soon(self, BEHIND_MS, self._refresh)
        page.turned.connect(self._turn)
        page.rows_changed.connect(self._soon.touch)

    @property
    def waits(self) -> bool:
        return self._reading.waits or self._soon.due

    def _turn(self) -> None:
        """Show the texts of another episode with their lines, until its cues are read."""
        self._reading.forget()
        texts = ((row, row.target if row.subtitle is None else row.subtitle) for row in self._page.rows)
        self._show(tuple((row.start_ms, row.end_ms, text) for row, text in texts if text))
        self._refresh()

    def _refresh(self) -> None:
        """Read, one reading at a time: what changes meanwhile is read after it."""
        episode, market = self._page.episode, self._page.market
        self._again = self._reading.waits
        if episode and market and not self._again:
            self._reading.ask(
                tr("Set the subtitles"), _cues_of(episode, market), self._have, lambda _why: self._go_on()
            )

    def _have(self, cues: tuple[Cue, ...]) -> None:
        self._show(tuple((*cue.span, cue.text) for cue in cues))
        self._go_on()

    def _go_on(self) -> None:
        if self._again:
            self._refresh()

    def _show(self, cues: tuple[Timed, ...]) -> None:
        screen, market = self._page.widgets.video.screen_view, self._page.market
        screen.set_cues(cues, market.locale if market else "")
        screen.set_time(self._page.playing.position_ms)
        self._page.widgets.timeline.set_cues(cues)


def _cues_of(episode: Episode, market: Market) -> Read:
    def read(session: Session, _ctx: Context) -> tuple[Cue, ...]:
        from dubbench.app import subtitling

        return subtitling.cues(session, episode, market)

    return read
