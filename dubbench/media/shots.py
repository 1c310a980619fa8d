"""Where one camera shot ends and the next begins, from how much each frame differs from the one before."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dubbench.jobs.context import Context
from dubbench.media.frame_index import FrameIndex
from dubbench.media.frames import Box, FrameReader, Layout, Pixels

VERSION = 1
SMALL = Box(32, 56)
LEAST = 7.0
RISE = 3.0
ABOVE_ALL = 1.8
NEAR = 4
FLASH = 3
SAME = 0.5
SHORTEST = 4


def find_cuts(reader: FrameReader, ctx: Context | None = None) -> tuple[int, ...]:
    """Give the number of the first frame of every shot but the first."""
    ctx = ctx or Context()
    frames = []
    for number in range(reader.index.frames):
        ctx.progress(number, reader.index.frames)
        frames.append(reader.read(number).pixels)
    return cuts(np.stack(frames)) if frames else ()


def cuts(frames: Pixels) -> tuple[int, ...]:
    """Find hard cuts in small frames, shape (frames, height, width, 3).

    A cut is a change that is large in itself, stands out from the changes about it (Yusoff and others, 1998), and
    stays: after a flash the picture is again what it was. Two cuts lie at least four frames apart.
    """
    change = differences(frames, 1)
    found: list[int] = []
    for number in np.flatnonzero(change >= LEAST).tolist():
        if not _stands_out(change, number) or _flash(frames, number, float(change[number])):
            continue
        if found and number - found[-1] < SHORTEST:
            found[-1] = max(found[-1], number, key=lambda one: float(change[one]))
        else:
            found.append(number)
    return tuple(found)


def differences(frames: Pixels, step: int) -> NDArray[np.float32]:
    """Give the mean difference of every frame from the one `step` before, of 255; 0 for the first ones."""
    change = np.zeros(len(frames), np.float32)
    for number in range(step, len(frames)):
        change[number] = _difference(frames[number], frames[number - step])
    return change


def _difference(one: Pixels, other: Pixels) -> float:
    return float(np.abs(one.astype(np.int16) - other).mean())


def _stands_out(change: NDArray[np.float32], number: int) -> bool:
    """Tell whether a change is far above most of those near it, or above all of them."""
    near = np.concatenate([change[max(1, number - NEAR) : number], change[number + 1 : number + 1 + NEAR]])
    if not len(near):
        return True
    return bool(change[number] >= min(RISE * np.median(near), ABOVE_ALL * near.max()))


def _flash(frames: Pixels, number: int, change: float) -> bool:
    """Tell whether the picture is soon what it was before, or becomes again what it was before a flash began."""
    before = frames[number - 1]
    after = frames[number + 1 : number + 1 + FLASH]
    if any(_difference(frame, before) < SAME * change for frame in after):
        return True
    earlier = frames[max(0, number - 1 - FLASH) : number - 1]
    return any(_difference(frames[number], frame) < SAME * change for frame in earlier)


def open_small(path: Path, index: FrameIndex, shown: FrameIndex) -> FrameReader:
    """Open a picture in the size that `find_cuts` looks at."""
    return FrameReader(path, index, shown=shown, layout=Layout.RGB, box=SMALL)
