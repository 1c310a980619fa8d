"""Argos packages come from strangers: whatever is odd in one is refused before anything is written."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest
from argos_files import TOP, metadata, package

from dubbench.errors import BadInput, Cancelled
from dubbench.jobs.context import Context
from dubbench.providers.argos import archive


def refusal(path: Path) -> str:
    with pytest.raises(BadInput, match="is no sound Argos package") as caught:
        archive.read(path)
    return str(caught.value)


def test_a_sound_package_is_unpacked_without_what_nobody_reads(tmp_path: Path) -> None:
    more = {f"{TOP}/stanza/resources.json": b"{}", f"{TOP}/run.py": b"evil", f"{TOP}/added.json": b"{}"}
    found = archive.read(package(tmp_path / "a.argosmodel", changes=more))
    assert (found.metadata.source, found.metadata.target, found.metadata.version) == ("en", "pt", "1.0")
    (tmp_path / "out").mkdir()
    found.unpack(tmp_path / "out", Context())
    there = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert there == ["metadata.json", "model/model.bin", "sentencepiece.model", "stanza/resources.json"]
    with pytest.raises(Cancelled):
        found.unpack(tmp_path / "out", Context(cancelled=lambda: True))


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", f"{TOP}/../../evil", "C:\\evil", f"{TOP}\\..\\evil", f"{TOP}/model/..", f"{TOP}/a:b"],
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    assert "leads out of it" in refusal(package(tmp_path / "a.argosmodel", changes={name: b"x"}))


def test_links_are_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.argosmodel")
    with zipfile.ZipFile(path, "a") as file:
        info = zipfile.ZipInfo(f"{TOP}/stanza/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(info, "/etc/passwd")
    assert "is a link" in refusal(path)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = package(tmp_path / "a.argosmodel", changes={f"{TOP}/model/more.bin": b"x" * 5000})
    with monkeypatch.context() as patch:
        patch.setattr(archive, "MOST_BYTES", 4000)
        assert "more than a package ever holds" in refusal(path)
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    assert "more than a package ever holds" in refusal(path)


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "a.argosmodel"
    package(path, changes={f"{TOP}/model/model.bin": b"x" * 5000})
    path.write_bytes(path.read_bytes().replace((5000).to_bytes(4, "little"), (5001).to_bytes(4, "little")))
    (tmp_path / "out").mkdir()
    with pytest.raises(BadInput, match="is no sound Argos package"):
        archive.read(path).unpack(tmp_path / "out", Context())


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("metadata.json", "it lacks metadata.json"),
        ("model/model.bin", "it lacks model/model.bin"),
        ("sentencepiece.model", "it lacks sentencepiece.model"),
    ],
)
def test_what_lacks_a_part_is_refused(tmp_path: Path, left_out: str, said: str) -> None:
    assert said in refusal(package(tmp_path / "a.argosmodel", changes={f"{TOP}/{left_out}": None}))


def test_what_is_strewn_about_or_there_twice_is_refused(tmp_path: Path) -> None:
    assert "do not lie in one folder" in refusal(package(tmp_path / "a.argosmodel", changes={"other/file": b""}))
    twice = {f"{TOP}/METADATA.json": b"{}"}
    assert "holds a file twice" in refusal(package(tmp_path / "a.argosmodel", changes=twice))


@pytest.mark.parametrize(
    "about",
    [
        [],
        "text",
        {},
        metadata(source="../en"),
        metadata(target="EN US"),
        metadata(source=5),
        metadata(target="en"),
        metadata(package_version=1.0),
        metadata(package_version="1/../2"),
        metadata(type="sbd"),
    ],
)
def test_metadata_that_says_nothing_sane_is_refused(tmp_path: Path, about: Any) -> None:
    assert "does not say" in refusal(package(tmp_path / "a.argosmodel", about))


@pytest.mark.parametrize("text", [b"{", b"\xff\xfe", b"[" * 100_000, b"{" + b" " * (2 << 20) + b"}"])
def test_metadata_that_cannot_be_read_is_refused(tmp_path: Path, text: bytes) -> None:
    assert "metadata.json" in refusal(package(tmp_path / "a.argosmodel", changes={f"{TOP}/metadata.json": text}))


def test_names_of_languages_are_shown_only_if_they_are_names() -> None:
    made = archive.metadata(metadata(from_name="Eng\x1b[31mlish", to_name="Portuguese"))
    assert made is not None
    assert made.title == "Argos en → Portuguese 1.0"
    assert made.licence == "unstated"


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.argosmodel"
    path.write_bytes(b"Not found")
    assert "not a zip file" in refusal(path)
    whole = package(tmp_path / "b.argosmodel").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refusal(path)
    with pytest.raises(BadInput, match="There is no file"):
        archive.read(tmp_path / "none.argosmodel")
