"""How long the grid takes with 6,000 lines, as large as in a window of 1920 x 1080."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.values import Row, Shown
from window_bench.figures import Extent, Figure, Watch, repeated

LINES = 6_000
FRAME_MS, EDIT_MS = 16.0, 50.0
TEXTS = ("Do you even know who I am?", "Mr. Lin… she’s here.", "The contract. Sign it, or don’t.", "وقّعه، أو لا.")


def measure(extent: Extent) -> Iterator[Figure]:
    """Fill, scroll, edit and filter."""
    times, few, rows = extent.times, max(1, extent.times // 3), made_rows(LINES)
    grid, watch = LinesGrid(), Watch()

    grid.set_languages("zh-CN", "en")
    grid.resize(1_000, 760)
    with watch:
        grid.set_rows(rows)
        grid.show()
        QApplication.processEvents()
    yield watch.figure(f"{LINES:,} lines filled into a grid and painted")
    bar = grid.view.verticalScrollBar()
    step = 3 * grid.view.rowHeight(0)

    def edit(n: int) -> None:
        place = (n * 7) % 20
        rows[place] = replace(rows[place], target=f"Another text {n}", state=Shown.EDITED)
        grid.set_rows(rows)

    bar.setValue(0)
    yield repeated("one of its lines changed", painted(edit), times, EDIT_MS)
    yield repeated("the next line", painted(lambda _n: grid.set_current(grid.neighbour(1))), times)
    bar.setValue(0)
    yield repeated("scroll by a wheel step", painted(lambda _n: bar.setValue(bar.value() + step)), times * 5, FRAME_MS)
    bar.setValue(0)
    paged = painted(lambda _n: bar.setValue(bar.value() + bar.pageStep()))
    yield repeated("scroll by a page", paged, times * 2, FRAME_MS)
    dragged = painted(lambda n: bar.setValue((n * 7_919) % max(1, bar.maximum())))
    yield repeated("scroll by dragging the bar", dragged, times * 2, FRAME_MS)
    yield repeated(
        "filter by a chip, and back",
        painted(lambda n: grid.set_filter("flags" if n % 2 else "all")),
        max(1, times // 3),
    )
    yield repeated("filter by words", painted(lambda n: grid.set_filter("all", f"contract {n % 7}")), few)
    grid.set_filter("all", "")
    both = rows, [replace(row, line_id=f"other {row.line_id}") for row in rows]
    yield repeated("all lines changed", painted(lambda n: grid.set_rows(both[n % 2])), few)


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


def painted(do: Callable[[int], object]) -> Callable[[int], None]:
    """Do something and paint what it changed."""

    def both(n: int) -> None:
        do(n)
        QApplication.processEvents()

    return both
