"""Pictures whose frames carry their number as bars of light, so that a wrong frame is seen at once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

BITS, CELL = 12, 16
HEIGHT, WIDTH = 128, 6 * CELL  # two rows of six bars above a quiet field


def drawn(number: int) -> np.ndarray:
    """Draw a number as bars over a field that changes a little; RGB."""
    picture = np.full((HEIGHT, WIDTH, 3), 40 + number % 50, np.uint8)
    for bit in range(BITS):
        row, column = divmod(bit, 6)
        bar = 235 if number >> bit & 1 else 16
        picture[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL] = bar
    return picture


def number_of(pixels: np.ndarray) -> int:
    """Read the number that a frame carries, whatever its size."""
    height, width = pixels.shape[:2]
    cell = width / 6
    found = 0
    for bit in range(BITS):
        row, column = divmod(bit, 6)
        at = pixels[int((row + 0.5) * CELL * height / HEIGHT), int((column + 0.5) * cell)]
        found |= int(at[:3].mean() > 125) << bit
    return found


def write(
    path: Path,
    frames: int,
    *,
    codec: str = "libx264",
    rate: int = 24,
    times: Sequence[int] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write a numbered picture; `times` in milliseconds make its rate vary."""
    import av

    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        if times is not None:
            stream.codec_context.time_base = Fraction(1, 1000)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(drawn(number), format="rgb24")
            frame.pts = number if times is None else times[number]
            frame.time_base = Fraction(1, rate) if times is None else Fraction(1, 1000)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path
