"""What is heard while working is what is delivered, and one line changes in a moment."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.limiter import apply, relimited
from dubbench.media.mixdown import Clip, MixPlan, render
from dubbench.media.mixer import Mixer
from dubbench.media.pcm import RATE_HZ, Pcm, Silence, stereo

SECONDS = 12
FRAMES = SECONDS * RATE_HZ


class Sounds:
    """Takes made of noise bursts at 24 kHz."""

    def __init__(self) -> None:
        dice = np.random.default_rng(9)
        self.takes = {
            name: (dice.standard_normal((36_000, 1)) * np.hanning(36_000)[:, None] * loud).astype(np.float32)
            for name, loud in (("a", 0.1), ("b", 0.3), ("c", 0.02))
        }

    def read(self, ref: AudioRef) -> Audio:
        return Audio(self.takes[ref.asset], 24_000).cut(ref.start_ms, ref.end_ms or 1500)


@pytest.fixture
def music() -> Audio:
    times = np.arange(FRAMES) / RATE_HZ
    left, right = (0.05 * np.sin(2 * np.pi * hertz * times) for hertz in (220, 330))
    return Audio(np.stack([left, right], axis=1).astype(np.float32), RATE_HZ)


def clip(name: str, at_ms: int, stretch_ppm: int = 1_000_000) -> Clip:
    return Clip(AudioRef(name), at_ms, stretch_ppm, gain_mdb=-500)


LINES = {"one": [clip("a", 1000)], "two": [clip("b", 4000, 1_100_000), clip("a", 6000)], "three": [clip("c", 11_000)]}


def plan() -> MixPlan:
    clips = tuple(c for clips in LINES.values() for c in clips)
    return MixPlan(clips, AudioRef("music"), FRAMES)


class WithMusic(Sounds):
    def __init__(self, music: Audio) -> None:
        super().__init__()
        self.music = music

    def read(self, ref: AudioRef) -> Audio:
        return self.music if ref.asset == "music" else super().read(ref)


def mixer(music: Audio) -> Mixer:
    made = Mixer(Pcm.of(music), FRAMES)
    made.lay(LINES, Sounds())
    return made


def difference(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).max())


def test_the_levelled_mix_is_the_delivered_one(music: Audio) -> None:
    delivered = render(plan(), WithMusic(music), Context())
    live = mixer(music)
    assert live.level() == pytest.approx(delivered.gain_mdb, abs=30)
    heard = np.concatenate([live.whole.read(at, 7777) for at in range(0, FRAMES, 7777)])[:FRAMES]
    assert difference(heard, delivered.programme.samples) < 0.01


def test_before_levelling_the_parts_are_added(music: Audio) -> None:
    live = mixer(music)
    heard = live.whole.read(0, FRAMES)
    assert difference(heard, music.samples + live.dialogue.read(0, FRAMES)) < 1e-4


def test_a_replaced_line_sounds_as_if_all_were_mixed_anew(music: Audio) -> None:
    live = mixer(music)
    live.level()
    first, last = live.put("two", [clip("b", 5200)], Sounds())
    assert (first, last) == (4000 * 48, max(7500, 6700) * 48)
    heard = live.whole.read(0, FRAMES)
    anew = Mixer(Pcm.of(music), FRAMES)
    anew.lay({**LINES, "two": [clip("b", 5200)]}, Sounds())
    gained = np.float32(10 ** (live._laid.gain_db / 20))
    assert difference(live.dialogue.read(0, FRAMES), anew.dialogue.read(0, FRAMES) * gained) < 1e-5
    exact = relimited(Audio(anew.whole.read(0, FRAMES), RATE_HZ), live._laid.gain_db, -1700)
    levelled = Audio(anew.whole.read(0, FRAMES), RATE_HZ)
    apply(levelled, exact.curve, exact.cell)
    assert difference(heard, levelled.samples) < 0.1  # of noise a decibel of true peak lies between samples
    assert np.abs(heard).max() <= 10 ** (-1.6 / 20)


def test_a_dropped_line_is_silent(music: Audio) -> None:
    live = mixer(music)
    assert live.drop("one") == (1000 * 48, 2500 * 48)
    assert live.drop("one") == (0, 0)
    assert live.keys == {"two", "three"}
    assert not live.dialogue.read(0, 3 * RATE_HZ).any()


def test_reading_beyond_the_ends_is_silent() -> None:
    live = Mixer(Silence(1000), 1000)
    assert live.whole.read(-100, 50).shape == (50, 2)
    assert live.whole.read(5000, 50).shape == (50, 2)
    live.level()
    assert not live.whole.read(-100, 2000).any()


def test_any_channels_become_two() -> None:
    one = np.ones((4, 1), np.float32)
    assert stereo(one).shape == (4, 2)
    surround = np.zeros((4, 6), np.float32)
    surround[:, 3] = 1.0  # low frequencies are left out
    assert not stereo(surround).any()
    surround[:, 2] = 1.0
    assert stereo(surround) == pytest.approx(0.7071)


def test_samples_louder_than_full_scale_are_kept() -> None:
    loud = Pcm.of(Audio(np.array([[1.5], [-3.0]], np.float32), RATE_HZ))
    assert loud.scale == 4
    assert loud.read(-1, 4)[:, 0] == pytest.approx([0, 1.5, -3.0, 0])
