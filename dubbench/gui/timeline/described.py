"""The timeline in words: for screen readers, hints under the pointer, and the read-out beside a drag."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

from dubbench.domain.span import Span
from dubbench.gui import marks, timecode
from dubbench.gui.timeline.bars import PPM
from dubbench.gui.timeline.gestures import Preview
from dubbench.gui.timeline.scene import Scene, span_of
from dubbench.gui.values import Row
from dubbench.i18n import ntr, tr


def timeline(scene: Scene, current: str, playhead_ms: int) -> str:
    """Say what the timeline holds, where the playhead stands and what the current line is like."""
    row = scene.row(current)
    return " ".join(
        (
            ntr("{count} line.", "{count} lines.", len(scene.rows)),
            ntr("{count} cut.", "{count} cuts.", len(scene.shots)),
            tr("Playhead at {time}.", time=timecode.exact(playhead_ms)),
            line(row) if row else tr("No line chosen."),
        )
    )


def line(row: Row) -> str:
    """Say a line in one breath: who, when, what, how far, how fast, how the dub fits."""
    return tr(
        "Line {number}, {character}, {start} to {end}: {facts}.",
        number=row.number,
        character=row.character or tr("nobody"),
        start=timecode.exact(row.start_ms),
        end=timecode.exact(row.end_ms),
        facts=", ".join(_facts(row)),
    )


def hint(row: Row) -> str:
    """Say a line under the pointer: its texts first."""
    texts = (text for text in (row.source, row.target) if text)
    return "\n".join((f"{row.number} · {row.character} · {times(span_of(row))}", *texts, ", ".join(_facts(row))))


def times(span: Span) -> str:
    """Write a span and how long it is."""
    start, end = timecode.exact(span.start_ms), timecode.exact(span.end_ms)
    return tr("{start} to {end} · {seconds} s", start=start, end=end, seconds=f"{span.duration_ms / 1000:.2f}")


def preview(row: Row | None, shown: Preview) -> str:
    """Say what a drag would do: the times of the line in hand and how fast it would be to read."""
    span = shown.made or next((c.span for c in shown.changes if row and c.line_id == row.line_id), None)
    if span is None:
        return ""
    if shown.made or row is None or not row.cps_milli:
        return times(span)
    length = max(1, span.duration_ms)
    cps = round(row.cps_milli * (row.end_ms - row.start_ms) / length / 1000)
    return tr("{times} · {cps} cps", times=times(span), cps=cps)


def _facts(row: Row) -> Iterator[str]:
    yield marks.state_word(row.state)
    yield from (marks.flag_word(name) for name in row.flags)
    if row.cps_milli:
        count = round(row.cps_milli / 1000)
        yield ntr("{count} character a second", "{count} characters a second", count)
    yield from _dub(row)


def _dub(row: Row) -> Iterator[str]:
    if row.failed:
        yield tr("the dub failed: {cause}", cause=row.failed)
    elif row.busy:
        yield tr("being spoken")
    elif row.fit_ppm is not None:
        yield _fit(round((row.fit_ppm - PPM) * 100 / PPM), bool(row.dub_spans))


def _fit(percent: int, measured: bool) -> str:
    size = abs(percent)
    if percent == 0:
        return tr("dub fits") if measured else tr("dub should fit")
    if percent > 0:
        return (
            tr("dub {percent} % too long", percent=size)
            if measured
            else tr("dub likely {percent} % too long", percent=size)
        )
    return (
        tr("dub {percent} % shorter", percent=size) if measured else tr("dub likely {percent} % shorter", percent=size)
    )
