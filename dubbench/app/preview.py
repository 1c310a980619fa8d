"""The dub of an episode as it is heard while people work on it, from stems, Takes and Fits, without a delivery."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dubbench.app.destinations import destination
from dubbench.app.session import Session
from dubbench.app.source_sounds import programme, stem
from dubbench.app.tracks import Track
from dubbench.domain.delivery import StemKind
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take
from dubbench.jobs.context import Context
from dubbench.media.assets import AssetReader
from dubbench.media.mixdown import Clip
from dubbench.media.mixer import Balance, Mixer
from dubbench.media.pcm import RATE_HZ, Silence, Sound
from dubbench.pipeline.mix import clips_of


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """The sounds of an episode in a market, all of one length, read as they are needed.

    `sounds` goes to a Transport as it is. Lines are laid into `mixer` under the id of their Fit; `missing` names the
    Targets whose Take has no sound any more.
    """

    episode: Episode
    market: Market | None
    sounds: Mapping[Track, Sound]
    mixer: Mixer
    missing: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        return self.mixer.frames

    @property
    def market_id(self) -> str:
        return self.market.id if self.market else ""


def tracks(session: Session, episode: Episode, market: Market | None, ctx: Context, *, levelled: bool = True) -> Tracks:
    """Open everything that can be heard of an episode; stems that are not there yet are silent.

    The dub is levelled as its delivery: seconds of work for six minutes, which `mixer.level` can do later where
    `levelled` is False. MediaError where nothing is there at all.
    """
    source = programme(session, episode, ctx)
    stems = {kind: stem(session, episode, kind) for kind in StemKind}
    background = stems[StemKind.BACKGROUND]
    frames = background.frames if background else source.frames
    mixer = Mixer(background or Silence(frames), frames, balance(market))
    missing: tuple[str, ...] = ()
    if market is not None:
        lines, missing = clips(session, episode, market)
        mixer.lay(lines, AssetReader(session.store.assets), ctx)
        if levelled:
            mixer.level(ctx)
    sounds: dict[Track, Sound] = {
        Track.SOURCE: source,
        Track.DIALOGUE: stems[StemKind.DIALOGUE] or Silence(frames),
        Track.BACKGROUND: background or Silence(frames),
        Track.DUB: mixer.dialogue,
        Track.MIX: mixer.whole,
    }
    return Tracks(episode, market, sounds, mixer, missing)


def clips(session: Session, episode: Episode, market: Market) -> tuple[dict[str, list[Clip]], tuple[str, ...]]:
    """Give the clips of every Fit by its id, and the Targets whose sound is gone."""
    takes = {take.id: take for take in session.store.all(Take, episode_id=episode.id, market_id=market.id)}
    laid, missing = {}, []
    for fit in session.store.all(Fit, episode_id=episode.id, market_id=market.id):
        take = takes.get(fit.take_id)
        if take and session.has_asset(take.asset):
            laid[fit.id] = list(clips_of(fit, take))
        else:
            missing.append(fit.target_id)
    return laid, tuple(missing)


def refresh(session: Session, opened: Tracks, changed: Iterable[tuple[str, str]]) -> tuple[Span, ...]:
    """Lay the lines anew whose Fit is among changed (table, id) pairs; return where the sound is another now."""
    ids = sorted(row_id for table, row_id in changed if table == "fit")
    found = (_lay_again(session, opened, row_id) for row_id in ids)
    return tuple(span for span in found if span.duration_ms)


def _lay_again(session: Session, opened: Tracks, row_id: str) -> Span:
    fit = session.store.get(Fit, row_id)
    ours = fit is not None and fit.episode_id == opened.episode.id and fit.market_id == opened.market_id
    take = session.store.get(Take, fit.take_id) if fit and ours else None
    if fit and take and session.has_asset(take.asset):
        first, last = opened.mixer.put(row_id, clips_of(fit, take), AssetReader(session.store.assets))
    else:
        first, last = opened.mixer.drop(row_id)
    return Span(first * 1000 // RATE_HZ, -(-last * 1000 // RATE_HZ))


def balance(market: Market | None) -> Balance:
    if market is None:
        return Balance()
    preset = destination(market.destination)
    return Balance(preset.loudness_mdb, preset.true_peak_mdb)
