"""Loudness against the standard's own signals and against ffmpeg's ebur128."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import subprocess

import numpy as np
import pytest
from small_media import bursts

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.ffmpeg import ffmpeg_exe
from dubbench.media.loudness import integrated_mdb, measure, peak_envelope, speech_level_mdb, true_peak_mdb


def sine(db: float, seconds: float = 3, frequency: float = 997, channels: int = 2, rate_hz: int = 48_000) -> Audio:
    wave = 10 ** (db / 20) * np.sin(2 * np.pi * frequency * np.arange(round(seconds * rate_hz)) / rate_hz)
    return Audio(np.repeat(wave[:, None], channels, axis=1).astype(np.float32), rate_hz)


def ebur128(audio: Audio) -> tuple[int, int]:
    arguments = ["-f", "f32le", "-ar", str(audio.rate_hz), "-ac", str(audio.channels), "-i", "-"]
    arguments = [ffmpeg_exe(), "-hide_banner", *arguments, "-af", "ebur128=peak=true", "-f", "null", "-"]
    words = subprocess.run(arguments, input=audio.samples.tobytes(), capture_output=True, check=True).stderr.decode()
    summary = words[words.rindex("Summary") :]
    loudness, peak = (re.search(rf"{mark}:\s+(-?[\d.]+)", summary) for mark in ("I", "Peak"))
    assert loudness
    assert peak
    return round(1000 * float(loudness[1])), round(1000 * float(peak[1]))


def test_a_stereo_sine_reads_as_tech_3341_says() -> None:
    assert integrated_mdb(sine(-23, 20)) == pytest.approx(-23_000, abs=100)


def test_quiet_passages_are_gated_as_tech_3341_says() -> None:
    parts = [sine(-36, 10).samples, sine(-23, 60).samples, sine(-36, 10).samples]
    assert integrated_mdb(Audio(np.concatenate(parts), 48_000)) == pytest.approx(-23_000, abs=100)


@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_it_agrees_with_ebur128(channels: int, rate_hz: int) -> None:
    audio = bursts(6, channels, rate_hz)
    loudness, peak = ebur128(audio)
    assert integrated_mdb(audio) == pytest.approx(loudness, abs=100)
    assert true_peak_mdb(audio) == pytest.approx(peak, abs=300)


def test_peaks_between_samples_are_found() -> None:
    wave = np.sin(2 * np.pi * 12_000 * np.arange(48_000) / 48_000 + np.pi / 4).astype(np.float32)
    audio = Audio(wave[:, None] * np.float32(0.5 / wave.max()), 48_000)
    assert true_peak_mdb(audio) == pytest.approx(-6020 + 3010, abs=200)


def test_the_pruned_envelope_has_the_full_ones_maximum() -> None:
    audio = bursts(1, 2)
    full = peak_envelope(audio, 24)
    floor = float(np.abs(audio.samples).max())
    pruned = peak_envelope(audio, 24, floor)
    assert len(full) == len(pruned) == 2000
    assert pruned.max() == full.max()
    assert np.all(pruned <= full)


def test_silence_has_no_loudness() -> None:
    found = measure(Audio(np.zeros((48_000, 2), np.float32), 48_000))
    assert (found.integrated_mdb, found.true_peak_mdb) == (None, None)
    assert measure(Audio(np.zeros((0, 2), np.float32), 48_000)).integrated_mdb is None


def test_the_curves_have_a_value_each_tenth_of_a_second() -> None:
    found = measure(sine(-23, 5))
    assert len(found.momentary_mdb) == 47
    assert len(found.short_term_mdb) == 21
    assert found.momentary_mdb[10:] == pytest.approx(-23_000, abs=100)


def test_speech_level_leaves_pauses_out() -> None:
    speech = bursts(2, 1).samples[:, 0]
    steady = speech_level_mdb(speech, 48_000)
    with_pause = speech_level_mdb(np.concatenate([speech, np.zeros(96_000, np.float32)]), 48_000)
    assert steady is not None
    assert with_pause == pytest.approx(steady, abs=300)


def test_speech_level_looks_only_at_its_spans() -> None:
    loud, soft = sine(-10, 1, channels=1).samples[:, 0], sine(-30, 1, channels=1).samples[:, 0]
    both = np.concatenate([loud, soft])
    levels = [speech_level_mdb(both, 48_000, [span]) for span in (Span(100, 900), Span(1100, 1900))]
    assert levels[0] is not None
    assert levels[1] == pytest.approx(levels[0] - 20_000, abs=200)
    assert speech_level_mdb(np.zeros(48_000, np.float32), 48_000) is None
    assert speech_level_mdb(both, 48_000, [Span(5000, 6000)]) is None
