"""A proxy is small, quickly entered, and its frame n is frame n of the source."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from numbered import number_of, write
from small_media import Make

from dubbench.errors import Cancelled, MediaError
from dubbench.jobs.context import Context, Progress
from dubbench.media.frame_index import FrameIndex, read_index
from dubbench.media.frames import Box, FrameReader
from dubbench.media.proxy import ProxySettings, make_proxy, proxy_key

SMALL = ProxySettings(48, 96)


@pytest.mark.parametrize("name", ["b-frames.mp4", "stream.ts", "matroska.mkv"])
def test_frame_n_is_frame_n_of_the_source(tmp_path: Path, name: str) -> None:
    source = write(tmp_path / name, 100, options={"g": "50", "bf": "3"})
    index = read_index(source)
    made = make_proxy(source, index, tmp_path / "proxy.mp4", SMALL)
    assert made.frames == 100
    assert np.diff(made.keys).max() <= SMALL.gop
    wanted = random.Random(5).sample(range(100), 40)
    with FrameReader(tmp_path / "proxy.mp4", made, shown=index) as reader:
        frames = [reader.read(number) for number in wanted]
    assert [number_of(frame.pixels) for frame in frames] == wanted
    assert [frame.start_ms for frame in frames] == [index.start_ms(number) for number in wanted]
    assert frames[0].pixels.shape[:2] == (64, 48)


def test_a_variable_rate_stays(tmp_path: Path) -> None:
    times = np.cumsum([random.Random(2).choice((20, 40, 300)) for _ in range(40)]).tolist()
    source = write(tmp_path / "varying.mp4", 40, times=times)
    index = read_index(source)
    made = make_proxy(source, index, tmp_path / "proxy.mp4", SMALL)
    assert np.abs((made.starts_ms - made.starts_ms[0]) - (index.starts_ms - index.starts_ms[0])).max() <= 1


def test_a_turned_picture_is_upright_in_its_proxy(make: Make, tmp_path: Path) -> None:
    picture = ("-f", "lavfi", "-i", "color=black:size=64x96:rate=10:duration=1,drawbox=0:0:16:16:white:fill")
    flat = make("flat.mp4", *picture, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turned = make("turned.mp4", "-display_rotation", "90", "-i", str(flat), "-c", "copy")
    make_proxy(turned, read_index(turned), tmp_path / "proxy.mp4")
    with FrameReader(turned) as source, FrameReader(tmp_path / "proxy.mp4") as proxy:
        difference = source.read(2).pixels.astype(int) - proxy.read(2).pixels
    assert np.abs(difference).mean() < 3


def test_colours_stay(make: Make, tmp_path: Path) -> None:
    for size in ("128x128", "720x720"):
        red = make(
            f"{size}.mp4", "-f", "lavfi", "-i", f"color=0xc04020:size={size}:rate=10:duration=0.3", "-c:v", "libx264"
        )
        make_proxy(red, read_index(red), tmp_path / "proxy.mp4")
        with FrameReader(red, box=Box(64, 64)) as source, FrameReader(tmp_path / "proxy.mp4", box=Box(64, 64)) as proxy:
            difference = source.read(1).pixels.astype(int) - proxy.read(1).pixels
        assert np.abs(difference).max() <= 4, size


def test_progress_is_told_and_a_cancel_leaves_nothing(tmp_path: Path) -> None:
    source = write(tmp_path / "long.mp4", 400)
    index = read_index(source)
    told: list[Progress] = []
    make_proxy(source, index, tmp_path / "proxy.mp4", SMALL, Context(told.append))
    assert told[-1].done == told[-1].total == 401
    told.clear()
    with pytest.raises(Cancelled):
        make_proxy(source, index, tmp_path / "other.mp4", SMALL, Context(told.append, lambda: bool(told)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.mp4", "proxy.mp4"]


def test_a_source_that_cannot_be_decoded_whole_has_no_proxy(tmp_path: Path) -> None:
    source = write(tmp_path / "short.mp4", 20)
    index = read_index(source)
    longer = FrameIndex(np.append(index.pts, index.pts[-1] + 512), np.append(index.starts_ms, 999), index.keys)
    with pytest.raises(MediaError, match="of 21 frames 20 can be decoded"):
        make_proxy(source, longer, tmp_path / "proxy.mp4", SMALL)
    assert not (tmp_path / "proxy.mp4").exists()


def test_its_key_follows_source_and_settings() -> None:
    assert proxy_key("a", SMALL) != proxy_key("b", SMALL) != proxy_key("b", ProxySettings())
