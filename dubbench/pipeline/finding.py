"""Find a text or a pattern in lines, and say what would stand there instead."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import regex

from dubbench.errors import BadInput
from dubbench.i18n import tr

LIMIT_S = 2.0
"""How long one search may take: some patterns would need longer than anybody lives."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for and what to put there.

    `pattern`: a regular expression, and `by` may name its groups (`\\1`, `\\g<name>`). `case`: capitals count.
    `words`: whole words only. `keep_case`: what is put there is capitalised as what was found.
    """

    find: str
    by: str = ""
    case: bool = False
    words: bool = False
    pattern: bool = False
    keep_case: bool = False


class Found(NamedTuple):
    """One place in a text, from `start` to `end` (exclusive), and what would stand there."""

    start: int
    end: int
    by: str


class Finder:
    """Looks through texts for one Search, within a time for all of them together."""

    def __init__(self, search: Search, limit_s: float = LIMIT_S) -> None:
        if not search.find:
            raise BadInput(tr("Say what to look for."))
        self._search = search
        self._pattern = _compiled(search)
        self._until = time.monotonic() + limit_s

    def found(self, text: str) -> list[Found]:
        """List the places in a text, in order; what matches nothing at all is no place."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise self._too_slow()
        try:
            return [self._one(match) for match in self._pattern.finditer(text, timeout=left) if match.group()]
        except TimeoutError as slow:
            raise self._too_slow() from slow

    def _one(self, match: Any) -> Found:
        by = self._expanded(match) if self._search.pattern else self._search.by
        return Found(match.start(), match.end(), as_written(match.group(), by) if self._search.keep_case else by)

    def _expanded(self, match: Any) -> str:
        try:
            return str(match.expand(self._search.by))
        except (regex.error, IndexError) as error:
            raise BadInput(tr("“{by}” cannot be put there: {cause}.", by=self._search.by, cause=error)) from error

    def _too_slow(self) -> BadInput:
        return BadInput(tr("Looking for “{find}” takes too long. Write a simpler pattern.", find=self._search.find))


def replaced(text: str, places: Sequence[Found]) -> str:
    """Return a text with what shall stand at these places."""
    for place in sorted(places, reverse=True):
        text = text[: place.start] + place.by + text[place.end :]
    return text


def as_written(found: str, by: str) -> str:
    """Capitalise a text as another one is: all capitals, none, or the first letter."""
    return next((shape(by) for told, shape in _SHAPES if told(found)), by)


def _all_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 1


def _begins_with_a_capital(text: str) -> bool:
    return next((letter.isupper() for letter in text if letter.isalpha()), False)


def _with_a_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_SHAPES: tuple[tuple[Callable[[str], bool], Callable[[str], str]], ...] = (
    (_all_capitals, str.upper),
    (str.islower, str.lower),
    (_begins_with_a_capital, _with_a_capital),
)


def _compiled(search: Search) -> Any:
    wanted = search.find if search.pattern else regex.escape(unicodedata.normalize("NFC", search.find))
    whole = rf"(?<!\w)(?:{wanted})(?!\w)" if search.words else wanted
    try:
        return regex.compile(whole, regex.UNICODE | (0 if search.case else regex.IGNORECASE))
    except (regex.error, RecursionError, OverflowError) as error:
        raise BadInput(tr("“{find}” is no pattern: {cause}.", find=search.find, cause=error)) from error
