"""Deliveries read again: picture untouched, dub first and in step, languages and marks right."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from small_media import H264, PICTURE, TONE, Make, bursts

from dubbench.errors import Cancelled, DubbenchError, MediaError, NoPermission, NotEnoughSpace
from dubbench.jobs.context import Context
from dubbench.media import ffmpeg
from dubbench.media.audio import Audio
from dubbench.media.checked import check
from dubbench.media.decode import decode_audio
from dubbench.media.files import fitting_name
from dubbench.media.mp4_tags import read_tags, top_boxes
from dubbench.media.mux import Labels, encode_audio, mux
from dubbench.media.picture import picture_packets
from dubbench.media.probe import container_for, file_tags, is_draft, probe

LABELS = Labels("pt-BR", "en", "Episódio 1", draft=True)


def shift_samples(heard: Audio, wanted: Audio) -> int:
    """Say by how many samples one sound lies behind another."""
    from scipy.signal import correlate

    a, b = heard.mono()[:48_000], wanted.mono()[:48_000]
    return int(np.argmax(correlate(a, b, method="fft"))) - (len(b) - 1)


def test_a_delivery_is_as_ordered(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    out = tmp_path / "out.draft.mp4"
    found = mux(episode, speechlike, out, LABELS)
    media = probe(out)
    assert found.media == media
    assert [(s.language, s.codec, s.channels) for s in media.audio] == [("pt-BR", "aac", 2), ("en", "aac", 1)]
    assert [s.title for s in media.audio] == ["português (Brasil)", "English"]
    assert abs(media.duration_ms - 2000) <= 1
    assert is_draft(out)
    assert file_tags(out)["title"] == "Episódio 1"
    assert [p.name for p in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize(
    ("name", "codecs"), [("s.mp4", H264), ("s.mkv", H264), ("s.webm", ("-c:v", "libvpx", "-c:a", "libopus"))]
)
def test_the_coded_dub_is_in_step_with_the_rendered_programme(
    make: Make, speechlike: Audio, tmp_path: Path, name: str, codecs: tuple[str, ...]
) -> None:
    source = make(name, *PICTURE, *TONE, *codecs)
    out = tmp_path / f"out{container_for(probe(source))}"
    mux(source, speechlike, out, LABELS)
    heard = decode_audio(out, 0)
    assert abs(shift_samples(heard, speechlike)) <= 24
    assert abs(shift_samples(decode_audio(out, 1), decode_audio(source, 0))) <= 24


def test_mp4_tracks_carry_both_kinds_of_language_tags(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    for language, code in (("pt-BR", "por"), ("es-419", "spa"), ("zh-Hans", "zho"), ("de", "deu")):
        mux(episode, speechlike, tmp_path / "out.mp4", Labels(language, ""))
        tags = [(tag.iso639, tag.bcp47) for tag in read_tags(tmp_path / "out.mp4") if tag.kind == "soun"]
        assert tags == [(code, language), ("und", "und")]


def test_the_index_stands_before_the_media_data(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    mux(episode, speechlike, tmp_path / "out.mp4", LABELS)
    with (tmp_path / "out.mp4").open("rb") as file:
        assert [box.kind for box in top_boxes(file)] == [b"ftyp", b"moov", b"mdat"]


def test_matroska_carries_bcp_47(make: Make, speechlike: Audio, tmp_path: Path) -> None:
    source = make("s.webm", *PICTURE, *TONE, "-c:v", "libvpx", "-c:a", "libopus")
    mux(source, speechlike, tmp_path / "out.mkv", LABELS)
    media = probe(tmp_path / "out.mkv")
    assert [(s.language, s.codec) for s in media.audio] == [("pt-BR", "aac"), ("en", "opus")]
    assert b"\x22\xb5\x9c\x83por\x22\xb5\x9d\x85pt-BR" in (tmp_path / "out.mkv").read_bytes()


@pytest.mark.parametrize("name", ["s.mp4", "s.mov", "s.mkv", "s.ts"])
def test_the_picture_is_copied_bit_by_bit(make: Make, speechlike: Audio, tmp_path: Path, name: str) -> None:
    source = make(name, *PICTURE, *TONE, *H264)
    out = tmp_path / f"out{container_for(probe(source))}"
    mux(source, speechlike, out, LABELS)
    before, after = picture_packets(source), picture_packets(out)
    assert before is not None
    assert after is not None
    assert before.sha256 == after.sha256


def test_a_turned_picture_stays_turned(make: Make, episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    source = make("turned.mp4", "-display_rotation", "-90", "-i", f"file:{episode}", "-c", "copy")
    picture = mux(source, speechlike, tmp_path / "out.mp4", LABELS).media.picture
    assert picture is not None
    assert (picture.rotation, picture.width, picture.height) == (90, 160, 96)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_uneven_frame_times_are_kept(make: Make, speechlike: Audio, tmp_path: Path, suffix: str) -> None:
    uneven = ("-vf", "select='not(between(n,10,14))'", "-fps_mode", "vfr")
    source = make(f"uneven{suffix}", *PICTURE, *TONE, *uneven, *H264)
    picture = mux(source, speechlike, tmp_path / f"out{suffix}", LABELS).media.picture
    assert picture is not None
    assert picture.variable_rate
    assert picture.frames == 45


def test_a_second_stream_can_be_the_original(make: Make, speechlike: Audio, tmp_path: Path) -> None:
    other = ("-f", "lavfi", "-i", "sine=frequency=880:sample_rate=48000:duration=2")
    source = make("two.mp4", *PICTURE, *TONE, *other, "-map", "0:v", "-map", "1:a", "-map", "2:a", *H264)
    mux(source, speechlike, tmp_path / "out.mp4", LABELS, source_stream=1)
    spectrum = np.abs(np.fft.rfft(decode_audio(tmp_path / "out.mp4", 1).mono()))
    assert np.argmax(spectrum) / 2 == pytest.approx(880, abs=2)


def test_an_original_that_mp4_cannot_hold_is_encoded(make: Make, speechlike: Audio, tmp_path: Path) -> None:
    source = make("pcm.mov", *PICTURE, *TONE, *H264[:-1], "pcm_s16le")
    assert mux(source, speechlike, tmp_path / "out.mp4", LABELS).media.audio[1].codec == "aac"


def test_the_true_peak_holds_after_coding(episode: Path, tmp_path: Path) -> None:
    loud = bursts(2, 2)
    loud.samples[:] = np.clip(loud.samples * 8, -0.99, 0.99)
    found = mux(episode, loud, tmp_path / "out.mp4", LABELS, true_peak_mdb=-1_000)
    assert found.true_peak_mdb is not None
    assert -3_000 < found.true_peak_mdb <= -1_000


def test_ffmpeg_reads_a_delivery_without_a_warning(make: Make, speechlike: Audio, tmp_path: Path) -> None:
    source = make("titled.mp4", *PICTURE, *TONE, *H264, "-metadata:s:v:0", "title=Câmera A", "-shortest")
    out = tmp_path / "out.mp4"
    mux(source, speechlike, out, LABELS)
    reading = [ffmpeg.ffmpeg_exe(), "-v", "warning", "-i", out, "-map", "0", "-f", "null", "-"]
    assert subprocess.run(reading, capture_output=True, text=True, check=True).stderr == ""
    with av.open(str(out)) as container:
        assert [s.metadata.get("title") for s in container.streams.audio] == ["português (Brasil)", "English"]


def test_a_silent_dub_is_delivered(episode: Path, tmp_path: Path) -> None:
    silent = Audio(np.zeros((96_000, 2), np.float32), 48_000)
    assert mux(episode, silent, tmp_path / "out.mp4", LABELS).loudness_mdb is None


def test_sound_alone_becomes_an_m4a(speechlike: Audio, tmp_path: Path) -> None:
    found = encode_audio(speechlike, tmp_path / "out.m4a", Labels("pt-BR", title="Um"))
    assert [(s.language, s.title) for s in found.media.audio] == [("pt-BR", "português (Brasil)")]
    assert found.media.picture is None
    assert abs(found.media.duration_ms - 2000) <= 1
    assert not is_draft(tmp_path / "out.m4a")
    assert abs(shift_samples(decode_audio(tmp_path / "out.m4a"), speechlike)) <= 24


@pytest.mark.parametrize("stem", ["-dash", "two words", 'it\'s "q" %03d', "a:b", "🎬恋", "long🎬" * 60])
def test_odd_names_are_read_and_written(
    episode: Path, speechlike: Audio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stem: str
) -> None:
    source, out = (Path(fitting_name(stem, suffix)) for suffix in (".mp4", ".pt-BR.draft.mp4"))
    shutil.copy(episode, tmp_path / source)
    monkeypatch.chdir(tmp_path)
    mux(source, speechlike, out, LABELS)
    assert sorted(os.listdir(tmp_path)) == sorted([str(source), str(out)])


def test_every_difference_from_the_order_is_named(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    mux(episode, speechlike, tmp_path / "out.mp4", LABELS)
    short = Audio(speechlike.samples[:48_000], 48_000)
    with pytest.raises(MediaError, match="1000 ms") as told:
        check(tmp_path / "out.mp4", short, episode, Labels("fr", "en"))
    assert "pt-BR" in str(told.value)
    assert "draft mark" in str(told.value)


def test_another_picture_is_noticed(make: Make, episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    other = make("other.mp4", "-f", "lavfi", "-i", "testsrc2=size=96x160:rate=25:duration=2", *TONE, *H264)
    mux(episode, speechlike, tmp_path / "out.mp4", LABELS)
    with pytest.raises(MediaError, match="picture differs"):
        check(tmp_path / "out.mp4", speechlike, other, LABELS)


def test_the_wrong_ending_is_refused(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"needs the ending \.mp4"):
        mux(episode, speechlike, tmp_path / "out.mkv", LABELS)


def test_a_cancel_leaves_nothing(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        mux(episode, speechlike, tmp_path / "out.mp4", LABELS, ctx=Context(cancelled=lambda: True))
    assert not list(tmp_path.iterdir())


def test_a_failure_of_ffmpeg_is_told_with_its_cause(speechlike: Audio, tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_text("no media")
    with pytest.raises(MediaError, match="Invalid data"):
        ffmpeg.run([ffmpeg.source(tmp_path / "bad.mp4")], tmp_path / "out.mp4", {}, Context())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_is_told(speechlike: Audio) -> None:
    options = {"format": "adts", "c:a": "aac"}
    with pytest.raises(NotEnoughSpace, match="is full"):
        ffmpeg.run([ffmpeg.sound(bursts(20, 2))], Path("/dev/full"), options, Context(), piped=bursts(20, 2))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_write_permission_is_told(episode: Path, speechlike: Audio, tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(NoPermission, match="permission denied"):
        mux(episode, speechlike, tmp_path / "out.mp4", LABELS)


@pytest.mark.parametrize(("number", "kind"), [(errno.ENOSPC, NotEnoughSpace), (errno.EACCES, NoPermission)])
def test_refusals_while_tags_are_written_are_told(
    episode: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[DubbenchError]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("dubbench.media.mux.write_tags", refuse)
    with pytest.raises(kind):
        mux(episode, bursts(2, 2), tmp_path / "out.mp4", LABELS)
    assert not list(tmp_path.iterdir())
