"""Numbers and money signs written out, so that "20" and "vinte" compare as the same words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Callable

SIGNS = {
    "de": {"$": "dollar", "€": "euro", "£": "pfund", "%": "prozent", "&": "und"},
    "en": {"$": "dollars", "€": "euros", "£": "pounds", "r$": "reais", "%": "percent", "&": "and"},
    "es": {"$": "dólares", "€": "euros", "£": "libras", "r$": "reales", "%": "por ciento", "&": "y"},
    "fr": {"$": "dollars", "€": "euros", "£": "livres", "%": "pour cent", "&": "et"},
    "it": {"$": "dollari", "€": "euro", "£": "sterline", "%": "per cento", "&": "e"},
    "pt": {"$": "dólares", "€": "euros", "£": "libras", "r$": "reais", "%": "por cento", "&": "e"},
}
POINT_LANGUAGES = frozenset({"en", "ja", "ko", "th", "zh"})  # 1,000.5; elsewhere 1.000,5
MONEY = re.compile(r"(r\$|us\$|[$€£])\s*(\d[\d.,]*\d|\d)", re.IGNORECASE)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|º|ª|°)(?!\w)", re.IGNORECASE)


def spelled(text: str, language: str) -> str:
    """Write the numbers of a text in the words of a language (BCP 47); digits stay where it is not known."""
    base = language.split("-", maxsplit=1)[0].lower()
    signs = SIGNS.get(base, {})
    text = MONEY.sub(lambda found: f"{found[2]} {_sign(found[1], signs)}", text)
    for sign, words in signs.items():
        text = text.replace(sign, f" {words} ")
    speak = _speaker(language)
    if speak is None:
        return text
    text = ORDINAL.sub(lambda found: f" {speak(int(found[1]), 'ordinal')} ", text)
    return NUMBER.sub(lambda found: f" {_words(found[0], base, speak)} ", text)


def _sign(sign: str, signs: dict[str, str]) -> str:
    sign = sign.lower()
    return signs.get(sign, signs.get(sign[-1], sign))


def _words(digits: str, base: str, speak: Callable[[int | float, str], str]) -> str:
    thousands, point = (",", ".") if base in POINT_LANGUAGES else (".", ",")
    grouped = rf"\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?:{re.escape(point)}\d+)?"
    if re.fullmatch(grouped, digits):
        digits = digits.replace(thousands, "")
    if re.fullmatch(rf"\d+{re.escape(point)}\d+", digits):
        return speak(float(digits.replace(point, ".")), "cardinal")
    if re.fullmatch(r"1[1-9]\d\d|20[1-9]\d", digits) and base == "en":
        return speak(int(digits), "year")
    return " ".join(speak(int(part), "cardinal") for part in re.split(r"[.,]", digits))


def _speaker(language: str) -> Callable[[int | float, str], str] | None:
    from num2words import CONVERTER_CLASSES

    base, _, region = language.replace("_", "-").partition("-")
    name = next((n for n in (f"{base.lower()}_{region.upper()}", base.lower()) if n in CONVERTER_CLASSES), None)
    converter = CONVERTER_CLASSES.get(name) if name else None
    if converter is None:
        return None

    def speak(number: int | float, form: str) -> str:
        try:
            return str(getattr(converter, f"to_{form}")(number))
        except (NotImplementedError, OverflowError, TypeError):  # a form or size that its author left out
            return str(number)

    return speak
