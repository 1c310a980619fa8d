"""The timeline picture of a report: original speech above, dub below, over-run hatched, in rows of half a minute."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dubbench.domain.span import Span
from dubbench.formats.report import LineReport, Report
from dubbench.i18n import tr

ROW_MS = 30_000
TICK_MS = 5_000
WIDTH, LEFT = 1200, 70
AXIS, ORIGINAL, DUB, BAR = 14, 22, 52, 24
HEIGHT = DUB + BAR + 6


def draw(report: Report) -> Iterator[str]:
    """Draw one SVG for each half minute, after a line that says what the marks mean."""
    yield f"<p>{escape(_legend())}</p>"
    for number, start in enumerate(range(0, max(1, report.duration_ms), ROW_MS)):
        yield from _row(report, Span(start, min(start + ROW_MS, max(report.duration_ms, 1))), number)


def _legend() -> str:
    return tr(
        "Above: speech of the original. Below: speech of the dub. Framed: the lines, with number and the rung of the "
        "ladder where one was needed (2 borrows silence, 3 voice faster or slower, 4 stretched, 6 does not fit). "
        "Hatched: the dub runs past the original's line."
    )


def _row(report: Report, row: Span, number: int) -> Iterator[str]:
    label = escape(tr("Speech from {start} s to {end} s", start=row.start_ms // 1000, end=-(-row.end_ms // 1000)))
    yield f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
    yield (
        f'<defs><pattern id="late{number}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="late" width="3" height="6"/></pattern></defs>'
    )
    yield from _axis(row)
    for y, name in ((ORIGINAL, tr("original")), (DUB, tr("dub"))):
        yield f'<text x="0" y="{y + 16}">{escape(name)}</text>'
    yield from (_bar(span, row, ORIGINAL, 'class="original"') for span in _inside(report.source_speech, row))
    yield from (_bar(span, row, DUB, 'class="dub"') for span in _inside(report.dub_speech, row))
    for line in report.lines:
        yield from _line(line, row, number)
    yield "</svg>"


def _axis(row: Span) -> Iterator[str]:
    for at in range(row.start_ms, row.end_ms + 1, TICK_MS):
        x = _x(at, row)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{AXIS + 2}" y2="{HEIGHT}" class="tick"/>'
        yield f'<text x="{x + 2:.1f}" y="{AXIS - 3}">{at // 60_000}:{at // 1000 % 60:02d}</text>'


def _line(line: LineReport, row: Span, number: int) -> Iterator[str]:
    rung = tr("rung {rung}", rung=line.rung)
    told = escape(f"{line.number} · {rung} · {line.stretch_ppm / 1e6:.2f}\n{line.source_text}\n{line.spoken}")
    if source := _clipped(line.source, row):
        yield _frame(source, row, ORIGINAL, told)
        yield f'<text class="in" x="{_x(source.start_ms, row) + 3:.1f}" y="{ORIGINAL + 16}">{line.number}</text>'
    if dub := _clipped(line.dub, row):
        yield _frame(dub, row, DUB, told)
        mark = f"{line.number}" + (f" · {line.rung}" if line.rung > 1 else "")
        yield f'<text class="in" x="{_x(dub.start_ms, row) + 3:.1f}" y="{DUB + 16}">{mark}</text>'
    over = _clipped(Span(max(line.dub.start_ms, line.source.end_ms), line.dub.end_ms), row)
    if over:
        yield _bar(over, row, DUB, f'fill="url(#late{number})"')


def _inside(spans: tuple[Span, ...], row: Span) -> Iterator[Span]:
    return (clipped for span in spans if (clipped := _clipped(span, row)))


def _clipped(span: Span, row: Span) -> Span | None:
    start, end = max(span.start_ms, row.start_ms), min(span.end_ms, row.end_ms)
    return Span(start, end) if end > start else None


def _bar(span: Span, row: Span, y: int, look: str) -> str:
    return f'<rect x="{_x(span.start_ms, row):.1f}" y="{y}" width="{_w(span):.1f}" height="{BAR}" {look}/>'


def _frame(span: Span, row: Span, y: int, told: str) -> str:
    return (
        f'<rect x="{_x(span.start_ms, row):.1f}" y="{y - 1}" width="{_w(span):.1f}" height="{BAR + 2}" '
        f'class="line"><title>{told}</title></rect>'
    )


def _x(at_ms: int, row: Span) -> float:
    return LEFT + (at_ms - row.start_ms) * (WIDTH - LEFT - 10) / ROW_MS


def _w(span: Span) -> float:
    return max(1.0, span.duration_ms * (WIDTH - LEFT - 10) / ROW_MS)
