"""What is heard of the line at hand: the line alone, its dub, the line again and again, and in context once spoken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from dubbench.app.desk_events import JobEnded
from dubbench.domain.span import Span
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.preferences import Preferences
from dubbench.gui.values import Row
from dubbench.gui.video.transport import Heard
from dubbench.i18n import tr

SPEAK = "line.speak"


class LineSounds(QObject):
    """Plays lines; `refused` says why one cannot be heard."""

    refused = Signal(str)

    def __init__(self, page: EpisodePage, preferences: Preferences) -> None:
        super().__init__(page)
        self._page, self._playing, self._preferences = page, page.playing, preferences
        self._expected = ""
        self._loops = False
        self._looped: Span | None = None
        page.widgets.editors.typed.connect(lambda *_: self._typed())
        page.line_changed.connect(self._line_changed)
        page.rows_changed.connect(lambda _rows: self._follow())
        page.turned.connect(self._turned)
        page.sounds_changed.connect(self._sounds_changed)
        page.series.heard.connect(self._hear)

    @property
    def loops(self) -> bool:
        return self._loops

    def play_line(self) -> None:
        """Play the line at hand alone, in the sound that is chosen."""
        if row := self._page.current:
            span = Span(row.start_ms, row.end_ms)
            self._playing.play_span(span)
            if self._loops:
                self._playing.loop(span)

    def play_dub(self) -> None:
        """Play the dub of the line at hand alone."""
        row = self._page.current
        if row is None:
            return
        if not row.dub_spans:
            self.refused.emit(tr("Line {number} has no dub yet: speak it with Ctrl+R.", number=row.number))
            return
        self._playing.play_span(_dub_of(row), Heard.DIALOGUE)

    def play_in_context(self) -> None:
        """Play the dub of the line at hand with what is before and after it."""
        if row := self._page.current:
            roll_ms = self._preferences.now.roll_ms
            spans = [Span(row.start_ms, row.end_ms), *([_dub_of(row)] if row.dub_spans else [])]
            start = max(0, min(span.start_ms for span in spans) - roll_ms)
            self._playing.play_span(Span(start, max(span.end_ms for span in spans) + roll_ms), Heard.MIX)

    def expect(self, command: str = SPEAK) -> None:
        """Play the line at hand in context as soon as it sounds otherwise, where a command speaks it again."""
        if command == SPEAK:
            self._expected = self._page.current.line_id if self._page.current else ""

    def toggle_loop(self) -> None:
        """Repeat the line at hand whenever it is played, or play on at its end."""
        self._loops = not self._loops
        self._follow()

    def _follow(self) -> None:
        """Repeat the line as it is now; what plays for once goes on where nothing changed."""
        row = self._page.current if self._loops else None
        span = Span(row.start_ms, row.end_ms) if row else None
        if span != self._looped:
            self._looped = span
            self._playing.loop(span)

    def _typed(self) -> None:
        if self._preferences.now.pause_while_typing:
            self._playing.pause()

    def _line_changed(self, row: Row | None) -> None:
        if row is None or row.line_id != self._expected:
            self._expected = ""
        self._follow()

    def _turned(self) -> None:
        self._expected, self._looped = "", None
        if self._page.episode:
            self._follow()

    def _hear(self, event: object) -> None:
        """Play the line also where speaking it made nothing new: its voice always speaks alike."""
        if not (self._expected and isinstance(event, JobEnded) and isinstance(event.result, list)):
            return
        from dubbench.app.speaking import Spoken

        row = self._page.row(self._expected)
        spoken = [one for one in event.result if isinstance(one, Spoken) and not one.changed]
        if row and any(one.take.target_id == row.target_id for one in spoken):
            self._expected = ""
            self.play_in_context()

    def _sounds_changed(self, changed: Sequence[Span]) -> None:
        row = self._page.current
        if row and row.line_id == self._expected and any(_dub_of(row).overlap_ms(span) for span in changed):
            self._expected = ""
            self.play_in_context()


def _dub_of(row: Row) -> Span:
    """Give where a line is heard in the dub; where it is not, its own time."""
    starts, ends = zip(*(row.dub_spans or ((row.start_ms, row.end_ms),)), strict=True)
    return Span(min(starts), max(ends))
