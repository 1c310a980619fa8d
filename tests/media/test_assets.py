"""Sounds written once, read in stretches."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_media import bursts

from dubbench.errors import MediaError
from dubbench.media.assets import AssetReader, asset_path, write_asset
from dubbench.media.audio import Audio, AudioRef


def test_a_sound_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    audio = bursts(1, 2)
    names = {write_asset(tmp_path / "assets", audio) for _ in range(2)}
    assert [p.name for p in (tmp_path / "assets").iterdir()] == [f"{names.pop()}.flac"]


@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_a_stretch_is_read_back_even_where_it_is_louder_than_full_scale(tmp_path: Path, gain: float) -> None:
    audio = Audio(bursts(1, 2).samples * np.float32(gain), 48_000)
    reader = AssetReader(tmp_path / "assets", tmp_path / "cache")
    asset = write_asset(tmp_path / "assets", audio)
    for _ in range(2):
        part = reader.read(AudioRef(asset, 250, 500))
        assert part.samples.dtype == np.float32
        assert np.abs(part.samples - audio.samples[12_000:24_000]).max() < gain * 2 / 32768
    assert reader.read(AudioRef(asset)).samples.shape == (48_000, 2)
    assert reader.read(AudioRef(asset, 900, 5000)).frames == 4800


def test_a_broken_cache_is_made_again(tmp_path: Path) -> None:
    reader = AssetReader(tmp_path / "assets", tmp_path / "cache")
    asset = write_asset(tmp_path / "assets", bursts(1, 1))
    reader.read(AudioRef(asset))
    (kept,) = (tmp_path / "cache").glob("*.npy")
    kept.write_bytes(b"broken")
    assert reader.read(AudioRef(asset)).frames == 48_000


def test_a_missing_and_a_damaged_sound_are_told(tmp_path: Path) -> None:
    reader = AssetReader(tmp_path, tmp_path / "cache")
    with pytest.raises(MediaError, match="is missing"):
        reader.read(AudioRef("0" * 64))
    asset_path(tmp_path, "1" * 64).write_bytes(b"no sound")
    with pytest.raises(MediaError, match="damaged"):
        reader.read(AudioRef("1" * 64))
