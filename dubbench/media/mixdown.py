"""Render a programme: clips of speech over a background, at a loudness and under a true peak."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, AudioRef, Samples
from dubbench.media.limiter import level
from dubbench.media.resample import resample, resampled
from dubbench.media.stretch import NORMAL_PPM, stretch

CENTRE_OF_SURROUND = 2
DUCK_ATTACK_S = 0.02
DUCK_RELEASE_S = 0.3
ENCODING_MARGIN_MDB = 700


class Assets(Protocol):
    """Where clips are read from."""

    def read(self, ref: AudioRef) -> Audio: ...


@dataclass(frozen=True, slots=True)
class Clip:
    """A stretch of an asset put at a time of the programme; its ends fade so that nothing clicks."""

    ref: AudioRef
    at_ms: int
    stretch_ppm: int = NORMAL_PPM
    gain_mdb: int = 0
    fade_ms: int = 8


@dataclass(frozen=True, slots=True)
class MixPlan:
    """What a programme is made of; `frames` is its length at `rate_hz`, the picture's.

    `loudness_mdb` and `true_peak_mdb` are the Destination's; the limiter works `margin_mdb` lower, because coding
    adds peaks. `duck_mdb` lowers the background under speech (0: untouched).
    """

    clips: tuple[Clip, ...]
    background: AudioRef | None
    frames: int
    rate_hz: int = 48_000
    channels: int = 2
    loudness_mdb: int = -14_000
    true_peak_mdb: int = -1_000
    margin_mdb: int = ENCODING_MARGIN_MDB
    duck_mdb: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """The mono dialogue and the background before levelling, and the programme after it.

    `gain_mdb` is what levelling added: the loudness after less that before, 0 for silence.
    """

    dialogue: Audio
    background: Audio | None
    programme: Audio
    gain_mdb: int


def render(plan: MixPlan, assets: Assets, ctx: Context) -> Rendered:
    """Mix a plan and level it; the programme has exactly the plan's length."""
    dialogue = place_clips(plan, assets, ctx)
    background = _background(plan, assets)
    programme = Audio(_mixed(plan, dialogue, background), plan.rate_hz)
    ctx.check()
    gain_mdb = level(programme, plan.loudness_mdb, plan.true_peak_mdb - plan.margin_mdb)
    return Rendered(Audio(dialogue[:, None], plan.rate_hz), background, programme, gain_mdb)


def place_clips(plan: MixPlan, assets: Assets, ctx: Context) -> Samples:
    """Lay all clips into one mono track, shape (frames,); what would sound past its ends is left out, faded."""
    track = np.zeros(plan.frames, np.float32)
    for number, clip in enumerate(plan.clips):
        ctx.progress(number, len(plan.clips))
        place, kept = laid(clip, assets, plan.frames, plan.rate_hz)
        track[place : place + len(kept)] += kept
    return track


def laid(clip: Clip, assets: Assets, frames: int, rate_hz: int) -> tuple[int, Samples]:
    """Give a clip as it sounds in a programme of `frames`, and at which frame it begins."""
    sound = shaped(clip, assets.read(clip.ref), rate_hz)
    start = round(clip.at_ms * rate_hz / 1000)
    kept = sound[max(0, -start) : max(0, frames - start)]
    return max(0, start), _faded(kept, round(clip.fade_ms * rate_hz / 1000))


def shaped(clip: Clip, sound: Audio, rate_hz: int) -> Samples:
    """Stretch a clip's sound, bring it to the programme's rate and level it."""
    paced = stretch(sound.mono(), sound.rate_hz, clip.stretch_ppm)
    return resample(paced, sound.rate_hz, rate_hz) * np.float32(10 ** (clip.gain_mdb / 20_000))


def _faded(sound: Samples, frames: int) -> Samples:
    frames = min(frames, len(sound) // 2)
    if frames:
        slope = np.sin(np.linspace(0, np.pi / 2, frames, endpoint=False, dtype=np.float32)) ** 2
        sound = sound.copy()
        sound[:frames] *= slope
        sound[-frames:] *= slope[::-1]
    return sound


def _background(plan: MixPlan, assets: Assets) -> Audio | None:
    if plan.background is None:
        return None
    found = resampled(assets.read(plan.background), plan.rate_hz).samples[: plan.frames]
    if len(found) < plan.frames:
        found = np.pad(found, ((0, plan.frames - len(found)), (0, 0)))
    return Audio(_with_channels(found, plan.channels), plan.rate_hz)


def _with_channels(samples: Samples, channels: int) -> Samples:
    if samples.shape[1] == channels:
        return samples
    mono = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    return np.repeat(mono, channels, axis=1)


def _mixed(plan: MixPlan, dialogue: Samples, background: Audio | None) -> Samples:
    mixed = background.samples.copy() if background else np.zeros((plan.frames, plan.channels), np.float32)
    if plan.duck_mdb and background:
        mixed *= _ducking(dialogue, plan)[:, None]
    if plan.channels > CENTRE_OF_SURROUND:
        mixed[:, CENTRE_OF_SURROUND] += dialogue
    else:
        mixed += dialogue[:, None]
    return mixed


def _ducking(dialogue: Samples, plan: MixPlan) -> Samples:
    """Lower under speech: down within the attack, ahead of it, up again over the release."""
    from scipy.ndimage import maximum_filter1d, uniform_filter1d

    cell = plan.rate_hz // 100
    padded = np.pad(np.abs(dialogue), (0, -len(dialogue) % cell))
    speaks = (padded.reshape(-1, cell).max(axis=1) > 1e-3).astype(np.float64)
    release, attack = round(DUCK_RELEASE_S * 100), max(1, round(DUCK_ATTACK_S * 100))
    held = maximum_filter1d(speaks, 2 * attack + release + 1, origin=-(release // 2))
    depth = uniform_filter1d(held, attack + 1) * (abs(plan.duck_mdb) / 1000)
    times = np.arange(len(dialogue))
    gain = np.interp(times, (np.arange(len(depth)) + 0.5) * cell, 10 ** (-depth / 20))
    return np.asarray(gain, dtype=np.float32)
