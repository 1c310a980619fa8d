"""EBU STL (Tech 3264): 1024 bytes of general information, then blocks of 128, in code tables that are no Unicode."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries
from dubbench.i18n import tr

GSI, TTI = 1024, 128
_TABLES = {"00": "", "01": "iso8859-5", "02": "iso8859-6", "03": "iso8859-7", "04": "iso8859-8"}
_NEW_LINE, _FILL = 0x8A, 0x8F
_LANGUAGES = {
    "08": "de", "09": "en", "0A": "es", "0F": "fr", "15": "it", "1D": "nl", "1E": "no", "21": "pt", "28": "sv",
    "22": "ro", "20": "pl", "27": "fi", "07": "da", "02": "sq", "1B": "hu", "26": "sl", "56": "ru", "70": "el",
}  # fmt: skip
_ACCENTS = {
    0xC1: "\u0300", 0xC2: "\u0301", 0xC3: "\u0302", 0xC4: "\u0303", 0xC5: "\u0304", 0xC6: "\u0306", 0xC7: "\u0307",
    0xC8: "\u0308", 0xCA: "\u030a", 0xCB: "\u0327", 0xCD: "\u030b", 0xCE: "\u0328", 0xCF: "\u030c",
}  # fmt: skip
_LATIN = dict(zip(range(0xA0, 0xC0), "\u00a0¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿", strict=True)) | dict(
    zip(
        (*range(0xD0, 0xD8), *range(0xDC, 0xE5), *range(0xE6, 0x100)),
        "―¹®©™♪¬¦⅛⅜⅝⅞ΩÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00ad",
        strict=True,
    )
)


def read(data: bytes, reading: Reading) -> Incoming:
    """Read a file; times are counted from the programme's start; `BadInput` names the block that cannot be read."""
    rates = {b"STL25.01": 25, b"STL30.01": 30, b"STL24.01": 24}
    rate = rates.get(data[3:11])
    if rate is None:
        raise reading.wrong(1, tr("This is no EBU STL of 24, 25 or 30 frames a second."))
    if len(data) < GSI + TTI or (len(data) - GSI) % TTI:
        raise reading.wrong(
            max(1, (len(data) - GSI) // TTI + 1),
            tr("The file ends in the middle of a block of {size} bytes.", size=TTI),
        )
    table = _TABLES.get(data[12:14].decode("ascii", "replace"))
    if table is None:
        raise reading.wrong(1, tr("The character code table {table} is unknown.", table=repr(data[12:14])))
    language = _LANGUAGES.get(data[14:16].decode("ascii", "replace").upper(), "")
    left: Counter[Left] = Counter()
    cues = list(_cues(data, table, rate, reading, left))
    begins = _programme_start(data[256:264], rate, cues)
    moved = [Entry(one.text, one.row, one.span and one.span.shifted(-begins)) for one in cues]
    return Incoming("stl", entries(moved, reading, left), language=language, left=left)


def _programme_start(told: bytes, rate: int, cues: list[Entry]) -> int:
    """Return when the programme starts by its time code, in milliseconds; without one, the full hour before it all."""
    first = min((one.span.start_ms for one in cues if one.span), default=0)
    try:
        parts = [int(told[at : at + 2]) for at in range(0, 8, 2)]
    except ValueError:
        parts = [0, 0, 0, 0]
    start = _ms(parts[0], parts[1], parts[2], parts[3], rate=rate)
    return start if 0 < start <= first else first // 3_600_000 * 3_600_000


def _cues(data: bytes, table: str, rate: int, reading: Reading, left: Counter[Left]) -> Iterator[Entry]:
    held = b""
    for number in range((len(data) - GSI) // TTI):
        block = data[GSI + number * TTI : GSI + (number + 1) * TTI]
        extension, comment = block[3], block[15]
        if extension == 0xFE:
            continue  # user data
        held += block[16:].rstrip(bytes([_FILL])).replace(bytes([_FILL]), b"")
        if extension != 0xFF:
            continue
        said, held = _text(held, table), b""
        if comment:
            left[Left.COMMENT] += 1
            continue
        begin, end = (_ms(*block[at : at + 4], rate=rate) for at in (5, 9))
        if not said.strip():
            left[Left.EMPTY] += 1
            continue
        if end <= begin:
            raise reading.wrong(number + 1, tr("The subtitle ends before it begins."))
        yield Entry(said, number + 1, Span(begin, end))


def _ms(hours: int, minutes: int, seconds: int, frames: int, *, rate: int) -> int:
    return round(Fraction((((hours * 60 + minutes) * 60 + seconds) * rate + frames) * 1000, rate))


def _text(data: bytes, table: str) -> str:
    """Decode a text field; control codes of teletext and of italics separate words as they do on the screen."""
    found: list[str] = []
    accent = ""
    for byte in data:
        if byte == _NEW_LINE:
            found.append("\n")
        elif byte < 0x20:
            found.append(" ")
        elif 0x80 <= byte < 0xA0:
            continue
        elif table:
            found.append(bytes([byte]).decode(table, "replace"))
        elif byte in _ACCENTS:
            accent = _ACCENTS[byte]
            continue
        else:
            letter = chr(byte) if byte < 0x80 else _LATIN.get(byte, "\ufffd")
            found.append(unicodedata.normalize("NFC", letter + accent))
            accent = ""
    return "\n".join(line.strip() for line in "".join(found).split("\n") if line.strip())
