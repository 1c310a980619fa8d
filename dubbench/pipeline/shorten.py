"""Say the same with fewer letters, by what a language can do without: offered to people, never done by itself."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dubbench import paths
from dubbench.pipeline.language import primary, table
from dubbench.pipeline.pace import letters


class Way(StrEnum):
    """How a text was made shorter."""

    FILLERS = "fillers"
    PRONOUNS = "pronouns"
    SPOKEN = "spoken"
    ALL = "all"


class Shortened(NamedTuple):
    """A shorter text and the way to it."""

    text: str
    way: Way


@dataclass(frozen=True, slots=True)
class ShorterTable:
    """What a language can do without: `fillers` between commas, `pronouns` that its verbs say, longer by shorter."""

    fillers: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.fillers or self.pronouns or self.swaps)


def shorter_table(language: str) -> ShorterTable:
    """Read a language's table from resources/shorter; a language without one gets an empty table."""
    return _read(primary(language))


def shortened(text: str, language: str) -> tuple[Shortened, ...]:
    """Give the text by each way that saves letters, and by all of them together; none where nothing is known."""
    ways = {Way.FILLERS: _without_fillers, Way.PRONOUNS: _without_pronouns, Way.SPOKEN: _as_spoken}
    found = [Shortened(do(text, language), way) for way, do in ways.items()]
    whole = functools.reduce(lambda said, do: do(said, language), ways.values(), text)
    return tuple(_saving(text, [*found, Shortened(whole, Way.ALL)]))


def _saving(text: str, found: list[Shortened]) -> Iterator[Shortened]:
    """Leave out what saves no letter, says nothing, or was found before."""
    known = {text}
    for one in found:
        if one.text not in known and 0 < len(letters(one.text)) < len(letters(text)):
            known.add(one.text)
            yield one


_BEGIN = r"(?P<before>(?:^|[.!?…;:,]\s+)[\"“«¿¡(–—-]?\s*)"
_END = r"(?!\w)"
_ALSO = ("mesmo", "mesma", "mismo", "misma", "stesso", "stessa")
"""What stresses a pronoun: it cannot go."""


def _without_fillers(text: str, language: str) -> str:
    """Leave out words between commas, at the start of a clause and at its end."""
    if not (words := shorter_table(language).fillers):
        return text
    text = _dropped(rf"{_BEGIN}(?P<gone>{_any(words)}{_END},\s*)(?=\w)", text)
    return re.sub(rf"(?i),\s+{_any(words)}(?=\s*[.!?…]|,|$)", "", text)


def _without_pronouns(text: str, language: str) -> str:
    """Leave out the subject before its verb, not where it is joined to another or stressed."""
    if not (words := shorter_table(language).pronouns):
        return text
    joined = _any((*table(language).conjunctions, *_ALSO))
    return _dropped(rf"{_BEGIN}(?P<gone>{_any(words)}\s+)(?!{joined}{_END})(?=\w)", text)


def _as_spoken(text: str, language: str) -> str:
    """Write the shorter forms of speech, where a word follows."""
    for long, short in shorter_table(language).swaps:
        text = re.sub(rf"(?i)(?<!\w){re.escape(long)}(?=\s+\w)", _cased(short), text)
    return text


def _any(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


def _dropped(pattern: str, text: str) -> str:
    """Drop every `gone` of a pattern, one after the other; what begins in its place takes its capital."""
    while found := re.search(pattern, text, re.IGNORECASE):
        rest = text[found.end() :]
        text = found["before"].join((text[: found.start()], rest[:1].upper() + rest[1:] if _capital(found) else rest))
    return text


def _capital(found: re.Match[str]) -> bool:
    return found["gone"][:1].isupper()


def _cased(short: str) -> Callable[[re.Match[str]], str]:
    def write(found: re.Match[str]) -> str:
        return short[0].upper() + short[1:] if found.group()[0].isupper() else short

    return write


@functools.cache
def _read(code: str) -> ShorterTable:
    file = paths.resources() / "shorter" / f"{code}.toml"
    if not (code.isalpha() and file.is_file()):
        return ShorterTable()
    lists = tomllib.loads(file.read_text("utf-8"))
    swaps = tuple((str(long), str(short)) for long, short in lists.get("swaps", ()))
    return ShorterTable(tuple(lists.get("fillers", ())), tuple(lists.get("pronouns", ())), swaps)
