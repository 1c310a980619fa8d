"""The waveform as a picture, from the least and greatest sample of each column."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPolygonF

Peaks = NDArray[np.float32] | NDArray[np.int16]
PeaksOf = Callable[[float, float, int], Peaks]
"""From and to in milliseconds, and how many columns: an array (columns, 2) of least and greatest samples.

Full scale is ±1 in floats and ±32,767 in integers.
"""

QUIETEST = 1 / 12
"""A programme whose loudest parts are below this is not drawn larger: silence stays small."""


def gain_of(peaks: Peaks) -> float:
    """Return what makes the loudest parts of an episode fill the lane; silence is not blown up."""
    loudest = float(np.percentile(np.abs(_units(peaks)), 99.5)) if peaks.size else 0.0
    return 1 / max(loudest, QUIETEST)


def edges(peaks: Peaks, height: int, gain: float) -> NDArray[np.int32]:
    """Return top and bottom row of every column, (columns, 2), the bottom exclusive and at least a pixel below."""
    middle = height / 2
    lows, highs = np.clip(_units(peaks) * np.float32(gain), -1, 1).T
    tops = np.floor(middle - highs * middle).astype(np.int32)
    bottoms = np.ceil(middle - lows * middle).astype(np.int32)
    return np.stack((np.minimum(tops, height - 1), np.maximum(bottoms, tops + 1)), axis=1)


def picture(peaks: Peaks, height: int, gain: float, inks: NDArray[np.uint32]) -> QImage:
    """Draw a waveform, each column in its own ink (0xAARRGGBB, opaque)."""
    bounds = edges(peaks, height, gain)
    rows = np.arange(height, dtype=np.int32)[:, None]
    filled = (rows >= bounds[:, 0]) & (rows < bounds[:, 1])
    pixels = np.where(filled, inks[None, :], np.uint32(0))
    image = QImage(pixels.data, len(peaks), height, 4 * len(peaks), QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()


def outline(peaks: Peaks, height: int, gain: float, left: float, top: float) -> QPolygonF:
    """Return the waveform as a shape, for pictures made of lines (SVG)."""
    bounds = edges(peaks, height, gain)
    upper = [QPointF(left + x, top + float(y)) for x, y in enumerate(bounds[:, 0])]
    lower = [QPointF(left + x, top + float(y)) for x, y in enumerate(bounds[:, 1])]
    return QPolygonF(upper + lower[::-1])


def _units(peaks: Peaks) -> NDArray[np.float32]:
    """Return peaks with ±1 as full scale."""
    full = 1 if np.issubdtype(peaks.dtype, np.floating) else np.iinfo(np.int16).max
    return peaks.astype(np.float32) / np.float32(full)
