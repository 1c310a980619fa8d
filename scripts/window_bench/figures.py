"""Figures of the window: many measurements of one thing, held against a goal."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

WARM_UP = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: how often, in a season of how many episodes, and with real engines or the fakes.

    `rest_s` is how long the window comes to rest in between.
    """

    times: int = 60
    episodes: int = 100
    real: bool = True
    rest_s: float = 2.0

    @property
    def few(self) -> int:
        """How often what takes seconds is measured."""
        return max(1, self.times // 12)


QUICK = Extent(times=4, episodes=3, real=False, rest_s=0.3)


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, in milliseconds of the clock on the wall; `goal_ms` is what the 95th percentile may be.

    `own_ms` is what the window's thread itself worked for it: what remains where nobody else uses the machine.
    """

    name: str
    spent_ms: tuple[float, ...]
    goal_ms: float | None = None
    own_ms: tuple[float, ...] = ()

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
    def own_median_ms(self) -> float | None:
        return float(np.median(self.own_ms)) if self.own_ms else None

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
        own = " " * 12 if self.own_median_ms is None else f"  own {self.own_median_ms:6.1f}"
        later = f"  95 % {self.p95_ms:8.1f}  worst {self.worst_ms:8.1f}"
        return f"{mark} {self.name:52} {self.median_ms:8.1f} ms{own}{later}  of {len(self.spent_ms)}{goal}"


class Moment(NamedTuple):
    """A point in time: seconds of the clock, and what this thread has worked until then."""

    clock_s: float
    own_s: float


def now() -> Moment:
    return Moment(time.perf_counter(), time.thread_time())


@dataclass(slots=True)
class Watch:
    """Measures what is done in it, again and again: `with watch:`, or from `begin` to `end`."""

    spent_ms: list[float] = field(default_factory=list)
    own_ms: list[float] = field(default_factory=list)
    _began: Moment = field(default_factory=now)

    def begin(self) -> None:
        self._began = now()

    def end(self, at: Moment) -> None:
        self.spent_ms.append((at.clock_s - self._began.clock_s) * 1000)
        self.own_ms.append((at.own_s - self._began.own_s) * 1000)

    def __enter__(self) -> None:
        self.begin()

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: object) -> None:
        at = now()
        if kind is None:
            self.end(at)

    def figure(self, name: str, goal_ms: float | None = None) -> Figure:
        return Figure(name, tuple(self.spent_ms), goal_ms, tuple(self.own_ms))


def repeated(name: str, do: Callable[[int], object], times: int = 60, goal_ms: float | None = None) -> Figure:
    """Do something again and again; the first times warm up and do not count."""
    for n in range(WARM_UP):
        do(n)
    watch = Watch()
    for n in range(WARM_UP, times + WARM_UP):
        with watch:
            do(n)
    return watch.figure(name, goal_ms)


def pace_ms() -> float:
    """Time a fixed piece of work, in milliseconds of the processor: how fast the machine is at this moment."""

    def work() -> float:
        began = time.thread_time()
        sum(n * n % 7 for n in range(200_000))
        return (time.thread_time() - began) * 1000

    return float(np.median([work() for _ in range(5)]))
