"""A report as one screen of text and as a page, in the language that is spoken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from dubbench import i18n
from dubbench.formats import report_html, report_text
from dubbench.formats.report import Figure, Goal, Report, Verdict
from dubbench.formats.report_words import sections

FIGURES = (
    Figure("cer-median", 310_000, "ppm", Goal(high=150_000), Verdict.SHORT, detail=("第一行 “你好，世界” " * 12,)),
    Figure("cer-p95", 20_000, "ppm", Goal(high=300_000), Verdict.OK),
    Figure("loudness", -14_000, "mdb", Goal(-15_000, -13_000), Verdict.OK),
)
REPORT = Report(
    "第一集", "pt-BR", "zh", True, "social", "2026-11-23T00:00:00+00:00", "dubbench 0", "0" * 64, 60_000,
    judges=(), engines=(), figures=FIGURES, lines=(), source_speech=(), dub_speech=(),
)  # fmt: skip


@pytest.fixture(params=["en", "zh-CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    i18n.use_language(request.param)
    yield request.param
    i18n.use_language("en")


def test_values_end_in_one_column_in_every_language(language: str) -> None:
    lines = report_text.write(REPORT).splitlines()
    rows = [row for _, found in sections(REPORT) for row in found]
    ends = set()
    for row in rows:
        line = next(line for line in lines if line.startswith(f"  {row.title}"))
        ends.add(cell_len(line[: line.index(row.value) + len(row.value)]))
    assert (len(rows), ends) == (3, {report_text.TITLE_WIDTH + report_text.VALUE_WIDTH + 3})


def test_a_long_finding_is_cut_at_the_screens_width(language: str) -> None:
    cut = [line for line in report_text.write(REPORT).splitlines() if line.endswith(" …")]
    assert [cell_len(line) <= report_text.WIDTH for line in cut] == [True]
    assert cell_len(cut[0]) > report_text.WIDTH - 4


def test_the_page_says_the_language_it_is_written_in(language: str) -> None:
    assert f'<html lang="{language}">' in report_html.write(REPORT)
