"""Sound effects made from noise and resonances; stereo, at RATE_HZ."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .voices import RATE_HZ

Stereo = NDArray[np.float32]
Wave = NDArray[np.float64]


def effect(name: str, seed: int = 7) -> Stereo:
    """Make the named effect; shape (frames, 2), peak at its natural level under a dialogue."""
    make, peak = EFFECTS[name]
    dry = make(np.random.default_rng(seed))
    wet = in_room(dry, np.random.default_rng(seed + 1))
    return (wet * (peak / np.abs(wet).max())).astype(np.float32)


def in_room(dry: Wave, noise: np.random.Generator, seconds: float = 0.9, wet: float = 0.22) -> Wave:
    """Add a decaying tail that differs left and right; (frames,) or (frames, 2) becomes (longer, 2)."""
    from scipy.signal import fftconvolve

    two = np.stack([dry, dry], axis=1) if dry.ndim == 1 else dry
    clock = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tail = noise.standard_normal((len(clock), 2)) * np.exp(-clock * 6.0 / seconds)[:, None]
    tail = fftconvolve(tail, np.full((24, 1), 1 / 24), mode="same", axes=0)
    tail /= np.sqrt((tail**2).sum(axis=0))
    padded = np.concatenate([two, np.zeros((len(tail) - 1, 2))])
    return np.asarray(padded + wet * fftconvolve(two, tail, axes=0))


def filtered(wave: Wave, low_hz: float, high_hz: float) -> Wave:
    """Keep a band of a wave."""
    from scipy.signal import butter, sosfilt

    return np.asarray(sosfilt(butter(2, [low_hz, high_hz], "bandpass", fs=RATE_HZ, output="sos"), wave))


def _clock(seconds: float) -> Wave:
    return np.arange(int(seconds * RATE_HZ)) / RATE_HZ


def _ring(clock: Wave, hz: float, decay: float) -> Wave:
    return np.asarray(np.sin(2 * np.pi * hz * clock) * np.exp(-clock * decay))


def _at(wave: Wave, seconds: float, total_s: float) -> Wave:
    out = np.zeros(int(total_s * RATE_HZ))
    first = int(seconds * RATE_HZ)
    part = wave[: len(out) - first]
    out[first : first + len(part)] = part
    return out


def door_slam(noise: np.random.Generator) -> Wave:
    """A latch, then wood against its frame."""
    clock = _clock(0.7)
    hit = filtered(noise.standard_normal(len(clock)), 60, 1800) * np.exp(-clock * 26)
    wood = sum(_ring(clock, hz, decay) for hz, decay in ((58, 11), (93, 14), (147, 22), (311, 40)))
    latch = filtered(noise.standard_normal(len(clock)), 1500, 6000) * np.exp(-clock * 90)
    return _at(latch * 0.5, 0.0, 1.1) + _at(1.4 * hit + 0.8 * wood, 0.09, 1.1) + _at(latch * 0.4, 0.3, 1.1)


def phone_buzz(noise: np.random.Generator) -> Wave:
    """Two bursts of a phone on a wooden table."""
    clock = _clock(0.42)
    motor = np.tanh(3 * np.sin(2 * np.pi * 158 * clock + 0.6 * np.sin(2 * np.pi * 23 * clock)))
    rattle = filtered(noise.standard_normal(len(clock)), 900, 3800) * (motor > 0.7) * 0.5
    edge = np.minimum(1, np.minimum(clock, clock[::-1]) / 0.02)
    burst = (filtered(motor, 120, 2500) + rattle) * edge
    return _at(burst, 0.0, 1.1) + _at(burst, 0.58, 1.1)


def thunder(noise: np.random.Generator) -> Wave:
    """A far roll, crack first."""
    clock = _clock(2.8)
    roll = filtered(noise.standard_normal(len(clock)), 30, 190) * np.exp(-clock * 1.3)
    waves = 0.6 + 0.4 * np.sin(2 * np.pi * 1.7 * clock + np.sin(2 * np.pi * 0.6 * clock))
    crack = filtered(noise.standard_normal(len(clock)), 200, 2600) * np.exp(-clock * 15)
    return roll * waves * np.minimum(1, clock / 0.12) + 0.35 * crack


def glass(noise: np.random.Generator) -> Wave:
    """A wine glass on a stone floor."""
    clock = _clock(1.0)
    crash = filtered(noise.standard_normal(len(clock)), 2500, 11000) * np.exp(-clock * 24)
    shards = np.zeros(len(clock))
    for _ in range(26):
        ping = _ring(clock, noise.uniform(2200, 7800), noise.uniform(18, 60)) * noise.uniform(0.05, 0.35)
        shards += _at(ping, noise.exponential(0.14) % 0.8, 1.0)
    return crash + shards


def knock(noise: np.random.Generator) -> Wave:
    """Three knocks on a heavy door."""
    clock = _clock(0.25)
    tap = filtered(noise.standard_normal(len(clock)), 90, 900) * np.exp(-clock * 45) + 0.7 * _ring(clock, 122, 30)
    return sum((_at(tap, at, 1.2) for at in (0.0, 0.24, 0.5)), np.zeros(int(1.2 * RATE_HZ)))


def train(noise: np.random.Generator) -> Wave:
    """A train drawing in: rumble, rail joints, a breath of brakes."""
    clock = _clock(3.4)
    swell = np.sin(np.pi * np.minimum(1, clock / 3.4)) ** 1.5
    rumble = filtered(noise.standard_normal(len(clock)), 40, 260) * 1.2
    brakes = filtered(noise.standard_normal(len(clock)), 1800, 5200) * 0.12 * np.clip(clock - 1.4, 0, 1)
    joints = np.zeros(len(clock))
    for at in np.arange(0.2, 2.8, 0.42):
        for step in (0.0, 0.11):
            joints += _at(_ring(_clock(0.2), 210, 38) * 0.7, float(at + step), 3.4)
    return (rumble + brakes + joints) * swell


EFFECTS: dict[str, tuple[Callable[[np.random.Generator], Wave], float]] = {
    "door-slam": (door_slam, 0.42),
    "phone-buzz": (phone_buzz, 0.16),
    "thunder": (thunder, 0.3),
    "glass": (glass, 0.3),
    "knock": (knock, 0.3),
    "train": (train, 0.22),
}
