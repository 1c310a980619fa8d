"""Who speaks the chosen lines: the list of characters over the grid, and what is picked from it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QObject

from dubbench.domain.script import Character
from dubbench.gui.character_picker import CharacterItem, CharacterPicker
from dubbench.gui.episode_page import EpisodePage
from dubbench.i18n import tr

NOBODY = "nobody"
"""Stands in the list for a speaker without a name; no character has this id."""


class Speakers(QObject):
    """Gives lines to characters, one edit for all that are chosen."""

    def __init__(self, page: EpisodePage) -> None:
        super().__init__(page)
        self._page, self._series = page, page.series
        self._lines: tuple[str, ...] = ()
        self.picker = CharacterPicker(page.widgets.grid)
        self.picker.picked.connect(self.assign)
        self.picker.new_asked.connect(self.assign_to_new)
        page.widgets.grid.speaker_asked.connect(self.ask)

    def ask(self, line_id: str = "") -> None:
        """Ask who speaks the chosen lines, or another line, which is then the one at hand."""
        self._page.widgets.editors.flush()
        if line_id and line_id not in {row.line_id for row in self._page.chosen}:
            self._page.choose(line_id)
        row = self._page.current
        if row is None:
            return
        self._lines = tuple(one.line_id for one in self._page.chosen) or (row.line_id,)
        grid = self._page.widgets.grid
        self.picker.open_at(grid.view.below(row.line_id, "character"), self._items(), row.character_id or NOBODY)

    def assign(self, character_id: str) -> None:
        """Say who speaks the lines that were asked about."""
        from dubbench.app import speakers

        lines, who = self._lines, "" if character_id == NOBODY else character_id
        self._series.edit(lambda session: speakers.assign(session, lines, who))

    def assign_to_new(self, name: str) -> None:
        """Give the lines that were asked about to somebody who is new."""
        from dubbench.app import speakers

        lines = self._lines
        self._series.edit(lambda session: speakers.assign_to_new(session, lines, name))

    def _items(self) -> Iterator[CharacterItem]:
        """List the characters, coloured as on the page, and last who has no name."""
        count = Counter(row.character_id for row in self._page.rows)
        known = sorted(self._series.session.store.all(Character), key=lambda one: one.name)
        for place, one in enumerate(known):
            yield CharacterItem(one.id, one.name, place, count[one.id])
        if known:
            yield CharacterItem(NOBODY, tr("Nobody named"), len(known), count[""])
