"""An outline shows every peak at every zoom, quickly, and survives its file."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dubbench.media import peaks as outlines
from dubbench.media.peaks import FINEST, Peaks, load, peaks

RATE_HZ = 48_000


def noise(frames: int, channels: int = 2) -> np.ndarray:
    return np.random.default_rng(4).uniform(-0.8, 0.8, (frames, channels)).astype(np.float32)


def blocks(samples: np.ndarray, size: int) -> list[np.ndarray]:
    return [samples[start : start + size] for start in range(0, len(samples), size)]


@pytest.mark.parametrize("size", [1, 63, 1000, 100_000])
def test_blocks_of_any_size_give_the_same(size: int) -> None:
    sound = noise(5000)
    whole, parts = peaks([sound], RATE_HZ), peaks(blocks(sound, size), RATE_HZ)
    assert parts.frames == 5000
    assert all((a == b).all() for a, b in zip(whole.levels, parts.levels, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 3000), st.integers(1, 3000), st.integers(1, 300))
def test_no_peak_is_lost_at_any_zoom(start_ms: int, length_ms: int, columns: int) -> None:
    sound = np.zeros((RATE_HZ * 3, 1), np.float32)
    click = RATE_HZ * 3 // 2 + 11
    sound[click] = -0.7
    seen = peaks([sound], RATE_HZ).view(start_ms, start_ms + length_ms, columns)
    assert seen.shape == (columns, 2)
    at = (click * 1000 / RATE_HZ - start_ms) * columns / length_ms
    if 0 <= at < columns:
        hit = np.flatnonzero(seen[:, 0] < -0.69)
        cell_columns = FINEST * 1000 / RATE_HZ * columns / length_ms
        assert hit.size
        assert np.abs(hit + 0.5 - at).min() <= 1 + cell_columns


def test_a_view_beyond_the_ends_is_silent_there() -> None:
    outline = peaks([noise(RATE_HZ)], RATE_HZ)
    seen = outline.view(-500, 1500, 200)
    assert not seen[:49].any()
    assert not seen[151:].any()
    assert (seen[51:149, 1] > 0.5).all()
    assert not outline.view(2000, 3000, 10).any()
    assert not outline.view(-3000, -2000, 10).any()


def test_the_finest_zoom_repeats_cells() -> None:
    outline = peaks([noise(RATE_HZ)], RATE_HZ)
    seen = outline.view(500, 505, 100)
    assert seen.shape == (100, 2)
    assert (seen[:, 1] > 0).all()


def test_louder_than_full_scale_stands_at_the_edge() -> None:
    seen = peaks([np.array([[3.0], [-2.0]], np.float32)], RATE_HZ).view(0, 0.04, 1)
    assert seen.tolist() == [[-1.0, 1.0]]


@pytest.mark.parametrize("frames", [0, 1, 64, 65, 5000, 200_000])
def test_a_file_is_mapped_as_it_was(tmp_path: Path, frames: int) -> None:
    outline = peaks([noise(frames)], RATE_HZ)
    outline.save(tmp_path / "a.peaks")
    again = load(tmp_path / "a.peaks")
    assert (again.frames, again.rate_hz, again.duration_ms) == (frames, RATE_HZ, outline.duration_ms)
    assert all((a == b).all() for a, b in zip(outline.levels, again.levels, strict=True))
    assert (again.view(0, 100, 30) == outline.view(0, 100, 30)).all()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.peaks"
    peaks([noise(5000)], RATE_HZ).save(path)
    whole = path.read_bytes()
    for damaged in (b"", whole[:-1], whole + b"x", b"x" + whole[1:]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="outline"):
            load(path)


@pytest.mark.parametrize(("first", "frames"), [(0, 640), (6400, 64), (64 * 700, 64 * 33), (64 * 1500, 100_000)])
def test_a_patched_outline_is_that_of_the_patched_sound(first: int, frames: int) -> None:
    sound = noise(150_000, 1)
    outline = peaks([sound], RATE_HZ)
    changed = sound.copy()
    changed[first : first + frames] *= 0.1
    patched: Peaks = outline.patched(first, changed[first : first + frames])
    expected = peaks([changed], RATE_HZ)
    assert all((a == b).all() for a, b in zip(patched.levels, expected.levels, strict=True))
    assert outlines.FACTOR ** (len(patched.levels) - 1) * FINEST <= len(sound)
