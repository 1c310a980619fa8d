"""SubRip (.srt) as it is found: without numbers, with blank lines inside cues, in any dialect of times."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries
from dubbench.i18n import tr

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.:](\d{1,3}))?"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-{{1,2}}>\s*{_TIME}(\s.*)?$")


def read(text: str, reading: Reading) -> Incoming:
    """Read SubRip text; `BadInput` names the first line that is none of it."""
    left: Counter[Left] = Counter()
    made = entries(_cues(text.lstrip("\ufeff").split("\n"), reading, left), reading, left)
    return Incoming("srt", made, left=left)


def _cues(lines: list[str], reading: Reading, left: Counter[Left]) -> Iterator[Entry]:
    times = {number: found for number, line in enumerate(lines) if (found := _times(number, line, reading))}
    starts = list(times)
    head = [line for line in lines[: starts[0] if starts else None] if line.strip()]
    if (not starts and head) or any(not line.strip().isdigit() for line in head):
        row = next(number for number, line in enumerate(lines, 1) if line.strip() and not line.strip().isdigit())
        raise reading.wrong(row, tr("This is no SubRip: a number and the times of a subtitle come first."))
    for start, following in zip(starts, [*starts[1:], None], strict=True):
        match = times[start]
        begin, end = _ms(match.groups()[:4]), _ms(match.groups()[4:8])
        if end <= begin:
            raise reading.wrong(start + 1, tr("The subtitle ends before it begins."))
        left[Left.POSITION] += bool((match.group(9) or "").strip())
        said = lines[start + 1 : following]
        if following is not None and said and said[-1].strip().isdigit():
            said.pop()  # the number of the next one
        yield Entry("\n".join(said).strip("\n"), start + 1, Span(begin, end))


def _times(number: int, line: str, reading: Reading) -> re.Match[str] | None:
    if match := _TIMES.match(line):
        return match
    if "-->" in line:
        raise reading.wrong(number + 1, tr("“{text}” are no times. They read 00:00:01,000 --> 00:00:02,500.",
                                           text=line.strip()[:60]))  # fmt: skip
    return None


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))
