"""What changed in the episode since the person last watched it: a list to go through, and “watched” at its end."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from dubbench.app.running import Turn
from dubbench.gui import theme
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.parts import button, label, wrapped
from dubbench.gui.window import MainWindow
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session
    from dubbench.app.watched import Since, Touched


class Watching(QObject):
    """Reads what changed in the episode and market that are shown, and remembers that they were watched."""

    def __init__(self, window: MainWindow, page: EpisodePage) -> None:
        super().__init__(window)
        self._window, self._page, self._series = window, page, page.series
        self.reading = Reading(self._series, Turn.NOW)
        self.dialog: ChangedDialog | None = None
        self._series.closed.connect(self._close)
        page.turned.connect(self._close)

    def ask(self) -> None:
        """Show what changed; another time it is looked at anew."""
        page = self._page
        page.widgets.editors.flush()
        if page.episode and page.market:
            self.reading.stop()
            self.reading.ask(tr("Look what changed"), _since(page.episode.id, page.market.id), self._show)

    def _show(self, since: Since) -> None:
        if self.dialog is None:
            self.dialog = ChangedDialog(self._window)
            self.dialog.go_asked.connect(self._page.choose)
            self.dialog.watched_asked.connect(self._watched)
            self.dialog.finished.connect(self._left)
        self.dialog.set_since(since)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _watched(self) -> None:
        from dubbench.app.watched import watched

        page = self._page
        if page.episode and page.market:
            episode, market = page.episode.id, page.market.id
            if self._series.edit(lambda session: watched(session, episode, market)):
                self._close()

    def _left(self) -> None:
        self.dialog = None
        self.reading.stop()

    def _close(self) -> None:
        if self.dialog:
            self.dialog.reject()


class ChangedDialog(QDialog):
    """The lines that changed; Enter or a double click goes to the one at hand and leaves the list open."""

    go_asked = Signal(str)  # a line's id
    watched_asked = Signal()

    def __init__(self, parent: MainWindow) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Changed since I last watched"))
        self.summary = wrapped("")
        self.list = CardList(tr("Lines that changed"), tr("✓ Nothing changed."), 2)
        self.list.taken.connect(self.go_asked)
        self.watched_button = button(tr("I have watched it"), "check", self.watched_asked.emit, "primary")
        foot = QHBoxLayout()
        foot.addWidget(button(tr("Go there"), "next-issue", lambda: self.list.taken.emit(self.list.current)))
        foot.addStretch(1)
        foot.addWidget(button(tr("Close"), "close", self.reject))
        foot.addWidget(self.watched_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(10))
        layout.addWidget(label(tr("Changed since I last watched"), "title"))
        layout.addWidget(self.summary)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self.resize(theme.px(560), theme.px(420))

    def set_since(self, since: Since) -> None:
        """Show the lines."""
        lines = ntr("{count} line changed.", "{count} lines changed.", len(since.lines))
        when = since.watched.at[:16].replace("T", " ") if since.watched else ""
        last = tr("You watched it on {when}.", when=when) if when else tr("You have not watched it yet.")
        self.summary.setText(f"{last} {lines}")
        self.list.set_cards(map(_card, since.lines))
        self.list.setFocus()


def _card(one: Touched) -> Card:
    words = {"line": tr("the source"), "target": tr("the text"), "take": tr("a take"), "fit": tr("its place")}
    what = ", ".join(word for table, word in words.items() if table in one.tables)
    return Card(one.line.id, one.line.text, tr("Line {number}", number=one.number), end=what, mark="●", colour="accent")


def _since(episode_id: str, market_id: str) -> Read:
    def read(session: Session, _ctx: Context) -> Since:
        from dubbench.app.watched import changed_since_watched

        return changed_since_watched(session, episode_id, market_id)

    return read
