"""Time expressions of TTML2 (section 12.3.1): clock times, frames at their real rate, offsets, ticks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_CLOCK = re.compile(r"^(\d{2,}):([0-5]\d):([0-5]\d|60)(?:(\.\d+)|[:;](\d{2,})(?:\.(\d+))?)?$")
_OFFSET = re.compile(r"^(\d+(?:\.\d+)?)(h|ms|m|s|f|t)$")
_UNITS = {"h": Fraction(3600), "m": Fraction(60), "s": Fraction(1), "ms": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Clock:
    """`nominal` frames are counted in a second of time code, `rate` of them pass in a second that is measured."""

    nominal: int = 30
    rate: Fraction = Fraction(30)
    sub_frames: int = 1
    ticks: Fraction = Fraction(1)
    smpte: bool = False
    dropped: int = 0

    def seconds(self, text: str) -> Fraction | None:
        """Return a time in seconds, exactly; `None` where it is no time expression."""
        if match := _OFFSET.match(text.strip()):
            count, unit = Fraction(match[1]), match[2]
            if unit == "f":
                return count / self.rate
            return count / self.ticks if unit == "t" else count * _UNITS[unit]
        match = _CLOCK.match(text.strip())
        if match is None:
            return None
        hours, minutes, seconds = (int(match[number]) for number in (1, 2, 3))
        whole = Fraction((hours * 60 + minutes) * 60 + seconds)
        if match[4]:
            return whole + Fraction(f"0{match[4]}")
        frames = Fraction(match[5] or 0) + Fraction(match[6] or 0) / self.sub_frames
        if not self.smpte:
            return whole + frames / self.rate
        gone = self.dropped * (60 * hours + minutes - (60 * hours + minutes) // 10)
        return (whole * self.nominal + frames - gone) / self.rate
