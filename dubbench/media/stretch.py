"""Speech made faster or slower with its pitch kept: waveform-similarity overlap-add (Verhelst and Roelands, 1993)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dubbench.media.audio import Samples

Places = NDArray[np.intp]

WINDOW_S = 0.025
SEARCH_S = 0.012
NORMAL_PPM = 1_000_000


def stretched_frames(frames: int, stretch_ppm: int) -> int:
    """Say how long a stretched sound is: a `stretch_ppm` over a million is faster and shorter."""
    return round(frames * NORMAL_PPM / stretch_ppm)


def stretch(samples: Samples, rate_hz: int, stretch_ppm: int) -> Samples:
    """Change the pace of mono speech, shape (frames,), to exactly `stretched_frames`."""
    wanted = stretched_frames(len(samples), stretch_ppm)
    hop = max(8, round(WINDOW_S * rate_hz / 2))
    if stretch_ppm == NORMAL_PPM or not wanted:
        return samples[:wanted]
    search = round(SEARCH_S * rate_hz)
    count = wanted // hop + 2
    padded = np.pad(samples, (hop + search, 4 * hop + 2 * search)).astype(np.float32)
    starts = _starts(padded, count, hop, search, stretch_ppm / NORMAL_PPM)
    fade = np.hanning(2 * hop + 1)[:-1].astype(np.float32)
    out = np.zeros((count + 1) * hop, np.float32)
    grains = padded[starts[:, None] + np.arange(2 * hop)] * fade
    out[: count * hop] += grains[:, :hop].reshape(-1)
    out[hop:] += grains[:, hop:].reshape(-1)
    return out[hop : hop + wanted]


def _starts(padded: Samples, count: int, hop: int, search: int, pace: float) -> Places:
    """Choose where each grain is taken: near its due place, where it best goes on from the grain before."""
    starts: Places = np.empty(count, np.intp)
    starts[0] = search
    last = len(padded) - 2 * hop
    power = np.concatenate([[0.0], np.cumsum(np.square(padded, dtype=np.float64))])
    for number in range(1, count):
        due = search + round(number * hop * pace)
        following = starts[number - 1] + hop
        low, high = max(0, due - search), min(due + search, last)
        if following >= last or low >= high:
            starts[number] = min(max(due, 0), last)
            continue
        likeness = np.correlate(padded[low : high + hop], padded[following : following + hop], mode="valid")
        strength = power[low + hop : high + 1 + hop] - power[low : high + 1]
        starts[number] = low + np.argmax(likeness / np.sqrt(strength + 1e-9))
    return starts
