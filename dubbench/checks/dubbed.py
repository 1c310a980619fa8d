"""Is every Line heard in the dub, and does it fit?"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Target

MAJOR = 5
FLAGGED = 6
"""The rung of the fitting ladder on which a line is pointed at, and never cut."""


def untranslated(lines: Iterable[Line], targets: Iterable[Target]) -> Iterator[Issue]:
    """Point at Lines that nothing was found to say for."""
    said = {i for target in targets if target.text.strip() for i in target.line_ids}
    for line in lines:
        if line.id not in said:
            told = Message.of(Finding.LINE_WITHOUT_TARGET, text=line.text)
            yield Issue(Finding.LINE_WITHOUT_TARGET, MAJOR, told, line.id, span=line.span)


def unspoken(targets: Iterable[tuple[Target, Sequence[Line]]]) -> Iterator[Issue]:
    """Point at Targets, given with their Lines in time order, that no Take stands for."""
    for target, lines in targets:
        told = Message.of(Finding.TARGET_WITHOUT_TAKE, text=target.text)
        span = Span(lines[0].span.start_ms, max(line.span.end_ms for line in lines))
        yield Issue(Finding.TARGET_WITHOUT_TAKE, MAJOR, told, lines[0].id, target.id, span)


def uncovered(spans: Iterable[Span]) -> Iterator[Issue]:
    """Point at speech that no Line covers: it would be lost from the dub without a word."""
    for span in spans:
        told = Message.of(Finding.SPEECH_WITHOUT_LINE, seconds=span.duration_ms // 1000)
        yield Issue(Finding.SPEECH_WITHOUT_LINE, MAJOR, told, span=span)


def unfitting(fits: Iterable[tuple[Fit, str]]) -> Iterator[Issue]:
    """Point at Fits, given with the id of the Line they begin with, that do not fit."""
    for fit, line_id in fits:
        if fit.rung == FLAGGED:
            yield Issue(Finding.DOES_NOT_FIT, MAJOR, Message.of(Finding.DOES_NOT_FIT), line_id, fit.target_id, fit.span)
