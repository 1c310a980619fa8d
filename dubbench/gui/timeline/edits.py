"""What retiming does to spans: every gesture and every key ends in one of these."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

from dubbench.domain.span import Span
from dubbench.gui.timeline.scene import Scene, span_of
from dubbench.gui.values import Row

SHORTEST_MS = 100
"""No line is shorter: the floor of a gesture, not a rule about speech."""

NEW_MS = 2_000
"""A line made by a key is so long, or as long as the silence is."""

MEETS_MS = 600
"""A neighbour's edge so near is taken along where both are moved."""


class Retime(NamedTuple):
    """A line and the span it is to have."""

    line_id: str
    span: Span


def start_moved(scene: Scene, row: Row, to_ms: int) -> tuple[Retime, ...]:
    """Move the start of a line, its end staying; not over the same person's line before."""
    low, _ = _room(scene, row)
    return _changed(row, Span(max(low, min(to_ms, row.end_ms - SHORTEST_MS)), row.end_ms))


def end_moved(scene: Scene, row: Row, to_ms: int) -> tuple[Retime, ...]:
    """Move the end of a line, its start staying; not over the same person's next line."""
    _, high = _room(scene, row)
    return _changed(row, Span(row.start_ms, min(high, max(to_ms, row.start_ms + SHORTEST_MS))))


def body_moved(scene: Scene, row: Row, by_ms: int) -> tuple[Retime, ...]:
    """Move a line as it is; the same person's lines beside it stand in its way."""
    low, high = _room(scene, row)
    by = max(low - row.start_ms, min(high - row.end_ms, by_ms))
    return _changed(row, span_of(row).shifted(by))


def start_rolled(scene: Scene, row: Row, to_ms: int) -> tuple[Retime, ...]:
    """Move the start of a line together with the end of the line before it, the silence between them kept."""
    before = _before(scene, row)
    if before is None:
        return start_moved(scene, row, to_ms)
    by = max(before.start_ms + SHORTEST_MS - before.end_ms, min(to_ms, row.end_ms - SHORTEST_MS) - row.start_ms)
    return (
        *_changed(before, Span(before.start_ms, before.end_ms + by)),
        *_changed(row, Span(row.start_ms + by, row.end_ms)),
    )


def end_rolled(scene: Scene, row: Row, to_ms: int) -> tuple[Retime, ...]:
    """Move the end of a line together with the start of the line after it, the silence between them kept."""
    after = _after(scene, row)
    if after is None:
        return end_moved(scene, row, to_ms)
    by = min(after.end_ms - SHORTEST_MS - after.start_ms, max(to_ms, row.start_ms + SHORTEST_MS) - row.end_ms)
    return (
        *_changed(row, Span(row.start_ms, row.end_ms + by)),
        *_changed(after, Span(after.start_ms + by, after.end_ms)),
    )


def body_rolled(scene: Scene, row: Row, by_ms: int) -> tuple[Retime, ...]:
    """Move a line and with it the near edges of both neighbours."""
    before, after = _before(scene, row), _after(scene, row)
    low, high = _room(scene, row)
    least = before.start_ms + SHORTEST_MS - before.end_ms if before else low - row.start_ms
    most = after.end_ms - SHORTEST_MS - after.start_ms if after else high - row.end_ms
    by = max(least, min(most, by_ms))
    changes = list(_changed(row, span_of(row).shifted(by)))
    if before:
        changes += _changed(before, Span(before.start_ms, before.end_ms + by))
    if after:
        changes += _changed(after, Span(after.start_ms + by, after.end_ms))
    return tuple(sorted(changes, key=lambda change: change.span))


def started_at(scene: Scene, row: Row, at_ms: int) -> tuple[Retime, ...]:
    """Set in: move the start there; a line that ends before it goes there whole."""
    return start_moved(scene, row, at_ms) if at_ms < row.end_ms else body_moved(scene, row, at_ms - row.start_ms)


def ended_at(scene: Scene, row: Row, at_ms: int) -> tuple[Retime, ...]:
    """Set out: move the end there; a line that starts after it goes there whole."""
    return end_moved(scene, row, at_ms) if at_ms > row.start_ms else body_moved(scene, row, at_ms - row.end_ms)


def silence_at(scene: Scene, at_ms: int) -> Span | None:
    """Return the span for a new line there, `NEW_MS` at most; none where somebody speaks or hardly pauses."""
    silence = around(scene, at_ms)
    span = Span(at_ms, min(silence.end_ms, at_ms + NEW_MS))
    return span if scene.at(at_ms) is None and span.duration_ms >= SHORTEST_MS else None


def around(scene: Scene, at_ms: int) -> Span:
    """Return the silence between the lines before and after a time."""
    low = max((row.end_ms for row in scene.rows if row.end_ms <= at_ms), default=0)
    return Span(low, min((row.start_ms for row in scene.rows if row.start_ms > at_ms), default=scene.duration_ms))


def _room(scene: Scene, row: Row) -> Span:
    """Return how far a line may reach: to the same person's lines beside it, wherever it stands now."""
    own = [other for other in scene.rows if other.character_id == row.character_id and other.line_id != row.line_id]
    low = max((other.end_ms for other in own if other.start_ms < row.start_ms), default=0)
    high = min((other.start_ms for other in own if other.start_ms > row.start_ms), default=scene.duration_ms)
    return Span(min(low, row.start_ms), max(high, row.end_ms))


def _before(scene: Scene, row: Row) -> Row | None:
    before, _ = scene.beside(row)
    return before if before and abs(row.start_ms - before.end_ms) <= MEETS_MS else None


def _after(scene: Scene, row: Row) -> Row | None:
    _, after = scene.beside(row)
    return after if after and abs(after.start_ms - row.end_ms) <= MEETS_MS else None


def _changed(row: Row, span: Span) -> tuple[Retime, ...]:
    return () if span == span_of(row) else (Retime(row.line_id, span),)
