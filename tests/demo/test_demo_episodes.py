"""The demo episodes are what they say: size, shape, ground truth, stems."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dubbench.media.decode import decode_audio
from dubbench.media.probe import probe

NAMES = ("the-empty-chair", "the-understudy", "the-returned-letter")
LARGEST_BYTES = 3_000_000


@pytest.fixture(params=NAMES)
def demo(request: pytest.FixtureRequest, resources: Path) -> Path:
    return resources / "demo" / f"{request.param}.mp4"


def truth(demo: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(demo.with_suffix(".truth.json").read_text(encoding="utf-8"))
    return told


def test_each_is_a_small_vertical_episode(demo: Path) -> None:
    media = probe(demo)
    assert media.picture is not None
    assert (media.picture.width, media.picture.height) == (720, 1280)
    assert media.audio[0].channels == 2
    assert abs(media.duration_ms - truth(demo)["duration_ms"]) <= 42
    for file in demo.parent.glob(f"{demo.stem}.*"):
        assert file.stat().st_size <= LARGEST_BYTES, file


def test_the_truth_is_in_order_and_inside(demo: Path) -> None:
    told = truth(demo)
    ends = [0, *(line["end_ms"] for line in told["lines"])]
    for before, line in zip(ends, told["lines"], strict=False):
        assert before <= line["start_ms"] < line["end_ms"] <= told["duration_ms"]
        assert line["character"] in told["characters"]
    shots = told["shots"]
    assert [s["first_frame"] for s in shots[1:]] == [s["last_frame"] for s in shots[:-1]]


def test_the_stems_sum_to_the_programme(demo: Path) -> None:
    mix = decode_audio(demo).mono()
    stems = [decode_audio(demo.with_suffix(f".{kind}.opus")).mono() for kind in ("dialogue", "background")]
    length = min(map(len, (mix, *stems)))
    rest = mix[:length] - stems[0][:length] - stems[1][:length]
    assert np.sum(rest**2) < 0.1 * np.sum(mix[:length] ** 2)


def test_nobody_speaks_in_the_background_stem(demo: Path) -> None:
    told = truth(demo)
    dialogue = decode_audio(demo.with_suffix(".dialogue.opus"))
    levels = [float(np.mean(dialogue.cut(line["start_ms"], line["end_ms"]).mono() ** 2)) for line in told["lines"]]
    between = [
        float(np.mean(dialogue.cut(a["end_ms"] + 60, b["start_ms"] - 60).mono() ** 2))
        for a, b in zip(told["lines"], told["lines"][1:], strict=False)
    ]
    assert min(levels) > 100 * max(between)


def test_the_main_episode_holds_what_must_be_adapted(resources: Path) -> None:
    told = truth(resources / "demo" / "the-empty-chair.mp4")
    said = " ".join(line["text"] for line in told["lines"]).lower()
    for word in ("thanksgiving", "dollars", "miles", "billionaire", "executive", "beat around the bush"):
        assert word in said
    assert 45_000 <= told["duration_ms"] <= 75_000
    assert len(told["characters"]) == 3
    assert len(told["effects"]) >= 2
    assert told["on_screen_text"]
    assert len({s["id"] for s in told["shots"]}) >= 4


def test_the_long_episode_has_forty_lines_and_other_voices(resources: Path) -> None:
    main, long = (truth(resources / "demo" / f"{name}.mp4") for name in NAMES[:2])
    assert len(long["lines"]) >= 40
    voices = [{c["voice"] for c in told["characters"].values()} for told in (main, long)]
    assert not voices[0] & voices[1]
