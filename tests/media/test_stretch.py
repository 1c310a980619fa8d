"""Pace changed, pitch and length exact."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

import numpy as np
import pytest

from dubbench.media.resample import resample
from dubbench.media.stretch import stretch, stretched_frames

RATE_HZ = 24_000


def voiced(seconds: float, pitch_hz: float = 120) -> np.ndarray:
    """Make a buzz with formant-like colour, louder and softer four times a second."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * pitch_hz * n * times + n) / n for n in range(1, 20))
    return (0.2 * wave * (1.2 + np.sin(2 * np.pi * 4 * times))).astype(np.float32)


def pitch_of(wave: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(wave * np.hanning(len(wave)), 1 << 18))
    low, high = (round(f * (1 << 18) / RATE_HZ) for f in (90, 160))
    return float((low + np.argmax(spectrum[low:high])) * RATE_HZ / (1 << 18))


@pytest.mark.parametrize("ppm", [800_000, 923_456, 1_000_000, 1_080_000, 1_300_000])
def test_the_length_is_exact_and_the_pitch_is_kept(ppm: int) -> None:
    wave = voiced(2)
    paced = stretch(wave, RATE_HZ, ppm)
    assert len(paced) == round(len(wave) * 1e6 / ppm) == stretched_frames(len(wave), ppm)
    assert pitch_of(paced) == pytest.approx(120, abs=1)
    assert np.std(paced) == pytest.approx(np.std(wave), rel=0.06)


@pytest.mark.parametrize("ppm", [850_000, 1_200_000])
def test_events_move_with_the_pace(ppm: int) -> None:
    wave = np.zeros(2 * RATE_HZ, np.float32)
    wave[RATE_HZ : RATE_HZ + 2400] = voiced(0.1)
    loud = np.flatnonzero(np.abs(stretch(wave, RATE_HZ, ppm)) > 0.1)
    assert loud[0] / RATE_HZ == pytest.approx(1e6 / ppm, abs=0.02)


@pytest.mark.parametrize("frames", [0, 1, 7, 100, 1000])
def test_the_shortest_sounds_are_stretched_too(frames: int) -> None:
    wave = np.ones(frames, np.float32)
    assert len(stretch(wave, RATE_HZ, 900_000)) == stretched_frames(frames, 900_000)
    assert np.isfinite(stretch(wave, RATE_HZ, 900_000)).all()


def test_silence_stays_silent() -> None:
    assert not stretch(np.zeros(RATE_HZ, np.float32), RATE_HZ, 1_100_000).any()


def test_three_seconds_take_little_time() -> None:
    wave = voiced(3)
    before = time.process_time()
    stretch(wave, RATE_HZ, 1_080_000)
    assert time.process_time() - before < 0.15


def test_resampling_keeps_tones_and_removes_what_cannot_stay() -> None:
    times = np.arange(48_000) / 48_000
    kept = resample(np.sin(2 * np.pi * 1000 * times).astype(np.float32)[:, None], 48_000, 16_000)
    gone = resample(np.sin(2 * np.pi * 9000 * times).astype(np.float32)[:, None], 48_000, 16_000)
    wanted = np.sin(2 * np.pi * 1000 * np.arange(16_000) / 16_000)
    assert kept.shape == (16_000, 1)
    assert np.abs(kept[200:-200, 0] - wanted[200:-200]).max() < 1e-3
    assert np.abs(gone[200:-200]).max() < 2e-3
