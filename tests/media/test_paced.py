"""Playing slower or faster keeps the pitch, keeps the time, and does not click."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

import numpy as np
import pytest

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.pace import Paced
from dubbench.media.pcm import RATE_HZ, Pcm, Silence
from dubbench.media.playback import Transport

SECONDS = 8


def tone(hertz: float) -> Pcm:
    times = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    return Pcm.of(Audio((0.5 * np.sin(2 * np.pi * hertz * times)).astype(np.float32)[:, None], RATE_HZ))


def hertz_of(heard: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    return float(np.argmax(spectrum)) * RATE_HZ / len(heard)


def pull(transport: Transport, seconds: float) -> np.ndarray:
    return np.concatenate([transport.fill(960) for _ in range(round(seconds * 50))])[:, 0]


@pytest.mark.parametrize("pace", [0.5, 0.75, 1.25, 2.0])
def test_the_pitch_stays_and_the_time_goes_quicker(pace: float) -> None:
    transport = Transport({"tone": tone(200)})
    transport.set_pace(pace)
    transport.play()
    heard = pull(transport, 2)
    assert hertz_of(heard) == pytest.approx(200, abs=3)
    assert transport._at == pytest.approx(2 * RATE_HZ * pace, abs=2)
    assert np.abs(np.diff(heard)).max() < 0.03


def test_a_change_while_it_plays_does_not_click() -> None:
    transport = Transport({"tone": tone(200)})
    transport.play()
    heard = [pull(transport, 0.3)]
    for pace in (0.5, 1.0, 1.5):
        transport.set_pace(pace)
        heard.append(pull(transport, 0.3))
    transport.choose("tone")
    transport.shuttle(1)
    heard.append(pull(transport, 0.3))
    assert np.abs(np.diff(np.concatenate(heard))).max() < 0.08
    assert transport.now.shuttles


def test_the_shuttle_has_its_own_speeds_and_play_goes_back_to_the_pace() -> None:
    transport = Transport({"tone": tone(200)})
    transport.set_pace(0.5)
    transport.shuttle(1)
    assert (transport.now.speed, transport.now.shuttles) == (1, True)
    transport.shuttle(1)
    assert transport.now.speed == 2
    transport.pause()
    transport.play()
    assert (transport.now.speed, transport.now.shuttles) == (0.5, False)


def test_a_line_is_played_slowly_to_its_end() -> None:
    transport = Transport({"tone": tone(200)})
    transport.set_pace(0.5)
    transport.play_span(Span(1000, 1500))
    pull(transport, 0.9)
    assert transport.now.playing
    pull(transport, 0.2)
    assert (transport.now.playing, transport.position_ms) == (False, 1500)


def test_silence_stays_silent_and_where_it_is() -> None:
    paced = Paced(Silence(RATE_HZ).read, 0, 0.5)
    assert not paced.give(RATE_HZ).any()
    assert paced._grain == pytest.approx(RATE_HZ / 2, abs=1000)


def test_what_is_looked_at_is_given_next() -> None:
    paced = Paced(tone(300).read, 1000, 1.5)
    paced.give(700)
    coming = np.array(paced.coming(500))
    assert np.array_equal(paced.give(2000)[:500], coming)


def test_it_is_quick_enough_for_a_sound_card() -> None:
    transport = Transport({"tone": tone(200)})
    transport.set_pace(0.5)
    transport.play()
    start = time.perf_counter()
    pull(transport, 2)
    assert time.perf_counter() - start < 1


def test_the_volume_slides_and_the_loudest_is_told_before_it() -> None:
    transport = Transport({"tone": tone(200)})
    transport.play()
    pull(transport, 0.1)
    transport.set_volume(0.5)
    heard = pull(transport, 0.5)
    assert np.abs(heard[4800:]).max() == pytest.approx(0.125, abs=0.005)
    assert np.abs(np.diff(heard)).max() < 0.03
    assert transport.loudest() == pytest.approx((0.5, 0.5), abs=0.01)
    transport.set_volume(0)
    pull(transport, 0.1)
    assert not pull(transport, 0.1).any()
    assert transport.loudest() == pytest.approx((0.5, 0.5), abs=0.01)
    transport.pause()
    pull(transport, 0.1)
    transport.loudest()
    pull(transport, 0.1)
    assert transport.loudest() == (0, 0)
