"""An episode whose video is not where it was: the window says so, looks where the person points, and goes on."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from dubbench.domain.series import Episode
from dubbench.gui import choosing
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.new_series import MEDIA
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.window import MainWindow
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session

MISSING, LOCATE, WITHOUT = "video-missing", "locate", "without"


class Locating(QObject):
    """Watches over the programme of the episode that is shown."""

    told = Signal(str)  # what was found again

    def __init__(self, window: MainWindow, page: EpisodePage) -> None:
        super().__init__(window)
        self._window, self._page = window, page
        self._reading = Reading(page.series)
        self._episode: Episode | None = None
        page.turned.connect(self._turn)
        window.banner_chosen.connect(self._choose)

    @property
    def waits(self) -> bool:
        return self._reading.waits

    def ask(self) -> None:
        """Let the person point at the video of the episode that is shown."""
        if not self._page.episode:
            return
        says = tr("Where is the video of episode {number}?", number=self._page.episode.number)
        kinds = f"{tr('Video and sound')} ({MEDIA});;{tr('All files')} (*)"
        place = str((self._page.series.folder / self._page.episode.media.path).resolve().parent)
        choosing.file(self._window, says, place, kinds, lambda file: self.take(Path(file)))

    def take(self, file: Path) -> None:
        """Note that the video is this file, and look beside it for others that are missing."""
        if episode := self._page.episode:
            self._reading.ask(tr("Find the video"), _found(file, episode), self._have)

    def _turn(self) -> None:
        """Look whether the video of the episode that is shown is there."""
        episode = self._page.episode
        if episode is None or self._episode is None or episode.id != self._episode.id:
            self._window.clear_banner(MISSING)
        self._episode = episode
        self._reading.forget()
        if episode:
            self._reading.ask(tr("Find the video"), _there(episode), self._is_there, self._is_missing)

    def _is_there(self, _path: Path) -> None:
        self._window.clear_banner(MISSING)

    def _is_missing(self, why: str) -> None:
        if not self._page.episode:
            return
        number = self._page.episode.number
        text = tr("Video of episode {number} not found: locate it, or work on its texts without.", number=number)
        choices = ((LOCATE, tr("Locate…")), (WITHOUT, tr("Work without")))
        self._window.set_banner(Banner(MISSING, text, Tone.WARNING, choices, why))

    def _choose(self, banner: str, choice: str) -> None:
        if banner == MISSING and choice == LOCATE:
            self.ask()
        elif banner == MISSING:
            self._window.clear_banner(MISSING)

    def _have(self, found: list[Any]) -> None:
        """Show the episode again, at the line and the time where it was."""
        page = self._page
        if not page.episode:
            return
        episode = page.series.session.store.get(Episode, page.episode.id)
        row, at_ms = page.current, page.playing.position_ms
        if episode is None:
            return
        page.open(episode, page.market)
        if row:
            page.choose(row.line_id)
        page.playing.seek(at_ms)
        self.told.emit(ntr("{count} video is found again.", "{count} videos are found again.", len(found)))


def _there(episode: Episode) -> Read:
    def read(session: Session, _ctx: Context) -> Path:
        from dubbench.app.episodes import media_path

        return media_path(session, episode)

    return read


def _found(file: Path, episode: Episode) -> Read:
    def read(session: Session, ctx: Context) -> list[Any]:
        from dubbench.app import locating

        found = locating.locate(session, file, [episode.number], ctx)
        return found + locating.search(session, file.parent, locating.missing(session), ctx)

    return read
