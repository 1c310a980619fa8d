"""Between milliseconds and pixels, and where each lane of the timeline lies."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from dubbench.domain.span import Span

CLOSEST = 2_000.0
"""Pixels a second where zooming in ends: half a millisecond a pixel, ten times finer than a line can be cut."""

TICKS_MS = (10, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000)
TICK_PX = 58


@dataclass(frozen=True, slots=True)
class View:
    """What the timeline shows: its left edge in milliseconds, pixels a second, and pixels from left to right."""

    start_ms: float = 0.0
    scale: float = 50.0
    width: int = 800
    duration_ms: int = 0

    @property
    def end_ms(self) -> float:
        return self.start_ms + self.width * 1000 / self.scale

    @property
    def widest(self) -> float:
        """Pixels a second where the whole episode fits."""
        return min(CLOSEST, max(1, self.width) * 1000 / max(1_000, self.duration_ms))

    def x(self, at_ms: float) -> float:
        """Return the pixel of a time; the lane names are not counted."""
        return (at_ms - self.start_ms) * self.scale / 1000

    def ms(self, x: float) -> int:
        """Return the time at a pixel, inside the episode."""
        return max(0, min(self.duration_ms, round(self.start_ms + x * 1000 / self.scale)))

    def ms_of(self, pixels: float) -> float:
        """Return how long so many pixels are."""
        return pixels * 1000 / self.scale

    def settled(self) -> View:
        """Keep the scale and the left edge where they make sense; the edge on a whole pixel, so that waves stand."""
        scale = max(self.widest, min(CLOSEST, self.scale))
        start = max(0.0, min(self.start_ms, self.duration_ms - self.width * 1000 / scale))
        return replace(self, start_ms=round(start * scale / 1000) * 1000 / scale, scale=scale)

    def zoomed(self, factor: float, x: float) -> View:
        """Zoom so that the time under a pixel stays there."""
        held = self.start_ms + x * 1000 / self.scale
        scale = max(self.widest, min(CLOSEST, self.scale * factor))
        return replace(self, scale=scale, start_ms=held - x * 1000 / scale).settled()

    def scrolled(self, pixels: float) -> View:
        return replace(self, start_ms=self.start_ms + self.ms_of(pixels)).settled()

    def showing(self, span: Span, margin: float = 0.05) -> View:
        """Scroll as little as shows a span with a margin, a part of the width, on either side of it."""
        shown = self.end_ms - self.start_ms
        edge = shown * margin
        if span.end_ms + edge > self.end_ms:
            return replace(self, start_ms=min(span.start_ms - edge, span.end_ms + edge - shown)).settled()
        if span.start_ms - edge < self.start_ms:
            return replace(self, start_ms=span.start_ms - edge).settled()
        return self

    def turned_to(self, at_ms: int) -> View:
        """Turn the page once a time has left the view, as a playhead does that runs off the right edge."""
        if self.start_ms <= at_ms < self.end_ms:
            return self
        return replace(self, start_ms=at_ms - (self.end_ms - self.start_ms) * 0.05).settled()

    def all_of_it(self) -> View:
        """Show the whole episode."""
        return replace(self, start_ms=0.0, scale=self.widest).settled()

    def tick_ms(self) -> int:
        """Return the distance between numbered ticks that leaves room for the numbers."""
        return next((tick for tick in TICKS_MS if tick * self.scale / 1000 >= TICK_PX), TICKS_MS[-1])

    def ticks(self) -> Iterator[int]:
        """Yield the times in view that carry a number."""
        step = self.tick_ms()
        first = int(self.start_ms // step) * step
        return iter(range(first, min(self.duration_ms, int(self.end_ms)) + 1, step))


class Lane(StrEnum):
    """A strip of the timeline, from top to bottom."""

    RULER = "ruler"
    SOURCE = "source"
    LINES = "lines"
    DUB = "dub"
    SPEED = "speed"
    FLAGS = "flags"


class Strip(NamedTuple):
    """Where a lane lies, in pixels from the top."""

    top: int
    height: int

    @property
    def bottom(self) -> int:
        return self.top + self.height

    def part(self, number: int, of: int) -> Strip:
        """Return one of several equal parts, which lines that overlap in time share."""
        each = self.height // max(1, of)
        return Strip(self.top + number * each, each - (2 if of > 1 else 0))


@dataclass(frozen=True, slots=True)
class Lanes:
    """Every lane's place in a timeline of one height."""

    height: int
    ruler: Strip
    source: Strip
    lines: Strip
    dub: Strip
    speed: Strip
    flags: Strip

    @classmethod
    def fitting(cls, height: int, depth: int = 1, scale: float = 1.0) -> Lanes:
        """Divide a height: every lane has its own, the waveform takes what is left.

        `depth` lines at most overlap in time; `scale` is the font's, 1.0 at 10 points.
        """
        ruler, bar, slim, gap = (round(each * scale) for each in (18, 22, 13, 4))
        stacked = bar if depth <= 1 else round(bar * 0.8) * depth
        fixed = ruler + 2 * stacked + 2 * slim + 5 * gap
        wave = max(round(24 * scale), height - fixed)
        tops: list[Strip] = []
        top = 0
        for lane, space in ((ruler, 0), (wave, gap), (stacked, gap), (stacked, gap), (slim, 2), (slim, 0)):
            tops.append(Strip(top, lane))
            top += lane + space
        return cls(height, *tops)

    def at(self, y: float) -> Lane | None:
        """Return the lane under a pixel."""
        for lane in Lane:
            strip: Strip = getattr(self, lane.value)
            if strip.top <= y < strip.bottom:
                return lane
        return None
