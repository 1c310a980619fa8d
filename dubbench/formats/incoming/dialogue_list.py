"""Tables of dialogue (CSV, TSV): what their columns hold is read from the titles, or told."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from dubbench.domain.script import OnScreen
from dubbench.domain.span import Span
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.formats.incoming.spoken import entries, how_seen
from dubbench.i18n import tr

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "start": ("in", "tc in", "time in", "timecode in", "start", "start time", "begin", "from", "entrada", "inicio",
              "tc", "timecode", "time", "入点", "开始"),
    "end": ("out", "tc out", "time out", "timecode out", "end", "end time", "stop", "to", "saida", "fin", "fim",
            "出点", "结束"),
    "duration": ("duration", "dur", "length", "duracao", "duracion", "时长"),
    "text": ("text", "dialogue", "dialog", "line", "source", "source text", "original", "english", "subtitle", "texto",
             "dialogo", "fala", "台词", "原文", "对白"),
    "speaker": ("character", "speaker", "actor", "name", "role", "who", "personagem", "personaje", "角色", "人物"),
    "translation": ("translation", "target", "target text", "translated", "traducao", "traduccion", "译文", "翻译"),
    "on screen": ("on screen", "onscreen", "on/off", "on/off screen", "screen", "画面"),
    "notes": ("notes", "note", "comment", "comments", "remarks", "备注"),
    "number": ("#", "no", "no.", "nr", "number", "cue", "cue number", "id", "序号"),
}  # fmt: skip
_CODE = re.compile(r"^(\d{1,2}):(\d{1,2}):(\d{1,2})[:;](\d{1,3})$")
_CLOCK = re.compile(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,3}))?$")
_SECONDS = re.compile(r"^(\d+)(?:[.,](\d+))?\s*s?$")
_OFF = {"off", "off screen", "off-screen", "os", "o.s.", "vo", "v.o.", "no", "false", "0"}
_ON = {"on", "on screen", "on-screen", "yes", "true", "1"}


def read(text: str, reading: Reading) -> Incoming:
    """Read a table with a row of titles; `BadInput` names the row that cannot be read."""
    bare = text.lstrip("\ufeff")
    rows = csv.reader(io.StringIO(bare), _dialect(bare))
    titles = next(iter(rows), [])
    columns = _columns(titles, reading)
    left: Counter[Left] = Counter()
    made = entries(_entries(rows, titles, columns, reading, left), reading, left)
    return Incoming("csv", made, left=left)


def _dialect(text: str) -> type[csv.Dialect]:
    head = "\n".join(text.split("\n")[:20])
    best = max(",;\t|", key=lambda mark: (text.split("\n", 1)[0].count(mark), head.count(mark)))

    class Dialect(csv.excel):
        delimiter = best

    return Dialect


def folded(title: str) -> str:
    """Write a title plainly: small letters, no accents, no marks around it."""
    plain = "".join(c for c in unicodedata.normalize("NFD", title.casefold()) if not unicodedata.combining(c))
    return " ".join(plain.replace("_", " ").replace("(ms)", " ms").strip(" :*").split())


def _columns(titles: Sequence[str], reading: Reading) -> dict[str, int]:
    """Find the number of each column that is known, by the reader's word first."""
    plain = [folded(title) for title in titles]
    found: dict[str, int] = {}
    for title, meaning in reading.columns.items():
        if meaning not in COLUMNS:
            raise reading.wrong(1, tr("A column cannot hold “{meaning}”. There are: {known}.", meaning=meaning,
                                      known=", ".join(COLUMNS)))  # fmt: skip
        if folded(title) not in plain:
            raise reading.wrong(1, tr("There is no column {title}.", title=repr(title)))
        found[meaning] = plain.index(folded(title))
    for meaning, names in COLUMNS.items():
        known = [name for name in names if name in plain or f"{name} ms" in plain]
        if meaning not in found and known:
            name = known[0] if known[0] in plain else f"{known[0]} ms"
            found[meaning] = plain.index(name)
    if "text" not in found:
        raise reading.wrong(1, tr("No column holds the dialogue. Say which: --column TITLE=text. There are: {titles}.",
                                  titles=", ".join(filter(None, titles)) or "–"))  # fmt: skip
    return found


def _entries(
    rows: Iterator[list[str]], titles: Sequence[str], columns: Mapping[str, int], reading: Reading, left: Counter[Left]
) -> Iterator[Entry]:
    in_ms = {name for name, at in columns.items() if folded(titles[at]).endswith(" ms")}
    try:
        for cells in rows:
            row = rows.line_num  # type: ignore[attr-defined]
            if not any(cell.strip() for cell in cells):
                continue

            def cell(name: str, cells: list[str] = cells) -> str:
                at = columns.get(name, len(cells))
                return cells[at].strip() if at < len(cells) else ""

            said = cell("text")
            if not said:
                left[Left.EMPTY] += 1
                continue
            left[Left.COMMENT] += bool(cell("notes"))
            span = _span(cell, row, in_ms, reading)
            told = {"": cell("translation")} if cell("translation") else {}
            who, seen = _who(cell("speaker"))
            yield Entry(said, row, span, who, on_screen=_seen(cell("on screen")) or seen, translations=told)
    except csv.Error as error:
        raise reading.wrong(rows.line_num, tr("The row cannot be read: {why}.", why=error)) from error  # type: ignore[attr-defined]


def _who(text: str) -> tuple[str, OnScreen | None]:
    name, mark, rest = text.partition("(")
    return (" ".join(name.split()), how_seen(rest)) if mark and how_seen(rest) else (" ".join(text.split()), None)


def _seen(text: str) -> OnScreen | None:
    plain = text.strip().casefold()
    return OnScreen.OFF if plain in _OFF else OnScreen.ON if plain in _ON else None


def _span(cell: Callable[[str], str], row: int, in_ms: set[str], reading: Reading) -> Span | None:
    texts = {name: cell(name) for name in ("start", "end", "duration")}
    if not texts["start"]:
        return None
    times = {name: _ms(text, row, reading, in_ms=name in in_ms) if text else None for name, text in texts.items()}
    begin, end, lasts = times["start"] or 0, times["end"], times["duration"]
    if end is None:
        if lasts is None:
            raise reading.wrong(row, tr("The row has a beginning and neither end nor duration."))
        end = begin + lasts
    if end <= begin:
        raise reading.wrong(row, tr("The row ends before it begins."))
    return Span(begin, end)


def _ms(text: str, row: int, reading: Reading, *, in_ms: bool) -> int:
    if match := _CODE.match(text):
        if reading.fps is None:
            raise reading.wrong(row, tr("“{text}” counts frames. Say how many a second has: --fps 25.", text=text))
        hours, minutes, seconds, frames = (int(part) for part in match.groups())
        nominal = -(-reading.fps.numerator // reading.fps.denominator)
        return round(Fraction(((hours * 60 + minutes) * 60 + seconds) * nominal + frames) / reading.fps * 1000)
    if match := _CLOCK.match(text):
        hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[4] or "0").ljust(3, "0"))
    if match := _SECONDS.match(text):
        if in_ms:
            return int(match[1])
        return round(Fraction(f"{match[1]}.{match[2] or 0}") * 1000)
    raise reading.wrong(row, tr("“{text}” is no time.", text=text[:60]))
