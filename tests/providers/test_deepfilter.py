"""DeepFilterNet: the signal processing around the networks, and that the parts sum to the mix."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dubbench.errors import EngineError
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.providers import deepfilter


def noise(seconds: float, seed: int = 1) -> Any:
    return (np.random.default_rng(seed).standard_normal(round(seconds * 48_000)) * 0.1).astype(np.float32)


def test_bands_are_those_the_networks_were_trained_on() -> None:
    widths = deepfilter.erb_widths()
    assert sum(widths) == 481
    assert widths[:14] == [2] * 13 + [5]
    assert widths[-3:] == [50, 56, 67]


def test_analysis_and_synthesis_give_the_sound_back_whatever_the_blocks() -> None:
    sound = noise(0.5)
    frames = -(-sound.size // 480) + 1
    out = np.zeros((frames + 1) * 480, dtype=np.float32)
    for first in range(0, frames, 17):
        last = min(first + 17, frames)
        deepfilter._overlap_add(out, deepfilter.stft(sound, first, last), first)
    assert np.allclose(out[480 : 480 + sound.size], sound, atol=1e-5)


def test_normalisation_goes_on_over_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = noise(2)
    whole = deepfilter._features(sound, 201)
    monkeypatch.setattr(deepfilter, "STFT_BLOCK", 33)
    for a, b in zip(whole, deepfilter._features(sound, 201), strict=True):
        assert np.allclose(a, b, atol=1e-5)


def test_residue_of_speech_leaves_the_background_and_music_stays() -> None:
    rng = np.random.default_rng(2)
    shape = (200, 481)
    music = (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)
    speech = np.zeros(shape, dtype=np.complex64)
    speech[80:120, 50:60] = 100
    cleared = deepfilter.cleared(music + speech * 0.1, speech)
    assert np.abs(cleared[80:120, 50:60]).max() < 3
    assert np.array_equal(cleared[:70], music[:70])


def test_a_voice_on_one_side_is_found_there() -> None:
    voice = noise(5)
    mix = np.stack([2 * voice, 0 * voice], axis=1)
    assert np.allclose(deepfilter.pan_gains(voice, mix), [2, 0], atol=0.01)
    assert np.all(deepfilter.pan_gains(voice, np.stack([voice, voice], axis=1)) == 1)


def test_another_rate_is_refused_in_words() -> None:
    with pytest.raises(EngineError, match="44100"):
        deepfilter.DeepFilter({}).separate(Audio(np.zeros((10, 1), np.float32), 44_100), Context())


@pytest.fixture(scope="module")
def engine() -> deepfilter.DeepFilter:
    from dubbench.engines.models import Models

    return deepfilter.make(Models())


@pytest.mark.engine
@pytest.mark.parametrize("channels", [1, 2])
def test_the_parts_sum_to_the_mix_and_noise_is_no_speech(engine: deepfilter.DeepFilter, channels: int) -> None:
    mix = np.stack([noise(3, seed) for seed in range(channels)], axis=1)
    parts = engine.separate(Audio(mix, 48_000), Context())
    assert parts.dialogue.samples.shape == parts.background.samples.shape == mix.shape
    assert np.allclose(parts.dialogue.samples + parts.background.samples, mix, atol=1e-6)
    assert np.square(parts.dialogue.samples).mean() < 0.02 * np.square(mix).mean()


@pytest.mark.engine
def test_chunks_are_not_heard(engine: deepfilter.DeepFilter, monkeypatch: pytest.MonkeyPatch) -> None:
    t = np.arange(6 * 48_000) / 48_000
    voiced = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 20)) * (np.sin(2 * np.pi * 3 * t) > 0)
    mix = (0.1 * voiced).astype(np.float32) + 0.1 * noise(6)
    whole = engine.speech(mix, Context())
    monkeypatch.setattr(deepfilter, "CHUNK", 200)
    monkeypatch.setattr(deepfilter, "WARM_UP", 300)
    apart = engine.speech(mix, Context())
    assert np.square(whole - apart).mean() < 0.02 * np.square(whole).mean()
