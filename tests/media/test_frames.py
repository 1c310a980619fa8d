"""Every seek gives exactly the frame that was asked for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
import threading
from pathlib import Path

import numpy as np
import pytest
from numbered import HEIGHT, WIDTH, number_of, write
from small_media import Make

from dubbench.errors import MediaError
from dubbench.media.frame_index import FrameIndex, read_index
from dubbench.media.frames import Box, FrameReader, Layout

FRAMES = 150
LONG_GOP = {"g": "60", "bf": "3", "preset": "ultrafast", "b-pyramid": "normal"}
OPEN_GOP = {"g": "30", "bf": "3", "preset": "veryfast", "x264-params": "open-gop=1:scenecut=0"}
FILES = {
    "b-frames.mp4": ("libx264", LONG_GOP),
    "open-gop.mp4": ("libx264", OPEN_GOP),
    "open-gop.mkv": ("libx264", OPEN_GOP),
    "stream.ts": ("libx264", LONG_GOP),
    "old.avi": ("mpeg4", {"g": "25", "bf": "2"}),
    "web.webm": ("libvpx-vp9", {"g": "40", "deadline": "realtime", "cpu-used": "8"}),
    "intra.mov": ("mjpeg", {}),
}


@pytest.fixture(scope="module", params=FILES)
def numbered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    codec, options = FILES[request.param]
    return write(tmp_path_factory.mktemp("numbered") / request.param, FRAMES, codec=codec, options=options)


def test_random_seeks_are_all_exact(numbered: Path) -> None:
    dice = random.Random(7)
    wanted = [dice.randrange(FRAMES) for _ in range(60)]
    wanted += [0, FRAMES - 1, FRAMES - 2, 0, 1, 2, 1, 0]
    with FrameReader(numbered) as reader:
        assert reader.index.frames == FRAMES
        assert [number_of(reader.read(number).pixels) for number in wanted] == wanted


def test_playing_through_gives_every_frame_once(numbered: Path) -> None:
    with FrameReader(numbered) as reader:
        assert [number_of(reader.read(number).pixels) for number in range(FRAMES)] == list(range(FRAMES))


def test_a_time_shows_the_frame_that_began_last(numbered: Path) -> None:
    index = read_index(numbered)
    for number in (0, 1, 77, FRAMES - 1):
        start = index.start_ms(number)
        assert abs(start - (number * 1000 / 24 + index.start_ms(0))) <= 1
        assert index.at(start) == number
        assert index.at(start - 1) == max(0, number - 1)
    assert index.at(10**9) == FRAMES - 1


def test_skipping_forward_decodes_on(numbered: Path) -> None:
    with FrameReader(numbered) as reader:
        assert [number_of(reader.read(number).pixels) for number in range(3, FRAMES, 7)] == list(range(3, FRAMES, 7))


def test_a_variable_rate_keeps_its_own_times(tmp_path: Path) -> None:
    dice = random.Random(3)
    times = np.cumsum([dice.choice((16, 33, 40, 500)) for _ in range(80)]).tolist()
    path = write(tmp_path / "varying.mp4", 80, times=times, options=LONG_GOP)
    with FrameReader(path) as reader:
        shift = reader.index.start_ms(0) - times[0]
        for number in dice.sample(range(80), 30):
            frame = reader.at(times[number] + shift)
            assert (frame.number, number_of(frame.pixels)) == (number, number)
            assert frame.start_ms == times[number] + shift


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_picture_is_shown_upright(make: Make, degrees: int) -> None:
    picture = ("-f", "lavfi", "-i", "color=black:size=64x96:rate=10:duration=1,drawbox=0:0:16:16:white:fill")
    flat = make("flat.mp4", *picture, "-c:v", "libx264", "-pix_fmt", "yuv420p")
    turned = make("turned.mp4", "-display_rotation", str(degrees), "-i", str(flat), "-c", "copy")
    with FrameReader(turned) as reader:
        pixels = reader.read(3).pixels
    assert pixels.shape[:2] == ((64, 96) if degrees % 180 else (96, 64))
    corner = {90: (-8, 8), 180: (-8, -8), 270: (8, -8)}[degrees]  # the box, turned against the clock
    assert pixels[corner].min() > 200
    assert pixels.mean() < 40


def test_a_box_and_a_layout_for_the_window(tmp_path: Path) -> None:
    path = write(tmp_path / "small.mp4", 10)
    with FrameReader(path, layout=Layout.BGRA, box=Box(60, 60)) as reader:
        pixels = reader.read(5).pixels
    assert pixels.shape == (60, round(60 * WIDTH / HEIGHT), 4)
    assert pixels.flags["C_CONTIGUOUS"]
    assert (pixels[..., 3] == 255).all()
    with FrameReader(path, box=Box(9999, 9999)) as reader:
        assert reader.read(5).pixels.shape == (HEIGHT, WIDTH, 3)


def test_square_pixels(make: Make) -> None:
    wide = make("wide.mp4", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=0.5,setsar=2", "-c:v", "libx264")
    with FrameReader(wide) as reader:
        assert reader.read(0).pixels.shape[:2] == (64, 128)


def test_full_range_white_is_white(make: Make) -> None:
    white = ("-f", "lavfi", "-i", "color=white:size=64x64:rate=10:duration=0.5,scale=out_range=pc,format=yuvj420p")
    with FrameReader(make("full.mp4", *white, "-c:v", "libx264")) as reader:
        assert reader.read(0).pixels.min() >= 253


def test_an_index_survives_its_file(tmp_path: Path) -> None:
    index = read_index(write(tmp_path / "small.mp4", 30))
    again = FrameIndex.from_bytes(index.to_bytes())
    assert all((getattr(again, name) == getattr(index, name)).all() for name in ("pts", "starts_ms", "keys"))
    assert len(index.to_bytes()) < 2000
    for damaged in (b"", b"PK", index.to_bytes()[:-40]):
        with pytest.raises(ValueError, match="damaged"):
            FrameIndex.from_bytes(damaged)


def test_what_has_no_picture_says_so(make: Make) -> None:
    from small_media import TONE

    with pytest.raises(MediaError, match="has no picture"):
        read_index(make("tone.wav", *TONE))
    with pytest.raises(MediaError, match="There is no file"):
        read_index(Path("nowhere.mp4"))


def test_a_reader_belongs_to_one_thread(tmp_path: Path) -> None:
    faults: list[str] = []
    with FrameReader(write(tmp_path / "small.mp4", 5)) as reader:

        def read() -> None:
            try:
                reader.read(1)
            except AssertionError as error:
                faults.append(str(error))

        other = threading.Thread(target=read)
        other.start()
        other.join()
    assert faults == ["a FrameReader belongs to the thread that made it"]


def test_a_damaged_middle_shows_a_frame_all_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "damaged.mp4", FRAMES, options=LONG_GOP)
    index = read_index(path)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = bytes(400)
    path.write_bytes(data)
    with FrameReader(path, index) as reader:
        shown = [reader.read(number).pixels.shape for number in range(0, FRAMES, 5)]
    assert len(shown) == FRAMES // 5
