"""Real recordings through the real engines, by the command line, then measured by `dubbench report`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.clips, pytest.mark.engine]

PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "clips"
CER_MOST_PPM = 50_000
CASUAL_CER_MOST_PPM = 100_000  # half-words and slang come back misspelt
LONGEST_S = 240


@dataclass(frozen=True, slots=True)
class Dubbed:
    """What one recording became: the answer of `dub`, and the figures of `report` by their id."""

    result: dict[str, Any]
    figures: dict[str, dict[str, Any]]

    def value(self, figure: str) -> int | None:
        value: int | None = self.figures[figure]["value"]
        return value

    @property
    def endings(self) -> set[str]:
        return {Path(file["path"]).suffix for file in self.result["delivery"]["files"]}


def recording(name: str) -> Path:
    """Find a recording, or skip the test with the reason."""
    folder = Path(os.environ.get("DUBBENCH_CLIPS") or BESIDE)
    if not (folder / name).is_file():
        pytest.skip(f"no recording {name}: name the folder that holds it in DUBBENCH_CLIPS")
    return folder / name


def printed(*arguments: object) -> str:
    """Run a command that must exit with 0, and return what it prints."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=LONGEST_S,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}\n{done.stderr}"
    return done.stdout


def dub(clip: Path, out: Path, *more: str) -> str:
    return printed("dub", "--from", "en", "--to", "pt-BR", "-o", out, *more, "--", clip)


def answer(text: str) -> Any:
    return json.loads(text)["result"]


def dubbed(name: str, out: Path) -> Dubbed:
    """Dub a recording into Brazilian Portuguese and measure what was delivered."""
    (result,) = answer(dub(recording(name), out, "--json"))
    assert result["dialogue"]
    assert not result["failures"]
    (report,) = answer(printed("report", out, "--json"))["reports"]
    return Dubbed(result, {figure["id"]: figure for figure in report["figures"]})


def assert_delivered_well(made: Dubbed) -> None:
    """Nothing is beyond a hard cap, the length is the source's, and the tracks are what they say."""
    hard = [name for name, figure in made.figures.items() if figure["verdict"] == "hard"]
    assert not hard, {name: made.figures[name] for name in hard}
    assert abs(made.value("length") or 0) <= 1
    assert made.figures["tracks"]["verdict"] == "ok", made.figures["tracks"]


def assert_clear(made: Dubbed, most_ppm: int = CER_MOST_PPM) -> None:
    """The dub is heard again as it was written."""
    heard = made.value("cer-median")
    assert heard is not None
    assert heard <= most_ppm


def test_one_speaker_to_camera(tmp_path: Path) -> None:
    made = dubbed("one_speaker_en.mp4", tmp_path)
    assert ".mp4" in made.endings
    assert_delivered_well(made)
    assert_clear(made)


@pytest.mark.slow
def test_a_casual_reviewer_who_pauses_inside_a_sentence(tmp_path: Path) -> None:
    made = dubbed("casual_en.mp4", tmp_path)
    assert ".mp4" in made.endings
    assert_delivered_well(made)
    assert_clear(made, CASUAL_CER_MOST_PPM)


@pytest.mark.slow
def test_two_speakers_without_a_picture_become_a_sound_file_and_subtitles(tmp_path: Path) -> None:
    made = dubbed("two_speakers_en.wav", tmp_path)
    assert {".m4a", ".srt", ".vtt"} <= made.endings
    assert not {".mp4", ".mkv"} & made.endings
    assert_delivered_well(made)
    assert_clear(made)


@pytest.mark.slow
def test_an_old_noisy_broadcast(tmp_path: Path) -> None:
    assert_delivered_well(dubbed("noisy_en.flac", tmp_path))


@pytest.mark.slow
def test_a_trailer_with_music_under_few_lines(tmp_path: Path) -> None:
    assert_delivered_well(dubbed("trailer_music_en.mp4", tmp_path))


@pytest.mark.slow
def test_a_scene_without_dialogue_says_so_and_delivers_nothing(tmp_path: Path) -> None:
    clip = recording("action_no_speech.webm")
    (result,) = answer(dub(clip, tmp_path, "--json"))
    assert not result["dialogue"]
    assert result["lines"] == 0
    assert result["delivery"] is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["action_no_speech.dubbench"]
    assert "no dialogue" in dub(clip, tmp_path)  # in words too, and at once: nothing is heard again
