"""How long work will still take: what was seen of its speed, leaning on what was expected while little was seen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable

LEAN = 0.1  # the expectation counts as much as this share of the work, seen
FIRST_S, FIRST_SHARE = 1.0, 0.02  # without an expectation nothing is said before this much was seen


class Pace:
    """Watches one piece of work; time that was paused does not count."""

    def __init__(self, expected_s: float | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._expected_s, self._clock = expected_s, clock
        self._worked_s, self._since = 0.0, clock()
        self._begin = self._share = 0.0
        self._paused = False

    def see(self, share: float, expected_s: float | None = None) -> None:
        """Take note that this share of the work is done; a share that falls begins another piece of work."""
        if share < self._share:
            self._worked_s, self._since, self._begin = 0.0, self._clock(), share
        self._share = min(share, 1.0)
        self._expected_s = expected_s or self._expected_s

    def pause(self) -> None:
        """Stop the clock."""
        if not self._paused:
            self._worked_s += self._clock() - self._since
            self._paused = True

    def resume(self) -> None:
        """Let the clock go on."""
        if self._paused:
            self._since = self._clock()
            self._paused = False

    def remaining_s(self) -> float | None:
        """Estimate the seconds that are left; `None` where too little was seen to say."""
        seen_s = self._worked_s + (0.0 if self._paused else self._clock() - self._since)
        done, left = self._share - self._begin, 1.0 - self._share
        if self._expected_s is not None:
            return left * (seen_s + LEAN * self._expected_s) / (done + LEAN)
        if seen_s < FIRST_S or done < FIRST_SHARE:
            return None
        return left * seen_s / done
