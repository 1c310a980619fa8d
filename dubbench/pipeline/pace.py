"""How long a text will take a voice that was heard before: by letters, without an engine."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dubbench.domain.target import Take

_MILLION = 1_000_000


_MARKS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """Return the letters and digits of a text, whatever their case."""
    return _MARKS.sub("", text.casefold())


def natural_ms(take: Take) -> int:
    """Return how long a Take's speech would be at the voice's own pace."""
    return sum(span.duration_ms for span in take.speech) * take.speed_ppm // _MILLION


@dataclass(frozen=True, slots=True)
class Pace:
    """Microseconds a letter, by voice; `any_us` is that of all together, 0 where nothing was spoken yet."""

    by_voice: dict[str, int]
    any_us: int = 0

    @classmethod
    def of(cls, takes: Iterable[Take]) -> Pace:
        """Learn every voice's pace from what it has spoken."""
        heard: dict[str, list[int]] = {}
        for take in takes:
            sums = heard.setdefault(take.voice_id, [0, 0])
            sums[0] += natural_ms(take)
            sums[1] += len(letters(take.spoken))
        by_voice = {voice: 1000 * ms // count for voice, (ms, count) in heard.items() if count}
        spoken, count = (sum(sums[i] for sums in heard.values()) for i in (0, 1))
        return cls(by_voice, 1000 * spoken // count if count else 0)

    def predicted_ms(self, text: str, voice_id: str) -> int | None:
        """Predict how long a voice speaks a text; `None` where nothing is known of any voice."""
        own = self.by_voice.get(voice_id, self.any_us)
        return len(letters(text)) * own // 1000 if own else None


def percent(predicted_ms: int | None, slot_ms: int) -> int | None:
    """Return how much of its slot speech fills; 100 fills it. `None` where nothing is predicted."""
    return None if predicted_ms is None else round(100 * predicted_ms / max(1, slot_ms))
