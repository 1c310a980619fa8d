"""The outlines of everything that can be heard of an episode, kept as derived data."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from dubbench.app import preview
from dubbench.app.derived import derived_path
from dubbench.app.session import Session
from dubbench.app.source_sounds import programme, programme_key, stem
from dubbench.app.tracks import Track
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.hashing import recipe
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.errors import NoPermission, NotEnoughSpace
from dubbench.jobs.context import Context
from dubbench.media.audio import Samples
from dubbench.media.pcm import RATE_HZ, Silence, Sound
from dubbench.media.peaks import FINEST, Peaks, load, peaks

VERSION = 1
BLOCK = 10 * RATE_HZ
STEMS = {Track.DIALOGUE: StemKind.DIALOGUE, Track.BACKGROUND: StemKind.BACKGROUND}


def ensure(session: Session, episode: Episode, market: Market | None, track: Track, ctx: Context) -> Peaks:
    """Give the outline of a track, making it where there is none that stands on today's sounds.

    A stem that is not there yet, and a dub without a market, are silent. MediaError where the source is gone and has
    no stems. Where Tracks are open anyway, `outline` and `patched` follow them without the store.
    """
    path = derived_path(session, "waveforms", _key(session, episode, market, track), ".peaks")
    with suppress(OSError, ValueError):
        return load(path)
    made = outline(_sound(session, episode, market, track, ctx), ctx)
    with suppress(NotEnoughSpace, NoPermission):  # a cache: what cannot be kept is made again
        made.save(path)
    return made


def outline(sound: Sound, ctx: Context | None = None) -> Peaks:
    """Outline a sound as it is heard."""
    return peaks(_blocks(sound, ctx or Context()), RATE_HZ)


def patched(known: Peaks, sound: Sound, changed: Iterable[Span]) -> Peaks:
    """Give an outline after a sound changed in some places, without reading the rest again."""
    for span in changed:
        first = max(0, span.start_ms * RATE_HZ // 1000 // FINEST * FINEST)
        last = min(known.frames, -(-span.end_ms * RATE_HZ // 1000 // FINEST) * FINEST)
        if last > first:
            known = known.patched(first, sound.read(first, last - first))
    return known


def _blocks(sound: Sound, ctx: Context) -> Iterator[Samples]:
    for start in range(0, sound.frames, BLOCK):
        ctx.progress(start, sound.frames)
        yield sound.read(start, min(BLOCK, sound.frames - start))


def _key(session: Session, episode: Episode, market: Market | None, track: Track) -> str:
    """Name an outline by everything that is heard in it."""
    stems = {s.kind: s.asset for s in session.store.all(Stem, episode_id=episode.id) if session.has_asset(s.asset)}
    if track is Track.SOURCE:
        return recipe("waveform", sound=programme_key(episode), version=VERSION)
    if track in STEMS:
        return recipe("waveform", sound=stems.get(STEMS[track], episode.media.duration_ms), version=VERSION)
    clips = preview.clips(session, episode, market)[0] if market else {}
    return recipe(
        "waveform",
        track=track,
        background=stems.get(StemKind.BACKGROUND, programme_key(episode)),
        clips=clips,
        destination=preview.balance(market),
        version=VERSION,
    )


def _sound(session: Session, episode: Episode, market: Market | None, track: Track, ctx: Context) -> Sound:
    if track is Track.SOURCE:
        return programme(session, episode, ctx)
    if track in STEMS:
        length = round(episode.media.duration_ms * RATE_HZ / 1000)
        return stem(session, episode, STEMS[track]) or Silence(length)
    return preview.tracks(session, episode, market, ctx).sounds[track]
