"""One episode in one market: it reads what its widgets show, and keeps them at one line and one time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from dubbench.app.desk_events import Changed
from dubbench.app.running import Turn
from dubbench.app.under_way import UnderWay
from dubbench.domain.market import Market
from dubbench.domain.script import Character
from dubbench.domain.series import FILM, Episode
from dubbench.domain.target import Target
from dubbench.errors import MediaError
from dubbench.gui import shown
from dubbench.gui.editors import LineEditors, Side
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.open_series import Have, OpenSeries, Read, Reading
from dubbench.gui.playing import TICK_MS, Playing
from dubbench.gui.soon import Soon
from dubbench.gui.timeline.geometry import View
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row, Shown
from dubbench.gui.video.pane import VideoPane
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.footage import Footage
    from dubbench.app.grid import Grid
    from dubbench.app.preview import Tracks
    from dubbench.app.session import Session


class Widgets(NamedTuple):
    """What an episode is shown in."""

    grid: LinesGrid
    editors: LineEditors
    timeline: Timeline
    map: EpisodeMap
    video: VideoPane


class EpisodePage(QObject):
    """The controller of the episode's page."""

    turned = Signal()  # another episode or market is shown, or none any more
    rows_changed = Signal(object)  # tuple[Row, ...]
    line_changed = Signal(object)  # Row | None
    sounds_read = Signal(object)  # Tracks, or None where they cannot be read
    sounds_changed = Signal(object)  # tuple[Span, ...]: where the dub sounds otherwise now
    media_missing = Signal(str)  # the path where the programme should be
    media_failed = Signal(str)  # why picture or sound cannot be read though the programme is there

    def __init__(self, series: OpenSeries, widgets: Widgets, playing: Playing) -> None:
        super().__init__(series)
        self.series, self.widgets, self.playing = series, widgets, playing
        self.reading = Reading(series)
        self.episode: Episode | None = None
        self.market: Market | None = None
        self._grid: Grid | None = None
        self._tracks: Tracks | None = None
        self._faults: tuple[str, ...] = ()
        self.footage: Footage | None = None
        self._rows: tuple[Row, ...] = ()
        self._by_id: dict[str, Row] = {}
        self._lines = shown.Lines()
        self._under_way = UnderWay(lambda target_id: self.series.session.store.get(Target, target_id))
        self._marks = shown.Marks()
        self._stale: set[tuple[str, str]] = set()
        self._locks = False  # whether what is approved is locked for this person
        self._soon = Soon(self, 5, self._refresh)
        self._behind = Soon(self, TICK_MS, self._show_times)
        self._connect()

    # what is open

    def open(self, episode: Episode, market: Market | None) -> None:
        """Show an episode; its sounds, cuts and frames come as they are ready, those of the one before no more."""
        from dubbench.app import grid as grids

        self.widgets.editors.flush()
        self.reading.stop()
        self._tracks, self.footage, self._faults = None, None, ()
        again = self.episode is not None and self.episode.id == episode.id
        self.episode, self.market = episode, market
        self._grid = grids.grid(self.series.session, market.id, [episode.id]) if market else None
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
        self.playing.begin(episode.media.duration_ms, rate, stay=again)
        if self._grid:
            limits = shown.limits(self._grid)
            w.grid.set_limits(limits)
            w.editors.set_limits(limits)
            w.timeline.set_limits(limits)
        self._read_locks()
        self._show()
        self._behind.now()
        if picture:
            self._ask(tr("Open the picture"), _pictures_of(episode), self._have_pictures)
        self._open_sounds()
        self._ask(tr("Find the shots"), _shots_of(episode), self.set_shots)
        self.turned.emit()

    def close(self) -> None:
        """Show nothing any more; what was typed is written first."""
        self.widgets.editors.flush()
        self.widgets.editors.set_row(None)
        self.episode, self.market, self._grid, self._tracks = None, None, None, None
        self._rows, self._by_id = (), {}
        self.reading.stop()
        self.playing.close()
        self.turned.emit()

    @property
    def grid(self) -> Grid | None:
        """What the rows are made from; `None` where no market is open."""
        return self._grid

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    @property
    def current(self) -> Row | None:
        """Return the line at hand."""
        return self.row(self.widgets.grid.current)

    @property
    def chosen(self) -> tuple[Row, ...]:
        """Return the chosen lines in order; the one at hand is always among them."""
        chosen = set(self.widgets.grid.chosen)
        return tuple(row for row in self._rows if row.line_id in chosen)

    @property
    def tracks(self) -> Tracks | None:
        """What can be heard; `None` until it is opened."""
        return self._tracks

    def row(self, line_id: str) -> Row | None:
        """Return a line that is shown."""
        return self._by_id.get(line_id)

    # news

    def _hear(self, event: object) -> None:
        if self._under_way.hear(event) and self._marked() != self._marks:
            self._soon.touch()
        if isinstance(event, Changed):
            self._stale |= event.rows
            self._soon.touch()

    def _marked(self) -> shown.Marks:
        """Say which of the lines that are shown work is at, and which it could not make."""
        if not (self._grid and self.market):
            return shown.Marks()
        here = {row.line.id for row in self._grid.rows}
        failed = self._under_way.failed(self.market.id)
        return shown.Marks(
            self._under_way.busy(self.market.id) & here, {line: failed[line] for line in failed if line in here}
        )

    def catch_up(self) -> None:
        """Show now what an edit changed: the window is painted once for it and for what follows."""
        self.series.catch_up()
        self._soon.now()

    def _refresh(self) -> None:
        if not (self.series and self.episode and self.market and self._grid):
            self._stale.clear()
            return
        from dubbench.app import grid as grids

        changed, self._stale = frozenset(self._stale), set()
        self._grid = grids.refreshed(self.series.session, self._grid, changed)
        if any(table in {"person", "grant_"} for table, _ in changed):
            self._read_locks()
        if any(table == "stem" for table, _ in changed):
            self._open_sounds()
        elif self._tracks is not None and any(table == "fit" for table, _ in changed):
            # in the turn in which takes are listened to, so that none of them is laid over by what came before it
            read = _laid(self._tracks, changed)
            self.reading.ask(tr("Lay the lines"), read, self.sounds_changed.emit, turn=Turn.NOW)
        self._show()

    def _show(self) -> None:
        if not self.series:
            return
        characters = sorted(self.series.session.store.all(Character), key=lambda one: one.name)
        before = self.current
        self._marks = self._marked()
        self._rows = self._lines.of(self._grid, characters, self._marks) if self._grid else ()
        self._by_id = {row.line_id: row for row in self._rows}
        w = self.widgets
        w.grid.set_rows(self._rows)
        w.editors.set_row(self.current)
        self._lock(self.current)
        self._behind.touch()
        self.rows_changed.emit(self._rows)
        if before and self.current is None and self._rows:  # as the line that was in hand is no more
            self.choose(min(self._rows, key=lambda row: abs(row.start_ms - before.start_ms)).line_id)

    def _read_locks(self) -> None:
        """Ask whether what is approved may be changed by this person."""
        from dubbench.app import approving

        self._locks = self.market is not None and approving.locked(self.series.session, self.market.id)

    def _lock(self, row: Row | None) -> None:
        """Let an approved text be read only where that is not this person's to change."""
        locked = self._locks and row is not None and row.state is Shown.APPROVED
        self.widgets.editors.set_locked(tr("Approved: an approver can change it or send it back.") if locked else "")

    def _show_times(self) -> None:
        """Show the lines in time, a frame behind grid and editors: who presses a key looks at these."""
        w = self.widgets
        w.timeline.set_rows(self._rows)
        w.timeline.set_current(w.grid.current, frozenset(w.grid.chosen))
        w.map.set_scene(w.timeline.scene)

    # what is read beside

    def _ask(self, title: str, read: Read, have: Have) -> None:
        self.reading.ask(title, read, have, self._unread)

    def _open_sounds(self) -> None:
        if self.episode:
            read = _sounds_of(self.episode, self.market)
            self.reading.ask(tr("Open the sounds"), read, self._have_sounds, self._no_sounds)

    def _unread(self, why: str) -> None:
        """Tell why picture or sound cannot be read, once; work on the text goes on."""
        if self.footage is None:
            self.widgets.video.screen_view.set_message(why)
        if self.episode and why not in self._faults:
            self._faults += (why,)
            self.reading.ask(tr("Find the video"), _place_of(self.episode), partial(self._tell_unread, why))

    def _tell_unread(self, why: str, place: tuple[str, bool]) -> None:
        path, there = place
        if there:
            self.media_failed.emit(why)
            return
        if self.footage is None and self.episode:
            number = self.episode.number
            said = tr("Video of episode {number} not found: locate it, or work on its texts without.", number=number)
            self.widgets.video.screen_view.set_message(said)
        self.media_missing.emit(path)

    def _picture_failed(self, why: str) -> None:
        """Tell the first frame that cannot be read; of each other one the pane says it."""
        if not self._faults:
            self._unread(why)

    def _no_sounds(self, why: str) -> None:
        self._unread(why)
        self.sounds_read.emit(None)

    def _have_pictures(self, footage: Any) -> None:
        if not self.episode:
            return
        picture = self.episode.media.picture
        self.footage = footage
        self.playing.load_pictures(footage, (picture.width, picture.height) if picture else None)

    def _have_sounds(self, found: Any) -> None:
        self._tracks, peaks = found
        self.playing.load_sounds(self._tracks)
        self.widgets.timeline.set_peaks(peaks.view)
        self.sounds_read.emit(self._tracks)

    def change_footage(self, footage: Footage) -> None:
        """Read the same frames from another file from now on: the small copy."""
        self.footage = footage
        self.playing.change_footage(footage)

    def set_shots(self, cuts: tuple[int, ...] | None) -> None:
        """Show where the shots begin; None where nobody looked yet."""
        timeline = self.widgets.timeline
        if self.episode and cuts is not None and cuts != timeline.scene.shots:
            timeline.set_episode(self.episode.media.duration_ms, cuts, timeline.rate)
            self.widgets.map.set_scene(timeline.scene)

    # wishes

    def choose(self, line_id: str, *, add: bool = False) -> None:
        """Make a line the one at hand."""
        w = self.widgets
        w.editors.flush()
        w.grid.set_current(line_id, add=add)
        w.timeline.set_current(line_id, frozenset(w.grid.chosen))
        row = self.current
        w.editors.set_row(row)
        self._lock(row)
        if row and not row.start_ms <= self.playing.position_ms < row.end_ms:
            self.playing.go(row.start_ms)
        self.line_changed.emit(row)

    def step(self, by: int) -> None:
        """Go to the next line, or the one before."""
        if line_id := self.widgets.grid.neighbour(by):
            self.choose(line_id)

    def step_issue(self, by: int) -> None:
        """Go to the next line with something to mend."""
        if line_id := self.widgets.grid.next_issue(by):
            self.choose(line_id)

    def _connect(self) -> None:
        w = self.widgets
        w.grid.line_chosen.connect(self.choose)
        w.grid.lines_chosen.connect(lambda chosen: w.timeline.set_current(w.grid.current, frozenset(chosen)))
        w.timeline.line_chosen.connect(lambda line_id, add: self.choose(line_id, add=add))
        w.timeline.seek_asked.connect(self.playing.seek)
        w.timeline.scrub_asked.connect(self.playing.scrub)
        w.grid.write_asked.connect(self._write_at)
        w.timeline.write_asked.connect(self._write_at)
        w.timeline.view_changed.connect(w.map.set_view)
        w.map.view_asked.connect(w.timeline.set_view)
        w.map.seek_asked.connect(self.playing.seek)
        self.playing.moved.connect(self._moved)
        self.playing.picture_failed.connect(self._picture_failed)
        self.series.heard.connect(self._hear)
        self.series.closed.connect(self._under_way.clear)

    def _write_at(self, line_id: str, side: str = Side.TARGET) -> None:
        self.choose(line_id)
        self.widgets.editors.focus(side)

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
        from dubbench.app.tracks import Track

        tracks = preview.tracks(session, episode, market, ctx, levelled=False)
        return tracks, waveforms.outline(tracks.sounds[Track.SOURCE], ctx)

    return read


def _laid(tracks: Tracks, changed: frozenset[tuple[str, str]]) -> Read:
    def read(session: Session, _ctx: Context) -> Any:
        from dubbench.app import preview

        return preview.refresh(session, tracks, changed)

    return read


def _place_of(episode: Episode) -> Read:
    def read(session: Session, _ctx: Context) -> tuple[str, bool]:
        from dubbench.app.episodes import media_path

        try:
            return str(media_path(session, episode)), True
        except MediaError:
            return str((session.folder / episode.media.path).resolve()), False

    return read


def _shots_of(episode: Episode) -> Read:
    def read(session: Session, _ctx: Context) -> Any:
        from dubbench.app import shots

        return shots.find(session, episode)

    return read
