"""The outline of a sound at every zoom: lowest and highest sample of ever longer stretches."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dubbench.media.audio import Samples
from dubbench.media.files import write_bytes

FINEST = 64
FACTOR = 4
MAGIC = b"dubpeak1"
HEAD = struct.Struct("<8sIQI")
FULL = 127

Outline = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Peaks:
    """A pyramid: level 0 holds (lowest, highest) of every 64 frames over all channels, each next of four times as many.

    Values are 127ths of full scale, rounded outward; what is louder than full scale stands at its edge.
    """

    rate_hz: int
    frames: int
    levels: tuple[Outline, ...]

    @property
    def duration_ms(self) -> int:
        return round(self.frames * 1000 / self.rate_hz)

    def view(self, from_ms: float, to_ms: float, columns: int) -> NDArray[np.float32]:
        """Give lowest and highest of each of `columns` equal stretches, full scale ±1; (columns, 2), 0 outside."""
        first, last = (ms * self.rate_hz / 1000 for ms in (from_ms, to_ms))
        number = self._level((last - first) / max(1, columns))
        level = self.levels[number]
        cells = np.linspace(first, last, columns + 1) / (FINEST * FACTOR**number)
        edges = np.floor(cells).astype(np.int64)
        seen = np.zeros((columns, 2), np.float32)
        inside = (edges[:-1] < len(level)) & (edges[1:] >= 0) & (cells[1:] > 0)
        if len(level) and inside.any():
            low, high = np.flatnonzero(inside)[[0, -1]]
            starts = np.clip(edges[low : high + 1], 0, len(level) - 1)
            end = min(max(int(np.ceil(cells[high + 1])), int(starts[-1]) + 1), len(level))
            seen[inside, 0] = np.minimum.reduceat(level[:end, 0], starts)
            seen[inside, 1] = np.maximum.reduceat(level[:end, 1], starts)
        return seen / np.float32(FULL)

    def patched(self, first: int, samples: Samples) -> Peaks:
        """Give the outline after frames from `first` on were replaced by `samples`, which must cover whole cells.

        `first` is a multiple of 64, and `samples` ends at another or at the sound's end.
        """
        levels = []
        fresh, at = _outline(samples), first // FINEST
        for level in self.levels:
            changed = np.array(level)
            changed[at : at + len(fresh)] = fresh
            levels.append(changed)
            start = at // FACTOR
            end = -(-(at + len(fresh)) // FACTOR)
            fresh, at = _coarser(changed[start * FACTOR : end * FACTOR]), start
        return Peaks(self.rate_hz, self.frames, tuple(levels))

    def save(self, out: Path) -> None:
        """Write the pyramid as one small file that `load` maps."""
        head = HEAD.pack(MAGIC, self.rate_hz, self.frames, len(self.levels))
        write_bytes(out, head + b"".join(level.tobytes() for level in self.levels))

    def _level(self, frames_per_column: float) -> int:
        """Choose the coarsest level that still has a cell for every column."""
        number = 0
        while number + 1 < len(self.levels) and FINEST * FACTOR ** (number + 1) <= frames_per_column:
            number += 1
        return number


def peaks(blocks: Iterable[Samples], rate_hz: int) -> Peaks:
    """Outline a sound in one pass over blocks of samples, shape (frames,) or (frames, channels)."""
    parts: list[Outline] = []
    rest: Samples | None = None
    frames = 0
    for block in blocks:
        frames += len(block)
        whole = block if rest is None else np.concatenate([rest, block])
        cut = len(whole) // FINEST * FINEST
        parts.append(_outline(whole[:cut]))
        rest = whole[cut:]
    if rest is not None and len(rest):
        parts.append(_outline(rest))
    finest = np.concatenate(parts) if parts else np.zeros((0, 2), np.int8)
    return Peaks(rate_hz, frames, tuple(_pyramid(finest)))


def load(path: Path) -> Peaks:
    """Map a pyramid from its file; `ValueError` where it is damaged, `OSError` where it is not there."""
    with path.open("rb") as file:
        head = file.read(HEAD.size)
    if len(head) < HEAD.size or head[: len(MAGIC)] != MAGIC:
        raise ValueError("no outline of a sound")
    _, rate_hz, frames, count = HEAD.unpack(head)
    sizes = _sizes(frames)
    if len(sizes) != count or path.stat().st_size != HEAD.size + 2 * sum(sizes) or not rate_hz:
        raise ValueError("a damaged outline of a sound")
    data = np.memmap(path, np.int8, "r", HEAD.size) if sum(sizes) else np.zeros(0, np.int8)
    edges = 2 * np.cumsum([0, *sizes])
    levels = (data[a:b].reshape(-1, 2) for a, b in pairwise(edges))
    return Peaks(rate_hz, frames, tuple(levels))


def _sizes(frames: int) -> list[int]:
    sizes = [-(-frames // FINEST)]
    while sizes[-1] > FACTOR:
        sizes.append(-(-sizes[-1] // FACTOR))
    return sizes


def _pyramid(finest: Outline) -> list[Outline]:
    levels = [finest]
    while len(levels[-1]) > FACTOR:
        levels.append(_coarser(levels[-1]))
    return levels


def _coarser(level: Outline) -> Outline:
    starts = np.arange(0, len(level), FACTOR)
    if not len(starts):
        return level
    return np.stack([np.minimum.reduceat(level[:, 0], starts), np.maximum.reduceat(level[:, 1], starts)], axis=1)


def _outline(samples: Samples) -> Outline:
    """Give lowest and highest of every 64 frames; the last cell may be shorter."""
    if not len(samples):
        return np.zeros((0, 2), np.int8)
    flat = samples.reshape(len(samples), -1)
    if missing := -len(flat) % FINEST:
        flat = np.pad(flat, ((0, missing), (0, 0)), mode="edge")
    cells = flat.reshape(-1, FINEST * flat.shape[1])
    low, high = np.floor(cells.min(axis=1) * FULL), np.ceil(cells.max(axis=1) * FULL)
    return np.stack([low, high], axis=1).clip(-FULL, FULL).astype(np.int8)
