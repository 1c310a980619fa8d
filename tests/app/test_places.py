"""Deliveries go into a folder, and a file is refused before any work begins."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest

from dubbench.app.places import refuse_file
from dubbench.errors import BadInput


@pytest.mark.parametrize("name", ["out", "out/new", "Season 1.5", "heiress.dubbench", ".", "made.mp4"])
def test_a_folder_is_taken_there_or_not(tmp_path: Path, name: str) -> None:
    (tmp_path / "made.mp4").mkdir()
    refuse_file(tmp_path / name)


@pytest.mark.parametrize("name", ["letter", "letter/out", "letter/out/more"])
def test_a_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter").write_text("Dear Ana")
    with pytest.raises(BadInput, match=r"/letter is a file\. Give a folder with -o"):
        refuse_file(tmp_path / name)
    assert (tmp_path / "letter").read_text() == "Dear Ana"


@pytest.mark.parametrize("name", ["episode.mp4", "EPISODE.MOV", "a/b.srt", "dub.wav"])
def test_the_name_of_a_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match=r"is the name of a file\. Give a folder with -o"):
        refuse_file(tmp_path / name)
