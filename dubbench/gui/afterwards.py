"""What is made for an episode once it is seen and heard, and nobody waits for: loudness, small copy, shots."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.long_reading import LongReading
from dubbench.gui.open_series import Read
from dubbench.gui.preferences import Preferences
from dubbench.gui.statusbar import StatusBar
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.footage import Footage
    from dubbench.app.preview import Tracks
    from dubbench.app.session import Session

LEVEL_AGAIN, LEAST_MS = 20, 10_000
"""The dub is levelled anew once a twentieth of the episode, and ten seconds, sound otherwise: less is not heard."""


class Afterwards(QObject):
    """Follows the page; what is left of an episode that is no longer shown is given up."""

    def __init__(self, page: EpisodePage, preferences: Preferences, status: StatusBar) -> None:
        super().__init__(page)
        self._page, self._preferences, self._status = page, preferences, status
        self.level, self.proxy, self.shots = (LongReading(page.series) for _ in range(3))
        self._changed_ms = 0
        page.turned.connect(self._give_up)
        page.sounds_read.connect(self._begin)
        page.sounds_changed.connect(self._count)
        preferences.changed.connect(lambda _now: self._copy())
        self.proxy.done.connect(page.change_footage)
        self.proxy.progressed.connect(self._tell)
        self.proxy.failed.connect(self._tell_failed)
        self.shots.done.connect(page.set_shots)

    @property
    def runs(self) -> bool:
        """Whether something is still made."""
        return self.level.runs or self.proxy.runs or self.shots.runs

    def _give_up(self) -> None:
        for one in (self.level, self.proxy, self.shots):
            one.stop()
        self._status.set_aside("")

    def _begin(self, tracks: Tracks | None) -> None:
        """Level first, as that is heard; shots last, as they are found quicker in the small copy."""
        if tracks:
            self._level(tracks)
        self._copy()
        episode = self._page.episode
        if episode and episode.media.picture and not self.shots.runs:
            self.shots.start(tr("Find the shots"), _shots_of(episode))

    def _level(self, tracks: Tracks) -> None:
        self._changed_ms = 0
        if tracks.mixer.keys:
            self.level.start(tr("Level the dub"), lambda _session, ctx: tracks.mixer.level(ctx))

    def _count(self, changed: Sequence[Span]) -> None:
        self._changed_ms += sum(span.duration_ms for span in changed)
        tracks = self._page.tracks
        if tracks and self._changed_ms > max(LEAST_MS, tracks.episode.media.duration_ms // LEVEL_AGAIN):
            self._level(tracks)

    def _copy(self) -> None:
        """Make the small copy where it is wanted and not there yet."""
        episode, footage = self._page.episode, self._page.footage
        if not self._preferences.now.proxies:
            self.proxy.stop()
        elif episode and footage and not footage.is_proxy and not self.proxy.runs:
            self.proxy.start(tr("Make a small copy"), _copy_of(episode))

    def _tell(self, percent: int) -> None:
        words = tr("Small copy: {percent} %", percent=percent) if percent >= 0 else ""
        self._status.set_aside(words, tr("It makes seeking quicker, and is made while nothing else is to do."))

    def _tell_failed(self, why: str) -> None:
        self._status.set_aside(tr("No small copy"), why)


def _copy_of(episode: Episode) -> Read:
    def read(session: Session, ctx: Context) -> Footage:
        from dubbench.app import footage, proxies

        proxies.ensure(session, episode, ctx)
        return footage.footage(session, episode, ctx)

    return read


def _shots_of(episode: Episode) -> Read:
    def read(session: Session, ctx: Context) -> Any:
        from dubbench.app import shots

        return shots.ensure(session, episode, ctx)

    return read
