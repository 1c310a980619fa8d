"""Figures of the window: many measurements of one thing, held against a goal."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in milliseconds of the clock on the wall; `goal_ms` is what the 95th percentile may be."""

    name: str
    spent_ms: tuple[float, ...]
    goal_ms: float | None = None

    @property
    def median_ms(self) -> float:
        return float(np.median(self.spent_ms))

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(self.spent_ms, 95))

    @property
    def worst_ms(self) -> float:
        return max(self.spent_ms)

    @property
    def judged_ms(self) -> float:
        """What is held against the goal: of few measurements, which a chance can spoil, the median."""
        return self.p95_ms if len(self.spent_ms) >= 20 else self.median_ms

    @property
    def reached(self) -> bool:
        return self.goal_ms is None or self.judged_ms <= self.goal_ms

    def line(self) -> str:
        """Say it in one line of the table."""
        mark = " " if self.goal_ms is None else "✓" if self.reached else "✗"
        goal = "" if self.goal_ms is None else f"  goal {self.goal_ms:g}"
        later = f"  95 % {self.p95_ms:8.1f}  worst {self.worst_ms:8.1f}"
        return f"{mark} {self.name:52} {self.median_ms:8.1f} ms{later}  of {len(self.spent_ms)}{goal}"


def timed(do: Callable[[], object]) -> float:
    """Do something and return its milliseconds."""
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1000


def repeated(name: str, do: Callable[[int], object], times: int = 60, goal_ms: float | None = None) -> Figure:
    """Do something again and again; the first times warm up and do not count."""
    spent = [timed(lambda n=n: do(n)) for n in range(times + WARM_UP)]  # type: ignore[misc]
    return Figure(name, tuple(spent[WARM_UP:]), goal_ms)
