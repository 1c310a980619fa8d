"""Text files of any age: a byte order mark is believed, then UTF-8, then what the letters look like."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import codecs
from typing import NamedTuple

from dubbench.errors import BadInput
from dubbench.i18n import tr

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_USUAL = {
    "pt": "cp1252", "es": "cp1252", "fr": "cp1252", "it": "cp1252", "de": "cp1252", "en": "cp1252",
    "pl": "cp1250", "cs": "cp1250", "hu": "cp1250", "ro": "cp1250", "ru": "cp1251", "uk": "cp1251", "bg": "cp1251",
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "vi": "cp1258", "th": "cp874",
    "ja": "cp932", "ko": "cp949", "zh": "gb18030",
}  # fmt: skip
"""The legacy code page in which subtitles of a language were usually written."""


class Decoded(NamedTuple):
    """A file's text with plain line ends, and the encoding it was read by."""

    text: str
    encoding: str


def decoded(data: bytes, name: str, *, encoding: str = "", language: str = "") -> Decoded:
    """Read a file's text; `encoding` is used where it is given, `language` (BCP 47) helps to guess it.

    `BadInput` where the bytes are no text in the encoding.
    """
    for mark, found in _MARKS:
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding or found, name)
    if encoding:
        return _read(data, encoding, name)
    try:
        return _plain(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _read(data, _guess(data, language), name)


def _guess(data: bytes, language: str) -> str:
    """Name a legacy encoding by its letters; the usual one of the language where it reads without fault."""
    usual = _USUAL.get(language.partition("-")[0].casefold())
    if usual and _fits(data, usual):
        return usual
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    return best.encoding if best else "cp1252"


def _fits(data: bytes, encoding: str) -> bool:
    """Tell whether bytes read as text in an encoding, without control characters among the letters."""
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    return not any("\x7f" <= char <= "\x9f" for char in text)


def _read(data: bytes, encoding: str, name: str) -> Decoded:
    try:
        return _plain(data.decode(encoding), encoding)
    except LookupError as error:
        raise BadInput(
            tr("There is no encoding {encoding}. Leave it out to have it found.", encoding=encoding)
        ) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(
            tr("{file}, line {line}: these bytes are no text in {encoding}. Name another encoding with --encoding.",
               file=name, line=line, encoding=encoding)
        ) from error  # fmt: skip


def _plain(text: str, encoding: str) -> Decoded:
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"), encoding)
