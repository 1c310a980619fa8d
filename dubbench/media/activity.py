"""Find where a recording is loud enough to be a voice, in frames of 10 ms."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dubbench.media.audio import Audio, Samples

FRAME_MS = 10
SPEECH_RATE_HZ = 16_000
SILENCE_DB = -100.0


def speech_band(audio: Audio) -> Samples:
    """Return the mono mean at 16 kHz, the rate that speech models hear."""
    mono = audio.mono()
    if audio.rate_hz == SPEECH_RATE_HZ:
        return np.ascontiguousarray(mono)
    from scipy.signal import resample_poly

    common = math.gcd(SPEECH_RATE_HZ, audio.rate_hz)
    resampled = resample_poly(mono, SPEECH_RATE_HZ // common, audio.rate_hz // common)
    return np.asarray(resampled, dtype=np.float32)


def levels_db(samples: Samples, rate_hz: int) -> NDArray[np.float64]:
    """Return the level of every 10 ms of mono samples, measured over 20 ms about its middle."""
    hop = rate_hz * FRAME_MS // 1000
    count = -(-samples.shape[0] // hop)
    padded = np.zeros(count * hop, dtype=np.float64)
    padded[: samples.shape[0]] = samples
    power = np.square(padded).reshape(count, hop).mean(axis=1)
    if count > 1:
        sides = np.pad(power, 1, mode="edge")
        power = 0.5 * power + 0.25 * (sides[:-2] + sides[2:])
    return np.asarray(10 * np.log10(power + 10 ** (SILENCE_DB / 10)))


def active(levels: NDArray[np.float64], below_peak_db: float = 38.0, above_floor_db: float = 8.0) -> NDArray[np.bool_]:
    """Say which frames are within reach of the loud ones and clear of the quiet ones."""
    if not levels.size:
        return np.zeros(0, dtype=np.bool_)
    loud, quiet = np.percentile(levels, (95, 5))
    threshold = max(loud - below_peak_db, min(quiet + above_floor_db, loud - 15.0), SILENCE_DB + 30)
    return np.asarray(levels > threshold)


def runs(frames: NDArray[np.bool_], bridge: int = 3, shortest: int = 2) -> list[tuple[int, int]]:
    """Return first and past-the-last frame of each active run; short gaps are bridged, then short runs dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], frames.astype(np.int8), [0]))))
    joined: list[tuple[int, int]] = []
    for first, last in edges.reshape(-1, 2).tolist():
        if joined and first - joined[-1][1] <= bridge:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return [(first, last) for first, last in joined if last - first >= shortest]
