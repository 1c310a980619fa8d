"""Measures the grid with 6,000 lines: `python scripts/bench_grid.py [--json] [--lines N]`.

Figures are milliseconds of this process on its processors, median and worst of many, so that a busy machine does
not count.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from dubbench.gui import theme
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.values import Row, Shown

GOALS_MS = {"scroll by a wheel step": 16.0, "scroll by a page": 16.0, "edit one line": 50.0}
TEXTS = ("Do you even know who I am?", "Mr. Lin… she’s here.", "The contract. Sign it, or don’t.", "وقّعه، أو لا.")
Figures = dict[str, tuple[float, float]]


def made_rows(count: int) -> list[Row]:
    """Make a season's lines, each text another one, so that nothing is measured twice for nothing."""
    dice = random.Random(7)
    return [
        Row(
            line_id=f"L{k}",
            number=k + 1,
            start_ms=k * 2_600,
            end_ms=k * 2_600 + dice.randint(700, 2_500),
            character_id=f"c{k % 6}",
            character=("Su Wan", "Assistant", "Lin Che", "Gu Yan", "Mother", "Granny")[k % 6],
            colour=k % 6,
            source=f"这份合同，你签还是不签？{k}",
            target=f"{TEXTS[k % 4]} {k} {TEXTS[k % 3]}",
            subtitle=None,
            state=list(Shown)[k % len(Shown)],
            flags=((), ("too-fast",), (), ("culture", "name"), ("over-long",))[k % 5],
            cps_milli=dice.choice((9_000, 16_000, 19_000, 27_000)),
            fit_ppm=dice.choice((860_000, 950_000, 1_040_000, 1_200_000)),
            dub_spans=((0, 1),) if k % 2 else (),
        )
        for k in range(count)
    ]


def measured(do: Callable[[int], object], times: int = 60) -> tuple[float, float]:
    """Return median and worst of many, in milliseconds; the first three warm up."""
    spent = []
    for n in range(times + 3):
        start = time.process_time()
        do(n)
        spent.append((time.process_time() - start) * 1_000)
    steady = sorted(spent[3:])
    return steady[len(steady) // 2], steady[-1]


def shown_grid(count: int) -> tuple[LinesGrid, list[Row]]:
    """Show a grid with so many lines, as large as in a window of 1920 x 1080."""
    grid, rows = LinesGrid(), made_rows(count)
    grid.set_languages("zh-CN", "en")
    grid.resize(1_000, 760)
    grid.set_rows(rows)
    grid.show()
    QApplication.processEvents()
    return grid, rows


def painted(do: Callable[[int], object]) -> Callable[[int], None]:
    """Do something and paint what it changed."""

    def both(n: int) -> None:
        do(n)
        QApplication.processEvents()

    return both


def figures(count: int) -> Figures:
    """Time what people wait for."""
    start = time.process_time()
    grid, rows = shown_grid(count)
    found = {"make, fill and first paint": ((time.process_time() - start) * 1_000,) * 2}
    bar = grid.view.verticalScrollBar()
    step = 3 * grid.view.rowHeight(0)

    def edit(n: int) -> None:
        place = (n * 7) % 20
        rows[place] = replace(rows[place], target=f"Another text {n}", state=Shown.EDITED)
        grid.set_rows(rows)

    bar.setValue(0)
    found["edit one line"] = measured(painted(edit))
    found["next line"] = measured(painted(lambda _n: grid.set_current(grid.neighbour(1))))
    bar.setValue(0)
    found["scroll by a wheel step"] = measured(painted(lambda _n: bar.setValue(bar.value() + step)), 300)
    found["scroll by a page"] = measured(painted(lambda _n: bar.setValue(bar.value() + bar.pageStep())), 150)
    found["drag the scroll bar"] = measured(painted(lambda n: bar.setValue((n * 7_919) % max(1, bar.maximum()))), 150)
    found["filter by a chip and back"] = measured(painted(lambda n: grid.set_filter("flags" if n % 2 else "all")), 20)
    found["filter by words"] = measured(painted(lambda n: grid.set_filter("all", f"contract {n % 7}")), 20)
    grid.set_filter("all", "")
    found["model reset"] = (
        measured(painted(lambda n: grid.set_rows(made[n % 2])), 20) if (made := two(rows)) else (0, 0)
    )
    return found


def two(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """Give the rows, and others that share no line with them: another episode opened."""
    return rows, [replace(row, line_id=f"other {row.line_id}") for row in rows]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--lines", type=int, default=6_000)
    given = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.Mode.DARK)
    found = figures(given.lines)
    if given.json:
        print(json.dumps({name: {"median_ms": median, "worst_ms": worst} for name, (median, worst) in found.items()}))
        return
    for name, (median, worst) in found.items():
        goal = f"   goal {GOALS_MS[name]:.0f} ms" if name in GOALS_MS else ""
        print(f"{name:28} {median:7.2f} ms   worst {worst:7.2f} ms{goal}")


if __name__ == "__main__":
    main()
