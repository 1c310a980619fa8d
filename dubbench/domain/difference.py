"""What differs between two texts, word by word; character by character in scripts that put no space between words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_SPACELESS = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # Japanese kana
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


class Run(NamedTuple):
    """A stretch of text: the same in both, gone from the old one, or new."""

    change: Change
    text: str


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Return how one text becomes another, in order; what is gone comes before what stands in its place."""
    before, after = words(old), words(new)
    found: list[Run] = []
    for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[a:b] == after[c:d]:
            found.append(Run(Change.SAME, "".join(before[a:b])))
            continue
        found += [Run(Change.GONE, "".join(before[a:b])), Run(Change.NEW, "".join(after[c:d]))]
    return tuple(run for run in found if run.text)


def words(text: str) -> list[str]:
    """Cut a text into words, spaces and marks that join to it again; accents stay with their letters."""
    made: list[str] = []
    last = ""
    for char in text:
        kind = _kind(char)
        if made and (kind == "accent" or (kind == last and kind in {"word", "space"})):
            made[-1] += char
        else:
            made.append(char)
            last = kind
    return made


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] == "M" or char == "\u200d":
        return "accent"
    if char.isspace():
        return "space"
    if any(first <= ord(char) <= last for first, last in _SPACELESS):
        return "sign"
    return "word" if category[0] in "LN" or char in "'’" else "mark"
