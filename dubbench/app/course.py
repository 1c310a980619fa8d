"""How far a chain of stages is: one whole in milliseconds of expected work, from which what is not needed is taken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dubbench.jobs.context import Context, Progress

# Measured on two cores without a GPU: milliseconds of work for a second of programme. Only their ratio matters for the
# percentage, and for the time left they are the first guess.
WORK_MS_PER_S: Mapping[str, int] = {
    "separate": 75,
    "transcribe": 150,
    "translate": 8,
    "voice": 370,
    "fit": 10,
    "export": 25,
}


def expected_ms(stage: str, duration_ms: int) -> int:
    """Say how long a stage is expected to work on a programme of this length."""
    return 1 + WORK_MS_PER_S[stage] * duration_ms // 1000


class Course:
    """Counts the work of parts, one after another; a part in which nothing was done leaves the whole."""

    def __init__(self, total_ms: int) -> None:
        self.total_ms, self.done_ms = total_ms, 0

    @contextmanager
    def stretch(self, expected: int) -> Iterator[None]:
        """Enclose parts that are expected to take so long together; what they did not need is taken out at the end."""
        left_after = self.total_ms - self.done_ms - expected
        try:
            yield
        finally:
            self.total_ms = self.done_ms + max(0, left_after)

    @contextmanager
    def part(self, ctx: Context, expected: int) -> Iterator[Context]:
        """Give the context of one part: its progress is told as that of the whole."""
        worked, farthest = False, 0

        def tell(p: Progress) -> None:
            nonlocal worked, farthest
            worked = worked or p.total > 0
            farthest = max(farthest, min(p.done, p.total) * expected // p.total if p.total else 0)
            ctx.publish(p._replace(done=self.done_ms + farthest, total=self.total_ms))

        with self.stretch(expected):
            yield ctx.through(tell)
            self.done_ms += expected if worked else 0
