"""Languages of MP4 tracks, read and written in the file's own boxes (ISO/IEC 14496-12: `mdhd` and `elng`).

ffmpeg writes no BCP 47 tag into MP4 and drops what is not ISO 639-2, so the tags are set here: the movie box is
rebuilt, put before the media data (a player can start while it still downloads), and chunk offsets are moved along.
A track's title, which ffmpeg writes as a bare `name` that it cannot read again without a warning, is written as the
user data text `©nam` (QuickTime File Format: length, language, text).
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from dubbench.errors import MediaError
from dubbench.i18n import tr

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})
TITLE = b"\xa9nam"
LARGEST_OFFSET = 0xFFFF_FFFF
UNDETERMINED = "und"


class TrackTag(NamedTuple):
    """What a track says of itself: `kind` is its handler (`vide`, `soun`), `iso639` from mdhd, `bcp47` from elng."""

    kind: str
    iso639: str
    bcp47: str = ""
    name: str = ""


class _Box(NamedTuple):
    kind: bytes
    start: int
    header: int
    size: int


def iso639_2(language: str) -> str:
    """Give the ISO 639-2/T code of a BCP 47 tag, `und` where there is none."""
    import langcodes

    try:
        return langcodes.Language.get(language).to_alpha3()
    except LookupError:
        return UNDETERMINED


def top_boxes(file: IO[bytes]) -> Iterator[_Box]:
    """Walk the outermost boxes of a file; a box cut short by the file's end is not given."""
    end = file.seek(0, 2)
    place = 0
    while place + 8 <= end:
        file.seek(place)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            if place + 16 > end:
                return
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        size = size or end - place
        if size < header or place + size > end:
            return
        yield _Box(kind, place, header, size)
        place += size


def read_tags(path: Path) -> tuple[TrackTag, ...]:
    """Read what each track of an MP4 file says, in track order; nothing where the file has no movie box."""
    with path.open("rb") as file:
        moov = next((box for box in top_boxes(file) if box.kind == b"moov"), None)
        if moov is None:
            return ()
        file.seek(moov.start + moov.header)
        body = file.read(moov.size - moov.header)
    return tuple(_track_tag(inner) for kind, inner in _boxes(body) if kind == b"trak")


def write_tags(source: Path, out: Path, languages: Sequence[str]) -> None:
    """Copy an MP4 file with its movie box in front and each track's BCP 47 language set; empty keeps what is there."""
    with source.open("rb") as file, out.open("wb") as target:
        boxes = {box.kind: box for box in top_boxes(file)}
        if b"moov" not in boxes or b"ftyp" not in boxes:
            raise MediaError(tr("{path} is no complete MP4 file: its index (moov) is missing.", path=source.name))
        rest = [box for box in top_boxes(file) if box.kind not in {b"moov", b"ftyp", b"free"}]
        head = _bytes(file, boxes[b"ftyp"])
        moov = _tagged(_bytes(file, boxes[b"moov"])[boxes[b"moov"].header :], languages)
        target.write(head + _placed(moov, rest, len(head)))
        for box in rest:
            file.seek(box.start)
            _copy(file, target, box.size)


def _placed(moov: bytes, rest: Sequence[_Box], before: int) -> bytes:
    """Move the chunk offsets of a movie box that will stand right before the boxes of `rest`."""
    new_start = before + len(moov) + 8
    moves: list[tuple[int, int, int]] = []
    for box in rest:
        moves.append((box.start, box.start + box.size, new_start - box.start))
        new_start += box.size

    def moved(offset: int) -> int:
        return next((offset + by for start, end, by in moves if start <= offset < end), offset)

    return _box(b"moov", _mapped(moov, lambda kind, body: _offsets(kind, body, moved)))


def _offsets(kind: bytes, body: bytes, moved: Callable[[int], int]) -> bytes:
    if kind not in {b"stco", b"co64"}:
        return body
    count = struct.unpack(">I", body[4:8])[0]
    letter = "I" if kind == b"stco" else "Q"
    offsets = [moved(offset) for offset in struct.unpack(f">{count}{letter}", body[8:])]
    if kind == b"stco" and max(offsets, default=0) > LARGEST_OFFSET:
        raise MediaError(tr("The file is a few bytes too long for its index. Deliver it in two parts."))
    return body[:8] + struct.pack(f">{count}{letter}", *offsets)


def _tagged(moov: bytes, languages: Sequence[str]) -> bytes:
    wanted = iter(languages)
    return b"".join(
        _box(kind, _tagged_track(body, next(wanted, "")) if kind == b"trak" else body) for kind, body in _boxes(moov)
    )


def _tagged_track(trak: bytes, language: str) -> bytes:
    changes = {b"udta": _titled} | ({b"mdia": _tagged_media} if language else {})
    return b"".join(
        _box(kind, changes[kind](body, language) if kind in changes else body) for kind, body in _boxes(trak)
    )


def _titled(udta: bytes, language: str) -> bytes:
    def title(name: bytes) -> bytes:
        return _box(TITLE, struct.pack(">HH", len(name), _packed(iso639_2(language))) + name)

    return b"".join(title(body) if kind == b"name" else _box(kind, body) for kind, body in _boxes(udta))


def _tagged_media(mdia: bytes, language: str) -> bytes:
    done = []
    for kind, body in _boxes(mdia):
        if kind == b"mdhd":
            done.append(_box(kind, _with_code(body, iso639_2(language))))
            done.append(_box(b"elng", b"\0\0\0\0" + language.encode("ascii") + b"\0"))
        elif kind != b"elng":
            done.append(_box(kind, body))
    return b"".join(done)


def _with_code(mdhd: bytes, code: str) -> bytes:
    place = _language_place(mdhd)
    return mdhd[:place] + struct.pack(">H", _packed(code)) + mdhd[place + 2 :]


def _packed(code: str) -> int:
    return sum((ord(letter) - 0x60) << shift for letter, shift in zip(code, (10, 5, 0), strict=True))


def _language_place(mdhd: bytes) -> int:
    return 32 if mdhd[0] == 1 else 20


def _track_tag(trak: bytes) -> TrackTag:
    media = dict(_boxes(dict(_boxes(trak)).get(b"mdia", b"")))
    mdhd, elng, hdlr = (media.get(kind, b"") for kind in (b"mdhd", b"elng", b"hdlr"))
    return TrackTag(
        hdlr[8:12].decode("latin-1"),
        _code(mdhd),
        elng[4:].split(b"\0")[0].decode("ascii", "replace"),
        hdlr[24:].split(b"\0")[0].decode("utf-8", "replace"),
    )


def _code(mdhd: bytes) -> str:
    if not mdhd:
        return UNDETERMINED
    packed = struct.unpack_from(">H", mdhd, _language_place(mdhd))[0]
    letters = [(packed >> shift) & 31 for shift in (10, 5, 0)]
    return "".join(chr(0x60 + letter) for letter in letters) if all(1 <= n <= 26 for n in letters) else UNDETERMINED


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, place)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", body, place + 8)[0], 16
        size = size or len(body) - place
        if size < header:
            return
        yield kind, body[place + header : place + size]
        place += size


def _mapped(body: bytes, change: Callable[[bytes, bytes], bytes]) -> bytes:
    boxes = _boxes(body)
    return b"".join(_box(kind, _mapped(b, change) if kind in CONTAINERS else change(kind, b)) for kind, b in boxes)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, kind) + body


def _bytes(file: IO[bytes], box: _Box) -> bytes:
    file.seek(box.start)
    return file.read(box.size)


def _copy(file: IO[bytes], target: IO[bytes], size: int) -> None:
    while size:
        block = file.read(min(size, 1 << 20))
        if not block:
            raise MediaError(tr("The file ended while it was copied."))
        target.write(block)
        size -= len(block)
