"""A pack with any byte wrong is refused in words, and what cannot be read is named."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from dubbench.errors import BadInput
from dubbench.formats import pack
from dubbench.jobs.context import Context

NAMES = ("series.toml", "series.sqlite", f"assets/{'a' * 64}.flac")


def small_pack(folder: Path) -> Path:
    place = folder / "small.dubpack"
    files = []
    for number, name in enumerate(NAMES):
        path = folder / f"{number}"
        path.write_bytes(bytes([number + 65]) * 20)
        files.append((name, path, ""))
    pack.write(place, files, Context())
    return place


def take_out(place: Path, target: Path) -> None:
    with pack.opened(place) as found:
        for member in found.members:
            found.extract(member, target)


def test_a_flipped_byte_is_refused_or_harmless(tmp_path: Path) -> None:
    place = small_pack(tmp_path)
    whole = place.read_bytes()
    refused = 0
    for at in range(len(whole)):
        for bit in (0x01, 0x08, 0x80):
            place.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            try:
                take_out(place, tmp_path / "out")
            except BadInput:
                refused += 1
    assert refused > len(whole)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_compressed_index_is_refused(tmp_path: Path, method: int) -> None:
    place = tmp_path / "small.dubpack"
    with zipfile.ZipFile(place, "w", method) as archive:
        archive.writestr(pack.INDEX, json.dumps({"format": pack.FORMAT, "members": []}))
    data = bytearray(place.read_bytes())
    with zipfile.ZipFile(place) as archive:
        start = 30 + len(pack.INDEX)
        for at in range(start, start + archive.infolist()[0].compress_size):
            data[at] ^= 0xFF
    place.write_bytes(data)
    with pytest.raises(BadInput, match=r"pack.json is damaged"), pack.opened(place):
        pass


def test_a_disk_that_does_not_read_is_named(tmp_path: Path) -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(BadInput, match=r"sound.flac cannot be read: Input/output error"):
        pack._block(Failing(), Path("sound.flac"))
