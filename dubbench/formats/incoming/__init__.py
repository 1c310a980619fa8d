"""Dialogue that exists already, in whatever format: one module for each, found by the file's content."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from dubbench.errors import BadInput
from dubbench.formats.incoming import dialogue_list, ebu_stl, fountain, subrip, substation, ttml, webvtt
from dubbench.formats.incoming.decoding import decoded
from dubbench.formats.incoming.entry import Entry, Incoming, Left, Reading
from dubbench.i18n import tr

__all__ = ["KINDS", "LARGEST_BYTES", "Entry", "Incoming", "Left", "Reading", "kind_of", "read"]

LARGEST_BYTES = 20_000_000
_OF_TEXT: Mapping[str, Callable[[str, Reading], Incoming]] = {
    "srt": subrip.read,
    "vtt": webvtt.read,
    "ass": substation.read,
    "csv": dialogue_list.read,
    "fountain": fountain.read,
}
_OF_BYTES: Mapping[str, Callable[[bytes, Reading], Incoming]] = {"ttml": ttml.read, "stl": ebu_stl.read}
KINDS = (*_OF_TEXT, *_OF_BYTES)
_SUFFIXES = {
    "srt": "srt", "vtt": "vtt", "webvtt": "vtt", "ass": "ass", "ssa": "ass", "csv": "csv", "tsv": "csv", "tab": "csv",
    "fountain": "fountain", "spmd": "fountain", "ttml": "ttml", "dfxp": "ttml", "xml": "ttml", "imsc": "ttml",
    "dapt": "ttml", "itt": "ttml", "stl": "stl",
}  # fmt: skip


def kind_of(data: bytes, name: str) -> str:
    """Tell a file's format by how it begins, then by its name; `BadInput` where neither says it."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    plain = head.replace(b"\0", b"")
    if data[3:8] in (b"STL25", b"STL30", b"STL24"):
        return "stl"
    if plain.startswith((b"WEBVTT", b"\xff\xfeWEBVTT", b"\xfe\xffWEBVTT")):
        return "vtt"
    if re.search(rb"^\s*(?:<\?xml|<(?:\w+:)?tt[\s>])", head):
        return "ttml"
    if re.search(rb"\[(?:Script Info|Events|V4\+? Styles)\]", plain, re.IGNORECASE):
        return "ass"
    if re.search(rb"\d{1,2}:\d{2}[,.:]\d{1,3}\s*-{1,2}>", plain):
        return "srt"
    found = _SUFFIXES.get(name.rpartition(".")[2].casefold())
    if found is None:
        raise BadInput(
            tr("{file} is in no known format. Name it with --format: {known}.", file=name, known=", ".join(KINDS))
        )
    return found


def read(data: bytes, reading: Reading, *, kind: str = "", encoding: str = "") -> Incoming:
    """Read a file of dialogue; all of it or `BadInput`, which names file, line and reason."""
    if len(data) > LARGEST_BYTES:
        raise BadInput(tr("{file} is larger than {size} MB, which no script is.", file=reading.name,
                          size=LARGEST_BYTES // 1_000_000))  # fmt: skip
    if not data.strip():
        raise reading.wrong(1, tr("The file is empty."))
    kind = kind or kind_of(data, reading.name)
    if kind in _OF_BYTES:
        return _OF_BYTES[kind](data, reading)
    if kind not in _OF_TEXT:
        raise BadInput(tr("There is no format {name}; there are {known}.", name=repr(kind), known=", ".join(KINDS)))
    text, found = decoded(data, reading.name, encoding=encoding, language=reading.language)
    made = replace(_OF_TEXT[kind](text, reading), encoding=found)
    if not made.entries:
        raise reading.wrong(1, tr("Nothing is said in this file."))
    return made
