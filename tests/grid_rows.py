"""Lines each 1.5 s of every two, for the tests of grid, editors and panels."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from dubbench.gui.values import Row, Shown


def row(number: int, **changes: Any) -> Row:
    """Make a line; every second is spoken, its state a draft."""
    given: dict[str, Any] = {
        "line_id": f"L{number}",
        "number": number,
        "start_ms": number * 2_000,
        "end_ms": number * 2_000 + 1_500,
        "character_id": f"c{number % 2}",
        "character": ("Ana", "Li Wei")[number % 2],
        "colour": number % 2,
        "source": f"source {number}",
        "target": f"target {number}",
        "subtitle": None,
        "state": Shown.DRAFT,
        "cps_milli": 12_000,
    }
    return Row(**(given | changes))


def rows(count: int) -> list[Row]:
    return [row(number) for number in range(1, count + 1)]
