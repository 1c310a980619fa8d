"""Languages of Matroska tracks (RFC 9559): `Language` in ISO 639-2 and `LanguageBCP47`, which ffmpeg never writes.

ffmpeg is given a placeholder exactly as long as both elements, so that they are put in its place and nothing moves.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from dubbench.errors import MediaError
from dubbench.i18n import tr

SEGMENT, TRACKS, TRACK, CLUSTER = 0x18538067, 0x1654AE6B, 0xAE, 0x1F43B675
LANGUAGE, LANGUAGE_BCP47 = b"\x22\xb5\x9c", b"\x22\xb5\x9d"
HEAD_BYTES = 1 << 20


def placeholder(language: str, track: int) -> str:
    """Give what ffmpeg shall write for now as the language of a track."""
    return f"{track}".rjust(len(language) + 7, "-")


def write_tags(path: Path, languages: Sequence[str]) -> None:
    """Put the languages of the sound tracks, in order, where their placeholders stand."""
    with path.open("r+b") as file:
        head = file.read(HEAD_BYTES)
        for track, language in enumerate(languages):
            waiting = _element(LANGUAGE, placeholder(language, track))
            place = head.find(waiting)
            if place < 0:
                raise MediaError(tr("The languages of {path} could not be written.", path=path.name))
            file.seek(place)
            file.write(_element(LANGUAGE, bibliographic(language)) + _element(LANGUAGE_BCP47, language))


def read_languages(path: Path) -> tuple[str, ...]:
    """Read the language of each track, BCP 47 before ISO 639-2; empty where a track has none."""
    with path.open("rb") as file:
        segment = next((size for ident, size in _walk(file, path.stat().st_size) if ident == SEGMENT), 0)
        end = min(file.tell() + segment, path.stat().st_size)
        for ident, size in _walk(file, end):
            if ident == CLUSTER:
                return ()
            if ident == TRACKS:
                return tuple(_track_languages(file, file.tell() + size))
    return ()


def bibliographic(language: str) -> str:
    """Give the ISO 639-2/B code, which Matroska asks for (`ger`, not `deu`)."""
    import langcodes

    try:
        return langcodes.Language.get(language).to_alpha3(variant="B")
    except LookupError:
        return "und"


def _element(ident: bytes, text: str) -> bytes:
    data = text.encode("ascii")
    return ident + bytes([0x80 | len(data)]) + data


def _track_languages(file: IO[bytes], end: int) -> Iterator[str]:
    for ident, size in _walk(file, end):
        if ident != TRACK:
            continue
        found: dict[int, str] = {}
        for inner, length in _walk(file, file.tell() + size):
            if inner in {int.from_bytes(LANGUAGE, "big"), int.from_bytes(LANGUAGE_BCP47, "big")}:
                found[inner] = file.read(length).rstrip(b"\0").decode("ascii", "replace")
        yield found.get(int.from_bytes(LANGUAGE_BCP47, "big")) or found.get(int.from_bytes(LANGUAGE, "big"), "")


def _walk(file: IO[bytes], end: int) -> Iterator[tuple[int, int]]:
    """Give each element up to `end`; the file stands at its data while it is looked at."""
    while file.tell() < end:
        ident, size = _number(file, keep_marker=True), _number(file, keep_marker=False)
        if ident is None or size is None:
            return
        after = min(file.tell() + size, end)
        yield ident, size
        file.seek(after)


def _number(file: IO[bytes], *, keep_marker: bool) -> int | None:
    first = file.read(1)
    if not first or not first[0]:
        return None
    length = 9 - first[0].bit_length()
    value = int.from_bytes(first + file.read(length - 1), "big")
    return value if keep_marker else value & ((1 << 7 * length) - 1)
