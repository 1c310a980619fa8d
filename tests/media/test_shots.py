"""Shots begin where the screenplay cuts, and nowhere else."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dubbench.media.frame_index import read_index
from dubbench.media.shots import cuts, find_cuts, open_small

HEIGHT, WIDTH = 56, 32


@pytest.mark.parametrize("name", ["the-empty-chair", "the-returned-letter"])
def test_the_demo_is_cut_where_its_screenplay_says(resources: Path, name: str) -> None:
    film = resources / "demo" / f"{name}.mp4"
    told = json.loads(film.with_suffix(".truth.json").read_text(encoding="utf-8"))
    true = {shot["first_frame"] for shot in told["shots"]} - {0}
    index = read_index(film)
    with open_small(film, index, index) as reader:
        found = set(find_cuts(reader))
    assert len(found & true) >= 0.95 * len(true)
    assert len(found & true) >= 0.95 * len(found)


def scene(seed: int, frames: int, *, shift: int = 0, light: float = 1.0) -> np.ndarray:
    """A scene that moves by `shift` pixels a frame, with a little grain."""
    dice = np.random.default_rng(seed)
    coarse = dice.uniform(0, 255, (8, 64, 3)).repeat(7, axis=0).repeat(4, axis=1)
    moved = [np.roll(coarse, -shift * number, axis=1)[:, :WIDTH] for number in range(frames)]
    grain = dice.normal(0, 3, (frames, HEIGHT, WIDTH, 3))
    return np.clip(np.stack(moved) * light + grain, 0, 255).astype(np.uint8)


def test_hard_cuts_are_found_to_the_frame() -> None:
    film = np.concatenate([scene(1, 30), scene(2, 12, shift=1), scene(3, 40, light=0.3), scene(4, 25)])
    assert cuts(film) == (30, 42, 82)


def test_a_quick_pan_is_one_shot() -> None:
    assert cuts(scene(5, 60, shift=3)) == ()


def test_a_flash_is_no_cut() -> None:
    film = scene(6, 60)
    film[20:22] = 255
    assert cuts(film) == ()


def test_a_cut_right_after_a_flash_is_one_cut() -> None:
    film = np.concatenate([scene(7, 30), scene(8, 30)])
    film[29] = 255
    found = cuts(film)
    assert len(found) == 1
    assert abs(found[0] - 30) <= 1


def test_a_slow_fade_is_no_cut() -> None:
    film = scene(9, 60).astype(np.float32)
    film *= np.linspace(1, 0, 60, dtype=np.float32)[:, None, None, None]
    assert cuts(film.astype(np.uint8)) == ()


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_a_picture_of_a_few_frames(frames: int) -> None:
    assert cuts(scene(10, frames)) == ()
