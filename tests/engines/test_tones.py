"""The code of tones: it carries text through what happens to sound, and is not seen in other sound."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.engines import tones

TEXT = "Anna aa 99: São João! ÑANDÚ… 你好"


def text_of(samples: np.ndarray, rate_hz: int) -> str:
    return "".join(letter.text for letter in tones.read(samples, rate_hz))


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 44_100, 48_000])
@pytest.mark.parametrize("symbol_ms", [45, 72, 110])
def test_text_survives_every_rate_and_pace(rate_hz: int, symbol_ms: float) -> None:
    assert text_of(tones.sound(tones.symbols(TEXT), rate_hz, symbol_ms), rate_hz) == TEXT


@pytest.mark.parametrize("hop", [400, 440, 520])
def test_text_survives_a_stretch_that_keeps_the_pitch(hop: int) -> None:
    """Overlap and add without any search is the worst of stretches."""
    source = tones.sound(tones.symbols(TEXT), 24_000)
    frame, out_hop = 960, 480
    starts = range(0, len(source) - frame, hop)
    stretched = np.zeros(len(starts) * out_hop + frame, np.float32)
    for turn, start in enumerate(starts):
        stretched[turn * out_hop : turn * out_hop + frame] += source[start : start + frame] * np.hanning(frame)
    read = text_of(stretched, 24_000)
    assert read.rstrip()[: len(TEXT) - 2] == TEXT[:-2]


def test_text_survives_noise_at_its_own_level() -> None:
    sound = tones.sound(tones.symbols(TEXT), 24_000)
    rough = sound + np.random.default_rng(3).normal(0, 0.15, len(sound)).astype(np.float32)
    assert text_of(rough.astype(np.float32), 24_000) == TEXT


@pytest.mark.parametrize("kind", ["noise", "note", "chords", "sweep", "silence", "nothing"])
def test_other_sound_is_no_text(kind: str) -> None:
    time = np.arange(48_000) / 24_000
    sounds = {
        "noise": np.random.default_rng(1).normal(0, 0.2, 48_000),
        "note": 0.3 * np.sin(2 * np.pi * 440 * time),
        "chords": sum(np.sin(2 * np.pi * f * np.floor(1 + 3 * time) * time) for f in (262, 330, 392)) / 9,
        "sweep": 0.3 * np.sin(2 * np.pi * (300 + 800 * time) * time),
        "silence": np.zeros(48_000),
        "nothing": np.zeros(100),
    }
    assert text_of(sounds[kind].astype(np.float32), 24_000) == ""


def test_letters_have_their_times() -> None:
    letters = tones.read(tones.sound(tones.symbols("abc"), 24_000), 24_000)
    assert [letter.text for letter in letters] == ["a", "b", "c"]
    for place, letter in enumerate(letters):
        assert letter.start_s == pytest.approx(place * 0.072, abs=0.012)
        assert letter.end_s == pytest.approx((place + 1) * 0.072, abs=0.012)
