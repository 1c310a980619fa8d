"""What files hold, and bad ones told in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import av
import pytest
from small_media import H264, PICTURE, TONE, Make

from dubbench.errors import MediaError
from dubbench.media.mp4_tags import top_boxes
from dubbench.media.probe import container_for, probe
from dubbench.media.timeline import opened


def test_an_episode_is_read_exactly(episode: Path) -> None:
    media = probe(episode)
    assert media.picture is not None
    assert (media.picture.width, media.picture.height, media.picture.frames) == (96, 160, 50)
    assert (media.picture.rate_num, media.picture.rate_den, media.picture.codec) == (25, 1, "h264")
    assert not media.picture.variable_rate
    assert media.duration_ms == 2000
    assert [(s.index, s.codec, s.channels, s.rate_hz, s.language) for s in media.audio] == [(0, "aac", 1, 44100, "en")]
    assert media.size_bytes == episode.stat().st_size
    assert container_for(media) == ".mp4"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no file"):
        probe(tmp_path / "nothing.mp4")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="is a folder"):
        probe(tmp_path)


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(MediaError, match="is empty"):
        probe(tmp_path / "empty.mp4")


@pytest.mark.parametrize(
    "text", ["hello\n" * 50, "1\n00:00:01,000 --> 00:00:02,000\nHi\n", "x", "#EXTM3U\n#EXTINF:1,\n"]
)
def test_a_text_file_named_mp4_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "text.mp4").write_text(text)
    with pytest.raises(MediaError, match=r"neither video nor audio|neither picture nor sound"):
        probe(tmp_path / "text.mp4")


def test_a_file_without_its_index_is_told(episode: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(episode.read_bytes()[: episode.stat().st_size // 2])
    with pytest.raises(MediaError, match=r"cut off: its index \(moov\) is missing"):
        probe(cut)


def test_a_file_whose_media_data_ends_early_is_told(make: Make, tmp_path: Path) -> None:
    whole = make("fast.mp4", *PICTURE, *TONE, *H264, "-movflags", "+faststart")
    with whole.open("rb") as file:
        assert [box.kind for box in top_boxes(file)].index(b"moov") == 1
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: round(whole.stat().st_size * 0.7)])
    with pytest.raises(MediaError, match="is cut off"):
        probe(cut)


def test_a_matroska_file_that_ends_early_is_told(make: Make, tmp_path: Path) -> None:
    whole = make("long.mkv", "-f", "lavfi", "-i", "testsrc=size=96x160:rate=25:duration=6", *H264)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(MediaError, match="is cut off"):
        probe(cut)


def test_a_picture_without_sound_has_no_audio_streams(make: Make) -> None:
    assert probe(make("mute.mp4", *PICTURE, *H264)).audio == ()


def test_several_audio_streams_are_listed_with_their_languages(make: Make) -> None:
    two = ("-map", "0:v", "-map", "1:a", "-map", "2:a")
    tags = ("-metadata:s:a:0", "language=por", "-metadata:s:a:1", "language=zho", "-metadata:s:a:1", "handler_name=Dub")
    media = probe(make("two.mp4", *PICTURE, *TONE, *TONE, *two, *H264, *tags))
    assert [(s.index, s.language, s.title) for s in media.audio] == [(0, "pt", ""), (1, "zh", "Dub")]


def test_rotation_is_read_from_the_display_matrix(make: Make, episode: Path) -> None:
    media = probe(make("turned.mp4", "-display_rotation", "-90", "-i", f"file:{episode}", "-c", "copy"))
    assert media.picture is not None
    assert (media.picture.rotation, media.picture.width, media.picture.height) == (90, 160, 96)


def test_a_variable_frame_rate_is_noticed(make: Make) -> None:
    uneven = ("-vf", "select='not(between(n,10,14))'", "-fps_mode", "vfr")
    media = probe(make("uneven.mp4", *PICTURE, *TONE, *uneven, *H264))
    assert media.picture is not None
    assert media.picture.variable_rate
    assert media.duration_ms == 2000


def test_a_webm_rounded_to_milliseconds_has_a_constant_rate(make: Make) -> None:
    picture = ("-f", "lavfi", "-i", "testsrc=size=96x160:rate=24000/1001:duration=2")
    media = probe(make("a.webm", *picture, *TONE, "-c:v", "libvpx", "-c:a", "libopus"))
    assert media.picture is not None
    assert not media.picture.variable_rate
    assert container_for(media) == ".mkv"


def test_cover_art_is_no_picture(make: Make, tmp_path: Path) -> None:
    cover = make("cover.png", "-f", "lavfi", "-i", "color=red:size=16x16", "-frames:v", "1")
    art = ("-i", f"file:{cover}", "-map", "0:a", "-map", "1:v", "-c:v", "png", "-disposition:v", "attached_pic")
    media = probe(make("song.m4a", *TONE, *art))
    assert media.picture is None
    assert container_for(media) == ".m4a"
    assert abs(media.duration_ms - 2000) <= 1


@pytest.mark.parametrize(
    "name", ["-dash.mp4", "two words.mp4", 'it\'s "q".mp4', "🎬恋.mp4", "a:b%03d.mp4", "n" * 251 + ".mp4"]
)
def test_odd_names_are_read(episode: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(episode, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    assert probe(Path(name)).duration_ms == 2000


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_told(episode: Path, tmp_path: Path) -> None:
    shutil.copy(episode, tmp_path / "secret.mp4")
    (tmp_path / "secret.mp4").chmod(0)
    with pytest.raises(MediaError, match="permission denied"):
        probe(tmp_path / "secret.mp4")


@pytest.mark.parametrize("error", [IndexError("a fault"), AttributeError("a fault"), ValueError("a fault")])
def test_a_fault_of_the_program_is_not_told_as_a_damaged_file(episode: Path, error: Exception) -> None:
    with pytest.raises(type(error), match="a fault"), opened(episode):
        raise error


def test_what_pyav_cannot_read_on_is_a_damaged_file(episode: Path) -> None:
    with pytest.raises(MediaError, match=r"is damaged inside"), opened(episode):
        raise av.InvalidDataError(1, "no packet")


def test_an_unknown_codec_of_the_picture_is_told(make: Make) -> None:
    path = make("odd.mp4", *PICTURE, *TONE, *H264)
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzzz"))
    with pytest.raises(MediaError, match=r"odd\.mp4 is damaged inside"):
        probe(path)


@pytest.mark.parametrize("ending", ["mp4", "mkv"])
def test_no_changed_byte_makes_a_fault(make: Make, tmp_path: Path, ending: str) -> None:
    whole, dice = make(f"whole.{ending}", *PICTURE, *TONE, *H264).read_bytes(), random.Random(5)
    path = tmp_path / f"changed.{ending}"
    told = 0
    for _ in range(60):
        changed = bytearray(whole)
        for _ in range(8):
            changed[dice.choice((1, -1)) * dice.randrange(1, 3000)] = dice.choice((0, 255, dice.randrange(256)))
        path.write_bytes(changed)
        try:
            probe(path)
        except MediaError:
            told += 1
    assert told > 5


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MediaError, match="pipe or a device"):
        probe(tmp_path / "pipe")


def test_a_name_that_is_too_long_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no file"):
        probe(tmp_path / ("a" * 300))
