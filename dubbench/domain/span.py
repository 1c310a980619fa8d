"""A stretch of time in whole milliseconds."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """Start and end in milliseconds, the end exclusive (TTML, OTIO TimeRange)."""

    start_ms: int
    end_ms: int

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    def overlap_ms(self, other: Span) -> int:
        """Return the time shared with another span, 0 where they do not meet."""
        return max(0, min(self.end_ms, other.end_ms) - max(self.start_ms, other.start_ms))

    def gap_ms(self, other: Span) -> int:
        """Return the silence between this span and a later one; negative where they overlap."""
        return other.start_ms - self.end_ms

    def shifted(self, by_ms: int) -> Span:
        return Span(self.start_ms + by_ms, self.end_ms + by_ms)

    def hull(self, other: Span) -> Span:
        """Return the shortest span that holds both."""
        return Span(min(self.start_ms, other.start_ms), max(self.end_ms, other.end_ms))

    def divided(self, weights: Sequence[int]) -> list[Span]:
        """Divide a span into parts one after another, by their weights."""
        ends = list(itertools.accumulate(weights, initial=0))
        times = [self.start_ms + round(end * self.duration_ms / max(1, ends[-1])) for end in ends]
        return [Span(start, end) for start, end in itertools.pairwise(times)]
