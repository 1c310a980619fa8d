"""Tables for spreadsheets: in UTF-8 with its mark, and nothing in them is a formula."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.media.files import write_bytes

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Sequence[Mapping[str, Any]], out: Path, columns: Sequence[str] = ()) -> None:
    """Write rows with these columns, else all of the first row's; what would be a formula is marked as text."""
    refuse_other(out, ".csv")
    names = list(columns) or list(rows[0] if rows else ())
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(names)
    table.writerows([_cell(row[name]) for name in names] for row in rows)
    write_bytes(out, text.getvalue().encode("utf-8-sig"))


def refuse_other(out: Path, suffix: str) -> None:
    """Raise `BadInput` where a report would be written over a file of another kind."""
    if out.suffix.casefold() != suffix:
        raise BadInput(tr("{file} is no name for this: end it with {suffix}.", file=out, suffix=suffix))


def _cell(value: object) -> str:
    if isinstance(value, (list, tuple)):
        value = " | ".join(map(str, value))
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(_FORMULA) else said
