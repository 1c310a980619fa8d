"""How speech sounds: its level over time, and its pitch."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.span import Span
from dubbench.media.audio import Audio, Samples

HOP_MS = 10
FLOOR_MDB = -100_000
_PITCH_RATE_HZ = 8000


class Envelope(NamedTuple):
    """Level of each 10 ms of a sound, in thousandths of a decibel below full scale."""

    mdb: NDArray[np.int32]

    def voiced(self, below_peak_mdb: int = 35_000, peak_mdb: int | None = None) -> NDArray[np.bool_]:
        """Mark the frames that are at most so far below the loud part of the sound (its 95th percentile)."""
        if not self.mdb.size:
            return np.zeros(0, bool)
        loud = int(np.percentile(self.mdb, 95)) if peak_mdb is None else peak_mdb
        marked: NDArray[np.bool_] = self.mdb > max(loud - below_peak_mdb, -65_000)
        return marked


def envelope(audio: Audio) -> Envelope:
    """Measure the level of every whole or part frame of 10 ms."""
    hop = audio.rate_hz * HOP_MS // 1000
    samples = audio.mono()
    padded = np.pad(samples, (0, -len(samples) % hop)).reshape(-1, hop)
    power = np.einsum("ij,ij->i", padded, padded, dtype=np.float64) / hop
    levels = 10_000 * np.log10(np.maximum(power, 10.0 ** (FLOOR_MDB / 10_000)))
    return Envelope(levels.astype(np.int32))


def runs(marks: NDArray[np.bool_]) -> tuple[Span, ...]:
    """List the stretches of marked frames as spans in milliseconds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], marks, [False])).astype(np.int8)))
    return tuple(Span(int(a) * HOP_MS, int(b) * HOP_MS) for a, b in edges.reshape(-1, 2))


def median_pitch(audio: Audio, lowest_hz: int = 65, highest_hz: int = 420) -> int:
    """Return the median fundamental frequency of the voiced frames, 0 where there are too few.

    Normalised autocorrelation over 40 ms frames at 8 kHz, the first peak near the highest being taken against
    octave errors (de Cheveigne and Kawahara 2002 in spirit, without the cumulative mean).
    """
    frames = _frames(_downsampled(audio), size=_PITCH_RATE_HZ // 25, hop=_PITCH_RATE_HZ // 50)
    if not len(frames):
        return 0
    scores = _autocorrelation(frames)
    first, last = _PITCH_RATE_HZ // highest_hz, _PITCH_RATE_HZ // lowest_hz
    found = [_lag(row[: last + 2], first) for row in scores]
    lags = [lag for lag in found if lag]
    return round(_PITCH_RATE_HZ / float(np.median(lags))) if len(lags) >= 5 else 0


def _downsampled(audio: Audio) -> Samples:
    """Bring speech to 8 kHz by averaging: enough for a pitch below 420 Hz."""
    samples = audio.mono()
    step = audio.rate_hz / _PITCH_RATE_HZ
    if step <= 1:
        return samples
    edges = np.arange(int(len(samples) / step) + 1) * step
    sums = np.concatenate(([0.0], np.cumsum(samples, dtype=np.float64)))
    return np.diff(sums[edges.astype(np.int64)]).astype(np.float32)


def _frames(samples: Samples, size: int, hop: int) -> Samples:
    """Cut into frames and keep the loud ones: shape (frames, size)."""
    if len(samples) < size:
        return np.zeros((0, size), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[::hop]
    power = np.mean(frames * frames, axis=1)
    return np.asarray(frames[power > max(float(np.percentile(power, 95)) * 0.02, 1e-7)], np.float32)


def _autocorrelation(frames: Samples) -> NDArray[np.float32]:
    """Autocorrelation of each frame over the energy of the two parts that overlap at that lag."""
    size = frames.shape[1]
    centred = frames - frames.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * size, axis=1)
    raw = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, :size]
    squares = np.cumsum(centred.astype(np.float64) ** 2, axis=1)
    head = squares[:, ::-1]
    tail = squares[:, -1:] - np.concatenate((np.zeros((len(squares), 1)), squares[:, :-1]), axis=1)
    return np.asarray(raw / np.sqrt(np.maximum(head * tail, 1e-12)), np.float32)


def _lag(scores: NDArray[np.float32], first: int) -> float:
    """Find the first peak that is nearly as high as the highest, to a fraction of a sample; 0 where unvoiced."""
    inner = scores[first:-1]
    best = float(inner.max(initial=0.0))
    if best < 0.6:
        return 0.0
    peaks = (inner >= scores[first - 1 : -2]) & (inner >= scores[first + 1 :]) & (inner >= 0.9 * best)
    places = np.flatnonzero(peaks)
    if not len(places):
        return 0.0
    at = int(places[0]) + first
    left, mid, right = (float(scores[at + d]) for d in (-1, 0, 1))
    bend = left - 2 * mid + right
    return at + (0.5 * (left - right) / bend if bend else 0.0)
