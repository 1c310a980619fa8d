"""The panels about the line at hand, in their places: takes, wordings, history, and what its text costs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from dubbench.gui.commands import SUGGESTIONS
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import Place
from dubbench.gui.history_steps import HistorySteps
from dubbench.gui.line_edits import LineEdits
from dubbench.gui.line_review import LineReview
from dubbench.gui.line_takes import LineTakes
from dubbench.gui.line_wordings import LineWordings
from dubbench.gui.panels.history import HistoryPanel
from dubbench.gui.panels.review import ReviewPanel
from dubbench.gui.panels.takes import TakesPanel
from dubbench.gui.panels.wordings import WordingsPanel
from dubbench.gui.preferences import Preferences
from dubbench.gui.refits import Refits
from dubbench.gui.text_costs import count_for
from dubbench.gui.window import MainWindow
from dubbench.i18n import tr


class LinePanels(QObject):
    """Makes the panels, adds them to the window and joins each with the page."""

    def __init__(self, window: MainWindow, page: EpisodePage, edits: LineEdits, preferences: Preferences) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        takes, wordings, history, review = TakesPanel(), WordingsPanel(), HistoryPanel(), ReviewPanel()
        self._panels = takes, wordings
        window.add_panel("takes", tr("Takes"), takes, Place.RIGHT)
        window.add_panel("wordings", tr("Wordings"), wordings, Place.RIGHT)
        window.add_panel("review", tr("Review"), review, Place.RIGHT)
        window.add_panel("history", tr("History"), history, Place.RIGHT)
        self.takes = LineTakes(page, takes, window.episode)
        self.wordings = LineWordings(page, wordings, window.episode, preferences)
        self.review = LineReview(page, review, window.episode)
        self.history = HistorySteps(page, history, window.episode)
        self.refits = Refits(page)
        self.takes.speak_asked.connect(lambda: window.actions_.run("line.speak"))
        self.history.undo_asked.connect(edits.undo)
        self.history.redo_asked.connect(edits.redo)
        page.turned.connect(self._write_as)
        count_for(page)

    def register(self) -> None:
        """Tell the window's actions who looks for wordings and takes them."""
        on = self._window.actions_.on
        on("line.shorter", self.wordings.shorten, self._line)
        on("review.comment", self.review.comment, self._line)
        on("review.send-back", self.review.ask_back, self._line)
        for number in range(1, SUGGESTIONS + 1):
            on(f"line.take-{number}", partial(self.wordings.take_nth, number), self._line)

    def _line(self) -> bool:
        return bool(self._page.series) and self._window.in_episode and self._page.current is not None

    def _write_as(self) -> None:
        """Write takes and wordings as the market's language is written."""
        market = self._page.market
        for panel in self._panels:
            panel.list.set_language(market.locale if market else "")
