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
RELEASE_DB_PER_S = 80.0
LARGEST_GAIN_DB = 40.0
CLOSE_LU = 0.02
MAKEUP_DB = (4.0, 12.0)
SILENCE_LUFS = -120.0

Curve = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A sound measured once in cells of half a millisecond: K-weighted energy and true peak of each.

    Peaks are exact wherever they can pass the ceiling after `head_db` of gain.
    """

    cell: int
    energy: Curve
    peak: Curve
    head_db: float

    @classmethod
    def of(cls, audio: Audio, energy: Curve, true_peak_mdb: int, head_db: float = 0.0) -> Levels:
        cell = audio.rate_hz // CELL_HZ
        floor = 10 ** ((true_peak_mdb / 1000 - max(head_db, 0.0)) / 20)
        return cls(cell, energy, peak_envelope(audio, cell, floor).astype(np.float64), head_db)

    def lufs(self, gain: Curve) -> float:
        """Predict the loudness under a gain curve."""
        found = cells_lufs(self.energy * gain[: len(self.energy)] ** 2)
        return SILENCE_LUFS if found is None else found


def cell_energies(audio: Audio) -> Curve:
    """Give the K-weighted energy of every cell."""
    return energies(audio, audio.rate_hz // CELL_HZ)


def cells_lufs(energy: Curve) -> float | None:
    """Give the gated loudness of cells; `None` for silence."""
    per_hop = CELL_HZ // 10
    whole = len(energy) // per_hop * per_hop
    return gated_lufs(energy[:whole].reshape(-1, per_hop).mean(axis=1))


@dataclass(frozen=True, slots=True, eq=False)
class Levelling:
    """How a sound is levelled: `gain_db` throughout, its curve with the limiter, and what both add, in mdB."""

    gain_db: float
    curve: Curve
    cell: int
    added_mdb: int


def level(audio: Audio, loudness_mdb: int, true_peak_mdb: int) -> int:
    """Bring a sound in place to a loudness and under a true peak; return by how much it got louder, in mdB."""
    found = levelling(audio, loudness_mdb, true_peak_mdb)
    apply(audio, found.curve, found.cell)
    return found.added_mdb


def levelling(audio: Audio, loudness_mdb: int, true_peak_mdb: int) -> Levelling:
    """Find what brings a sound to a loudness and under a true peak.

    What the limiter takes away is made up for, at first by few decibels, by more where those do not do.
    """
    energy = cell_energies(audio)
    before = cells_lufs(energy)
    if before is None:
        return relimited(audio, 0.0, true_peak_mdb)
    needed_db = min(loudness_mdb / 1000 - before, LARGEST_GAIN_DB)
    for makeup_db in MAKEUP_DB:
        levels = Levels.of(audio, energy, true_peak_mdb, needed_db + makeup_db)
        gain_db = _gain_db(levels, needed_db, loudness_mdb / 1000, true_peak_mdb)
        if gain_db < levels.head_db:
            break
    curve = limited(levels, gain_db, true_peak_mdb)
    return Levelling(gain_db, curve, levels.cell, round(1000 * (levels.lufs(curve) - before)))


def relimited(audio: Audio, gain_db: float, true_peak_mdb: int, *, quick: bool = False) -> Levelling:
    """Find the curve of a gain that is known; `quick` looks at samples only, which may miss a decibel of true peak."""
    if quick:
        cell = audio.rate_hz // CELL_HZ
        levels = Levels(cell, np.zeros(0), peak_envelope(audio, cell, np.inf).astype(np.float64), gain_db)
    else:
        levels = Levels.of(audio, np.zeros(0), true_peak_mdb, gain_db)
    return Levelling(gain_db, limited(levels, gain_db, true_peak_mdb), levels.cell, 0)


def _gain_db(levels: Levels, needed_db: float, wanted_lufs: float, true_peak_mdb: int) -> float:
    """Find the gain between `needed_db` and the levels' head that gives the loudness wanted after limiting."""
    from scipy.optimize import brentq

    def missing(gain_db: float) -> float:
        return levels.lufs(limited(levels, gain_db, true_peak_mdb)) - wanted_lufs

    if missing(needed_db) > -CLOSE_LU:
        return needed_db
    if missing(levels.head_db) < 0:
        return levels.head_db
    return float(brentq(missing, needed_db, levels.head_db, xtol=CLOSE_LU))


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
    copy = Audio(audio.samples.copy(), audio.rate_hz)
    found = relimited(copy, 0.0, true_peak_mdb)
    apply(copy, found.curve, found.cell)
    return copy
