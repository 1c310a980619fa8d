"""What a language says about dividing its texts: abbreviations, and words that open or bind a group."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass

from dubbench import paths

SPACELESS = frozenset({"zh", "ja", "yue", "wuu"})


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """Word lists in lower case; `binding` words never stand before a break, `opening` ones gladly after it."""

    titles: frozenset[str] = frozenset()
    abbreviations: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    binding: frozenset[str] = frozenset()


def primary(language: str) -> str:
    """Return the language subtag of a BCP 47 tag: `pt-BR` gives `pt`."""
    return language.replace("_", "-").split("-")[0].lower()


def is_spaceless(language: str) -> bool:
    """Whether words stand together without spaces."""
    return primary(language) in SPACELESS


def table(language: str) -> LanguageTable:
    """Read a language's table from resources/languages; a language without one gets an empty table."""
    return _read(primary(language))


@functools.cache
def _read(code: str) -> LanguageTable:
    file = paths.resources() / "languages" / f"{code}.toml"
    if not (code.isalpha() and file.is_file()):
        return LanguageTable()
    lists = {key: frozenset(words) for key, words in tomllib.loads(file.read_text("utf-8")).items()}
    none: frozenset[str] = frozenset()
    grammar = ("conjunctions", "prepositions", "articles", "pronouns", "auxiliaries", "negations")
    return LanguageTable(
        titles=lists.get("titles", none),
        abbreviations=lists.get("abbreviations", none),
        conjunctions=lists.get("conjunctions", none),
        prepositions=lists.get("prepositions", none),
        binding=none.union(*(lists.get(key, none) for key in grammar)),
    )
