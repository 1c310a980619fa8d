"""A series in one file: a zip of known members, each checked by its hash; nothing in it is trusted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from dubbench.errors import BadInput, NotEnoughSpace
from dubbench.i18n import tr
from dubbench.jobs.context import Context

FORMAT = "dubbench.pack/1"
INDEX = "pack.json"
BLOCK_BYTES = 1 << 20
LARGEST_INDEX_BYTES = 64 << 20
NEEDED = frozenset({"series.toml", "series.sqlite"})
_MEMBER = re.compile(
    r"series\.toml|series\.sqlite|assets/[0-9a-f]{64}\.[a-z0-9]{1,8}|documents/[0-9a-f]{64}|media/[0-9]{1,6}"
)


DAMAGE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError,
    lzma.LZMAError, struct.error, zlib.error,
)  # fmt: skip
"""What the zip module raises for an archive that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a pack: `name` is its place in the pack, `title` its own file name for a programme."""

    name: str
    sha256: str
    size_bytes: int
    title: str = ""


def write(target: Path, files: list[tuple[str, Path, str]], ctx: Context) -> tuple[Member, ...]:
    """Write (name, path, title) files into a zip, uncompressed: sound and picture are so already."""
    members = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for number, (name, path, title) in enumerate(files, 1):
            members.append(_add(archive, name, path, title))
            ctx.progress(number, len(files), title or name)
        index = {"format": FORMAT, "members": [[m.name, m.sha256, m.size_bytes, m.title] for m in members]}
        archive.writestr(INDEX, json.dumps(index))
    return tuple(members)


def _add(archive: zipfile.ZipFile, name: str, path: Path, title: str) -> Member:
    hashed, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as sink:
        while block := _block(source, path):
            hashed.update(block)
            size += len(block)
            sink.write(block)
    return Member(name, hashed.hexdigest(), size, title)


def _block(source: IO[bytes], path: Path) -> bytes:
    try:
        return source.read(BLOCK_BYTES)
    except OSError as error:
        cause = error.strerror or error
        raise BadInput(tr("{path} cannot be read: {cause}. Check its disk.", path=path, cause=cause)) from error


class Pack:
    """An opened pack: its members by the index, read out one by one."""

    def __init__(self, archive: zipfile.ZipFile, place: Path) -> None:
        self._archive = archive
        self._place = place
        self.members = self._index()

    def extract(self, member: Member, target: Path) -> None:
        """Write one member to a path of ours and check its size and hash."""
        hashed, size = hashlib.sha256(), 0
        with self._open(member.name) as source, target.open("wb") as sink:
            while block := self._read(source, member.name):
                size += len(block)
                if size > member.size_bytes:
                    break
                hashed.update(block)
                sink.write(block)
        if size != member.size_bytes or hashed.hexdigest() != member.sha256:
            raise self._broken(tr("{name} is not what the index says", name=member.name))

    def _index(self) -> tuple[Member, ...]:
        with self._open(INDEX) as source:
            text = self._read(source, INDEX, LARGEST_INDEX_BYTES)
        try:
            index = json.loads(text)
            members = tuple(
                Member(str(name), str(sha256), int(size), str(title)) for name, sha256, size, title in index["members"]
            )
            known = index["format"]
        except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
            raise self._broken(tr("its index cannot be read")) from error
        if known != FORMAT:
            raise self._broken(tr("its format is {format}, and this program knows {known}", format=known, known=FORMAT))
        for member in members:
            if not _MEMBER.fullmatch(member.name) or member.size_bytes < 0:
                raise self._broken(tr("it holds a file that does not belong there: {name}", name=member.name[:80]))
        if missing := NEEDED - {member.name for member in members}:
            raise self._broken(tr("{name} is missing in it", name=", ".join(sorted(missing))))
        return members

    def _open(self, name: str) -> IO[bytes]:
        try:
            return self._archive.open(name)
        except KeyError as error:
            raise self._broken(tr("{name} is missing in it", name=name)) from error
        except DAMAGE as error:
            raise self._broken(tr("{name} is damaged", name=name)) from error

    def _read(self, source: IO[bytes], name: str, size: int = BLOCK_BYTES) -> bytes:
        try:
            return source.read(size)
        except DAMAGE as error:
            raise self._broken(tr("{name} is damaged", name=name)) from error

    def _broken(self, why: str) -> BadInput:
        return BadInput(tr("{place} is no sound pack: {why}. Ask for it again.", place=self._place, why=why))


@contextmanager
def opened(place: Path) -> Iterator[Pack]:
    """Open a pack for reading; `BadInput` in words where it is none."""
    if place.exists() and not (place.is_file() or place.is_dir()):
        raise BadInput(tr("{place} is no pack. Give one that dubbench pack wrote.", place=place))
    try:
        archive = zipfile.ZipFile(place)
    except FileNotFoundError as error:
        raise BadInput(tr("There is no file {place}.", place=place)) from error
    except IsADirectoryError as error:
        raise BadInput(tr("{place} is a folder. Give a pack, NAME.dubpack.", place=place)) from error
    except PermissionError as error:
        raise BadInput(tr("{place} cannot be read: permission denied. Change its rights.", place=place)) from error
    except DAMAGE as error:
        raise BadInput(tr("{place} is no pack. Give one that dubbench pack wrote.", place=place)) from error
    with archive:
        yield Pack(archive, place)


def require_room(members: tuple[Member, ...], free_bytes: int, place: Path) -> None:
    """Refuse before writing where the disk cannot hold what the pack says it holds."""
    needed = sum(member.size_bytes for member in members)
    if needed > free_bytes:
        raise NotEnoughSpace(
            tr(
                "The pack needs {needed} MB in {place}, and {free} MB are free.",
                needed=needed // 1_000_000,
                place=place,
                free=free_bytes // 1_000_000,
            )
        )
