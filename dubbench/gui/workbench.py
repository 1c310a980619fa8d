"""The window at work: home and episodes, and the jobs of the series that is open."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from dubbench.app import recents
from dubbench.app.desk_events import Changed, Trouble
from dubbench.app.recents import Spot
from dubbench.app.settings import ENGINES, Settings
from dubbench.errors import DubbenchError
from dubbench.gui import choosing, keys, menu_commands, shown
from dubbench.gui.afterwards import Afterwards
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.delivering import Delivering
from dubbench.gui.editors import LineEditors
from dubbench.gui.episode_page import EpisodePage, Widgets
from dubbench.gui.episode_signing import EpisodeSigning
from dubbench.gui.finding import Finding
from dubbench.gui.frame import Place
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.home import HomePage
from dubbench.gui.informing import Informing
from dubbench.gui.leaving import Leaving
from dubbench.gui.line_edits import LineEdits
from dubbench.gui.line_menu import LineMenu
from dubbench.gui.line_panels import LinePanels
from dubbench.gui.line_sounds import LineSounds
from dubbench.gui.locating import Locating
from dubbench.gui.making import Making
from dubbench.gui.modelling import Modelling
from dubbench.gui.offers import Offers
from dubbench.gui.open_series import OpenSeries
from dubbench.gui.picturing import Picturing
from dubbench.gui.playing import Playing
from dubbench.gui.preferences import Preferences
from dubbench.gui.preferring import Preferring
from dubbench.gui.producing import Producing
from dubbench.gui.recents import Recent
from dubbench.gui.soon import Soon
from dubbench.gui.sound_device import SoundDevice
from dubbench.gui.speakers import Speakers
from dubbench.gui.staging import Staging
from dubbench.gui.subtitles import Subtitles
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.transport_bar import TransportBar
from dubbench.gui.video.pane import VideoPane
from dubbench.gui.watching import Watching
from dubbench.gui.window import MainWindow
from dubbench.gui.work import Work
from dubbench.gui.work_panels import WorkPanels
from dubbench.i18n import tr

TOLD, LACK, REFUSED = "told", "models-lack", "refused"
MODELS, RETRY = "models", "retry"


class Workbench(QObject):
    """Connects the window with an open series."""

    def __init__(self, window: MainWindow, settings: Settings) -> None:
        super().__init__(window)
        self.window = window
        self.preferences = Preferences(settings, self)
        self.series = OpenSeries(self)
        self.home = HomePage()
        self._home_stale = Soon(self, 200, self._show_season)
        grid, editors, timeline, episode_map, video = LinesGrid(), LineEditors(), Timeline(), EpisodeMap(), VideoPane()
        self.making = Making(window)
        self.playing = Playing(video, self)
        self.page = EpisodePage(self.series, Widgets(grid, editors, timeline, episode_map, video), self.playing)
        self.offers = Offers(window, self.series)
        self.edits = LineEdits(self.page, self.offers)
        self.finding = Finding(self.page, self.offers)
        self.speakers = Speakers(self.page)
        self.subtitles = Subtitles(self.page)
        self.line_menu = LineMenu(self.page, window.actions_)
        self.work = Work(window, self.page, self.preferences)
        self.staging = Staging(window, self.page, self.work)
        self.delivering = Delivering(window, self.page, self.preferences, self.work)
        self.informing = Informing(window, self.series)
        self.picturing = Picturing(window, self.page, self.home)
        self.locating = Locating(window, self.page)
        self.modelling = Modelling(window, self.preferences)
        self.preferring = Preferring(window, self.preferences, self.page)
        self.leaving = Leaving(window, self.page, self.work, self.preferences, self._remember)
        self.line_sounds = LineSounds(self.page, self.preferences)
        self.afterwards = Afterwards(self.page, self.preferences, window.status)
        self.sound_device = SoundDevice(window, self.playing, self.preferences)
        self.transport_bar = TransportBar(video.transport, window.actions_, self.preferences)
        self._lay_out()
        self.signing = EpisodeSigning(window, self.page, self.preferences)
        self.watching = Watching(window, self.page)
        self.producing = Producing(window, self.series)
        self.panels = LinePanels(window, self.page, self.edits, self.preferences)
        self.work_panels = WorkPanels(window, self.page, self.work)
        self._connect()
        menu_commands.register(self)
        self.show_recents()

    # series

    def open_series(self, folder: Path) -> bool:
        """Open a series and show its season; where that fails, say why."""
        self.close_series()
        try:
            self.series.open(folder)
        except DubbenchError as error:
            self.tell(str(error), Tone.ERROR)
            return False
        recents.opened(folder, self.series.session.series.title)
        self.window.set_title(self.series.session.series.title)
        self.window.show_home()
        self.home.season.setFocus()
        return True

    def close_series(self) -> None:
        """Leave the series; what runs is stopped, what is finished is kept."""
        if self.series:
            self.series.close()

    def _closing(self) -> None:
        self._remember()
        self.page.close()
        recents.closed(self.series.folder)

    def _closed(self) -> None:
        self.home.set_season(None)
        self.window.set_title()
        self.window.show_home()
        self.show_recents()

    def open_episode(self, episode_id: str, market_id: str) -> None:
        """Show one episode in one market."""
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        store = self.series.session.store
        episodes, markets = store.all(Episode), store.all(Market)
        episode = next(one for one in episodes if one.id == episode_id)
        market = next((one for one in markets if one.id == market_id), None)
        self.page.open(episode, market)
        top = self.window.top
        top.set_episodes([(e.id, f"{e.number} · {e.title}") for e in sorted(episodes, key=_number)], episode_id)
        top.set_markets([(m.id, m.locale) for m in sorted(markets, key=_locale)], market_id)
        self.window.set_title(self.series.session.series.title, episode.title, market.locale if market else "")
        self.window.show_episode()

    def _open_at_grid(self, episode_id: str, market_id: str) -> None:
        """Show an episode with the keyboard in its lines."""
        self.open_episode(episode_id, market_id)
        self.page.widgets.grid.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_line(self, episode_id: str, line_id: str, market_id: str = "") -> None:
        """Show a line of any episode, in the market that is open if none is named."""
        self.open_episode(episode_id, market_id or (self.page.market.id if self.page.market else ""))
        self.page.choose(line_id)

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
            episode = find_episodes(self.series.session, [spot.episode])[0]
            market = find_markets(self.series.session, [spot.market])[0]
            self.open_episode(episode.id, market.id)
            if spot.line:
                self.page.choose(spot.line)

    def _remember(self) -> None:
        if not self.series:
            return
        row, episode, market = self.page.current, self.page.episode, self.page.market
        spot = Spot(
            episode.number if episode else 0,
            market.locale if market else "",
            row.line_id if row else "",
            self.playing.position_ms,
        )
        recents.left_at(self.series.session.folder, spot)

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

        if not self.series or self.window.in_episode:
            return  # nobody sees it: it is read when the home page is shown again
        session = self.series.session
        episodes = sorted(session.store.all(Episode), key=_number)
        markets = sorted(session.store.all(Market), key=_locale)
        series = session.series
        counts, running = session.store.counts(), self.work.episodes
        facts = shown.Facts(series.title, series.source_language, episodes, markets, counts, running)
        self.home.set_season(shown.season(facts))

    def tell(self, text: str, tone: Tone = Tone.INFO, details: str = "") -> None:
        """Say something above the page."""
        self.window.set_banner(Banner(TOLD, text, tone, details=details))

    def _refuse(self, why: str) -> None:
        """Say why something was not done, until the person goes on."""
        self.window.set_banner(Banner(REFUSED, why, Tone.WARNING))

    def _tell_lack(self, why: str) -> None:
        choices = ((MODELS, tr("Models…")), (RETRY, tr("Try again")))
        self.window.set_banner(Banner(LACK, why, Tone.ERROR, choices))

    def _chosen(self, banner: str, choice: str) -> None:
        if banner == LACK:
            self.window.clear_banner(LACK)
            (self.modelling.ask if choice == MODELS else self.work.retry)()

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed):
            self.window.set_saved(f"{datetime.now().astimezone():%H:%M:%S}")
            self._home_stale.touch()
        elif isinstance(event, Trouble):
            self.tell(event.message, Tone.WARNING)

    # the window

    def _lay_out(self) -> None:
        w = self.page.widgets
        centre = QSplitter(Qt.Orientation.Vertical)
        centre.setObjectName("centre")
        centre.addWidget(self.finding.above(w.grid))
        centre.addWidget(w.editors)
        centre.setStretchFactor(0, 1)
        centre.setCollapsible(1, False)
        self.window.set_home(self.home)
        self.window.set_episode_page(centre, w.grid, w.editors)
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
        self.series.heard.connect(self._hear)
        self.series.closing.connect(self._closing)
        self.series.closed.connect(self._closed)
        home.open_asked.connect(lambda folder: self.open_series(Path(folder)) if folder else self.choose_series())
        home.forget_asked.connect(self._forget)
        home.episode_opened.connect(self._open_at_grid)
        home.run_asked.connect(lambda cells: self.work.run("export", cells))
        home.deliver_asked.connect(self.delivering.ask)
        home.new_asked.connect(self.making.ask_new)
        home.browse_asked.connect(self.making.browse)
        home.demo_asked.connect(self.making.demo)
        home.folder_asked.connect(lambda folder: QDesktopServices.openUrl(QUrl.fromLocalFile(folder)))
        home.add_episodes_asked.connect(self.add_episodes)
        home.add_market_asked.connect(lambda: self.series and self.making.add_market(self.series.session.folder))
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
        window.home_shown.connect(self._show_season)
        window.closing.connect(self.close_series)
        self.work.told.connect(self.tell)
        self.work.turned.connect(self._home_stale.touch)
        self.work.models_lack.connect(self._tell_lack)
        self.staging.deliver_asked.connect(self.delivering.ask)
        self.work_panels.log_asked.connect(self.informing.log)
        self.window.banner_chosen.connect(self._chosen)
        self.panels.history.line_asked.connect(self.show_line)
        self._connect_delivering()
        for says in (self.signing.signed, self.locating.told):
            says.connect(self.tell)
        self.modelling.told.connect(lambda says, bad: self.tell(says, Tone.ERROR if bad else Tone.INFO))
        window.closing.connect(self.modelling.close)
        window.closing.connect(self.informing.close)
        self.picturing.saved.connect(lambda file: self.tell(tr("The picture is saved: {file}", file=file)))
        for refused in (self.preferring.refused, self.informing.refused, self.picturing.refused):
            refused.connect(lambda why: self.tell(why, Tone.WARNING))
        self.finding.episode_asked.connect(self.open_episode)
        grid = self.page.widgets.grid
        grid.transcribe_asked.connect(lambda: self.work.run("transcribe"))
        grid.filters.set_key_hint(keys.shown(window.actions_.keymap.keys("edit.filter")))
        self.series.refused.connect(self._refuse)
        self.series.edited.connect(lambda _done: self.window.clear_banner(REFUSED))
        window.home_shown.connect(lambda: self.window.clear_banner(REFUSED))
        self.page.turned.connect(lambda: self.window.clear_banner(REFUSED))
        self.page.line_changed.connect(lambda _row: window.actions_.refresh())
        window.actions_.done.connect(self.line_sounds.expect)
        for controller in (self.line_sounds, self.sound_device):
            controller.refused.connect(lambda why: self.tell(why, Tone.WARNING))
        self.page.media_failed.connect(lambda why: self.tell(why, Tone.WARNING))

    def _connect_delivering(self) -> None:
        delivering = self.delivering
        delivering.line_asked.connect(lambda episode, market, line: self.show_line(episode, line, market))
        delivering.video_asked.connect(self._locate)
        delivering.models_asked.connect(self.modelling.ask)
        delivering.engines_asked.connect(lambda: self.preferring.ask(ENGINES))
        delivering.run_asked.connect(self.work.run)
        self.modelling.changed.connect(delivering.look)

    def _locate(self, episode_id: str, market_id: str) -> None:
        self.open_episode(episode_id, market_id)
        self.locating.ask()

    def take(self, files: list[str]) -> None:
        """Take what was dropped: a series is opened, videos are added to the one that is open or begin one."""
        folder = next((Path(name) for name in files if (Path(name) / "series.toml").is_file()), None)
        if folder is not None:
            self.open_series(folder)
        elif self.series:
            self.add_episodes(files)
        else:
            self.making.ask_new(files)

    def add_episodes(self, files: list[str] | None = None) -> None:
        """Add videos to the series, and choose them first where none are given."""
        if self.series:
            self.making.add_episodes(self.series.session.folder, files or ())

    def _forget(self, folder: str) -> None:
        recents.forget(Path(folder))
        self.show_recents()

    def choose_series(self) -> None:
        """Ask for a series folder."""
        choosing.folder(self.window, tr("Open a series"), "", lambda folder: self.open_series(Path(folder)))


def _number(episode: Any) -> int:
    return int(episode.number)


def _locale(market: Any) -> str:
    return str(market.locale)
