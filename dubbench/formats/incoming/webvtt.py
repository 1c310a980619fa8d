"""WebVTT (.vtt) after the W3C's parsing rules, but an unreadable time is told rather than passed over."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries, shared
from dubbench.i18n import tr

_TIME = r"(?:(\d{1,}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(\s.*)?$")
_STAMP = re.compile(r"<(?:\d+:)?\d\d:\d\d[.,]\d{3}>")
_VOICE = re.compile(r"<v(?:\.[^\s>]+)?\s+([^>]*)>", re.IGNORECASE)
_CLASS = re.compile(r"<[cv]\.([^\s>.]+)", re.IGNORECASE)
_ASIDE = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")


def read(text: str, reading: Reading) -> Incoming:
    """Read WebVTT text; `BadInput` names the first line that is none of it."""
    lines = text.lstrip("\ufeff").split("\n")
    if not re.match(r"WEBVTT(\s|$)", lines[0]):
        raise reading.wrong(1, tr("This is no WebVTT: its first line is WEBVTT."))
    left: Counter[Left] = Counter()
    language = next((line.partition(":")[2].strip() for line in lines[:9] if line.startswith("Language:")), "")
    cues = [part for cue in _cues(lines, reading, left) for part in _voices(cue)]
    return Incoming("vtt", entries(cues, reading, left), language=language, left=left)


def _cues(lines: list[str], reading: Reading, left: Counter[Left]) -> Iterator[Entry]:
    number = 1
    while number < len(lines):
        line = lines[number]
        if not line.strip():
            number += 1
            continue
        block = number
        while number < len(lines) and lines[number].strip() and (number == block or "-->" not in lines[number]):
            number += 1
        if _ASIDE.match(line) and "-->" not in line:
            left[Left.COMMENT] += line.startswith("NOTE")
            while number < len(lines) and lines[number].strip():
                number += 1
            continue
        times = block if "-->" in line else number
        if times >= len(lines) or "-->" not in lines[times]:
            continue  # a header line, or a cue's name without a cue
        number = times + 1
        while number < len(lines) and lines[number].strip() and "-->" not in lines[number]:
            number += 1
        yield _cue(lines[times], lines[times + 1 : number], times + 1, reading, left)


def _cue(times: str, said: list[str], row: int, reading: Reading, left: Counter[Left]) -> Entry:
    match = _TIMES.match(times)
    if match is None:
        raise reading.wrong(row, tr("“{text}” are no times. They read 00:01.000 --> 00:02.500.",
                                    text=times.strip()[:60]))  # fmt: skip
    begin, end = _ms(match.groups()[:4]), _ms(match.groups()[4:8])
    if end <= begin:
        raise reading.wrong(row, tr("The subtitle ends before it begins."))
    left[Left.POSITION] += bool((match.group(9) or "").strip())
    text, stamps = _STAMP.subn("", "\n".join(said))
    left[Left.WORD_TIMES] += bool(stamps)
    style = found[1] if (found := _CLASS.search(text)) else ""
    return Entry(text, row, Span(begin, end), style=style)


def _voices(cue: Entry) -> Iterator[Entry]:
    """Divide a cue at its voice spans; before the first of them nobody is named."""
    first, *parts = _VOICE.split(cue.text)
    said = [("", first), *zip(parts[::2], parts[1::2], strict=True)]
    said = [(who, text) for who, text in said if text.strip()] or [("", cue.text)]
    spans = shared(cue.span, [len(text) for _, text in said])
    for (who, text), span in zip(said, spans, strict=True):
        yield Entry(text, cue.row, span, " ".join(who.split()), cue.style)


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
