"""Times as people on an editing desk read them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math
from fractions import Fraction

FILM = Fraction(25)


def short(at_ms: int) -> str:
    """Minutes and seconds, `1:05`; hours where there are any."""
    minutes, seconds = divmod(max(0, at_ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def tick(at_ms: int, step_ms: int) -> str:
    """A time on the ruler, with as many decimals as its ticks are fine."""
    digits = 0 if step_ms >= 1000 else 1 if step_ms >= 100 else 2
    return short(at_ms) + (f".{at_ms % 1000:03d}"[: digits + 1] if digits else "")


def exact(at_ms: int) -> str:
    """Minutes, seconds and thousandths, `1:05.250`."""
    return f"{short(at_ms)}.{max(0, at_ms) % 1000:03d}"


def code(at_ms: int, rate: Fraction) -> str:
    """Time code `hh:mm:ss:ff`, not dropping; `rate` in frames a second, 23.976 counted as 24 (SMPTE ST 12-1)."""
    frame = frame_at(at_ms, rate)
    seconds, frames = divmod(frame, round(rate))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}:{frames:02d}"


def frame_at(at_ms: int, rate: Fraction) -> int:
    """Return the number of the frame on screen at a time."""
    return int(max(0, at_ms) * rate / 1000)


def frame_start(number: int, rate: Fraction) -> int:
    """Return the first whole millisecond at which a frame is on screen."""
    return math.ceil(max(0, number) * 1000 / rate)


def stepped(at_ms: int, frames: int, rate: Fraction) -> int:
    """Return the start of the frame so many frames away."""
    return frame_start(frame_at(at_ms, rate) + frames, rate)


def lasting(frames: int, rate: Fraction) -> int:
    """Return how long so many frames last, to the nearest millisecond; negative for frames back."""
    return round(frames * 1000 / rate)
