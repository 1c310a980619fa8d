"""The window at work: home and episodes, and the jobs of the series that is open."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QSplitter, QVBoxLayout, QWidget

from dubbench.app import recents
from dubbench.app.desk_events import Changed, JobEnded, JobPaused, JobProgress, JobResumed, JobStarted, Outcome, Trouble
from dubbench.app.recents import Spot
from dubbench.app.settings import Settings
from dubbench.errors import DubbenchError
from dubbench.gui import shown
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.editors import LineEditors
from dubbench.gui.episode_page import EpisodePage, Widgets
from dubbench.gui.frame import Place
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.home import HomePage
from dubbench.gui.making import Making
from dubbench.gui.news import News
from dubbench.gui.playing import Playing
from dubbench.gui.recents import Recent
from dubbench.gui.statusbar import Job, Sound
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.window import MainWindow
from dubbench.i18n import ntr, tr

TOLD = "told"


class Workbench(QObject):
    """Connects the window with an open series."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window, self.settings = window, settings
        self.home = HomePage()
        self.desk: Any = None  # Desk, imported where a series is opened
        self._news = News(self)
        self._job: Job | None = None
        self._job_id = ""
        self._sound: Sound | None = None
        self._home_stale = QTimer(self, singleShot=True, interval=200)
        self._home_stale.timeout.connect(self._show_season)
        grid, editors, timeline, episode_map, video = LinesGrid(), LineEditors(), Timeline(), EpisodeMap(), VideoPane()
        self.making = Making(window)
        self.playing = Playing(video, self)
        self.page = EpisodePage(Widgets(grid, editors, timeline, episode_map, video), self.playing, self)
        self._lay_out()
        self._connect()
        self._commands()
        self.show_recents()

    # series

    def open_series(self, folder: Path) -> bool:
        """Open a series and show its season; where that fails, say why."""
        from dubbench.app.desk import Desk

        self.close_series()
        try:
            self.desk = Desk.open(folder, self._news.tell)
        except DubbenchError as error:
            self.tell(str(error), Tone.ERROR)
            return False
        recents.opened(folder, self.desk.session.series.title)
        self._show_season()
        self.window.set_title(self.desk.session.series.title)
        self.window.show_home()
        return True

    def close_series(self) -> None:
        """Leave the series; what runs is stopped, what is finished is kept."""
        if not self.desk:
            return
        folder = self.desk.session.folder
        self._remember()
        self.page.close()
        self.desk.close()
        self.desk = None
        recents.closed(folder)
        self.window.set_job(None)
        self.home.set_season(None)
        self.window.set_title()
        self.window.show_home()
        self.show_recents()

    def open_episode(self, episode_id: str, market_id: str) -> None:
        """Show one episode in one market."""
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        store = self.desk.session.store
        episodes, markets = store.all(Episode), store.all(Market)
        episode = next(one for one in episodes if one.id == episode_id)
        market = next((one for one in markets if one.id == market_id), None)
        self.page.open(self.desk, episode, market)
        top = self.window.top
        top.set_episodes([(e.id, f"{e.number} · {e.title}") for e in sorted(episodes, key=_number)], episode_id)
        top.set_markets([(m.id, m.locale) for m in sorted(markets, key=_locale)], market_id)
        self.window.set_title(self.desk.session.series.title, episode.title, market.locale if market else "")
        self.window.show_episode()

    def reopen(self) -> None:
        """Open what was open when the window went down, where the person was."""
        for recent in recents.interrupted():
            if recent.there and self.open_series(Path(recent.folder)):
                self._go(recent.spot)
                return

    def _go(self, spot: Spot) -> None:
        from dubbench.app.episodes import find_episodes, find_markets

        if not spot.episode:
            return
        with suppress(DubbenchError):
            episode = find_episodes(self.desk.session, [spot.episode])[0]
            market = find_markets(self.desk.session, [spot.market])[0]
            self.open_episode(episode.id, market.id)
            if spot.line:
                self.page.choose(spot.line)

    def _remember(self) -> None:
        if not self.desk:
            return
        row, episode, market = self.page.current, self.page.episode, self.page.market
        spot = Spot(
            episode.number if episode else 0,
            market.locale if market else "",
            row.line_id if row else "",
            self.playing.position_ms,
        )
        recents.left_at(self.desk.session.folder, spot)

    def show_recents(self) -> None:
        """Show the series that were opened lately."""
        self.home.set_recents(
            [
                Recent(r.folder, r.title, Path(r.folder).name, r.opened_at[:10], missing=not r.there)
                for r in recents.recents()
            ]
        )

    def _show_season(self) -> None:
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        if not self.desk:
            return
        session = self.desk.session
        episodes = sorted(session.store.all(Episode), key=_number)
        markets = sorted(session.store.all(Market), key=_locale)
        series = session.series
        facts = shown.Facts(series.title, series.source_language, episodes, markets, session.store.counts())
        self.home.set_season(shown.season(facts))

    # work

    def run(self, stage: str, cells: list[tuple[str, str]] | None = None) -> None:
        """Bring episodes up to date as far as a stage; without cells, the one that is shown or the whole season."""
        from dubbench.app import orders
        from dubbench.app.production import Order, Stage
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        store = self.desk.session.store
        if cells is None and self.window.in_episode and self.page.episode:
            cells = [(self.page.episode.id, self.page.market.id if self.page.market else "")]
        numbers = {e.id: e.number for e in store.all(Episode)}
        locales = {m.id: m.locale for m in store.all(Market)}
        order = Order(
            tuple(sorted({numbers[e] for e, _ in cells or ()})),
            tuple(sorted({locales[m] for _, m in cells or () if m in locales})),
            Stage(stage),
            choice=self.settings.choice(),
        )
        self.desk.start(orders.production(order, self.desk.session.folder, offline=self.settings.offline))

    def speak(self) -> None:
        """Speak the line at hand again, and play it."""
        from dubbench.app import orders

        self.page.widgets.editors.flush()
        row, episode, market = self.page.current, self.page.episode, self.page.market
        if row and episode and market:
            folder = self.desk.session.folder
            self.desk.start(
                orders.respeaking(folder, episode.number, market.locale, [row.line_id], self.settings.choice())
            )

    def undo(self) -> None:
        """Take back the person's latest change."""
        self.page.widgets.editors.flush()
        self.page.edit(lambda: self.desk.session.store.undo(self.desk.session.person))

    def redo(self) -> None:
        """Make again what was taken back last."""
        self.page.edit(lambda: self.desk.session.store.redo(self.desk.session.person))

    def tell(self, text: str, tone: Tone = Tone.INFO, details: str = "") -> None:
        """Say something above the page."""
        self.window.set_banner(Banner(TOLD, text, tone, details=details))

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed):
            self.window.set_saved(f"{datetime.now().astimezone():%H:%M:%S}")
            self._home_stale.start()
        elif isinstance(event, Trouble):
            self.tell(event.message, Tone.WARNING)
        else:
            self._follow(event)
        self.page.hear(event)
        self.window.actions_.refresh()

    def _follow(self, event: object) -> None:
        """Show the job that runs; reading beside is not shown."""
        if isinstance(event, JobStarted) and self.desk and self.desk.job(event.job).job.logged:
            self._job_id, self._job = event.job, Job(event.title)
        elif getattr(event, "job", None) != self._job_id or self._job is None:
            return
        elif isinstance(event, JobProgress):
            permille = None if event.percent is None else event.percent * 10
            item = event.item or event.note
            self._job = Job(self._job.title, permille, event.remaining_s, item, self._job.paused)
        elif isinstance(event, JobPaused | JobResumed):
            before = self._job
            self._job = Job(
                before.title, before.done_permille, before.left_s, before.item, isinstance(event, JobPaused)
            )
        elif isinstance(event, JobEnded):
            self._job = None
            self._ended(event)
        self.window.set_job(self._job)

    def _ended(self, event: JobEnded) -> None:
        if event.outcome is Outcome.FAILED and event.fault:
            self.tell(event.fault.message, Tone.ERROR, event.fault.trace)
        elif event.failures:
            count = len(event.failures)
            details = "\n".join(failed.message for failed in event.failures)
            self.tell(ntr("{count} line failed; the rest is done.", "{count} lines failed; the rest is done.", count),
                      Tone.WARNING, details)  # fmt: skip

    # the window

    def _lay_out(self) -> None:
        w = self.page.widgets
        centre = QSplitter(Qt.Orientation.Vertical)
        centre.setObjectName("centre")
        centre.addWidget(w.grid)
        centre.addWidget(w.editors)
        centre.setStretchFactor(0, 1)
        centre.setCollapsible(1, False)
        self.window.set_home(self.home)
        self.window.set_episode_page(centre)
        self.window.add_panel("video", tr("Video"), w.video, Place.LEFT)
        below = QWidget()
        layout = QVBoxLayout(below)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(w.timeline, 1)
        layout.addWidget(w.map)
        self.window.add_panel("timeline", tr("Timeline"), below, Place.BOTTOM)
        for pane in (w.video, w.timeline):
            self.window.actions_.add_pane(pane)

    def _connect(self) -> None:
        home, window = self.home, self.window
        self._news.told.connect(self._hear)
        home.open_asked.connect(lambda folder: self.open_series(Path(folder)) if folder else self.choose_series())
        home.forget_asked.connect(self._forget)
        home.episode_opened.connect(self.open_episode)
        home.run_asked.connect(lambda cells: self.run("export", cells))
        home.deliver_asked.connect(lambda cells: self.run("export", cells))
        home.new_asked.connect(self.making.ask_new)
        home.browse_asked.connect(self.making.browse)
        home.demo_asked.connect(self.making.demo)
        home.folder_asked.connect(lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        home.add_episodes_asked.connect(self.add_episodes)
        home.add_market_asked.connect(lambda: self.desk and self.making.add_market(self.desk.session.folder))
        home.files_dropped.connect(self.take)
        window.files_dropped.connect(self.take)
        self.making.made.connect(lambda folder: self.open_series(Path(folder)))
        self.making.refused.connect(lambda why: self.tell(why, Tone.ERROR))
        home.close_asked.connect(self.close_series)
        window.top.episode_chosen.connect(
            lambda e: self.open_episode(e, self.page.market.id if self.page.market else "")
        )
        window.top.market_chosen.connect(
            lambda m: self.open_episode(self.page.episode.id if self.page.episode else "", m)
        )
        window.status.job.cancel_asked.connect(lambda: self.desk and self.desk.cancel(self._job_id))
        window.status.job.pause_asked.connect(lambda: self.desk and self.desk.pause(self._job_id))
        window.status.job.resume_asked.connect(lambda: self.desk and self.desk.resume(self._job_id))
        window.closing.connect(self.close_series)
        self.page.widgets.editors.undo_asked.connect(self.undo)
        self.page.widgets.editors.redo_asked.connect(self.redo)
        self.page.refused.connect(lambda why: self.tell(why, Tone.WARNING))
        self.page.line_changed.connect(lambda _row: window.actions_.refresh())
        self.playing.moved.connect(lambda *_: self._show_sound())

    def _show_sound(self) -> None:
        player = self.playing.player
        sound = Sound("" if player.silent else tr("Sound"), player.trouble)
        if sound != self._sound:
            self._sound = sound
            self.window.set_sound(sound)

    def take(self, files: list[str]) -> None:
        """Take what was dropped: a series is opened, videos are added to the one that is open or begin one."""
        folder = next((Path(name) for name in files if (Path(name) / "series.toml").is_file()), None)
        if folder is not None:
            self.open_series(folder)
        elif self.desk:
            self.add_episodes(files)
        else:
            self.making.ask_new(files)

    def add_episodes(self, files: list[str] | None = None) -> None:
        """Add videos to the series, and choose them first where none are given."""
        if self.desk:
            self.making.add_episodes(self.desk.session.folder, files or ())

    def _forget(self, folder: str) -> None:
        recents.forget(Path(folder))
        self.show_recents()

    def choose_series(self) -> None:
        """Ask for a series folder."""
        folder = QFileDialog.getExistingDirectory(self.window, tr("Open a series"))
        if folder:
            self.open_series(Path(folder))

    def _commands(self) -> None:
        on = self.window.actions_.on

        def series() -> bool:
            return self.desk is not None

        def episode() -> bool:
            return series() and self.window.in_episode

        def line() -> bool:
            return episode() and self.page.current is not None

        on("file.open", self.choose_series)
        on("file.new", self.making.ask_new)
        on("file.demo", self.making.demo)
        on("file.add-episodes", self.add_episodes, series)
        on("file.add-market", lambda: self.making.add_market(self.desk.session.folder), series)
        on("file.close", self.close_series, series)
        on("edit.undo", self.undo, series)
        on("edit.redo", self.redo, series)
        on("edit.filter", self.page.widgets.grid.focus_filter, episode)
        on("stage.run-all", lambda: self.run("export"), series)
        on("stage.cancel", lambda: self.desk.cancel(self._job_id), lambda: self._job is not None)
        on("line.next", lambda: self.page.step(1), episode)
        on("line.previous", lambda: self.page.step(-1), episode)
        on("line.next-issue", lambda: self.page.step_issue(1), episode)
        on("line.previous-issue", lambda: self.page.step_issue(-1), episode)
        on("line.confirm", self.page.confirm, line)
        on("line.merge", self.page.merge, line)
        on("line.delete", self.page.delete, line)
        on("line.speak", self.speak, line)
        on("line.split", self.page.widgets.editors.split_here, line)
        on("line.set-in", self.page.widgets.timeline.set_in, line)
        on("line.set-out", self.page.widgets.timeline.set_out, line)
        on("line.add", self.page.widgets.timeline.make_here, episode)
        on("playback.line", self.page.play_line, line)
        for command, do in self.playing.commands.items():
            on(command, do, episode)
        timeline = self.page.widgets.timeline
        on("view.zoom-in", timeline.zoom_in, episode)
        on("view.zoom-out", timeline.zoom_out, episode)
        on("view.zoom-fit", timeline.zoom_fit, episode)
        on("view.snap", lambda: timeline.set_snapping(not timeline.snapping), episode, lambda: timeline.snapping)


def _number(episode: Any) -> int:
    return int(episode.number)


def _locale(market: Any) -> str:
    return str(market.locale)
