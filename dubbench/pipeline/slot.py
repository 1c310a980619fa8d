"""The place a Target has in the source: its Lines' span and the phrases in it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.pipeline.divide import hulls


class Slot(NamedTuple):
    """Where the source speaks; not the subtitle's cue."""

    span: Span
    phrases: tuple[Span, ...]

    @property
    def speech_ms(self) -> int:
        return sum(phrase.duration_ms for phrase in self.phrases)

    def joined(self, count: int) -> Slot:
        """Return the slot with its phrases joined over their smallest gaps until `count` are left."""
        return Slot(self.span, hulls(self.phrases, count))


def slot_of(lines: Sequence[Line]) -> Slot:
    """Return the slot of the Lines of one Target."""
    ordered = sorted(lines, key=lambda line: line.span)
    phrases = tuple(phrase for line in ordered for phrase in line.phrases())
    return Slot(Span(ordered[0].span.start_ms, max(line.span.end_ms for line in ordered)), phrases)
