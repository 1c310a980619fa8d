"""Change of sample rate, once and clean."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np

from dubbench.media.audio import Audio, Samples

HALF_LENGTH = 24


@lru_cache(maxsize=16)
def _low_pass(up: int, down: int) -> Samples:
    from scipy.signal import firwin

    widest = max(up, down)
    taps = 2 * HALF_LENGTH * widest + 1
    return np.asarray(firwin(taps, 0.96 / widest, window=("kaiser", 8.0)), dtype=np.float32)


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Bring samples (time first) to another rate; ceil(n * to / from) frames, no delay."""
    if from_hz == to_hz:
        return samples
    from scipy.signal import resample_poly

    common = gcd(from_hz, to_hz)
    up, down = to_hz // common, from_hz // common
    return np.asarray(resample_poly(samples, up, down, axis=0, window=_low_pass(up, down)), dtype=np.float32)


def resampled(audio: Audio, rate_hz: int) -> Audio:
    """Bring a sound to another rate."""
    return audio if audio.rate_hz == rate_hz else Audio(resample(audio.samples, audio.rate_hz, rate_hz), rate_hz)
