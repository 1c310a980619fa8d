"""A sound heard faster or slower with its pitch kept, bit by bit as it is asked for: `stretch` for playing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dubbench.media.audio import Samples
from dubbench.media.pcm import RATE_HZ

HOP = RATE_HZ // 80
SEARCH = RATE_HZ // 80
THIN = 4
"""Every fourth sample is enough to see which grain goes on best."""

Read = Callable[[int, int], Samples]
"""From which frame on, and how many: shape (frames, 2)."""

_RISE = (np.sin(np.linspace(0, np.pi / 2, HOP, dtype=np.float32)) ** 2)[:, None]


class Paced:
    """A sound from a frame on; `pace` 2 is twice as fast (waveform-similarity overlap-add, stereo kept together)."""

    def __init__(self, read: Read, at: float, pace: float) -> None:
        self._read, self._pace = read, pace
        self._due = at
        self._grain = round(at)
        self._ready = np.array(read(self._grain, HOP))

    def give(self, count: int) -> Samples:
        """Give the next frames."""
        given = self.coming(count)
        self._ready = self._ready[count:]
        return given

    def coming(self, count: int) -> Samples:
        """Look at the next frames without taking them."""
        parts, have = [self._ready], len(self._ready)
        while have < count:
            parts.append(self._next())
            have += HOP
        self._ready = np.concatenate(parts)
        return self._ready[:count]

    def _next(self) -> Samples:
        """Go over from what would follow the grain before to the like of it near where the next one is due."""
        self._due += HOP * self._pace
        following = self._read(self._grain + HOP, HOP)
        low = round(self._due) - SEARCH
        near = self._read(low, 2 * SEARCH + HOP)
        offset = _likest(near[::THIN].mean(axis=1), following[::THIN].mean(axis=1)) * THIN
        self._grain = low + offset
        between: Samples = following * (1 - _RISE) + near[offset : offset + HOP] * _RISE
        return between


def _likest(near: Samples, wanted: Samples) -> int:
    """Say where in a stretch another one is most alike; in the middle where all is silent."""
    likeness = np.correlate(near, wanted, mode="valid")
    power = np.concatenate([[0.0], np.cumsum(np.square(near, dtype=np.float64))])
    strength = power[len(wanted) :] - power[: -len(wanted)]
    if not strength.max() > 0:
        return len(likeness) // 2
    return int(np.argmax(likeness / np.sqrt(strength + 1e-9)))
