"""The file that a window reads an episode's frames from: its proxy, or the programme itself."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dubbench.app import pictures, proxies
from dubbench.app.episodes import media_path
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.jobs.context import Context
from dubbench.media.frame_index import FrameIndex
from dubbench.media.frames import Box, FrameReader, Layout


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """What a reader needs, to be handed to the thread that reads; `shown` numbers the programme's frames."""

    path: Path
    index: FrameIndex
    shown: FrameIndex
    is_proxy: bool

    def open(self, layout: Layout = Layout.BGRA, box: Box | None = None) -> FrameReader:
        """Open the file on the thread that will read it."""
        return FrameReader(self.path, self.index, shown=self.shown, layout=layout, box=box)


def footage(session: Session, episode: Episode, ctx: Context | None = None) -> Footage:
    """Give the file to read frames from: the proxy where it is ready, though the programme be gone; else that."""
    shown = pictures.index(session, episode, ctx)
    if proxy := proxies.find(session, episode):
        return Footage(proxy.path, proxy.index, shown, is_proxy=True)
    return Footage(media_path(session, episode), shown, shown, is_proxy=False)
