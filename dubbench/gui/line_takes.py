"""The takes of the line at hand: heard in their place, chosen, left to the machine again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dubbench.app.running import Turn
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take
from dubbench.errors import DubbenchError
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import EpisodeFrame
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.panels.takes import TakeItem, TakesPanel
from dubbench.gui.seen import WhenSeen
from dubbench.gui.values import Row
from dubbench.gui.video.transport import Heard
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.preview import Tracks
    from dubbench.app.session import Session
    from dubbench.app.speaking import Listed

PANEL = "takes"
BEFORE_MS, AFTER_MS = 700, 500
"""How much is heard around a take, so that it stands in its context."""


class LineTakes(QObject):
    """Joins the panel with the page; a take that is only listened to is laid into the mix until playing stops."""

    speak_asked = Signal()

    def __init__(self, page: EpisodePage, panel: TakesPanel, frame: EpisodeFrame) -> None:
        super().__init__(page)
        self._page, self._series, self._panel = page, page.series, panel
        self._seen = WhenSeen(frame, PANEL, self)
        self._listed: dict[str, Listed] = {}
        self._laid: tuple[Tracks, str] | None = None  # the mix and the id of the Fit that is another in it
        self._began = False
        self.reading = Reading(page.series)
        self._seen.due.connect(self._show)
        for news in (page.line_changed, page.rows_changed, page.turned):
            news.connect(self._seen.touch)
        page.line_changed.connect(lambda _row: self._lay_back())
        page.turned.connect(self._turned)
        page.playing.moved.connect(self._moved)
        panel.play_asked.connect(self.play)
        panel.choose_asked.connect(self.choose)
        panel.automatic_asked.connect(self.leave_to_machine)
        panel.speak_asked.connect(self.speak_asked)

    def play(self, take_id: str) -> None:
        """Let a take be heard among its neighbours; what is stored stays as it is."""
        listed, row, tracks = self._listed.get(take_id), self._page.current, self._page.tracks
        if listed is None or row is None:
            return
        if tracks is None:
            self._series.refused.emit(tr("The sounds of this episode are not open yet. Try again in a moment."))
            return
        self._lay_back()
        if listed.heard and row.dub_spans:
            self._play(Span(row.dub_spans[0][0], row.dub_spans[-1][1]))
            return
        self.reading.ask(
            tr("Listen to a take"), _auditioned(tracks, listed.take), lambda fit: self._have(tracks, fit), turn=Turn.NOW
        )

    def choose(self, take_id: str) -> None:
        """Use a take from now on."""
        from dubbench.app import speaking

        self._series.edit(lambda session: speaking.choose_take(session, take_id))

    def leave_to_machine(self) -> None:
        """Take the choice among the line's takes back."""
        from dubbench.app import speaking

        if (row := self._page.current) and row.target_id:
            self._series.edit(lambda session: speaking.unchoose_take(session, row.target_id))

    # what is shown

    def _turned(self) -> None:
        self._lay_back()
        if self._page.episode is None:
            self._show()

    def _show(self) -> None:
        row = self._page.current
        self._panel.set_line(row.line_id if row and row.target_id else "")
        listed = self._takes(row)
        self._listed = {one.take.id: one for one in listed}
        slot_ms = self._slot_ms(row)
        self._panel.set_takes(_item(number, one, slot_ms) for number, one in enumerate(listed, 1))

    def _takes(self, row: Row | None) -> list[Listed]:
        from dubbench.app import speaking

        if self._series and row and row.target_id:
            with suppress(DubbenchError):  # deleted a moment ago: the next news says so
                return speaking.takes(self._series.session, row.target_id)
        return []

    def _slot_ms(self, row: Row | None) -> int:
        from dubbench.app.grid import lines_of, slot_of

        grid = self._page.grid
        target = grid.facts.on.get(row.line_id) if grid and row else None
        lines = lines_of(target, grid.facts) if grid and target else ()
        return slot_of(lines)[1] if lines else 0

    # what is only listened to

    def _have(self, tracks: Tracks, fit: Fit) -> None:
        self._laid, self._began = (tracks, fit.id), False
        row = self._page.current
        if row is None or row.target_id != fit.target_id or tracks is not self._page.tracks:
            self._lay_back()
            return
        self._play(fit.span)

    def _play(self, span: Span) -> None:
        around = Span(max(0, span.start_ms - BEFORE_MS), span.end_ms + AFTER_MS)
        self._page.playing.play_span(around, Heard.MIX)

    def _moved(self, _at_ms: int, plays: bool) -> None:
        if plays:
            self._began = True
        elif self._began:
            self._lay_back()

    def _lay_back(self) -> None:
        """Lay the line as it is stored."""
        if self._laid is None:
            return
        (tracks, fit_id), self._laid = self._laid, None
        if self._series and tracks is self._page.tracks:
            self.reading.ask(tr("Close a take"), _as_stored(tracks, fit_id), lambda _: None, turn=Turn.NOW)


def _auditioned(tracks: Tracks, take: Take) -> Read:
    def read(session: Session, _ctx: Context) -> Fit:
        from dubbench.app.audition import audition

        return audition(session, tracks, take)

    return read


def _as_stored(tracks: Tracks, fit_id: str) -> Read:
    def read(session: Session, _ctx: Context) -> object:
        from dubbench.app import preview

        return preview.refresh(session, tracks, {("fit", fit_id)})

    return read


def _item(number: int, one: Listed, slot_ms: int) -> TakeItem:
    take = one.take
    length_ms = sum(span.duration_ms for span in take.speech)
    return TakeItem(
        take_id=take.id,
        number=number,
        voice=take.voice_id.partition(":")[2] or take.voice_id,
        spoken=take.spoken,
        duration_ms=length_ms,
        fit_ppm=length_ms * 1_000_000 // slot_ms if slot_ms else None,
        used=one.heard and one.says,
        kept=one.chosen,
        stale=not one.says,
    )
