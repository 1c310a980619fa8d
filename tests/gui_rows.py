"""Lines for the tests of the window's pictures."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from dubbench.gui.values import Row, Shown


def row(number: int, start_ms: int, end_ms: int, **changes: Any) -> Row:
    """Make a line with sensible fields; `L1` is the id of line 1."""
    fields: dict[str, Any] = {
        "line_id": f"L{number}",
        "number": number,
        "start_ms": start_ms,
        "end_ms": end_ms,
        "character_id": "ana",
        "character": "Ana",
        "colour": 0,
        "source": "Let go of her!",
        "target": "Solta ela!",
        "subtitle": None,
        "state": Shown.DRAFT,
        "flags": (),
        "cps_milli": 12_000,
        "fit_ppm": 1_000_000,
        "dub_spans": ((start_ms, end_ms),),
    }
    return Row(**fields | changes)
