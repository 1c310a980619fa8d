"""What a hand on the timeline means: where it grips, what a drag would change, what a click asks for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dubbench.domain.span import Span
from dubbench.gui.timeline import edits
from dubbench.gui.timeline.edits import SHORTEST_MS, Retime
from dubbench.gui.timeline.geometry import Lane, Lanes, View
from dubbench.gui.timeline.scene import Scene, span_of
from dubbench.gui.timeline.snapping import NEAR_PX, places, snap
from dubbench.gui.values import Row

EDGE_PX = 5
DRAG_PX = 4


class Grip(StrEnum):
    """What of a line the hand is on."""

    NOTHING = "nothing"
    START = "start"
    END = "end"
    BODY = "body"


class Held(NamedTuple):
    """Keys held down with the hand: Shift, Ctrl (Command on a Mac), Alt."""

    shift: bool = False
    ctrl: bool = False
    alt: bool = False


class Hit(NamedTuple):
    """What lies under the hand."""

    lane: Lane | None
    at_ms: int
    row: Row | None = None
    grip: Grip = Grip.NOTHING


class Seek(NamedTuple):
    """The playhead is wanted there."""

    at_ms: int


class Choose(NamedTuple):
    """A line is to be the current one; `add` keeps the others chosen."""

    line_id: str
    add: bool = False


class Write(NamedTuple):
    """The text of a line is wanted for writing."""

    line_id: str


class Retiming(NamedTuple):
    """Lines are to have other spans, all in one step."""

    changes: tuple[Retime, ...]


class Make(NamedTuple):
    """A new line is wanted."""

    span: Span


Intention = Seek | Choose | Write | Retiming | Make


def hit(scene: Scene, view: View, lanes: Lanes, x: float, y: float) -> Hit:
    """Tell what lies at a pixel: on waveform and lines an edge, a body or nothing; on a dub bar its line."""
    lane = lanes.at(y)
    at_ms = view.ms(x)
    if lane not in {Lane.SOURCE, Lane.LINES, Lane.DUB}:
        row = scene.at(at_ms) if lane in {Lane.SPEED, Lane.FLAGS} else None
        return Hit(lane, at_ms, row, Grip.BODY if row else Grip.NOTHING)
    level = None if lane == Lane.SOURCE else _level(lanes, lane, y, scene.depth)
    if lane != Lane.DUB and (edge := _edge(scene, view, x, level)):
        return Hit(lane, at_ms, *edge)
    row = scene.at(at_ms, level)
    return Hit(lane, at_ms, row, Grip.BODY if row else Grip.NOTHING)


def _level(lanes: Lanes, lane: Lane, y: float, depth: int) -> int:
    strip = lanes.lines if lane == Lane.LINES else lanes.dub
    return min(depth - 1, int((y - strip.top) * depth / max(1, strip.height)))


def _edge(scene: Scene, view: View, x: float, level: int | None) -> tuple[Row, Grip] | None:
    """Find the nearest edge in reach; between two lines that touch, the side of the hand decides."""
    near = view.ms_of(EDGE_PX)
    at = view.start_ms + view.ms_of(x)
    found: list[tuple[float, float, Row, Grip]] = []
    for k in scene.between(at - near, at + near + 1):
        row = scene.rows[k]
        if level not in {None, scene.levels[k]}:
            continue
        reach = min(near, (row.end_ms - row.start_ms) / 4)
        for edge, grip, outside in (
            (row.start_ms, Grip.START, row.start_ms - at),
            (row.end_ms, Grip.END, at - row.end_ms),
        ):
            if -reach <= outside <= near:
                found.append((abs(edge - at), outside, row, grip))
    if not found:
        return None
    _, _, row, grip = min(found, key=lambda one: one[:2])
    return row, grip


def click(scene: Scene, under: Hit, held: Held, current: str) -> tuple[Intention, ...]:
    """Read a click: seek; with Shift set in, with Ctrl set out; on a bar choose its line too."""
    row = scene.row(current)
    if held.shift and row and under.lane == Lane.SOURCE:
        return _retiming(edits.started_at(scene, row, under.at_ms))
    if held.ctrl and row and under.lane == Lane.SOURCE:
        return _retiming(edits.ended_at(scene, row, under.at_ms))
    if under.row and under.lane != Lane.SOURCE:
        return (Choose(under.row.line_id, held.ctrl), Seek(under.at_ms))
    return (Seek(under.at_ms),)


def double_click(under: Hit) -> tuple[Intention, ...]:
    """Read a double click: choose the line; on its bar, write in it."""
    if not under.row:
        return ()
    chosen = Choose(under.row.line_id)
    return (chosen,) if under.lane == Lane.SOURCE else (chosen, Write(under.row.line_id))


class Preview(NamedTuple):
    """What a drag would do if the hand let go now; `snapped_ms` is where an edge was attracted."""

    changes: tuple[Retime, ...] = ()
    made: Span | None = None
    snapped_ms: int | None = None
    seek_ms: int | None = None

    @property
    def intentions(self) -> tuple[Intention, ...]:
        made = (Make(self.made),) if self.made else ()
        return (*_retiming(self.changes), *made)


@dataclass(frozen=True, slots=True)
class Drag:
    """A drag that began on something; `rolled` moves the neighbours too."""

    scene: Scene
    under: Hit
    places: tuple[int, ...] = ()
    near_ms: float = 0.0
    rolled: bool = False

    @classmethod
    def begun(cls, scene: Scene, view: View, under: Hit, playhead_ms: int, held: Held) -> Drag:
        """Take hold; what is dragged attracts nothing."""
        moving = {under.row.line_id} if under.row else set()
        if held.alt and under.row:
            moving |= {other.line_id for other in scene.beside(under.row) if other}
        return cls(scene, under, places(scene, playhead_ms, moving), view.ms_of(NEAR_PX), held.alt)

    @property
    def row(self) -> Row | None:
        return self.under.row

    def to(self, at_ms: int, snapping: bool) -> Preview:
        """Tell what the drag does with the hand at a time."""
        lane, row = self.under.lane, self.under.row
        if lane == Lane.RULER or lane is None:
            return Preview(seek_ms=at_ms)
        if row is None:
            return self._made(at_ms, snapping)
        if lane not in {Lane.SOURCE, Lane.LINES}:
            return Preview()
        near = self.near_ms if snapping else -1
        if self.under.grip == Grip.BODY:
            return self._body(row, at_ms - self.under.at_ms, near)
        start = self.under.grip == Grip.START
        edge = (row.start_ms if start else row.end_ms) + at_ms - self.under.at_ms
        attracted = snap([edge], self.places, near)
        to = edge + (attracted.by_ms if attracted else 0)
        return Preview(_EDGE[start, self.rolled](self.scene, row, to), snapped_ms=attracted and attracted.at_ms)

    def _body(self, row: Row, by_ms: int, near: float) -> Preview:
        attracted = snap(span_of(row).shifted(by_ms), self.places, near)
        by = by_ms + (attracted.by_ms if attracted else 0)
        move = edits.body_rolled if self.rolled else edits.body_moved
        return Preview(move(self.scene, row, by), snapped_ms=attracted and attracted.at_ms)

    def _made(self, at_ms: int, snapping: bool) -> Preview:
        """Draw a new line in the silence where the drag began."""
        began = self.under.at_ms
        low, high = edits.around(self.scene, began)
        if self.under.lane not in {Lane.SOURCE, Lane.LINES} or self.scene.at(began):
            return Preview()
        near = self.near_ms if snapping else -1
        first = snap([began], self.places, near)
        second = snap([at_ms], self.places, near)
        ends = sorted((began + (first.by_ms if first else 0), at_ms + (second.by_ms if second else 0)))
        span = Span(max(low, ends[0]), min(high, ends[1]))
        made = span if span.duration_ms >= SHORTEST_MS else None
        return Preview(made=made, snapped_ms=second and second.at_ms)


_EDGE: dict[tuple[bool, bool], Callable[[Scene, Row, int], tuple[Retime, ...]]] = {
    (True, False): edits.start_moved,
    (True, True): edits.start_rolled,
    (False, False): edits.end_moved,
    (False, True): edits.end_rolled,
}


def _retiming(changes: tuple[Retime, ...]) -> tuple[Retiming, ...]:
    return (Retiming(changes),) if changes else ()
