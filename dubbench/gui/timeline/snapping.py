"""Where an edge that is dragged near something wants to be."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from dubbench.gui.timeline.scene import Scene

NEAR_PX = 8
"""An edge so near to something in pixels goes there."""


class Snap(NamedTuple):
    """How far to move so that an edge stands on something, and where that is; milliseconds."""

    by_ms: int
    at_ms: int


def places(scene: Scene, playhead_ms: int, leave_out: Collection[str]) -> tuple[int, ...]:
    """Return the times that attract: cuts, the playhead, and the edges of the lines that stay where they are."""
    return tuple(sorted({playhead_ms, 0, scene.duration_ms, *scene.shots, *_edges(scene, leave_out)}))


def _edges(scene: Scene, leave_out: Collection[str]) -> Iterator[int]:
    for row in scene.rows:
        if row.line_id not in leave_out:
            yield from (row.start_ms, row.end_ms)


def snap(edges: Collection[int], places: Collection[int], near_ms: float) -> Snap | None:
    """Return the smallest move that puts one of the edges on one of the places, none if all are too far."""
    moves = (Snap(place - edge, place) for edge in edges for place in places if abs(place - edge) <= near_ms)
    return min(moves, key=lambda move: (abs(move.by_ms), move.at_ms), default=None)
