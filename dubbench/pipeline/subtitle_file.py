"""A delivered SRT file held against its Destination, read by the letter rather than by what wrote it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dubbench.domain.delivery import Cue
from dubbench.domain.market import Destination
from dubbench.domain.span import Span
from dubbench.formats.report import Figure
from dubbench.pipeline.goals import figure

TIME = r"(\d{2,}):([0-5]\d):([0-5]\d),(\d{3})"
TIMES = re.compile(rf"{TIME} --> {TIME}")
TAGS = re.compile(r"</?[a-z][^>]*>|\{\\[^}]*\}", re.IGNORECASE)


class Subtitles(NamedTuple):
    """What an SRT file holds, and the blocks that are none."""

    cues: tuple[Cue, ...]
    broken: tuple[str, ...]


def read_srt(data: bytes) -> Subtitles:
    """Read blocks of number, times and text strictly."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    cues: list[Cue] = []
    broken: list[str] = []
    for block in filter(None, re.split(r"\n{2,}", text.strip("\n"))):
        number, _, rest = block.partition("\n")
        times, _, words = rest.partition("\n")
        found = TIMES.fullmatch(times.strip())
        if found and number.strip().isdecimal() and words.strip():
            cues.append(Cue(_span(found.groups()), TAGS.sub("", words)))
        else:
            broken.append(block.splitlines()[0])
    return Subtitles(tuple(cues), tuple(broken))


def _span(parts: Sequence[str]) -> Span:
    start, end = (((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms) for h, m, s, ms in (parts[:4], parts[4:]))
    return Span(start, end)


def subtitle_figures(found: Subtitles, rules: Destination) -> Iterator[Figure]:
    """Count, for each rule, the cues that break it."""
    cues = found.cues
    broken = {
        "cues-overlapping": [b for a, b in itertools.pairwise(cues) if a.span.gap_ms(b.span) < 0],
        "cues-lines": [cue for cue in cues if len(cue.text.splitlines()) > rules.lines_per_cue],
        "cues-chars": [cue for cue in cues if any(_length(t) > rules.chars_per_line for t in cue.text.splitlines())],
        "cues-cps": [cue for cue in cues if _reading(cue) > rules.cps_max * cue.span.duration_ms],
        "cues-duration": [c for c in cues if not rules.cue_min_ms <= c.span.duration_ms <= rules.cue_max_ms],
    }
    yield figure("cues-unreadable", len(found.broken), of=len(cues) + len(found.broken), detail=found.broken)
    for name, bad in broken.items():
        yield figure(name, len(bad), of=len(cues), detail=[" / ".join(cue.text.splitlines()) for cue in bad])


def _length(text: str) -> int:
    """Count what a reader sees as characters: marks that combine take no place."""
    return sum(not unicodedata.combining(letter) for letter in unicodedata.normalize("NFC", text))


def _reading(cue: Cue) -> int:
    """Return a cue's characters in thousandths, line breaks left out."""
    return 1000 * sum(_length(line) for line in cue.text.splitlines())
