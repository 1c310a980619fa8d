"""The proxies of a series: made once for each programme, found by its hash."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dubbench.app import pictures
from dubbench.app.derived import derived_path, keep, known
from dubbench.app.episodes import media_path
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.errors import MediaError
from dubbench.jobs.context import Context
from dubbench.media.files import sweep
from dubbench.media.frame_index import FrameIndex, read_index
from dubbench.media.proxy import SUFFIX, ProxySettings, make_proxy, proxy_key

SETTINGS = ProxySettings()


@dataclass(frozen=True, slots=True, eq=False)
class Proxy:
    """A proxy that is ready, with its own frame index."""

    path: Path
    index: FrameIndex


def find(session: Session, episode: Episode) -> Proxy | None:
    """Give an episode's proxy where it was made."""
    path = _place(session, episode)
    if not path.is_file():
        return None
    place = path.with_suffix(".npz")
    index = known(place, FrameIndex.from_bytes)
    if index is None:
        try:
            index = read_index(path)
        except MediaError:  # a damaged proxy is made again
            return None
        keep(place, index.to_bytes())
    return Proxy(path, index)


def ensure(session: Session, episode: Episode, ctx: Context) -> Proxy:
    """Give an episode's proxy, making it where there is none: minutes of work, for a thread in the background."""
    if found := find(session, episode):
        return found
    path = _place(session, episode)
    sweep(path.parent)
    shown = pictures.index(session, episode, ctx)
    made = make_proxy(media_path(session, episode), shown, path, SETTINGS, ctx)
    keep(path.with_suffix(".npz"), made.to_bytes())
    return Proxy(path, made)


def _place(session: Session, episode: Episode) -> Path:
    return derived_path(session, "proxies", proxy_key(episode.media.sha256, SETTINGS), SUFFIX)
