"""(Advanced) SubStation Alpha (.ass, .ssa): speakers and styles stand beside every event."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries
from dubbench.i18n import tr

_TIME = re.compile(r"^\s*(\d+):(\d{1,2}):(\d{1,2})[.:,](\d{1,3})\s*$")
_DRAWING = re.compile(r"\{[^}]*\\p[1-9][^}]*\}")
_NEEDED = ("start", "end", "text")


def read(text: str, reading: Reading) -> Incoming:
    """Read the events of a file; `BadInput` names the first that cannot be read."""
    lines = text.lstrip("\ufeff").split("\n")
    if not any(line.strip().casefold() == "[events]" for line in lines):
        raise reading.wrong(1, tr("This is no SubStation Alpha: it has no section [Events]."))
    left: Counter[Left] = Counter()
    language = next((line.partition(":")[2].strip() for line in lines if line.startswith("Language:")), "")
    return Incoming("ass", entries(_events(lines, reading, left), reading, left), language=language, left=left)


def _events(lines: list[str], reading: Reading, left: Counter[Left]) -> Iterator[Entry]:
    section, columns = "", list[str]()
    for row, line in enumerate(lines, 1):
        if line.strip().startswith("["):
            section = line.strip().casefold()
        if section != "[events]":
            continue
        word, _, rest = line.partition(":")
        kind = word.strip().casefold()
        if kind == "format":
            columns = [name.strip().casefold() for name in rest.split(",")]
            if missing := [name for name in _NEEDED if name not in columns]:
                raise reading.wrong(row, tr("The events have no column {name}.", name=missing[0].capitalize()))
        elif kind == "comment":
            left[Left.COMMENT] += 1
        elif kind == "dialogue":
            if not columns:
                raise reading.wrong(row, tr("An event comes before the line Format, which says what its columns are."))
            cells = [cell.strip() for cell in rest.split(",", len(columns) - 1)]
            if len(cells) < len(columns):
                raise reading.wrong(row, tr("The event has {count} columns of {all}.", count=len(cells),
                                            all=len(columns)))  # fmt: skip
            yield from _event(dict(zip(columns, cells, strict=True)), row, reading, left)


def _event(cells: dict[str, str], row: int, reading: Reading, left: Counter[Left]) -> Iterator[Entry]:
    begin, end = (_ms(cells[name], row, reading) for name in ("start", "end"))
    if _DRAWING.search(cells["text"]):
        left[Left.DRAWING] += 1
        return
    if end <= begin:
        raise reading.wrong(row, tr("The subtitle ends before it begins."))
    style = cells.get("style", "").lstrip("*")
    speaker = cells.get("name", cells.get("actor", ""))
    yield Entry(cells["text"], row, Span(begin, end), speaker, "" if style == "Default" else style)


def _ms(text: str, row: int, reading: Reading) -> int:
    match = _TIME.match(text)
    if match is None:
        raise reading.wrong(row, tr("“{text}” is no time. It reads 0:00:01.00.", text=text[:60]))
    hours, minutes, seconds = (int(part) for part in match.groups()[:3])
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int(match[4].ljust(3, "0"))
