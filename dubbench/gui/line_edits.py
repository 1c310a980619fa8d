"""What people do to the lines of an episode: each wish of grid, editors and timeline is one call of a use case."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from dubbench.domain.span import Span
from dubbench.gui.banner import Tone
from dubbench.gui.editors import Side
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.offers import Choice, Offers
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.values import Row
from dubbench.i18n import ntr, tr

if TYPE_CHECKING:
    from dubbench.app.revising import Edited
    from dubbench.app.session import Session
    from dubbench.domain.journal import Step

T = TypeVar("T")

MERGE = "merge"


class LineEdits(QObject):
    """Edits the lines that the page shows; refusals are told by the series."""

    def __init__(self, page: EpisodePage, offers: Offers) -> None:
        super().__init__(page)
        self._page, self._series, self._offers = page, page.series, offers
        self._made = ""
        w = page.widgets
        w.editors.text_written.connect(self.write)
        w.editors.split_asked.connect(self.split)
        w.editors.undo_asked.connect(self.undo)
        w.editors.redo_asked.connect(self.redo)
        w.timeline.retime_asked.connect(self.retime)
        w.timeline.retimes_asked.connect(self.retime_many)
        w.timeline.make_asked.connect(self.add)
        page.rows_changed.connect(lambda _rows: self._go_to_made())
        page.turned.connect(lambda: offers.withdraw(MERGE))
        page.line_changed.connect(lambda _row: offers.withdraw(MERGE))

    def undo(self) -> None:
        """Take back the person's latest change."""
        self._page.widgets.editors.flush()
        from dubbench.app.steps import undo

        self._step(undo)

    def redo(self) -> None:
        """Make again what was taken back last."""
        from dubbench.app.steps import redo

        self._step(redo)

    def _step(self, do: Callable[[Session], Step | None]) -> None:
        """Go a step back or forth, and to the line that it changed where that is one that is shown."""
        step = self._done(do)
        if step is None:
            return
        self._page.catch_up()
        changed = {(change.table, change.row_id) for change in step.changes}
        touched = [r for r in self._page.rows if ("line", r.line_id) in changed or ("target", r.target_id) in changed]
        if len(touched) == 1 and touched[0] != self._page.current:
            self._page.choose(touched[0].line_id)

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
        """Cut a line in two at the cursors of its source and its target, and go to the second part.

        A cursor that stands at an end says nothing: then that text is cut where the other one suggests it.
        """
        from dubbench.app import lines

        row = self._page.row(line_id)
        if row and not (0 < at < len(row.source) or 0 < said < len(row.target)):
            self._series.refused.emit(tr("Put the cursor where line {number} is to be cut.", number=row.number))
        elif row:
            at, said = _places(row, at, said)
            targets = {row.target_id: said} if row.target_id and said else {}
            edited = self._do(lambda session: lines.split(session, line_id, at, targets))
            self._made = edited.ids[-1] if edited else ""

    def retime(self, line_id: str, span: Span) -> None:
        """Move a line."""
        from dubbench.app import retiming

        self._series.edit(lambda session: retiming.retime(session, line_id, span))

    def retime_many(self, changes: Sequence[Retime]) -> None:
        """Move several lines as one step."""
        from dubbench.app import retiming

        self._series.edit(lambda session: retiming.retime_many(session, dict(changes)))

    def add(self, span: Span) -> None:
        """Put an empty line where nobody has one, and go there."""
        from dubbench.app import lines

        if episode := self._page.episode:
            edited = self._do(lambda session: lines.add(session, episode.id, span))
            self._made = edited.ids[0] if edited else ""

    def merge(self) -> None:
        """Join the chosen lines, or the one at hand with the next; where several people say them, ask first."""
        from dubbench.app import lines

        chosen = [row.line_id for row in self._page.chosen]
        if len(chosen) == 1:
            chosen += filter(None, [self._next(chosen[0])])
        if len(chosen) < 2:
            self._series.refused.emit(tr("There is no line after this one to merge with."))
        elif self._does(lambda session: lines.of_several(session, chosen)):
            self._ask_to_merge(chosen)
        else:
            self._merge(chosen, mixed=False)

    def delete(self) -> None:
        """Take the chosen lines out, and offer to take that back."""
        from dubbench.app import lines

        if chosen := [row.line_id for row in self._page.chosen]:
            beside = self._beside(chosen)
            if self._do(lambda session: lines.delete(session, chosen)):
                self._offers.undo(ntr("{count} line deleted.", "{count} lines deleted.", len(chosen)))
                self._made = beside

    def confirm(self) -> None:
        """Mark the chosen lines as right, or sign them as who reviews, and go to the next."""
        from dubbench.app import approving

        row, market = self._page.current, self._page.market
        if row and row.target and not self._page.widgets.editors.target.text:
            said = tr(
                "Line {number} is empty: write its words, or take the old ones back with Ctrl+Z.", number=row.number
            )
            self._series.refused.emit(said)
            return
        targets = [row.target_id for row in self._page.chosen if row.target_id]
        following = self._page.widgets.grid.neighbour(1)  # a filter may hide the line once it is confirmed
        if not targets or market is None:
            return
        self._page.widgets.editors.flush()
        if self._series.edit(lambda session: approving.confirm(session, market.id, targets)):
            self._page.catch_up()
            if following:
                self._page.choose(following)

    def _ask_to_merge(self, chosen: Sequence[str]) -> None:
        rows = [row for row in map(self._page.row, chosen) if row]
        text = tr(
            "Lines {numbers} are of different speakers. Merged, {name} says all of it.",
            numbers=", ".join(str(row.number) for row in rows),
            name=rows[0].character or tr("the first one"),
        )
        merge = Choice("merge", tr("Merge all the same"), lambda: self._merge(chosen, mixed=True))
        leave = Choice("leave", tr("Leave them as they are"), lambda: None)
        self._offers.show(MERGE, text, [merge, leave], Tone.WARNING)

    def _merge(self, chosen: Sequence[str], *, mixed: bool) -> None:
        from dubbench.app import lines

        edited = self._do(lambda session: lines.merge(session, chosen, mixed=mixed))
        self._made = edited.ids[0] if edited else ""

    def _next(self, line_id: str) -> str:
        """Name the line that follows in time, whatever the filter shows and however it is sorted."""
        ids = [row.line_id for row in self._page.rows]
        at = ids.index(line_id) + 1
        return ids[at] if at < len(ids) else ""

    def _beside(self, gone: Sequence[str]) -> str:
        """Name the line to go on with: the one after these, else the one before."""
        ids = [row.line_id for row in self._page.rows]
        places = [ids.index(line_id) for line_id in gone]
        after = next((i for i in ids[max(places) + 1 :] if i not in gone), "")
        return after or next((i for i in reversed(ids[: min(places)])), "")

    def _do(self, do: Callable[[Session], Edited]) -> Edited | None:
        """Carry out an edit and give what it did; `None` where it was refused."""
        return self._done(do)

    def _done(self, do: Callable[[Session], T | None]) -> T | None:
        """Carry out an edit and give what it gave; `None` where it was refused."""
        found: list[T | None] = [None]

        def act(session: Session) -> T | None:
            found[0] = do(session)
            return found[0]

        self._series.edit(act)
        return found[0]

    def _does(self, ask: Callable[[Session], bool]) -> bool:
        found: list[bool] = []
        return self._series.edit(lambda session: found.append(ask(session))) and found[0]

    def _go_to_made(self) -> None:
        """Go to the line that an edit left to look at, once it is shown."""
        if self._made and self._page.row(self._made):
            made, self._made = self._made, ""
            self._page.choose(made)


def _places(row: Row, at: int, said: int) -> tuple[int, int]:
    """Return where source and target are cut; 0 for the target: where time and grammar suggest it."""
    inside, meant = 0 < at < len(row.source), 0 < said < len(row.target)
    if not inside and meant:
        at = _word_at(row.source, len(row.source) * said // len(row.target))
    return at, said if meant else 0


def _word_at(text: str, at: int) -> int:
    """Return the beginning of the word that is nearest to a place, or the place itself in a text without spaces."""
    begins = [n + 1 for n, letter in enumerate(text[:-1]) if letter.isspace()]
    return min(begins, key=lambda place: abs(place - at), default=at)
