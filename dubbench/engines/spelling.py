"""Written text into the text that is truly spoken: abbreviations, money and dates in full, typography made plain."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from dubbench import paths

_PLAIN = str.maketrans({"’": "'", "‘": "'", "`": "'", "\u00ad": "", "\u200b": "", "\ufeff": "", "*": "", "_": " "})
_NUMERIC_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_NUMBER = r"(?P<number>\d[\d.,]*\d|\d)"
_SILENT = frozenset({"So", "Sk", "Cs", "Co", "Cn"})  # emoji, notes, private and broken characters


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one language speaks abbreviations and money; see resources/spelling.toml."""

    decimal: str
    large: tuple[str, ...]
    abbreviations: dict[str, str]
    money: dict[str, tuple[str, str, str, str]]
    of: str = ""
    joined_by: str = ""
    large_without_of: tuple[str, ...] = field(default=())


def spoken_text(text: str, language: str) -> str:
    """Return a text as it is to be spoken in a language (BCP 47); digits stay digits, the engine reads them."""
    text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    text = "".join(c for c in text if unicodedata.category(c) not in _SILENT)
    if text.isupper() and len(text.split()) > 1:
        text = text.lower()  # a shouted line is words, not initials to be spelled out
    text = re.sub(r"\.{2,}", "…", text)
    text = re.sub(r"\s+-{1,2}\s+|\s*--\s*", " — ", text)
    spelling = _spelling(language)
    if spelling:
        text = _dates(text, language)
        text = _money(text, spelling)
        text = _abbreviations(text, spelling)
    return re.sub(r"\s+", " ", text).strip()


def _abbreviations(text: str, spelling: Spelling) -> str:
    def full(match: re.Match[str]) -> str:
        return spelling.abbreviations[match.group()]

    pattern = "|".join(re.escape(short) for short in sorted(spelling.abbreviations, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{pattern})(?!\w)", full, text)


def _money(text: str, spelling: Spelling) -> str:
    signs = "|".join(re.escape(sign) for sign in spelling.money)
    large = "|".join(re.escape(word) for word in sorted(spelling.large, key=len, reverse=True))
    before = re.compile(rf"(?P<sign>{signs})\s?{_NUMBER}(?:\s(?P<large>{large})\b)?")
    after = re.compile(rf"{_NUMBER}(?:\s(?P<large>{large}))?\s?(?P<sign>[€£¥])")
    for pattern in (before, after):
        text = pattern.sub(lambda match: _amount(match, spelling), text)
    return text


def _amount(match: re.Match[str], spelling: Spelling) -> str:
    number, large = match["number"], match["large"]
    one, many, hundredth, hundredths = spelling.money[match["sign"]]
    if large:
        of = "" if large in spelling.large_without_of else spelling.of
        return " ".join(part for part in (number, large, of, many) if part)
    whole, point, cents = number.rpartition(spelling.decimal)
    if not point or len(cents) != 2:
        return f"{number} {one if number == '1' else many}"
    spoken = f"{whole} {one if whole == '1' else many}"
    if cents == "00":
        return spoken
    joint = f" {spelling.joined_by} " if spelling.joined_by else " "
    return f"{spoken}{joint}{int(cents)} {hundredth if cents == '01' else hundredths}"


def _dates(text: str, language: str) -> str:
    """Write 12/05/2024 with the name of its month, day and month in the language's own order."""
    month_first = language.lower() in {"en", "en-us"}

    def full(match: re.Match[str]) -> str:
        first, second, year = (int(part) for part in match.groups())
        month, day = (first, second) if month_first else (second, first)
        try:
            date = dt.date(year, month, day)
        except ValueError:
            return match.group()
        from babel.dates import format_date

        return format_date(date, "long", locale=language.replace("-", "_"))

    return _NUMERIC_DATE.sub(full, text)


def _spelling(language: str) -> Spelling | None:
    return _spellings().get(language.lower().split("-")[0])


@lru_cache(maxsize=1)
def _spellings() -> dict[str, Spelling]:
    table = tomllib.loads((paths.resources() / "spelling.toml").read_text(encoding="utf-8"))
    return {
        language: Spelling(
            decimal=rules["decimal"],
            large=tuple(rules["large"]),
            abbreviations=rules["abbreviations"],
            money={sign: tuple(names) for sign, names in rules["money"].items()},
            of=rules["of"],
            joined_by=rules["and"],
            large_without_of=tuple(rules.get("large_without_of", ())),
        )
        for language, rules in table.items()
    }
