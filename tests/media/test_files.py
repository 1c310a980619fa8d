"""Names that fit, and files that appear only when complete."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from dubbench.errors import BadInput, DubbenchError, NoPermission, NotEnoughSpace
from dubbench.media import files
from dubbench.media.files import fitting_name, sha256_of, sweep, write_bytes, write_errors, written


def test_a_short_name_stays_as_it_is() -> None:
    assert fitting_name("Episode 1", ".pt-BR.mp4") == "Episode 1.pt-BR.mp4"


@pytest.mark.parametrize("letter", ["a", "é", "恋", "🎬", "👩‍🚀"])
def test_a_long_name_is_cut_between_characters(letter: str) -> None:
    name = fitting_name(letter * 255, ".pt-BR.draft.mp4")
    assert 235 <= len(os.fsencode(name)) <= 255
    assert name.endswith(".pt-BR.draft.mp4")
    assert not name.removesuffix(".pt-BR.draft.mp4").endswith("\u200d")


def test_room_is_kept_for_what_is_added_later() -> None:
    assert len(fitting_name("x" * 300, ".mp4", reserve=40)) == 215


def test_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    out = tmp_path / fitting_name("n" * 300, ".srt")
    write_bytes(out, b"whole")
    assert out.read_bytes() == b"whole"
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


def test_nothing_appears_when_writing_fails(tmp_path: Path) -> None:
    out = tmp_path / "out.bin"
    out.write_bytes(b"before")
    with pytest.raises(ValueError, match="stop"):
        write_half(out)
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]


def write_half(out: Path) -> None:
    with written(out) as temporary:
        temporary.write_bytes(b"half")
        raise ValueError("stop")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, NotEnoughSpace),
        (errno.EACCES, NoPermission),
        (errno.EROFS, NoPermission),
        (errno.EIO, DubbenchError),
    ],
)
def test_the_systems_refusal_is_told_in_words(number: int, kind: type[DubbenchError]) -> None:
    with pytest.raises(kind, match="/somewhere"), write_errors(Path("/somewhere")):
        raise OSError(number, os.strerror(number))


def test_a_file_where_a_folder_is_needed_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DubbenchError, match="cannot be written"):
        write_bytes(tmp_path / "file" / "out.txt", b"")


def test_hashes_are_those_of_the_bytes(tmp_path: Path) -> None:
    write_bytes(tmp_path / "a", b"abc")
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea")


def copy(source: Path, out: Path) -> None:
    with written(out) as temporary:
        temporary.write_bytes(source.read_bytes())


def test_a_source_that_cannot_be_read_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"lost.flac cannot be read"):
        copy(tmp_path / "lost.flac", tmp_path / "out.flac")
    (tmp_path / "taken").mkdir()
    with pytest.raises(DubbenchError, match=r"taken cannot be written"):
        copy(Path(__file__), tmp_path / "taken")


def test_a_source_that_may_not_be_read_is_named_as_such(tmp_path: Path) -> None:
    refusal = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "secret.flac"))
    with pytest.raises(NoPermission, match=r"secret.flac cannot be read"), written(tmp_path / "out.flac"):
        raise refusal


def test_only_what_dead_processes_of_this_machine_left_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left(machine: str, process: int) -> Path:
        monkeypatch.setattr(files.platform, "node", lambda: machine)
        path = tmp_path / f"{files.PART}{files._machine()}-{process}-{'0' * 16}.part"
        path.touch()
        return path

    elsewhere, ours, dead = left("there", 2**30), left("here", os.getpid()), left("here", 2**30)
    sweep(tmp_path)
    assert elsewhere.exists()
    assert ours.exists()
    assert not dead.exists()


def test_a_temporary_file_carries_the_machines_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with written(tmp_path / "a") as here:
        here.touch()
    monkeypatch.setattr(files.platform, "node", lambda: "another machine")
    with written(tmp_path / "a") as there:
        there.touch()
    assert here.name.split("-")[1] != there.name.split("-")[1]
