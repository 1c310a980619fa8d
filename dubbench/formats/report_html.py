"""A report as one HTML page that needs nothing else: timeline picture, figures, lines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dubbench.domain.journal import Issue
from dubbench.formats import report_timeline
from dubbench.formats import report_words as words
from dubbench.formats.issue_words import located, sentence
from dubbench.formats.report import LineReport, Report, Verdict
from dubbench.i18n import language, tr

SYMBOLS = {Verdict.OK: "✓", Verdict.SHORT: "▲", Verdict.HARD: "✕", Verdict.INFO: ""}
STYLE = """
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5b6570;--page:#fff;--rule:#d8dde2;--original:#7c8896;
--dub:#2368b8;--late:#c9302c;--ok:#1a7f37;--short:#9a6700;--hard:#c9302c}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa4ae;--page:#15181b;--rule:#343b42;--original:#8a96a3;
--dub:#6cabf0;--late:#ff7b72;--ok:#57c26f;--short:#e3b341;--hard:#ff7b72}}
body{margin:2rem auto;max-width:76rem;padding:0 1rem;font:15px/1.45 system-ui,sans-serif;color:var(--ink);
background:var(--page)}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.3rem 0;color:var(--soft)}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;text-align:left;vertical-align:top;
border-top:1px solid var(--rule)}th{font-weight:600}.n{text-align:right;font-variant-numeric:tabular-nums;
white-space:nowrap}.detail{color:var(--soft);font-size:.9em}.ok{color:var(--ok)}.short{color:var(--short)}
.hard{color:var(--hard);font-weight:600}tbody th{background:color-mix(in srgb,var(--rule) 35%,transparent)}
svg{display:block;width:100%;height:auto;margin:.4rem 0}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.original{fill:var(--original)}.dub{fill:var(--dub)}.late{fill:var(--late)}.tick{stroke:var(--rule)}
.line{fill:transparent;stroke:var(--ink)}svg .in{fill:var(--ink);stroke:var(--page);stroke-width:3px;
paint-order:stroke;font-weight:600}.scroll{overflow-x:auto}
@media print{body{margin:0;max-width:none}}
"""


def write(report: Report) -> str:
    """Write the page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    title = tr("{title}: {source} → {locale}", title=report.title, source=report.source_language, locale=report.locale)
    yield "<!doctype html>"
    yield f'<html lang="{language()}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"
    yield f"<p>{escape(_summary(report))}</p>"
    yield f"<h2>{escape(tr('Timeline'))}</h2>"
    yield from report_timeline.draw(report)
    yield f"<h2>{escape(tr('Figures'))}</h2>"
    yield from _figures(report)
    yield f"<h2>{escape(tr('Lines'))}</h2>"
    yield from _lines(report)
    if others := [issue for issue in report.issues if not issue.undubbed]:
        yield f"<h2>{escape(tr('Pointed out when it was made'))}</h2>"
        yield from (f"<p>{escape(located(issue))}</p>" for issue in others)
    yield f"<h2>{escape(tr('How this was measured'))}</h2>"
    yield from (f"<p>{escape(words.note(message))}</p>" for message in report.notes)
    yield from (f"<p>{escape(' · '.join((use.role, use.id, use.version)))}</p>" for use in report.engines)
    yield f'<p class="detail">{escape(_origin(report))}</p>'
    yield "</body></html>"


def _summary(report: Report) -> str:
    counts = {kind: sum(figure.verdict is kind for figure in report.figures) for kind in Verdict}
    parts = [
        tr("draft") if report.draft else tr("final"),
        f"{report.duration_ms / 1000:.1f} s",
        tr("{count} lines", count=len(report.lines)),
        tr("{ok} figures ok, {short} short of the goal, {hard} not acceptable", **{k: counts[k] for k in Verdict}),
    ]
    return " · ".join(parts)


def _origin(report: Report) -> str:
    return tr(
        "Delivered {at} by {program} for {destination}; journal {head}",
        at=report.made_at,
        program=report.program,
        destination=report.destination,
        head=report.head[:12],
    )


def _figures(report: Report) -> Iterator[str]:
    yield "<table>" + _head((tr("Figure"), ""), (tr("Found"), "n"), (tr("Goal"), "n"), (tr("Verdict"), ""), ("", ""))
    for heading, rows in words.sections(report):
        yield f'<tbody><tr><th colspan="5" scope="rowgroup">{escape(heading)}</th></tr>'
        for row in rows:
            mark = f"{SYMBOLS[row.verdict]} {words.verdict(row.verdict)}".strip()
            yield _row(
                (row.title, ""),
                (row.value, "n"),
                (row.goal, "n"),
                (mark, row.verdict.value),
                (row.detail, "detail"),
            )
        yield "</tbody>"
    yield "</table>"


def _lines(report: Report) -> Iterator[str]:
    """Write every line in the order of the original: those that were dubbed, and those that are not in the dub."""
    heads = (
        ("#", "n"),
        (tr("Start"), "n"),
        (tr("Original"), ""),
        (tr("Sent to the voice"), ""),
        (tr("Heard back"), ""),
        (tr("Errors"), "n"),
        (tr("Overlap"), "n"),
        (tr("Start off"), "n"),
        (tr("Stretch"), "n"),
        (tr("Rate"), "n"),
        (tr("Rung"), "n"),
    )
    yield '<div class="scroll"><table>' + _head(*heads) + "<tbody>"
    missing = [issue for issue in report.issues if issue.undubbed]
    rows = [(line.source.start_ms, _line(line)) for line in report.lines]
    rows += [(issue.span.start_ms if issue.span else 0, _missing(issue)) for issue in missing]
    yield from (row for _, row in sorted(rows))
    yield "</tbody></table></div>"


def _line(line: LineReport) -> str:
    return _row(
        (str(line.number), "n"),
        (f"{line.source.start_ms / 1000:.1f} s", "n"),
        (line.source_text, ""),
        (line.spoken, ""),
        (line.heard, "detail"),
        ("–" if line.cer_ppm is None else f"{line.cer_ppm / 1e4:.0f} %", "n"),
        ("–" if line.overlap_ppm is None else f"{line.overlap_ppm / 1e4:.0f} %", "n"),
        ("–" if line.onset_ms is None else f"{line.onset_ms:+d} ms", "n"),
        (f"{line.stretch_ppm / 1e6:.2f}", "n"),
        (f"{line.rate_ppm / 1e6:.2f}", "n"),
        (str(line.rung), "n"),
    )


def _missing(issue: Issue) -> str:
    start = f"{issue.span.start_ms / 1000:.1f} s" if issue.span else ""
    return _row(("–", "n"), (start, "n"), (sentence(issue.message), "hard"), *[("", "")] * 8)


def _head(*cells: tuple[str, str]) -> str:
    return "<thead><tr>" + "".join(f'<th scope="col"{_class(c)}>{escape(t)}</th>' for t, c in cells) + "</tr></thead>"


def _row(*cells: tuple[str, str]) -> str:
    return "<tr>" + "".join(f"<td{_class(name)}>{escape(text)}</td>" for text, name in cells) + "</tr>"


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""
