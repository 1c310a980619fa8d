"""Sound in step with the picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small_media import H264, PICTURE, Make

from dubbench.errors import Cancelled, MediaError
from dubbench.jobs.context import Context
from dubbench.media.decode import decode_audio

CLICK = ("-f", "lavfi", "-i", "aevalsrc='if(between(t,1,1.001),0.9,0)':s=48000:d=2")
LATE = ("-itsoffset", "0.5", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=1")


def onset_ms(samples: np.ndarray) -> float:
    return float(np.flatnonzero(np.abs(samples) > 0.3)[0] / 48)


@pytest.mark.parametrize(
    ("name", "codecs"),
    [
        ("click.mp4", H264),
        ("click.mkv", (*H264[:-1], "flac")),
        ("click.webm", ("-c:v", "libvpx", "-c:a", "libopus")),
        ("click.mov", (*H264[:-1], "pcm_s16le")),
    ],
)
def test_a_click_is_heard_at_its_time(make: Make, name: str, codecs: tuple[str, ...]) -> None:
    audio = decode_audio(make(name, *PICTURE, *CLICK, *codecs))
    assert abs(audio.duration_ms - 2000) <= 40
    assert onset_ms(audio.mono()) == pytest.approx(1000, abs=1)


def test_a_stream_that_starts_late_begins_with_silence(make: Make) -> None:
    audio = decode_audio(make("late.mp4", *PICTURE, *LATE, *H264))
    assert audio.frames == 96_000
    assert np.abs(audio.samples[: 48 * 475]).max() == 0
    assert np.abs(audio.samples[: 48 * 499]).max() < 0.01
    assert np.abs(audio.samples[48 * 505 : 48 * 520]).max() > 0.05
    assert np.abs(audio.samples[48 * 1530 :]).max() == 0


def test_channels_are_kept_and_rates_changed(make: Make) -> None:
    surround = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=1", "-ac", "6", "-c:a", "pcm_s16le")
    audio = decode_audio(make("six.wav", *surround), rate_hz=16_000)
    assert audio.samples.shape == (16_000, 6)
    assert audio.samples.dtype == np.float32


def test_the_streams_of_a_file_are_told_apart(make: Make) -> None:
    tones = [("-f", "lavfi", "-i", f"sine=frequency={f}:sample_rate=48000:duration=2") for f in (300, 900)]
    path = make("two.mp4", *PICTURE, *tones[0], *tones[1], "-map", "0:v", "-map", "1:a", "-map", "2:a", *H264)
    for index, frequency in enumerate((300, 900)):
        spectrum = np.abs(np.fft.rfft(decode_audio(path, index).mono()))
        assert np.argmax(spectrum) / 2 == pytest.approx(frequency, abs=2)


def test_a_stream_that_is_not_there_is_told(episode: Path) -> None:
    with pytest.raises(MediaError, match="1 audio streams, none numbered 3"):
        decode_audio(episode, 3)


def test_decoding_stops_when_cancelled(episode: Path) -> None:
    with pytest.raises(Cancelled):
        decode_audio(episode, ctx=Context(cancelled=lambda: True))
