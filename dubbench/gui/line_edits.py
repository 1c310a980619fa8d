"""What people do to the lines of an episode: each wish of grid, editors and timeline is one call of a use case."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QObject

from dubbench.domain.span import Span
from dubbench.gui.editors import Side
from dubbench.gui.episode_page import EpisodePage


class LineEdits(QObject):
    """Edits the lines that the page shows; refusals are told by the series."""

    def __init__(self, page: EpisodePage) -> None:
        super().__init__(page)
        self._page, self._series = page, page.series
        w = page.widgets
        w.editors.text_written.connect(self.write)
        w.editors.split_asked.connect(self.split)
        w.editors.undo_asked.connect(self.undo)
        w.editors.redo_asked.connect(self.redo)
        w.timeline.retime_asked.connect(self.retime)
        w.timeline.make_asked.connect(self.add)

    def undo(self) -> None:
        """Take back the person's latest change."""
        self._page.widgets.editors.flush()
        self._series.edit(lambda session: session.store.undo(session.person))

    def redo(self) -> None:
        """Make again what was taken back last."""
        self._series.edit(lambda session: session.store.redo(session.person))

    def write(self, line_id: str, side: str, text: str, seen: str) -> None:
        """Write what a line says, on its source or its target side, over what the person saw."""
        from dubbench.app import wording

        market = self._page.market
        if not market:
            return
        done = self._series.edit(
            (lambda session: wording.edit_source(session, line_id, text, seen=seen))
            if side == Side.SOURCE
            else (lambda session: wording.edit_target(session, line_id, market.id, text, seen=seen))
        )
        if not done:
            self._page.widgets.editors.refused(side)

    def split(self, line_id: str, _side: str, at: int, said: int) -> None:
        """Cut a line in two at the cursors of its source and its target."""
        from dubbench.app import lines

        if row := self._page.row(line_id):
            targets = {row.target_id: said} if row.target_id else {}
            self._series.edit(lambda session: lines.split(session, line_id, at, targets))

    def retime(self, line_id: str, span: Span) -> None:
        """Move a line."""
        from dubbench.app import retiming

        self._series.edit(lambda session: retiming.retime(session, line_id, span))

    def add(self, span: Span) -> None:
        """Put an empty line where nobody has one."""
        from dubbench.app import lines

        if episode := self._page.episode:
            self._series.edit(lambda session: lines.add(session, episode.id, span))

    def merge(self) -> None:
        """Join the chosen lines, or the one at hand with the next."""
        from dubbench.app import lines

        chosen = [row.line_id for row in self._page.chosen]
        if len(chosen) == 1:
            chosen += filter(None, [self._page.widgets.grid.neighbour(1)])
        if len(chosen) > 1:
            self._series.edit(lambda session: lines.merge(session, chosen))

    def delete(self) -> None:
        """Take the chosen lines out."""
        from dubbench.app import lines

        if chosen := [row.line_id for row in self._page.chosen]:
            self._series.edit(lambda session: lines.delete(session, chosen))

    def confirm(self) -> None:
        """Mark the chosen lines as right, and go to the next."""
        from dubbench.app import wording

        targets = [row.target_id for row in self._page.chosen if row.target_id]
        if targets and self._series.edit(lambda session: wording.confirm(session, targets)):
            self._page.step(1)
