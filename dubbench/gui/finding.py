"""Find and replace at work: the bar above the grid, what a search finds in the series, and going there."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from dubbench.app.desk_events import Changed
from dubbench.app.running import Turn
from dubbench.gui import theme
from dubbench.gui.editors import Side
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.find import FindBar, Hit, Query
from dubbench.gui.offers import Offers
from dubbench.gui.open_series import Read, Reading
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.finding import Hit as Found
    from dubbench.app.finding import Search
    from dubbench.app.session import Session

MOST = 1_000
"""So many places are shown, and replaced, at a time: nobody reads more."""
AGAIN_MS = 150
HEIGHT = 190


class Finding(QObject):
    """Searches beside the window, one search at a time; what is asked meanwhile is searched after it."""

    episode_asked = Signal(str, str)  # episode and market id: a place in it is to be shown

    def __init__(self, page: EpisodePage, offers: Offers) -> None:
        super().__init__(page)
        self._page, self._series, self._offers = page, page.series, offers
        self._reading = Reading(page.series, Turn.NOW)
        self._found: dict[str, Found] = {}
        self._asked = Query("")
        self._next: Query | None = None
        self.bar = FindBar()
        self.bar.list.setMaximumHeight(theme.px(HEIGHT))
        self.bar.hide()
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._search_again)
        self.bar.search_asked.connect(self.search)
        self.bar.replace_asked.connect(self.replace)
        self.bar.hit_chosen.connect(self._go)
        self.bar.closed.connect(page.widgets.grid.setFocus)
        page.turned.connect(self._again.start)
        self._series.heard.connect(self._hear)
        self._series.closed.connect(self._forget)

    def above(self, grid: QWidget) -> QWidget:
        """Give the grid with the bar above it."""
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(grid, 1)
        return box

    @property
    def waits(self) -> bool:
        return self._reading.waits

    def open(self) -> None:
        """Open the bar, looking for what is chosen in the text that has the keyboard."""
        writing = QApplication.focusWidget()
        text = writing.textCursor().selectedText() if isinstance(writing, QPlainTextEdit) else ""
        self._page.widgets.editors.flush()
        self.bar.open_with(text)

    def search(self, query: Query) -> None:
        """Look for what the bar says."""
        if self._reading.waits:
            self._next = query
            return
        self._asked, self._next = query, None
        market, episode = self._page.market, self._page.episode
        if not (query.find and market and episode):
            self._have([])
            return
        heard = episode.listening.language if episode.listening else ""
        self.bar.set_language(market.locale if query.side is Side.TARGET else episode.language or heard)
        episodes = () if query.everywhere else (episode.id,)
        title = tr("Look for “{find}”", find=query.find)
        self._reading.ask(title, _search(query, episodes, market.id), self._have, self._failed)

    def replace(self, query: Query, chosen: Sequence[str]) -> None:
        """Replace the chosen places as one step; where the bar says something else by now, show that first."""
        if query != self._asked or self._reading.waits:
            self.bar.search()
            return
        from dubbench.app import finding

        hits = [self._found[hit] for hit in chosen if hit in self._found]
        if self._series.edit(lambda session: finding.replace_hits(session, _as_search(query), hits)):
            self._offers.undo(ntr("{count} place replaced.", "{count} places replaced.", len(hits)))
        else:
            self.bar.search()

    def _have(self, found: list[Found]) -> None:
        if self._superseded():
            return
        self._found = {_name(hit): hit for hit in found[:MOST]}
        told = tr(
            "{count} places: the first {most} are shown. Replace them, then search again.", count=len(found), most=MOST
        )
        places = (_shown(name, hit, self._asked) for name, hit in self._found.items())
        self.bar.set_hits(places, told if len(found) > MOST else "")

    def _failed(self, why: str) -> None:
        if not self._superseded():
            self._found = {}
            self.bar.set_hits((), why)

    def _superseded(self) -> bool:
        """Tell whether a search was asked for meanwhile, which is then made."""
        if self._next is None:
            return False
        self.search(self._next)
        return True

    def _go(self, hit_id: str, line_id: str) -> None:
        hit = self._found.get(hit_id)
        if not hit:
            return
        shown = self._page.episode
        if self._page.market and (shown is None or shown.id != hit.episode_id):
            self.episode_asked.emit(hit.episode_id, self._page.market.id)
        self._page.choose(line_id)

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed) and self._asked.find:
            self._again.start()

    def _search_again(self) -> None:
        if self.bar.isVisible() and self._page.episode:
            self.bar.search()

    def _forget(self) -> None:
        self._found, self._asked, self._next = {}, Query(""), None
        self.bar.set_hits(())


def _as_search(query: Query) -> Search:
    from dubbench.app.finding import Search

    return Search(query.find, query.by, query.case, query.words, query.pattern, query.keep_case)


def _search(query: Query, episode_ids: tuple[str, ...], market_id: str) -> Read:
    def read(session: Session, _ctx: Context) -> list[Found]:
        from dubbench.app import finding

        scope = finding.Scope(episode_ids, (market_id,), source=query.side is Side.SOURCE)
        return finding.find(session, _as_search(query), scope)

    return read


def _name(hit: Found) -> str:
    """Name a place so that it is known again after the next search."""
    return f"{hit.target_id or hit.line_id} {hit.side} {hit.place.start}"


def _shown(name: str, hit: Found, query: Query) -> Hit:
    episode = tr("Episode {number}", number=hit.episode) if query.everywhere else ""
    subtitle = tr("Subtitle") if hit.side == "subtitle" else ""
    place = " · ".join(filter(None, (episode, subtitle)))
    return Hit(name, hit.line_id, hit.number, hit.text, hit.place.start, hit.place.end, hit.place.by, place)
