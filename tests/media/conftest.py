"""Small media files made by ffmpeg itself, once per test run."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from small_media import H264, PICTURE, TONE, Make, bursts

from dubbench.media.audio import Audio
from dubbench.media.ffmpeg import ffmpeg_exe


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Run ffmpeg with the given arguments and return the file it wrote; equal arguments are run once."""
    folder = tmp_path_factory.mktemp("media")
    made: dict[tuple[str, ...], Path] = {}

    def run(name: str, *arguments: str) -> Path:
        if (name, *arguments) not in made:
            out = folder / f"{len(made)}" / name
            out.parent.mkdir()
            quiet = [ffmpeg_exe(), "-nostdin", "-loglevel", "error", "-y"]
            subprocess.run([*quiet, *arguments, f"file:{out}"], check=True)
            made[name, *arguments] = out
        return made[name, *arguments]

    return run


@pytest.fixture(scope="session")
def episode(make: Make) -> Path:
    """Two seconds of H.264 with B-frames and AAC in English."""
    return make("episode.mp4", *PICTURE, *TONE, *H264, "-metadata:s:a:0", "language=eng", "-shortest")


@pytest.fixture
def speechlike() -> Audio:
    """Two seconds of stereo noise bursts, reproducible, with sharp onsets."""
    return bursts(2.0, 2)
