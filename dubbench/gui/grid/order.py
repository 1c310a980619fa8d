"""Which lines are shown, and in which order: the lines themselves stay in the order of time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dubbench.gui.grid.chips import CHIPS
from dubbench.gui.grid.columns import COLUMNS
from dubbench.gui.values import Row, Shown

TROUBLED = {Shown.EMPTY, Shown.STALE, Shown.SENT_BACK}


@dataclass(frozen=True, slots=True)
class Filter:
    """A chip by id, words that all have to occur in a line, and a column to sort by ("": time)."""

    chip: str = "all"
    words: str = ""
    column: str = ""
    descending: bool = False

    @property
    def narrows(self) -> bool:
        return self.chip != "all" or bool(self.words.strip())


def shown(rows: Sequence[Row], by: Filter, keep: str = "") -> list[Row]:
    """Choose and order the lines; the line `keep` is shown whether it matches or not, so that it stays in hand."""
    found = list(rows)
    if by.narrows:
        test, matches = CHIPS[by.chip].test, _matcher(by.words)
        found = [row for row in rows if row.line_id == keep or (test(row) and matches(row))]
    if by.column:
        found.sort(key=COLUMNS[by.column].key, reverse=by.descending)
    return found


def troubled(row: Row) -> bool:
    """Say whether a line wants a person: flagged, failed, empty, out of date or sent back."""
    return bool(row.flags or row.failed) or row.state in TROUBLED


def next_troubled(rows: Sequence[Row], current: str, step: int = 1) -> str:
    """Name the next line that wants a person, round the end; with −1 the one before; "" if there is none."""
    places = [n for n, row in enumerate(rows) if troubled(row)]
    if not places:
        return ""
    at = next((n for n, row in enumerate(rows) if row.line_id == current), -1 if step > 0 else len(rows))
    if step > 0:
        return rows[next((n for n in places if n > at), places[0])].line_id
    return rows[next((n for n in reversed(places) if n < at), places[-1])].line_id


def _matcher(words: str) -> Callable[[Row], bool]:
    wanted = words.casefold().split()

    def matches(row: Row) -> bool:
        text = "\n".join((row.source, row.target, row.subtitle or "", row.character, f"#{row.number}")).casefold()
        return all(word in text for word in wanted)

    return matches if wanted else lambda _row: True
