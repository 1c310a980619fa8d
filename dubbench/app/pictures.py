"""When the frames of an episode's picture are shown."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.app.derived import derived_path, keep, known
from dubbench.app.episodes import media_path
from dubbench.app.session import Session
from dubbench.domain.hashing import recipe
from dubbench.domain.series import Episode
from dubbench.jobs.context import Context
from dubbench.media.frame_index import FrameIndex, read_index

VERSION = 1


def index(session: Session, episode: Episode, ctx: Context | None = None) -> FrameIndex:
    """Give the times of an episode's frames, read once; MediaError where its programme is gone or has no picture."""
    place = derived_path(session, "frames", recipe("frames", media=episode.media.sha256, version=VERSION), ".npz")
    found = known(place, FrameIndex.from_bytes)
    if found is None:
        found = read_index(media_path(session, episode), ctx)
        keep(place, found.to_bytes())
    return found
