"""Tables for spreadsheets: in UTF-8 with its mark, and nothing in them is a formula."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dubbench.media.files import write_bytes

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Sequence[Mapping[str, Any]], out: Path, columns: Sequence[str] = ()) -> None:
    """Write rows with these columns, else all of the first row's; what would be a formula is marked as text."""
    names = list(columns) or list(rows[0] if rows else ())
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(names)
    table.writerows([_cell(row[name]) for name in names] for row in rows)
    write_bytes(out, text.getvalue().encode("utf-8-sig"))


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        value = " | ".join(map(str, value))
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said
