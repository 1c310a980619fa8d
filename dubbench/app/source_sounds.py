"""The sounds that an episode brings with it: its programme's, and the stems it was separated into."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from dubbench import paths
from dubbench.app.episodes import media_path
from dubbench.app.session import Session
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.hashing import recipe
from dubbench.domain.series import Episode
from dubbench.errors import MediaError
from dubbench.jobs.context import Context
from dubbench.media.assets import AssetReader
from dubbench.media.audio import Samples
from dubbench.media.decode import decode_audio
from dubbench.media.pcm import RATE_HZ, Pcm, PcmCache, Sound

VERSION = 1


@dataclass(frozen=True, slots=True)
class Both:
    """Two sounds heard as one."""

    one: Sound
    other: Sound

    @property
    def frames(self) -> int:
        return max(self.one.frames, self.other.frames)

    def read(self, first: int, count: int) -> Samples:
        """Add both."""
        return self.one.read(first, count) + self.other.read(first, count)


def programme_key(episode: Episode) -> str:
    """Name an episode's own sound by what it is decoded from."""
    return recipe("programme", media=episode.media.sha256, stream=episode.audio_stream, version=VERSION)


def programme(session: Session, episode: Episode, ctx: Context) -> Sound:
    """Give an episode's own sound, decoded once; its stems together where the file is gone.

    MediaError where neither is there.
    """
    cache, key = PcmCache(paths.cache() / "sounds"), programme_key(episode)
    if found := cache.find(key):
        return found
    try:
        decoded = decode_audio(media_path(session, episode), episode.audio_stream, RATE_HZ, ctx)
    except MediaError:
        parts = [stem(session, episode, kind) for kind in StemKind]
        if parts[0] is None or parts[1] is None:
            raise
        return Both(parts[0], parts[1])
    return cache.keep(key, Pcm.of(decoded))


def stem(session: Session, episode: Episode, kind: StemKind) -> Pcm | None:
    """Give a stem of an episode; None where it was not separated yet, or the sound is gone."""
    row = next((s for s in session.store.all(Stem, episode_id=episode.id) if s.kind is kind), None)
    if row is None or not session.has_asset(row.asset):
        return None
    return AssetReader(session.store.assets).mapped(row.asset)
