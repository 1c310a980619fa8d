"""Other wordings of the line at hand: those that are kept, and shorter ones where they are asked for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject

from dubbench.app.running import Turn
from dubbench.domain.target import Alternative
from dubbench.gui import shown
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import EpisodeFrame
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.panels.wordings import Wording, WordingsPanel
from dubbench.gui.preferences import Preferences
from dubbench.gui.seen import WhenSeen
from dubbench.gui.values import Row
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.engines import Choice
    from dubbench.app.session import Session
    from dubbench.app.shortening import Offer, Offers

PANEL = "wordings"


class _Asked(NamedTuple):
    """A line's text for which shorter ones were looked for, and what was found; `None` while that is under way."""

    line_id: str
    text: str
    found: Offers | None = None

    def of(self, row: Row | None) -> bool:
        return row is not None and (row.line_id, row.target) == (self.line_id, self.text)


class LineWordings(QObject):
    """Joins the panel with the page; shorter wordings are offered until the line says something else."""

    def __init__(self, page: EpisodePage, panel: WordingsPanel, frame: EpisodeFrame, preferences: Preferences) -> None:
        super().__init__(page)
        self._page, self._series, self._panel, self._frame = page, page.series, panel, frame
        self._preferences = preferences
        self._asked: _Asked | None = None
        self._kept: dict[str, Alternative] = {}
        self._offered: dict[str, Offer] = {}
        self.reading = Reading(page.series)
        self._seen = WhenSeen(frame, PANEL, self)
        self._seen.due.connect(self._show)
        for news in (page.line_changed, page.rows_changed, page.turned):
            news.connect(self._seen.touch)
        page.turned.connect(self._turned)
        panel.take_asked.connect(self.take)
        panel.more_asked.connect(self.shorten)

    def shorten(self) -> None:
        """Look for shorter wordings of the line at hand, in the panel."""
        self._frame.show_panel(PANEL)
        self._page.widgets.editors.flush()
        row = self._page.current
        if row is None or not row.target_id:
            self._panel.set_note(tr("Nothing is said for this line yet. Write what it should say."))
            return
        if self._asked and self._asked.of(row) and self._asked.found is None:
            return
        asked = self._asked = _Asked(row.line_id, self._said(row))
        self.reading.ask(
            tr("Look for shorter wordings"),
            _shorter(row.target_id, self._preferences.now.choice()),
            lambda found: self._have(asked, found),
            lambda why: self._failed(asked, why),
            Turn.NOW,
        )
        self._seen.touch()

    def take(self, wording_id: str) -> None:
        """Let the line say one of these."""
        from dubbench.app import wording

        row = self._page.current
        if row is None:
            return
        self._page.widgets.editors.flush()
        seen = self._said(row)
        if wording_id in self._kept:
            self._series.edit(lambda session: wording.take_alternative(session, wording_id))
        elif one := self._offered.get(wording_id):
            self._series.edit(
                lambda session: wording.take_wording(session, row.target_id, one.text, one.engine, seen=seen)
            )

    def take_nth(self, number: int) -> None:
        """Take the wording at a place counted from 1; where the panel is hidden it is shown first, to be seen."""
        if not self._seen.seen:
            self._frame.show_panel(PANEL)
        elif wording_id := self._panel.nth(number):
            self.take(wording_id)

    def _said(self, row: Row) -> str:
        """Return what the line says once what was typed is written."""
        return self._page.widgets.editors.target.text or row.target

    # what is shown

    def _turned(self) -> None:
        self._asked = None
        if grid := self._page.grid:
            self._panel.set_limits(shown.limits(grid))
        else:
            self._show()

    def _have(self, asked: _Asked, found: Offers) -> None:
        if asked is self._asked:
            self._asked = asked._replace(found=found)
            self._seen.touch()

    def _failed(self, asked: _Asked, why: str) -> None:
        if asked is self._asked:
            self._asked = None
            self._seen.touch()
        self._series.refused.emit(why)

    def _show(self) -> None:
        row = self._page.current
        asked = self._asked if self._asked and self._asked.of(row) else None
        found = asked.found if asked else None
        kept = self._alternatives(row)
        offers = [one for one in found.offers if one.text not in {a.text for a in kept}] if found else []
        self._kept = {one.id: one for one in kept}
        self._offered = {f"offer {number}": one for number, one in enumerate(offers)}
        self._panel.set_note(_note(asked))
        self._panel.set_line(row.line_id if row and row.target_id else "")
        shorter = [Wording(key, one.text, _by(one), self._ppm(row, one.text, one.percent))
                   for key, one in self._offered.items()]  # fmt: skip
        others = [Wording(one.id, one.text, _made_by(one), self._ppm(row, one.text)) for one in kept]
        self._panel.set_wordings([*shorter, *others])

    def _alternatives(self, row: Row | None) -> list[Alternative]:
        if not (self._series and row and row.target_id):
            return []
        found = self._series.session.store.all(Alternative, target_id=row.target_id)
        return [one for one in found if one.text.strip() and one.text != row.target]

    def _ppm(self, row: Row | None, text: str, percent: int | None = None) -> int | None:
        """Give a text's length over its slot: as its voice's engine predicts, else by the pace it has had so far."""
        from dubbench.app.costs import cost

        if percent is not None:
            return percent * 10_000
        grid = self._page.grid
        made = cost(grid, row.line_id, text) if grid and row else None
        return made.dub_ms * 1_000_000 // made.slot_ms if made and made.dub_ms and made.slot_ms else None


def _note(asked: _Asked | None) -> str:
    """Say how the search for shorter wordings stands."""
    if asked is None:
        return ""
    if asked.found is None:
        return tr("Looking for shorter wordings…")
    if asked.found.offers:
        return ""
    return " ".join([tr("Nothing shorter is known for this line."), *asked.found.doubts])


def _by(one: Offer) -> str:
    from dubbench.app.shortening import named

    return named(one.way) if one.way else one.engine


def _made_by(one: Alternative) -> str:
    return one.engine.partition("@")[0] if one.engine else tr("written before")


def _shorter(target_id: str, choice: Choice) -> Read:
    def read(session: Session, ctx: Context) -> Any:
        from dubbench.app.shortening import shorter

        return shorter(session, target_id, ctx, choice=choice)

    return read
