"""Clips over a background, levelled and limited."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from small_media import bursts

from dubbench.errors import Cancelled
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.limiter import lowered
from dubbench.media.loudness import integrated_mdb, true_peak_mdb
from dubbench.media.mixdown import Clip, MixPlan, place_clips, render

CTX = Context()


class Sounds(dict[str, Audio]):
    """Assets in memory."""

    def read(self, ref: AudioRef) -> Audio:
        audio = self[ref.asset]
        return audio.cut(ref.start_ms, audio.duration_ms if ref.end_ms is None else ref.end_ms)


@pytest.fixture
def sounds() -> Sounds:
    tone = 0.25 * np.sin(2 * np.pi * 300 * np.arange(24_000) / 24_000)
    return Sounds(
        voice=Audio(bursts(3, 1, 24_000).samples, 24_000),
        tone=Audio(tone.astype(np.float32)[:, None], 24_000),
        music=Audio(0.2 * bursts(10, 2, seed=5).samples, 48_000),
    )


def plan(*clips: Clip, background: str = "", seconds: int = 10, **more: int) -> MixPlan:
    return MixPlan(clips, AudioRef(background) if background else None, seconds * 48_000, **more)


def test_a_clip_sounds_at_its_time_for_its_length(sounds: Sounds) -> None:
    track = place_clips(plan(Clip(AudioRef("tone", 0, 500), 2000, 1_250_000, -6020)), sounds, CTX)
    heard = np.flatnonzero(np.abs(track) > 0.005) / 48
    assert (heard[0], heard[-1]) == pytest.approx((2000, 2400), abs=3)
    assert np.abs(track).max() == pytest.approx(0.125, rel=0.06)


def test_no_edge_of_a_clip_clicks(sounds: Sounds) -> None:
    edges = place_clips(
        plan(Clip(AudioRef("tone", 103, 501), 1000), Clip(AudioRef("tone", 77, 333), 9900)), sounds, CTX
    )
    steps = np.abs(np.diff(edges))
    assert steps.max() < 0.25 * 2 * np.pi * 300 / 48_000 * 1.1


def test_clips_outside_the_programme_are_left_out(sounds: Sounds) -> None:
    assert not place_clips(plan(Clip(AudioRef("tone"), 20_000), Clip(AudioRef("tone"), -3000)), sounds, CTX).any()
    assert place_clips(plan(Clip(AudioRef("tone"), -500)), sounds, CTX)[:24_000].any()


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_the_programme_has_its_loudness_length_and_peak(sounds: Sounds, channels: int) -> None:
    clips = [Clip(AudioRef("voice"), at, 1_050_000, 12_000) for at in (0, 3500, 6500)]
    made = render(plan(*clips, background="music", channels=channels), sounds, CTX)
    assert made.programme.samples.shape == (480_000, channels)
    assert integrated_mdb(made.programme) == pytest.approx(-14_000, abs=100)
    assert (true_peak_mdb(made.programme) or 0) <= -1_600


def test_a_peaky_programme_reaches_its_loudness_under_the_limiter() -> None:
    dice = np.random.default_rng(3)
    peaky = (0.03 * dice.standard_normal((480_000, 2))).astype(np.float32)
    peaky[::9600] = 0.6
    made = render(plan(background="peaky"), Sounds(peaky=Audio(peaky, 48_000)), CTX)
    assert integrated_mdb(made.programme) == pytest.approx(-14_000, abs=100)
    assert (true_peak_mdb(made.programme) or 0) <= -1_600


def test_the_voice_is_equal_on_left_and_right_and_in_the_centre_of_surround(sounds: Sounds) -> None:
    stereo = render(plan(Clip(AudioRef("tone"), 0)), sounds, CTX).programme.samples
    six = render(plan(Clip(AudioRef("tone"), 0), channels=6), sounds, CTX).programme.samples
    assert np.array_equal(stereo[:, 0], stereo[:, 1])
    assert [bool(six[:, channel].any()) for channel in range(6)] == [False, False, True, False, False, False]


def test_the_background_is_untouched_but_for_one_gain(sounds: Sounds) -> None:
    quiet = replace(plan(background="music"), loudness_mdb=-30_000)
    made = render(quiet, sounds, CTX)
    ratio = made.programme.samples[1000:2000] / sounds["music"].samples[1000:2000]
    assert np.ptp(ratio) < 1e-5
    assert 20 * np.log10(ratio[0, 0]) * 1000 == pytest.approx(made.gain_mdb, abs=30)


def test_ducking_lowers_the_background_only_around_speech(sounds: Sounds) -> None:
    sounds["even"] = Audio(np.full((480_000, 2), 0.01, np.float32), 48_000)
    ducked = replace(plan(Clip(AudioRef("tone", 0, 1000), 5000), background="even"), duck_mdb=12_000)
    made = render(replace(ducked, loudness_mdb=-40_000), sounds, CTX)
    bed = made.programme.samples[:, 0] - made.dialogue.samples[:, 0] * 10 ** (made.gain_mdb / 20_000)
    before, during, after = (float(np.abs(bed[t * 48 : t * 48 + 960]).mean()) for t in (4000, 5500, 7500))
    assert 20 * np.log10(during / before) == pytest.approx(-12, abs=1.0)
    assert after == pytest.approx(before, rel=0.02)


@pytest.mark.parametrize("background", ["", "silence"])
def test_silence_stays_silent(background: str) -> None:
    made = render(
        plan(background=background, seconds=1), Sounds(silence=Audio(np.zeros((48_000, 2), np.float32), 48_000)), CTX
    )
    assert not made.programme.samples.any()
    assert made.gain_mdb == 0


def test_a_short_background_is_filled_and_a_mono_one_spread(sounds: Sounds) -> None:
    made = render(plan(background="tone"), sounds, CTX)
    assert made.background is not None
    assert made.background.samples.shape == (480_000, 2)
    assert not made.background.samples[49_000:].any()


def test_lowering_keeps_what_is_under_the_ceiling() -> None:
    audio = bursts(2, 2)
    audio.samples[48_000:] *= 0.1
    limited = lowered(audio, -6_000)
    peak = true_peak_mdb(limited)
    assert peak is not None
    assert peak <= -5_950
    assert np.array_equal(limited.samples[90_000:], audio.samples[90_000:])


def test_mixing_stops_when_cancelled(sounds: Sounds) -> None:
    with pytest.raises(Cancelled):
        render(plan(Clip(AudioRef("tone"), 0)), sounds, Context(cancelled=lambda: True))
