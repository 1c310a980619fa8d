"""What the timeline shows of an episode: its lines in time order, its shots, and what overlaps."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from dubbench.domain.span import Span
from dubbench.gui.values import Limits, Row

DEEPEST = 3
"""So many lines at once have a bar each; of more, the rest lie on the last."""


def span_of(row: Row) -> Span:
    return Span(row.start_ms, row.end_ms)


SOCIAL = Limits()


@dataclass(frozen=True, slots=True)
class Scene:
    """The lines in time order, `levels` telling which bar of the lane each has, `depth` how many bars there are.

    `reach` is the latest end among a line and all before it, in milliseconds: it finds what is in view by bisection.
    """

    rows: tuple[Row, ...] = ()
    levels: tuple[int, ...] = ()
    depth: int = 1
    starts: tuple[int, ...] = ()
    reach: tuple[int, ...] = ()
    shots: tuple[int, ...] = ()
    duration_ms: int = 0
    limits: Limits = SOCIAL

    @classmethod
    def of(cls, rows: Sequence[Row], shots: Sequence[int], duration_ms: int, limits: Limits = SOCIAL) -> Scene:
        """Sort the lines and find out which overlap; `shots` are the times of the cuts in milliseconds."""
        ordered = tuple(sorted(rows, key=lambda row: (row.start_ms, row.end_ms, row.number)))
        levels, reach, ends = [], [], [0] * DEEPEST
        latest = 0
        for row in ordered:
            level = next((k for k, end in enumerate(ends) if end <= row.start_ms), DEEPEST - 1)
            ends[level] = max(ends[level], row.end_ms)
            levels.append(level)
            latest = max(latest, row.end_ms, *(end for _, end in row.dub_spans))
            reach.append(latest)
        return cls(
            rows=ordered,
            levels=tuple(levels),
            depth=max(levels, default=0) + 1,
            starts=tuple(row.start_ms for row in ordered),
            reach=tuple(reach),
            shots=tuple(sorted(shots)),
            duration_ms=max(duration_ms, latest),
            limits=limits,
        )

    def changed_in(self, other: Scene) -> tuple[int, ...] | None:
        """Return which lines look otherwise in another scene; `None` where more than their looks is another.

        Flags are more: they push each other aside.
        """
        if self._frame() != other._frame():
            return None
        pairs = [(k, old, new) for k, (old, new) in enumerate(zip(self.rows, other.rows, strict=True)) if old != new]
        if any((old.line_id, old.end_ms, old.flags) != (new.line_id, new.end_ms, new.flags) for _, old, new in pairs):
            return None
        return tuple(k for k, _, _ in pairs)

    def _frame(self) -> tuple[object, ...]:
        return self.starts, self.levels, self.depth, self.shots, self.duration_ms, self.limits

    def between(self, start_ms: float, end_ms: float) -> range:
        """Return the indices of the lines that may be seen between two times."""
        return range(bisect_right(self.reach, start_ms), bisect_left(self.starts, end_ms))

    def shots_between(self, start_ms: float, end_ms: float) -> tuple[int, ...]:
        return self.shots[bisect_left(self.shots, start_ms) : bisect_right(self.shots, end_ms)]

    def index(self, line_id: str) -> int | None:
        return next((k for k, row in enumerate(self.rows) if row.line_id == line_id), None)

    def row(self, line_id: str) -> Row | None:
        index = self.index(line_id)
        return None if index is None else self.rows[index]

    def at(self, at_ms: int, level: int | None = None) -> Row | None:
        """Return the line that is spoken at a time, the latest to begin where several are."""
        for k in reversed(self.between(at_ms, at_ms + 1)):
            row = self.rows[k]
            if row.start_ms <= at_ms < row.end_ms and level in {None, self.levels[k]}:
                return row
        return None

    def beside(self, row: Row) -> tuple[Row | None, Row | None]:
        """Return the neighbours in time: the last line that ends before its middle, the first that starts after it."""
        middle = (row.start_ms + row.end_ms) // 2
        others = [other for other in self.rows if other.line_id != row.line_id]
        before = [other for other in others if other.end_ms <= middle]
        after = [other for other in others if other.start_ms >= middle]
        last = max(before, key=lambda other: other.end_ms, default=None)
        return last, min(after, key=lambda other: other.start_ms, default=None)

    def moved(self, current: str, by: int) -> Row | None:
        """Return the line so many places after the current one; the first or the last where none is current."""
        if not self.rows:
            return None
        index = self.index(current)
        if index is None:
            return self.rows[0 if by > 0 else -1]
        return self.rows[max(0, min(len(self.rows) - 1, index + by))]
