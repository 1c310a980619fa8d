"""Places the takes again where a person chose among them, or took such a choice back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dubbench.app.running import Turn
from dubbench.domain.journal import Step
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.open_series import Read, Reading
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session


class Refits(QObject):
    """Hears every edit of the person; a job that speaks a line places it by itself."""

    def __init__(self, page: EpisodePage) -> None:
        super().__init__(page)
        self._page = page
        self.reading = Reading(page.series)
        page.series.edited.connect(self._edited)

    def _edited(self, done: object) -> None:
        from dubbench.store.edit import changed_by

        changed = changed_by(done) if isinstance(done, Step) else getattr(done, "changed", frozenset())
        episode, market = self._page.episode, self._page.market
        if episode and market and any(table == "take" for table, _ in changed):
            self.reading.ask(tr("Place the takes"), _refitting(episode.id, market.id), lambda _: None, turn=Turn.NOW)


def _refitting(episode_id: str, market_id: str) -> Read:
    def read(session: Session, ctx: Context) -> object:
        from dubbench.app import speaking

        return speaking.refit(session, episode_id, market_id, ctx)

    return read
