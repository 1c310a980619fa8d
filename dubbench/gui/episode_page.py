"""One episode in one market: it reads what the widgets show, and makes each of their wishes one call of a use case."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from dubbench.app import grid as grids
from dubbench.app.desk import Desk
from dubbench.app.desk_events import Changed, JobEnded, Outcome
from dubbench.app.grid import Grid
from dubbench.app.running import Job, Turn
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.script import Character
from dubbench.domain.series import FILM, Episode
from dubbench.domain.span import Span
from dubbench.errors import DubbenchError
from dubbench.gui import shown
from dubbench.gui.editors import LineEditors, Side
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.playing import Playing
from dubbench.gui.timeline.geometry import View
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.video.placing import usual
from dubbench.i18n import tr
from dubbench.jobs.context import Context

Edit = Callable[[], Any]
Read = Callable[[Session, Context], Any]


class Widgets(NamedTuple):
    """What an episode is shown in."""

    grid: LinesGrid
    editors: LineEditors
    timeline: Timeline
    map: EpisodeMap
    video: VideoPane


class EpisodePage(QObject):
    """The controller of the episode's page; `refused` tells why an edit was not made."""

    refused = Signal(str)
    rows_changed = Signal(object)  # tuple[Row, ...]
    line_changed = Signal(object)  # Row | None

    def __init__(self, widgets: Widgets, playing: Playing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.widgets, self.playing = widgets, playing
        self._desk: Desk | None = None
        self.episode: Episode | None = None
        self.market: Market | None = None
        self._grid: Grid | None = None
        self._tracks: Any = None
        self._rows: tuple[Row, ...] = ()
        self._jobs: dict[str, Callable[[Any], None]] = {}
        self._stale: set[tuple[str, str]] = set()
        self._settle = QTimer(self, singleShot=True, interval=15)
        self._settle.timeout.connect(self._refresh)
        self._connect()

    # what is open

    def open(self, desk: Desk, episode: Episode, market: Market | None) -> None:
        """Show an episode; its sounds, cuts and frames come as they are ready, those of the one before no more."""
        self.widgets.editors.flush()
        self._jobs.clear()
        self._tracks = None
        self._desk, self.episode, self.market = desk, episode, market
        self._grid = grids.grid(desk.session, market.id, [episode.id]) if market else None
        picture = episode.media.picture
        rate = picture.rate if picture else FILM
        w = self.widgets
        locale = market.locale if market else ""
        w.timeline.set_episode(episode.media.duration_ms, (), rate)
        w.timeline.set_peaks(None)
        w.timeline.set_view(View())
        w.timeline.set_language(locale)
        source = episode.language or (episode.listening.language if episode.listening else "")
        w.grid.set_languages(source, locale)
        w.editors.set_languages(source, locale)
        w.video.transport.set_episode(episode.media.duration_ms, rate)
        w.video.screen_view.set_safe_area(usual(picture.width, picture.height) if picture else None)
        if self._grid:
            limits = shown.limits(self._grid)
            w.grid.set_limits(limits)
            w.editors.set_limits(limits)
            w.timeline.set_limits(limits)
        self._show()
        if picture:
            self._ask(tr("Open the picture"), _pictures_of(episode), self._have_pictures)
        else:
            self._have_pictures(None)
        self._ask(tr("Open the sounds"), _sounds_of(episode, market), self._have_sounds)
        self._ask(tr("Find the shots"), _shots_of(episode), self._have_shots)

    def close(self) -> None:
        """Show nothing any more; what was typed is written first."""
        self.widgets.editors.flush()
        self.widgets.editors.set_row(None)
        self._desk, self.episode, self.market, self._grid, self._tracks = None, None, None, None, None
        self._jobs.clear()
        self._rows = ()
        self.playing.close()

    @property
    def current(self) -> Row | None:
        """Return the line at hand."""
        line_id = self.widgets.grid.current
        return next((row for row in self._rows if row.line_id == line_id), None)

    # news

    def hear(self, event: object) -> None:
        """Take news of the desk."""
        if isinstance(event, Changed):
            self._stale |= event.rows
            self._settle.start()
        elif isinstance(event, JobEnded) and (have := self._jobs.pop(event.job, None)):
            if event.outcome is Outcome.DONE:
                have(event.result)
            elif event.fault:
                self.widgets.video.screen_view.set_message(event.fault.message)

    def _refresh(self) -> None:
        if not (self._desk and self.episode and self.market and self._grid):
            self._stale.clear()
            return
        changed, self._stale = frozenset(self._stale), set()
        self._grid = grids.refreshed(self._desk.session, self._grid, changed)
        if self._tracks is not None:
            from dubbench.app import preview

            preview.refresh(self._desk.session, self._tracks, changed)
        self._show()

    def _show(self) -> None:
        if not self._desk:
            return
        characters = sorted(self._desk.session.store.all(Character), key=lambda one: one.name)
        self._rows = shown.rows(self._grid, characters) if self._grid else ()
        w = self.widgets
        w.grid.set_rows(self._rows)
        w.timeline.set_rows(self._rows)
        w.map.set_scene(w.timeline.scene)
        cues = [(row.start_ms, row.end_ms, row.target if row.subtitle is None else row.subtitle) for row in self._rows]
        w.video.screen_view.set_cues(tuple(cues), self.market.locale if self.market else "")
        w.editors.set_row(self.current)
        self.rows_changed.emit(self._rows)

    # what is read beside

    def _ask(self, title: str, read: Read, have: Callable[[Any], None]) -> None:
        if self._desk:
            self._jobs[self._desk.start(Job(title, read, Turn.ASIDE, logged=False))] = have

    def _have_pictures(self, footage: Any) -> None:
        if not self.episode:
            return
        picture = self.episode.media.picture
        size = (picture.width, picture.height) if picture else None
        self.playing.load_pictures(footage, picture.rate if picture else FILM, size)

    def _have_sounds(self, found: Any) -> None:
        self._tracks, peaks = found
        self.playing.load_sounds(self._tracks)
        self.widgets.timeline.set_peaks(peaks.view)

    def _have_shots(self, cuts: tuple[int, ...]) -> None:
        if self.episode:
            timeline = self.widgets.timeline
            timeline.set_episode(self.episode.media.duration_ms, cuts, timeline.rate)
            self.widgets.map.set_scene(timeline.scene)

    # wishes

    def edit(self, do: Edit) -> bool:
        """Carry out an edit; where it is refused, say why."""
        try:
            do()
        except DubbenchError as error:
            self.refused.emit(str(error))
            return False
        return True

    def choose(self, line_id: str, *, add: bool = False) -> None:
        """Make a line the one at hand."""
        w = self.widgets
        w.editors.flush()
        w.grid.set_current(line_id, add=add)
        w.timeline.set_current(line_id, frozenset(w.grid.chosen))
        row = self.current
        if row and not row.start_ms <= self.playing.position_ms < row.end_ms:
            self.playing.seek(row.start_ms)
        w.editors.set_row(row)
        self.line_changed.emit(row)

    def step(self, by: int) -> None:
        """Go to the next line, or the one before."""
        if line_id := self.widgets.grid.neighbour(by):
            self.choose(line_id)

    def step_issue(self, by: int) -> None:
        """Go to the next line with something to mend."""
        if line_id := self.widgets.grid.next_issue(by):
            self.choose(line_id)

    def play_line(self) -> None:
        """Play the line at hand as it is in the sound that is chosen."""
        if row := self.current:
            self.playing.play_span(Span(row.start_ms, row.end_ms))

    def write(self, line_id: str, side: str, text: str, seen: str) -> None:
        """Write what a line says, on its source or its target side, over what the person saw."""
        from dubbench.app import wording

        if not (self._desk and self.market):
            return
        session, market_id = self._desk.session, self.market.id
        done = self.edit(
            (lambda: wording.edit_source(session, line_id, text, seen=seen))
            if side == Side.SOURCE
            else (lambda: wording.edit_target(session, line_id, market_id, text, seen=seen))
        )
        if not done:
            self.widgets.editors.refused(side)

    def split(self, line_id: str, _side: str, at: int, said: int) -> None:
        """Cut a line in two at the cursors of its source and its target."""
        from dubbench.app import lines

        row = next((row for row in self._rows if row.line_id == line_id), None)
        if self._desk and row:
            session, targets = self._desk.session, {row.target_id: said} if row.target_id else {}
            self.edit(lambda: lines.split(session, line_id, at, targets))

    def retime(self, line_id: str, span: Span) -> None:
        """Move a line."""
        from dubbench.app import retiming

        if self._desk:
            session = self._desk.session
            self.edit(lambda: retiming.retime(session, line_id, span))

    def add_line(self, span: Span) -> None:
        """Put an empty line where nobody has one."""
        from dubbench.app import lines

        if self._desk and self.episode:
            session, episode_id = self._desk.session, self.episode.id
            self.edit(lambda: lines.add(session, episode_id, span))

    def merge(self) -> None:
        """Join the chosen lines, or the one at hand with the next."""
        from dubbench.app import lines

        chosen = self.widgets.grid.chosen
        if len(chosen) < 2 and (row := self.current):
            chosen = (row.line_id, self.widgets.grid.neighbour(1))
        if self._desk and len(chosen) > 1 and all(chosen):
            session = self._desk.session
            self.edit(lambda: lines.merge(session, chosen))

    def delete(self) -> None:
        """Take the chosen lines out."""
        from dubbench.app import lines

        if self._desk and (chosen := self.widgets.grid.chosen):
            session = self._desk.session
            self.edit(lambda: lines.delete(session, chosen))

    def confirm(self) -> None:
        """Mark the chosen lines as right, and go to the next."""
        from dubbench.app import wording

        chosen = set(self.widgets.grid.chosen)
        targets = [row.target_id for row in self._rows if row.line_id in chosen and row.target_id]
        if self._desk and targets:
            session = self._desk.session
            if self.edit(lambda: wording.confirm(session, targets)):
                self.step(1)

    def _connect(self) -> None:
        w = self.widgets
        w.grid.line_chosen.connect(self.choose)
        w.grid.lines_chosen.connect(lambda chosen: w.timeline.set_current(w.grid.current, frozenset(chosen)))
        w.timeline.line_chosen.connect(lambda line_id, add: self.choose(line_id, add=add))
        w.timeline.seek_asked.connect(self.playing.seek)
        w.timeline.scrub_asked.connect(self.playing.scrub)
        w.grid.write_asked.connect(self._write_at)
        w.timeline.write_asked.connect(self._write_at)
        w.editors.text_written.connect(self.write)
        w.editors.split_asked.connect(self.split)
        w.editors.typed.connect(lambda *_: self.playing.pause())
        w.timeline.retime_asked.connect(self.retime)
        w.timeline.make_asked.connect(self.add_line)
        w.timeline.view_changed.connect(w.map.set_view)
        w.map.view_asked.connect(w.timeline.set_view)
        w.map.seek_asked.connect(self.playing.seek)
        self.playing.moved.connect(self._moved)

    def _write_at(self, line_id: str) -> None:
        self.choose(line_id)
        self.widgets.editors.focus()

    def _moved(self, at_ms: int, plays: bool) -> None:
        self.widgets.timeline.set_playhead(at_ms, follow=plays)
        self.widgets.map.set_playhead(at_ms)


def _pictures_of(episode: Episode) -> Read:
    def read(session: Session, ctx: Context) -> Any:
        from dubbench.app.footage import footage

        return footage(session, episode, ctx)

    return read


def _sounds_of(episode: Episode, market: Market | None) -> Read:
    def read(session: Session, ctx: Context) -> Any:
        from dubbench.app import preview, waveforms

        tracks = preview.tracks(session, episode, market, ctx, levelled=False)
        return tracks, waveforms.outline(tracks.sounds[preview.Track.SOURCE], ctx)

    return read


def _shots_of(episode: Episode) -> Read:
    def read(session: Session, ctx: Context) -> Any:
        from dubbench.app import shots

        return shots.ensure(session, episode, ctx)

    return read
