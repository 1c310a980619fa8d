"""Sound as values: samples in memory, and references into written-once assets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """Float32 samples of shape (frames, channels), full scale ±1, at `rate_hz`."""

    samples: Samples
    rate_hz: int

    @property
    def frames(self) -> int:
        return int(self.samples.shape[0])

    @property
    def channels(self) -> int:
        return int(self.samples.shape[1])

    @property
    def duration_ms(self) -> int:
        return round(self.frames * 1000 / self.rate_hz)

    def mono(self) -> Samples:
        """Average the channels; shape (frames,)."""
        return self.samples[:, 0] if self.channels == 1 else self.samples.mean(axis=1, dtype=np.float32)

    def cut(self, start_ms: int, end_ms: int) -> Audio:
        """Return a view of a stretch; times outside the sound are clipped."""
        first = max(0, round(start_ms * self.rate_hz / 1000))
        last = max(first, round(end_ms * self.rate_hz / 1000))
        return Audio(self.samples[first:last], self.rate_hz)


class AudioRef(NamedTuple):
    """A written-once asset by its hash, and the stretch of it that is meant (`None`: all)."""

    asset: str
    start_ms: int = 0
    end_ms: int | None = None
