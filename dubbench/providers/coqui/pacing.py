"""How long a voice speaks: learnt from three sentences of its language, spoken once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench import paths

UNIT_MS = 70
_QUIET = 0.02


class Pace(NamedTuple):
    """How long speech takes: its edges, and each unit."""

    start_ms: float = 0.0
    unit_ms: float = UNIT_MS

    def predict_ms(self, units: int, speed_ppm: int) -> int:
        """Return how long a text of so many units takes, silence at the edges left out."""
        return round((self.start_ms + self.unit_ms * units) * 1_000_000 / speed_ppm) if units else 0


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    return tomllib.loads((paths.resources() / "voices" / "calibration.toml").read_text("utf-8"))


def sentences(language: str) -> tuple[str, ...]:
    """Return what to speak to learn a voice's pace; none where the language is not in the table."""
    return tuple(_table().get(language.partition("-")[0].lower(), ()))


def learnt(heard: Sequence[tuple[int, float]]) -> Pace:
    """Fit a line through (units, milliseconds); with fewer than two lengths the usual pace."""
    units = [unit for unit, _ in heard]
    if len(set(units)) < 2:
        return Pace()
    slope, start = np.polyfit(units, [ms for _, ms in heard], 1)
    return Pace(max(0.0, float(start)), float(slope)) if slope > 0 else Pace()


def sounding_ms(samples: NDArray[np.float32], rate_hz: int) -> float:
    """Measure a sound from its first loud sample to its last."""
    level = np.abs(samples)
    loud = np.flatnonzero(level > _QUIET * level.max(initial=0.0))
    return (int(loud[-1]) - int(loud[0]) + 1) * 1000 / rate_hz if len(loud) else 0.0
