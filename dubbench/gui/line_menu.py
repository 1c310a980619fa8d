"""The menu of a line, in the grid and on the timeline: the same commands as in the menus above, where the hand is."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu

from dubbench.gui.actions import Actions
from dubbench.gui.episode_page import EpisodePage
from dubbench.i18n import tr

GROUPS = (
    ("playback.line", "playback.dub", "line.speak"),
    ("line.confirm", "line.shorter", "review.send-back", "review.comment", "review.reference"),
    ("line.speaker", "line.undubbed"),
    ("line.split", "line.merge", "line.add", "line.delete"),
    ("line.set-in", "line.set-out"),
)


class LineMenu(QObject):
    """Opens the menu over grid and timeline; commands that nobody carries out are not in it."""

    def __init__(self, page: EpisodePage, actions: Actions) -> None:
        super().__init__(page)
        self._page, self._actions = page, actions
        self.menu = QMenu(page.widgets.grid)
        self.menu.setAccessibleName(tr("What can be done with the line"))
        for group in GROUPS:
            for command in group:
                self.menu.addAction(actions.action(command))
            self.menu.addSeparator()
        page.widgets.grid.menu_asked.connect(self.open)
        page.widgets.timeline.menu_asked.connect(self.open_at)

    def open(self, line_id: str, where: QPoint) -> None:
        """Open over a line: over one of those that are chosen it is about all of them."""
        if line_id and line_id not in {row.line_id for row in self._page.chosen}:
            self._page.choose(line_id)
        self._actions.refresh()
        self.menu.popup(where)

    def open_at(self, line_id: str, at_ms: int, where: QPoint) -> None:
        """Open on the timeline: "here" is where the hand is, so the playhead goes there."""
        self._page.playing.seek(at_ms)
        self.open(line_id, where)
