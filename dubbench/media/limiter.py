"""Level a programme: one gain to the loudness wanted, and a look-ahead limiter that keeps the true peak."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dubbench.media.audio import Audio
from dubbench.media.loudness import energies, gated_lufs, peak_envelope

CELL_HZ = 2000
ATTACK_CELLS = 10
RELEASE_DB_PER_S = 60.0
LARGEST_GAIN_DB = 40.0
CLOSE_LU = 0.02
ROUNDS = 6

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A sound measured once in cells of half a millisecond: K-weighted energy and true peak of each."""

    cell: int
    energy: Curve
    peak: Curve

    @classmethod
    def of(cls, audio: Audio) -> Levels:
        cell = audio.rate_hz // CELL_HZ
        return cls(cell, energies(audio, cell), peak_envelope(audio, cell).astype(np.float64))

    def lufs(self, gain: Curve) -> float | None:
        """Predict the loudness under a gain curve."""
        energy = self.energy * gain[: len(self.energy)] ** 2
        cells_per_hop = CELL_HZ // 10
        whole = len(energy) // cells_per_hop * cells_per_hop
        return gated_lufs(energy[:whole].reshape(-1, cells_per_hop).mean(axis=1))


def gain_curve(levels: Levels, loudness_mdb: int, true_peak_mdb: int) -> Curve:
    """Find the gain of every cell that brings a sound to a loudness and keeps its true peak; ones for silence."""
    lufs = levels.lufs(np.ones_like(levels.peak))
    if lufs is None:
        return limited(levels, 0.0, true_peak_mdb)
    gain_db = 0.0
    for _ in range(ROUNDS):
        missing = loudness_mdb / 1000 - lufs
        if abs(missing) < CLOSE_LU:
            break
        gain_db = min(gain_db + missing, LARGEST_GAIN_DB)
        lufs = levels.lufs(limited(levels, gain_db, true_peak_mdb))
        if lufs is None:
            break
    return limited(levels, gain_db, true_peak_mdb)


def limited(levels: Levels, gain_db: float, true_peak_mdb: int) -> Curve:
    """Give a gain curve: `gain_db` throughout, less where the true peak would pass its ceiling.

    Down within 5 ms before a peak along a smooth slope, up again at a steady rate of decibels a second.
    """
    from scipy.ndimage import convolve1d, minimum_filter1d

    base = 10 ** (gain_db / 20)
    over_db = 20 * np.log10(np.maximum(levels.peak * base, 1e-9)) - true_peak_mdb / 1000
    if not len(over_db) or over_db.max() <= 0:
        return np.full(len(over_db), base)
    reduction = minimum_filter1d(np.minimum(-over_db, 0.0), 2 * ATTACK_CELLS + 3, mode="nearest")
    rise = np.arange(len(reduction)) * (RELEASE_DB_PER_S / CELL_HZ)
    released = np.minimum(np.minimum.accumulate(reduction - rise) + rise, 0.0)
    slope = np.hanning(2 * ATTACK_CELLS + 3)[1:-1]
    return np.asarray(base * 10 ** (convolve1d(released, slope / slope.sum(), mode="nearest") / 20))


def apply(audio: Audio, curve: Curve, cell: int) -> None:
    """Multiply a sound in place by a gain curve, straight between the middles of the cells."""
    if not len(curve) or np.ptp(curve) == 0:
        audio.samples[:] *= np.float32(curve[0] if len(curve) else 1)
        return
    middles = np.arange(len(curve)) * cell + (cell - 1) / 2
    step = 10 * audio.rate_hz
    for start in range(0, audio.frames, step):
        end = min(start + step, audio.frames)
        gain = np.interp(np.arange(start, end), middles, curve).astype(np.float32)
        audio.samples[start:end] *= gain[:, None]


def lowered(audio: Audio, true_peak_mdb: int) -> Audio:
    """Limit a finished sound to a true peak and leave the rest of it as it is."""
    levels = Levels.of(audio)
    copy = Audio(audio.samples.copy(), audio.rate_hz)
    apply(copy, limited(levels, 0.0, true_peak_mdb), levels.cell)
    return copy
