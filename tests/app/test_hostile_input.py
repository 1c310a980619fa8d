"""What comes from outside is not trusted: packs, media tags, brackets in people's texts."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import time
import wave
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from programmes import video

from dubbench.app import housekeeping, packs, quick, script, status
from dubbench.app.editing import write_line
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.app.session import Session
from dubbench.errors import BadInput, MediaError, StoreError
from dubbench.jobs.context import Context
from dubbench.media.probe import probe


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dubbed series; each test works on a copy or only reads."""
    place = tmp_path_factory.mktemp("series")
    episode = video(place / "episode.mp4")
    with quick.series_for(episode, place / "out", ["pt-BR"], source="en", choice=FAKE) as (session, number):
        produce(session, Order((number,), ("pt-BR",), choice=FAKE, out=place / "out"), Context())
        return session.folder


@pytest.fixture
def pack(series: Path, tmp_path: Path) -> Path:
    packs.pack(series, tmp_path / "my.show.dubpack", with_media=False, ctx=Context())
    return tmp_path / "my.show.dubpack"


def rewritten(pack: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one member and make the index agree with it."""
    import hashlib

    with zipfile.ZipFile(pack) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    members[name] = change(members[name])
    index = json.loads(members["pack.json"])
    for row in index["members"]:
        if row[0] == name:
            row[1:3] = [hashlib.sha256(members[name]).hexdigest(), len(members[name])]
    members["pack.json"] = json.dumps(index).encode()
    with zipfile.ZipFile(pack, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return pack


def test_a_pack_is_unpacked_under_its_whole_name(pack: Path, tmp_path: Path) -> None:
    assert packs.unpack(pack, tmp_path / "moved", Context())["folder"].endswith("my.show.dubbench")


@pytest.mark.parametrize("store", ["/elsewhere/series.sqlite", "../victim/series.sqlite", "postgresql://u@h/db"])
def test_a_pack_that_names_a_store_elsewhere_is_refused(pack: Path, tmp_path: Path, store: str) -> None:
    def change(card: bytes) -> bytes:
        return card.replace(b'store = "series.sqlite"', f'store = "{store}"'.encode())

    with pytest.raises(BadInput, match="names the store"):
        packs.unpack(rewritten(pack, "series.toml", change), tmp_path / "moved", Context())
    assert not list((tmp_path / "moved").iterdir())


@pytest.mark.parametrize("store", ["/elsewhere/series.sqlite", "../other.dubbench/series.sqlite"])
def test_a_folder_that_names_a_file_outside_it_is_not_opened(pack: Path, tmp_path: Path, store: str) -> None:
    folder = Path(packs.unpack(pack, tmp_path / "moved", Context())["folder"])
    card = folder / "series.toml"
    card.write_text(card.read_text().replace("series.sqlite", store))
    with pytest.raises(StoreError, match="which is not in it"), Session.open(folder):
        pass


def test_a_pack_without_a_series_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.dubpack"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("pack.json", json.dumps({"format": "dubbench.pack/1", "members": []}))
    with pytest.raises(BadInput, match=r"series.sqlite, series.toml is missing"):
        packs.unpack(empty, tmp_path / "moved", Context())


def test_a_pack_with_a_damaged_index_is_refused(pack: Path, tmp_path: Path) -> None:
    data = bytearray(pack.read_bytes())
    data[data.index(b'"dubbench.pack/1"') + 3] ^= 1
    pack.write_bytes(data)
    with pytest.raises(BadInput, match="no sound pack"):
        packs.unpack(pack, tmp_path / "moved", Context())


@pytest.mark.parametrize("size", ["1e999", "-5", "[]"])
def test_a_pack_with_a_strange_size_is_refused(tmp_path: Path, size: str) -> None:
    strange = tmp_path / "strange.dubpack"
    with zipfile.ZipFile(strange, "w") as archive:
        index = f'{{"format": "dubbench.pack/1", "members": [["series.toml", "{"0" * 64}", {size}, ""]]}}'
        archive.writestr("pack.json", index)
    with pytest.raises(BadInput, match="no sound pack"):
        packs.unpack(strange, tmp_path / "moved", Context())


def test_a_latin_1_title_does_not_hide_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "tagged.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(bytes(64_000))
    title = "Canção".encode("latin-1")
    info = b"INFOINAM" + len(title).to_bytes(4, "little") + title + b"\0" * (len(title) % 2)
    data = bytearray(path.read_bytes() + b"LIST" + len(info).to_bytes(4, "little") + info)
    data[4:8] = (len(data) - 8).to_bytes(4, "little")
    path.write_bytes(data)
    assert probe(path).duration_ms == 2000


@pytest.mark.parametrize("content", [b"\0\0\0\1ftyp", b"\0\0\0\1ftyp\0\0\0\0", b"\0\0\0\x20ftypisom" + b"\0" * 40])
def test_a_few_bytes_of_mp4_are_no_programme(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "short.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=r"short.mp4"):
        probe(path)


def test_brackets_in_texts_and_titles_are_shown_as_they_are(pack: Path, tmp_path: Path) -> None:
    folder = Path(packs.unpack(pack, tmp_path / "moved", Context())["folder"])
    with Session.open(folder) as session:
        found = script.script(session, 1, "pt-BR")
        write_line(session, found, found.lines[0], "olá [/b] [red]mundo")
    shown = script.table_of(script.listing(folder, 1, "pt-BR")) + status.text(
        {**status.status(folder), "title": "A [/i] season"}
    )
    assert "[/b]" in shown
    assert "[red]mundo" in shown
    assert "A [/i] season" in shown


def test_a_deep_clean_leaves_what_is_being_made(pack: Path, tmp_path: Path) -> None:
    folder = Path(packs.unpack(pack, tmp_path / "moved", Context())["folder"])
    fresh, old = (folder / "assets" / f"{name * 64}.flac" for name in "ab")
    fresh.write_bytes(b"")
    old.write_bytes(b"")
    os.utime(old, (time.time() - 7200,) * 2)
    housekeeping.collect(folder, deep=True, dry_run=False, ctx=Context())
    assert fresh.exists()
    assert not old.exists()
