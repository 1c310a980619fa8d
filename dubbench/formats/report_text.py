"""A report on one screen of plain text."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

from dubbench.formats import report_words as words
from dubbench.formats.report import Report, Verdict
from dubbench.i18n import tr

WIDTH = 79
TITLE_WIDTH, VALUE_WIDTH, GOAL_WIDTH = 38, 13, 20
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
        yield "    " + _shortened(" ".join(row.detail.split()), WIDTH - 4)


def _row(title: str, value: str, goal: str, mark: str) -> str:
    """Write columns that stand under each other: a Chinese character is two cells wide."""
    left = _padding(value, VALUE_WIDTH) + value
    cells = (title + _padding(title, TITLE_WIDTH + 2), left + " ", goal + _padding(goal, GOAL_WIDTH), mark)
    return " ".join(cells).rstrip()


def _padding(text: str, width: int) -> str:
    return " " * (width - cell_len(text))


def _shortened(text: str, width: int) -> str:
    return text if cell_len(text) <= width else chop_cells(text, width - 2)[0].rstrip() + " …"
