"""The transport plays the right sample at the right time, and nothing clicks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

import numpy as np
import pytest

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.pcm import RATE_HZ, Pcm
from dubbench.media.playback import FADE, Now, Transport

SECONDS = 10
FRAMES = SECONDS * RATE_HZ
STEEPEST = 0.02


def wave(hertz: float, loud: float = 0.5, frames: int = FRAMES) -> Pcm:
    times = np.arange(frames) / RATE_HZ
    return Pcm.of(Audio((loud * np.sin(2 * np.pi * hertz * times)).astype(np.float32)[:, None], RATE_HZ))


def ramp() -> Pcm:
    """A sound whose level tells the time: 0 at the beginning, 1 at the end."""
    return Pcm.of(Audio(np.linspace(0, 1, FRAMES, dtype=np.float32)[:, None], RATE_HZ))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def pull(transport: Transport, seconds: float, clock: Clock | None = None, period: int = 960) -> np.ndarray:
    """Ask as a device does: block by block, the clock going on between them."""
    parts = []
    for _ in range(round(seconds * RATE_HZ / period)):
        parts.append(transport.fill(period))
        if clock:
            clock.now += period / RATE_HZ
    return np.concatenate(parts)[:, 0]


def told_time(level: float) -> float:
    return level * SECONDS


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport(clock: Clock) -> Transport:
    return Transport({"ramp": ramp(), "low": wave(100), "high": wave(150)}, clock=clock)


def test_it_stands_in_silence_until_it_plays(transport: Transport) -> None:
    assert not pull(transport, 0.2).any()
    assert transport.now == Now(0, playing=False, speed=0.0, heard="ramp", loop=None)


def test_it_plays_sample_for_sample(transport: Transport) -> None:
    transport.seek(2000)
    transport.play()
    heard = pull(transport, 1.0)
    expected = ramp().read(2 * RATE_HZ, RATE_HZ)[:, 0]
    assert heard[FADE:] == pytest.approx(expected[FADE:], abs=1e-6)


def test_the_position_follows_the_device(clock: Clock) -> None:
    transport = Transport({"a": wave(100)}, latency=lambda: 1920, clock=clock)
    transport.seek(3000)
    transport.play()
    assert transport.position_ms == 3000
    pull(transport, 1.0, clock)
    assert transport.position_ms == 3960
    clock.now += 5.0  # the device asks for nothing more: nothing more is heard
    assert transport.position_ms == 3960
    transport.pause()
    assert transport.position_ms == 3960
    assert pull(transport, 0.2)[FADE:].any() == 0


def test_a_b_at_the_same_place_without_a_gap_or_a_click(transport: Transport) -> None:
    transport.choose("low")
    transport.play()
    parts = [pull(transport, 0.5)]
    for name in ("high", "low", "high"):
        transport.choose(name)
        parts.append(pull(transport, 0.5))
    heard = np.concatenate(parts)
    assert np.abs(np.diff(heard)).max() < STEEPEST
    assert np.abs(heard[FADE:]).reshape(-1, 80)[:].max() > 0.4
    last = wave(150).read(round(1.5 * RATE_HZ), RATE_HZ // 2)[:, 0]
    assert heard[-RATE_HZ // 2 + FADE :] == pytest.approx(last[FADE:], abs=1e-4)


def test_nothing_clicks_whatever_is_pressed(transport: Transport) -> None:
    dice = np.random.default_rng(8)
    transport.choose("low")
    presses = [
        lambda: transport.seek(int(dice.integers(0, 9000))),
        transport.toggle,
        transport.pause,
        transport.play,
        lambda: transport.choose(str(dice.choice(["low", "high"]))),
        lambda: transport.scrub(int(dice.integers(0, 9000))),
        lambda: transport.loop(Span(1000, 1200)),
        lambda: transport.loop(None),
    ]
    parts = []
    for _ in range(200):
        presses[dice.integers(len(presses))]()
        parts.append(transport.fill(int(dice.integers(50, 3000)))[:, 0])
    heard = np.concatenate(parts)
    assert heard.any()
    assert np.abs(np.diff(heard)).max() < STEEPEST


def test_it_stands_at_the_end_and_begins_again(transport: Transport) -> None:
    transport.seek(9900)
    transport.play()
    pull(transport, 0.3)
    assert (transport.now.playing, transport.position_ms) == (False, SECONDS * 1000)
    transport.play()
    pull(transport, 0.1)
    assert transport.now.playing
    assert transport.position_ms <= 100


def test_a_span_is_played_once(transport: Transport) -> None:
    transport.play_span(Span(2000, 2500))
    heard = pull(transport, 1.0)
    assert told_time(heard[: RATE_HZ // 2].max()) == pytest.approx(2.5, abs=0.001)
    assert not heard[RATE_HZ // 2 + FADE :].any()
    assert (transport.now.playing, transport.position_ms) == (False, 2500)


def test_a_stretch_played_once_leaves_the_loop_for_afterwards(transport: Transport, clock: Clock) -> None:
    transport.loop(Span(4000, 4300))
    transport.play_span(Span(1000, 1200))
    pull(transport, 0.4, clock)
    assert (transport.position_ms, transport.now.playing) == (1200, False)
    transport.seek(4250)
    transport.play()
    pull(transport, 0.2, clock)
    assert transport.now.playing
    assert 4000 <= transport.position_ms < 4300


def test_a_loop_goes_round_without_losing_a_frame(transport: Transport, clock: Clock) -> None:
    transport.loop(Span(4000, 4300))
    assert transport.position_ms == 4000
    transport.play()
    heard = pull(transport, 0.9 + 0.06, clock)
    assert told_time(heard.max()) < 4.3
    for turn in range(3):
        at = round((turn * 0.3 + 0.1) * RATE_HZ)
        assert told_time(heard[at]) == pytest.approx(4.1, abs=0.001)
    assert 4040 <= transport.position_ms <= 4060
    transport.loop(None)
    pull(transport, 0.5, clock)
    assert transport.position_ms > 4400


@pytest.mark.parametrize(("presses", "speed"), [([1], 1), ([1, 1], 2), ([1, 1, 1, 1], 4), ([-1], -1), ([1, 1, -1], -1)])
def test_shuttling_goes_quicker_with_every_press(transport: Transport, presses: list[int], speed: int) -> None:
    transport.seek(5000)
    for press in presses:
        transport.shuttle(press)
    assert transport.now.speed == speed
    heard = pull(transport, 0.2)
    assert told_time(heard[-1]) == pytest.approx(5 + 0.2 * speed, abs=0.002)
    transport.pause()
    assert transport.now.speed == 0


def test_backwards_it_stands_at_the_beginning(transport: Transport) -> None:
    transport.seek(100)
    transport.shuttle(-1)
    pull(transport, 0.5)
    assert (transport.now.playing, transport.position_ms) == (False, 0)


def test_half_speed_lies_between_the_samples(transport: Transport) -> None:
    transport.choose("low")
    transport.play(0.5)
    heard = pull(transport, 0.5)[FADE:]
    crossings = np.flatnonzero(np.diff(heard > 0))
    assert len(crossings) == pytest.approx(50, abs=2)
    assert np.abs(np.diff(heard)).max() < STEEPEST


def test_scrubbing_sounds_a_moment_and_stands_there(transport: Transport) -> None:
    transport.choose("low")
    transport.scrub(3000)
    heard = pull(transport, 0.4)
    sounding = np.flatnonzero(np.abs(heard) > 0.01) / RATE_HZ * 1000
    assert 60 <= sounding.max() - sounding.min() <= 120
    assert transport.position_ms == 3000


def test_scrubbing_quickly_sounds_the_latest_place_next(transport: Transport) -> None:
    for time_ms in (1000, 2000, 8000):
        transport.scrub(time_ms)
    heard = pull(transport, 0.4)
    assert told_time(heard[:1000].max()) == pytest.approx(1.0, abs=0.1)
    assert told_time(heard.max()) == pytest.approx(8.05, abs=0.1)
    assert transport.position_ms == 8000


def test_a_sound_replaced_while_it_plays_goes_on(transport: Transport) -> None:
    transport.choose("low")
    transport.play()
    before = pull(transport, 0.5)
    transport.replace("low", wave(100, 0.1))
    after = pull(transport, 0.5)
    assert np.abs(np.diff(np.concatenate([before, after]))).max() < STEEPEST
    assert np.abs(after[FADE:]).max() == pytest.approx(0.1, abs=0.01)


def test_nothing_loaded_plays_nothing() -> None:
    empty = Transport()
    empty.play()
    empty.scrub(500)
    empty.toggle()
    assert not empty.fill(960).any()
    assert empty.now == Now(0, playing=False, speed=0.0, heard="", loop=None)
    with pytest.raises(KeyError):
        empty.choose("dub")


def test_many_threads_at_once(transport: Transport) -> None:
    ended = threading.Event()
    faults: list[Exception] = []

    def press() -> None:
        dice = np.random.default_rng(threading.get_ident())
        while not ended.is_set():
            try:
                transport.seek(int(dice.integers(0, 10_000)))
                transport.toggle()
                assert 0 <= transport.now.position_ms <= SECONDS * 1000
            except Exception as error:  # whatever goes wrong on a thread is told below
                faults.append(error)

    pressing = [threading.Thread(target=press) for _ in range(3)]
    for thread in pressing:
        thread.start()
    for _ in range(200):
        assert transport.fill(960).shape == (960, 2)
    ended.set()
    for thread in pressing:
        thread.join()
    assert not faults
