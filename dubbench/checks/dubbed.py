"""Is every Line heard in the dub?"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dubbench.domain.journal import Issue, Message
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Target

MAJOR = 5
FLAGGED = 6
"""The rung of the fitting ladder on which a line is pointed at, and never cut."""
WITHOUT_TARGET, WITHOUT_TAKE, WITHOUT_LINE = "line-without-target", "target-without-take", "speech-without-line"


def untranslated(lines: Iterable[Line], targets: Iterable[Target]) -> Iterator[Issue]:
    """Point at Lines that nothing was found to say for."""
    said = {i for target in targets if target.text.strip() for i in target.line_ids}
    for line in lines:
        if line.id not in said:
            told = Message.of(WITHOUT_TARGET, text=line.text)
            yield Issue(WITHOUT_TARGET, MAJOR, told, line.id, span=line.span)


def unspoken(targets: Iterable[tuple[Target, Sequence[Line]]]) -> Iterator[Issue]:
    """Point at Targets, given with their Lines in time order, that no Take stands for."""
    for target, lines in targets:
        told = Message.of(WITHOUT_TAKE, text=target.text)
        span = Span(lines[0].span.start_ms, max(line.span.end_ms for line in lines))
        yield Issue(WITHOUT_TAKE, MAJOR, told, lines[0].id, target.id, span)


def uncovered(spans: Iterable[Span]) -> Iterator[Issue]:
    """Point at speech that no Line covers: it would be lost from the dub without a word."""
    for span in spans:
        yield Issue(WITHOUT_LINE, MAJOR, Message.of(WITHOUT_LINE, seconds=span.duration_ms // 1000), span=span)
