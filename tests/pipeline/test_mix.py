"""A mix plan puts each phrase at its time, with a little sound around it, as loud as the source was."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.domain.market import Destination
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take
from dubbench.media.audio import AudioRef
from dubbench.pipeline.levels import gains
from dubbench.pipeline.mix import AFTER_MS, BEFORE_MS, mix_plan

SOCIAL = Destination("social", "", -14_000, 500, -1_000, 24, 2, 18, 25, 700, 5_000)
SPEECH = (Span(40, 540), Span(600, 1100))


def plan(at: tuple[int, int], stretch_ppm: int = 1_000_000):
    take = Take("take", "e", "m", "t", "v", "x", 1_000_000, "hash", 1140, SPEECH, "a b", 2)
    placements = tuple(Placement(span, start, stretch_ppm) for span, start in zip(SPEECH, at, strict=True))
    fit = Fit("f", "e", "m", "t", "take", placements, 1, gain_mdb=-2_000)
    return mix_plan([fit], {"take": take}, AudioRef("bg"), SOCIAL, frames=480_000, channels=2)


def test_speech_sounds_at_its_time() -> None:
    made = plan((1000, 2000))
    for clip, span, at in zip(made.clips, SPEECH, (1000, 2000), strict=True):
        assert clip.at_ms + (span.start_ms - clip.ref.start_ms) == at
        assert clip.ref.start_ms <= span.start_ms
        assert clip.ref.end_ms >= span.end_ms
        assert clip.gain_mdb == -2_000


def test_sound_around_speech_does_not_reach_into_the_next_phrase() -> None:
    first, second = plan((1000, 2000)).clips
    assert first.ref == AudioRef("hash", 40 - BEFORE_MS, 570)
    assert second.ref == AudioRef("hash", 575, 1100 + AFTER_MS)


def test_at_the_very_start_nothing_is_put_before_zero() -> None:
    first, _ = plan((0, 2000)).clips
    assert (first.at_ms, first.ref.start_ms) == (0, 40)


def test_stretch_moves_the_lead_along() -> None:
    first, _ = plan((1000, 2000), 1_250_000).clips
    assert first.at_ms == 1000 - BEFORE_MS * 4 // 5


def test_the_destination_sets_loudness_and_peak() -> None:
    made = plan((1000, 2000))
    assert (made.loudness_mdb, made.true_peak_mdb, made.frames) == (-14_000, -1_000, 480_000)


def test_gains_keep_the_relations_of_the_source() -> None:
    assert gains([(-20_000, -25_000), (-26_000, -24_000), (-23_000, -25_000)]) == (5_000, -2_000, 2_000)


def test_an_extreme_line_is_eased_and_an_unknown_one_is_average() -> None:
    levels = [(-20_000, -20_000), (-20_000, -20_000), (-50_000, -20_000), (None, None)]
    assert gains(levels) == (0, 0, -12_000, 0)
    assert gains([]) == ()
