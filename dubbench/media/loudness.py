"""Loudness and true peak as ITU-R BS.1770-4 and EBU Tech 3341 define them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.span import Span
from dubbench.media.audio import Audio, Samples

Floats = NDArray[np.float64]
OFFSET_DB = -0.691
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
SPEECH_GATE_LU = -15.0
HOP_S = 0.1
BLOCK_S = 10
OVERSAMPLING = 4
TAPS_PER_PHASE = 16
RUN_FRAMES = 480
BATCH_RUNS = 250
THREADS = 2
WEIGHTS = {
    1: (1.0,),
    2: (1.0, 1.0),
    3: (1.0, 1.0, 1.0),
    4: (1.0, 1.0, 1.41, 1.41),
    5: (1.0, 1.0, 1.0, 1.41, 1.41),
    6: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41),
    8: (1.0, 1.0, 1.0, 0.0, 1.41, 1.41, 1.41, 1.41),
}


@dataclass(frozen=True, slots=True, eq=False)
class Loudness:
    """A programme's loudness in thousandths of a decibel (LUFS, dBTP); `None` where nothing passes the gate.

    `momentary_mdb` and `short_term_mdb` hold a value every 100 ms, for windows of 400 ms and 3 s that end there.
    """

    integrated_mdb: int | None
    true_peak_mdb: int | None
    momentary_mdb: NDArray[np.int32]
    short_term_mdb: NDArray[np.int32]


def measure(audio: Audio) -> Loudness:
    """Measure a programme."""
    hops = hop_energies(audio)
    return Loudness(
        to_mdb(gated_lufs(hops)), true_peak_mdb(audio), _curve_mdb(_windows(hops, 4)), _curve_mdb(_windows(hops, 30))
    )


def integrated_mdb(audio: Audio) -> int | None:
    """Measure gated loudness; `None` for silence."""
    return to_mdb(gated_lufs(hop_energies(audio)))


def true_peak_mdb(audio: Audio) -> int | None:
    """Measure the true peak by four times oversampling; `None` for digital silence."""
    highest = float(np.abs(audio.samples).max(initial=0.0))
    peak = float(peak_envelope(audio, RUN_FRAMES, highest).max(initial=0.0))
    return to_mdb(20 * np.log10(peak)) if peak > 0 else None


def speech_level_mdb(samples: Samples, rate_hz: int, spans: Sequence[Span] = ()) -> int | None:
    """Measure the K-weighted level over the voiced frames of some spans (all where none are given).

    Frames of 50 ms within 15 LU of the loudest tenth count as voiced; channels are averaged. `None` for silence.
    """
    mono = samples if samples.ndim == 1 else samples.mean(axis=1)
    size = max(1, rate_hz // 20)
    squared = k_weighted(mono[None, :].astype(np.float64), rate_hz, None)[0][0] ** 2
    stretches = [squared[_sample(s.start_ms, rate_hz) : _sample(s.end_ms, rate_hz)] for s in spans] or [squared]
    frames = np.concatenate([_frame_means(stretch, size) for stretch in stretches])
    if not len(frames) or frames.max() <= 10 ** ((ABSOLUTE_GATE_LUFS - OFFSET_DB) / 10):
        return None
    loud = np.sort(frames)[-max(1, len(frames) // 10) :].mean()
    return to_mdb(_lufs(float(frames[frames >= loud * 10 ** (SPEECH_GATE_LU / 10)].mean())))


def k_weighted(channels: Floats, rate_hz: int, state: Floats | None) -> tuple[Floats, Floats]:
    """Filter channels (channel first) by the K curve, going on from `state`; returns the sound and the new state."""
    from scipy.signal import sosfilt

    sections = _k_sections(rate_hz)
    if state is None:
        state = np.zeros((len(sections), len(channels), 2))
    weighted, state = sosfilt(sections, channels, axis=-1, zi=state)
    return weighted, state


def hop_energies(audio: Audio) -> Floats:
    """Give the weighted mean square of every 100 ms; a rest shorter than that is left out."""
    return energies(audio, round(audio.rate_hz * HOP_S))


def energies(audio: Audio, size: int) -> Floats:
    """Give the K-weighted mean square, summed over channels, of every `size` frames."""
    weights = np.array(WEIGHTS.get(audio.channels, (1.0,) * audio.channels))
    state: Floats | None = None
    parts = []
    step = size * max(1, BLOCK_S * audio.rate_hz // size)
    for start in range(0, audio.frames, step):
        weighted, state = k_weighted(audio.samples[start : start + step].T.astype(np.float64), audio.rate_hz, state)
        whole = weighted.shape[1] // size
        squares = np.square(weighted[:, : whole * size]).reshape(len(weights), whole, size).mean(axis=2)
        parts.append(weights @ squares)
    return np.concatenate(parts) if parts else np.zeros(0)


def gated_lufs(hops: Floats) -> float | None:
    """Gate windows of 400 ms absolutely and relatively, and give their loudness in LUFS; `None` if none is left."""
    windows = _windows(hops, 4)
    loud = windows[windows > 10 ** ((ABSOLUTE_GATE_LUFS - OFFSET_DB) / 10)]
    if not len(loud):
        return None
    gate = loud.mean() * 10 ** (RELATIVE_GATE_LU / 10)
    return _lufs(float(loud[loud > gate].mean()))


def peak_envelope(audio: Audio, size: int, floor: float = 0.0) -> NDArray[np.float32]:
    """Give the true peak over all channels of every `size` frames (the last may be shorter).

    Where the true peak cannot reach `floor` the sample peak stands instead: most of a programme need not be
    oversampled to know where it is loud.
    """
    peaks = _sample_peaks(audio.samples, size)
    if not len(peaks):
        return peaks
    run = max(1, RUN_FRAMES // size)
    loudest = np.maximum.reduceat(peaks, np.arange(0, len(peaks), run))
    around = np.pad(loudest, 1, mode="edge")
    near = np.maximum(np.maximum(around[:-2], around[2:]), loudest)
    runs = np.flatnonzero(near * _overshoot() >= floor)
    batches = [runs[start : start + BATCH_RUNS] for start in range(0, len(runs), BATCH_RUNS)]
    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda batch: _oversampled_peaks(audio.samples, batch * run * size, run, size), batches)
        for batch, fine in zip(batches, found, strict=True):
            cells = (batch[:, None] * run + np.arange(run)).reshape(-1)
            inside = cells < len(peaks)
            peaks[cells[inside]] = np.maximum(peaks[cells[inside]], fine.reshape(-1)[inside])
    return peaks


def _sample_peaks(samples: Samples, size: int) -> NDArray[np.float32]:
    whole = len(samples) // size * size
    cells = samples[:whole].reshape(-1, size * samples.shape[1])
    peaks = np.maximum(cells.max(axis=1, initial=0), -cells.min(axis=1, initial=0))
    rest = np.abs(samples[whole:]).max(initial=0)
    return np.asarray(np.append(peaks, rest) if whole < len(samples) else peaks, dtype=np.float32)


def _oversampled_peaks(samples: Samples, starts: NDArray[np.intp], run: int, size: int) -> NDArray[np.float32]:
    from scipy.signal import upfirdn

    margin, frames = TAPS_PER_PHASE // 2, run * size
    places = starts[:, None] + np.arange(-margin, frames + margin)
    beyond = (places < 0) | (places >= len(samples))
    blocks = samples[np.clip(places, 0, len(samples) - 1)]
    blocks[beyond] = 0
    first = 2 * margin * OVERSAMPLING
    peaks = np.zeros((len(starts), run), np.float32)
    for channel in range(samples.shape[1]):
        finer = upfirdn(_oversampler(), np.ascontiguousarray(blocks[:, :, channel]), OVERSAMPLING, axis=1)
        cells = finer[:, first : first + frames * OVERSAMPLING].reshape(len(starts), run, size * OVERSAMPLING)
        peaks = np.maximum(peaks, np.maximum(cells.max(axis=2), -cells.min(axis=2)))
    return peaks


def to_mdb(decibels: float | None) -> int | None:
    """Write decibels as whole thousandths."""
    return None if decibels is None else round(1000 * decibels)


def _lufs(energy: float) -> float:
    return float(OFFSET_DB + 10 * np.log10(energy))


def _sample(time_ms: int, rate_hz: int) -> int:
    return max(0, round(time_ms * rate_hz / 1000))


def _frame_means(squared: Floats, size: int) -> Floats:
    whole = len(squared) // size
    if not whole:
        return squared.mean(keepdims=True) if len(squared) else squared
    return np.asarray(squared[: whole * size].reshape(whole, size).mean(axis=1))


def _windows(hops: Floats, count: int) -> Floats:
    if len(hops) < count:
        return np.zeros(0)
    return np.convolve(hops, np.full(count, 1 / count), mode="valid")


def _curve_mdb(windows: Floats) -> NDArray[np.int32]:
    return np.rint(1000 * (OFFSET_DB + 10 * np.log10(np.maximum(windows, 1e-12)))).astype(np.int32)


@lru_cache(maxsize=1)
def _overshoot() -> float:
    """How far a true peak can stand over the samples around it."""
    phases = [np.abs(_oversampler()[phase::OVERSAMPLING]).sum() for phase in range(OVERSAMPLING)]
    return float(max(phases))


@lru_cache(maxsize=1)
def _oversampler() -> NDArray[np.float32]:
    from scipy.signal import firwin

    taps = firwin(TAPS_PER_PHASE * OVERSAMPLING + 1, 1 / OVERSAMPLING, window=("kaiser", 5.0)) * OVERSAMPLING
    return np.asarray(taps, dtype=np.float32)


@lru_cache(maxsize=16)
def _k_sections(rate_hz: int) -> Floats:
    """Derive both filters from their analogue form, so that any rate gives the curve tabled for 48 kHz."""
    return np.array([_shelf(rate_hz), _high_pass(rate_hz)])


def _shelf(rate_hz: int) -> list[float]:
    frequency, gain_db, quality = 1681.974450955533, 3.999843853973347, 0.7071752369554196
    k = np.tan(np.pi * frequency / rate_hz)
    high = 10 ** (gain_db / 20)
    middle = high**0.4996667741545416
    a0 = 1 + k / quality + k * k
    b = ((high + middle * k / quality + k * k), 2 * (k * k - high), (high - middle * k / quality + k * k))
    a = (a0, 2 * (k * k - 1), 1 - k / quality + k * k)
    return [float(value / a0) for value in (*b, *a)]


def _high_pass(rate_hz: int) -> list[float]:
    frequency, quality = 38.13547087602444, 0.5003270373238773
    k = np.tan(np.pi * frequency / rate_hz)
    a0 = 1 + k / quality + k * k
    return [1.0, -2.0, 1.0, 1.0, float(2 * (k * k - 1) / a0), float((1 - k / quality + k * k) / a0)]
