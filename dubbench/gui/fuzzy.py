"""Find things by a few of their letters: `spk` finds “Speak this line again”."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_RUN = 8  # a letter that follows the one before
_WORD = 10  # a letter that begins a word
_LETTER = 1
_SKIPPED = 12  # how many letters passed over cost as much as one found


def folded(text: str) -> str:
    """Write a text for comparing: without case and accents, as many letters as it has."""
    return "".join(unicodedata.normalize("NFD", letter)[0].casefold()[:1] or letter for letter in text)


def score(wanted: str, text: str) -> int | None:
    """Say how well letters match a text, the more the better; `None` where they do not stand in it in this order."""
    letters, there = [c for c in folded(wanted) if not c.isspace()], folded(text)
    if not letters:
        return 0
    begins = [i for i, c in enumerate(there) if c == letters[0]]
    return max((found for i in begins if (found := _from(i, letters, there)) is not None), default=None)


def _from(start: int, letters: list[str], there: str) -> int | None:
    points, at, last = 0, start, start - 2
    for letter in letters:
        at = _next(there, letter, at, last)
        if at < 0:
            return None
        points += _LETTER + (_RUN if at == last + 1 else 0) + (_WORD if _begins_word(there, at) else 0)
        last, at = at, at + 1
    return points - (last - start) // _SKIPPED - start // _SKIPPED


def _next(there: str, letter: str, at: int, last: int) -> int:
    """Find a letter: the one that follows, else the next that begins a word, else the next."""
    first = there.find(letter, at)
    if first < 0 or first == last + 1:
        return first
    begins = next((i for i in range(first, len(there)) if there[i] == letter and _begins_word(there, i)), -1)
    return begins if begins >= 0 else first


def _begins_word(there: str, at: int) -> bool:
    return at == 0 or not there[at - 1].isalnum() or ord(there[at]) > 0x2E7F  # each Han sign is a word


def ranked(wanted: str, things: Iterable[T], text: Callable[[T], str]) -> list[T]:
    """Give what matches, best first; equals stay in their order."""
    scored = [(found, thing) for thing in things if (found := score(wanted, text(thing))) is not None]
    return [thing for _, thing in sorted(scored, key=lambda pair: -pair[0])]
