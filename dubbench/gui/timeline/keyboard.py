"""What the drags of the timeline are on the keyboard; every other key is a command of the window's table.

Ctrl and an arrow move the line by a frame, Shift its start, Ctrl+Shift its end; Alt with any of them takes the
neighbours along. A key held down goes on, and the lines change once, when it is let go.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from dubbench.gui import timecode
from dubbench.gui.timeline import edits
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.timeline.scene import Scene
from dubbench.gui.values import Row

ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}

Edit = Callable[[Scene, Row, int], tuple[Retime, ...]]
_EDITS: dict[tuple[bool, bool], tuple[Edit, Edit]] = {  # by Ctrl and Shift: alone, and with the neighbours
    (True, False): (edits.body_moved, edits.body_rolled),
    (False, True): (edits.start_moved, edits.start_rolled),
    (True, True): (edits.end_moved, edits.end_rolled),
}


@dataclass(frozen=True, slots=True)
class Nudge:
    """A line moved by keys that are still down; `edge_ms` is where what moves began, 0 for the whole line."""

    scene: Scene
    row: Row
    edit: Edit
    edge_ms: int
    frames: int = 0

    def further(self, frames: int) -> Nudge:
        return replace(self, frames=self.frames + frames)

    def changes(self, rate: Fraction) -> tuple[Retime, ...]:
        """Return what the keys do so far; `rate` in frames a second."""
        return self.edit(self.scene, self.row, self.edge_ms + timecode.lasting(self.frames, rate))


def begun(scene: Scene, row: Row | None, event: QKeyEvent) -> Nudge | None:
    """Take hold of a line if the keys pressed move one."""
    keys, modifier = event.modifiers(), Qt.KeyboardModifier
    ctrl, shift = bool(keys & modifier.ControlModifier), bool(keys & modifier.ShiftModifier)
    if row is None or event.key() not in ARROWS or (ctrl, shift) not in _EDITS:
        return None
    alone, rolled = _EDITS[ctrl, shift]
    edge = {(False, True): row.start_ms, (True, True): row.end_ms}.get((ctrl, shift), 0)
    return Nudge(scene, row, rolled if keys & modifier.AltModifier else alone, edge)


def direction(event: QKeyEvent) -> int:
    return ARROWS.get(Qt.Key(event.key()), 0)
