"""How the dub's speech lies against the original's: frames in common, and each line's overlap and onset."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.span import Span

FRAME_MS = 10
REACH_MS = 300


class Matched(NamedTuple):
    """The speech found for one line in the original and in the dub."""

    source: Span | None
    dub: Span | None

    @property
    def overlap_ppm(self) -> int | None:
        """Duration overlap SO = 1 - |source - dub| / source (Brannon et al. 2023), at least 0."""
        if self.source is None or self.dub is None:
            return None
        apart = abs(self.source.duration_ms - self.dub.duration_ms)
        return max(0, 1_000_000 - round(apart * 1_000_000 / self.source.duration_ms))

    @property
    def onset_ms(self) -> int | None:
        """How much later the dub begins; negative: earlier."""
        return None if self.source is None or self.dub is None else self.dub.start_ms - self.source.start_ms

    @property
    def apart(self) -> bool:
        """Tell whether the two do not overlap at all."""
        return self.source is not None and (self.dub is None or not self.source.overlap_ms(self.dub))


def frame_f1_ppm(source: Sequence[Span], dub: Sequence[Span], length_ms: int) -> int | None:
    """F1 of frames of 10 ms in which the dub speaks against those of the original; `None` where neither does."""
    a, b = _frames(source, length_ms), _frames(dub, length_ms)
    speaking = int(a.sum()) + int(b.sum())
    return round(2_000_000 * int((a & b).sum()) / speaking) if speaking else None


def _frames(spans: Sequence[Span], length_ms: int) -> NDArray[np.bool_]:
    frames = np.zeros(-(-length_ms // FRAME_MS), np.bool_)
    for span in spans:
        frames[round(span.start_ms / FRAME_MS) : round(span.end_ms / FRAME_MS)] = True
    return frames


def match(
    source: Sequence[Span], dub: Sequence[Span], speech: Sequence[Span], dub_speech: Sequence[Span]
) -> tuple[Matched, ...]:
    """Find, for lines at these places, the speech a detector found in the original and in the dub."""
    return tuple(map(Matched, _found(source, speech), _found(dub, dub_speech)))


def _found(places: Sequence[Span], speech: Sequence[Span]) -> list[Span | None]:
    return [_hull(place, window, speech) for place, window in zip(places, _windows(places), strict=True)]


def _windows(places: Sequence[Span]) -> list[Span]:
    """Let each line reach 300 ms out, but never past the middle of the silence to its neighbour."""
    windows = []
    for number, place in enumerate(places):
        start, end = place.start_ms - REACH_MS, place.end_ms + REACH_MS
        if number:
            start = max(start, min(place.start_ms, (places[number - 1].end_ms + place.start_ms) // 2))
        if number + 1 < len(places):
            end = min(end, max(place.end_ms, (place.end_ms + places[number + 1].start_ms) // 2))
        windows.append(Span(start, end))
    return windows


def _hull(place: Span, window: Span, speech: Sequence[Span]) -> Span | None:
    """Join the speech that touches a line, clipped to its window."""
    touching = [span for span in speech if span.overlap_ms(place) > FRAME_MS]
    if not touching:
        return None
    start = max(window.start_ms, touching[0].start_ms)
    end = min(window.end_ms, max(span.end_ms for span in touching))
    return Span(start, end) if end > start else None
