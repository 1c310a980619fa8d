"""A report on one screen of plain text."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from dubbench.formats import report_words as words
from dubbench.formats.report import Report, Verdict
from dubbench.i18n import tr

WIDTH = 79
TITLE_WIDTH, VALUE_WIDTH = 38, 13
MARKS = {Verdict.OK: "ok", Verdict.SHORT: "short", Verdict.HARD: "HARD", Verdict.INFO: ""}


def write(report: Report) -> str:
    """Write a report's figures, each with its goal and verdict, and what the verdicts rest on."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    draft = " · " + tr("draft") if report.draft else ""
    yield f"{report.title} · {report.source_language} → {report.locale} · {report.duration_ms / 1000:.1f} s{draft}"
    for heading, rows in words.sections(report):
        if all(row.verdict is Verdict.OK and not row.detail for row in rows) and len(rows) > 3:
            yield _row(heading, "", "", tr("all {count}: ok", count=len(rows)))
            continue
        yield heading
        for row in rows:
            yield from _figure(row)
    hard, short = (sum(f.verdict is kind for f in report.figures) for kind in (Verdict.HARD, Verdict.SHORT))
    yield tr("{hard} not acceptable, {short} short of the goal", hard=hard, short=short)


def _figure(row: words.Row) -> Iterator[str]:
    missing = row.verdict is Verdict.INFO and row.detail
    yield _row("  " + row.title, row.value, row.detail if missing else row.goal, MARKS[row.verdict])
    if row.detail and row.verdict in {Verdict.SHORT, Verdict.HARD}:
        yield "    " + textwrap.shorten(row.detail, WIDTH - 6, placeholder=" …")


def _row(title: str, value: str, goal: str, mark: str) -> str:
    return f"{title:<{TITLE_WIDTH + 2}} {value:>{VALUE_WIDTH}}  {goal:<20} {mark}".rstrip()
