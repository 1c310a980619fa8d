"""A device is fed, and where there is none, or it goes, time goes on in silence."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import builtins
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dubbench.errors import MediaError
from dubbench.media import speaker
from dubbench.media.audio import Samples
from dubbench.media.pcm import RATE_HZ, Silence
from dubbench.media.player import Player
from dubbench.media.speaker import Device, Fill, Speaker, open_miniaudio, open_null


class Counter:
    """Counts what is asked for, and tells when enough came."""

    def __init__(self, wanted: int) -> None:
        self.frames = 0
        self.enough = threading.Event()
        self._wanted = wanted

    def __call__(self, frames: int) -> Samples:
        self.frames += frames
        if self.frames >= self._wanted:
            self.enough.set()
        return np.zeros((frames, 2), np.float32)


def none_there(_fill: Fill) -> Device:
    raise MediaError("There is no sound device: playing silently.")


class Card:
    """A device that asks once when it is opened, and never again."""

    latency_frames = 1920
    name = "A card"

    def __init__(self, fill: Fill) -> None:
        fill(960)
        self.closed = False

    def close(self) -> None:
        self.closed = True


def in_real_time(open_device: Callable[[Fill], Device]) -> tuple[Speaker, float]:
    counter = Counter(RATE_HZ // 4)
    start = time.monotonic()
    playing = Speaker(counter, open_device)
    try:
        assert counter.enough.wait(5)
        return playing, time.monotonic() - start
    finally:
        playing.close()


def test_without_a_device_time_goes_on_silently() -> None:
    playing, seconds = in_real_time(none_there)
    assert playing.silent
    assert playing.trouble == "There is no sound device: playing silently."
    assert playing.latency_frames == 0
    assert seconds > 0.2


def test_the_null_device_asks_in_real_time() -> None:
    pytest.importorskip("miniaudio")
    playing, seconds = in_real_time(open_null)
    assert playing.trouble == ""
    assert seconds > 0.1


def test_a_device_that_falls_quiet_is_replaced_by_the_silent_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker, "LOST_S", 0.05)
    monkeypatch.setattr(speaker, "WATCH_S", 0.01)
    counter, cards = Counter(RATE_HZ // 10), list[Card]()

    def open_card(fill: Fill) -> Device:
        cards.append(Card(fill))
        return cards[-1]

    playing = Speaker(counter, open_card)
    try:
        assert (playing.silent, playing.latency_frames) == (False, 1920)
        assert counter.enough.wait(5)
        assert playing.silent
        assert "device is gone" in playing.trouble
        assert cards[0].closed
        assert playing.reopen()
        assert not playing.silent
    finally:
        playing.close()
    assert cards[1].closed


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def refuse(name: str, *others: Any, **more: Any) -> Any:
        if name == "miniaudio":
            raise ImportError(name)
        return really(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MediaError, match=r"dubbench\[gui\]"):
        open_miniaudio(lambda frames: np.zeros((frames, 2), np.float32))


@pytest.mark.parametrize("open_device", [none_there, open_null])
def test_a_player_moves_in_real_time(open_device: Callable[[Fill], Device]) -> None:
    pytest.importorskip("miniaudio")
    with Player(open_device) as player:
        assert player.silent == (open_device is none_there)
        assert bool(player.trouble) == player.silent
        player.transport.load({"all": Silence(RATE_HZ * 60)})
        player.transport.seek(1000)
        player.transport.play()
        start, deadline = time.monotonic(), time.monotonic() + 5
        while player.transport.position_ms < 1300 and time.monotonic() < deadline:
            time.sleep(0.005)
        assert player.transport.position_ms - 1000 == pytest.approx((time.monotonic() - start) * 1000, abs=250)


def test_no_thread_is_left() -> None:
    before = threading.active_count()
    playing = Speaker(Counter(1), none_there)
    assert threading.active_count() == before + 1
    playing.close()
    assert threading.active_count() == before


def test_a_device_is_opened_on_the_speakers_own_thread() -> None:
    there, opened_by = threading.Event(), list[str]()

    def open_card(fill: Fill) -> Device:
        opened_by.append(threading.current_thread().name)
        there.set()
        return Card(fill)

    playing = Speaker(Counter(1), open_card, aside=True)
    try:
        assert there.wait(5)
        assert opened_by == ["speaker"]
        wait_until(lambda: playing.name == "A card")
        assert not playing.trouble
        playing.use(none_there)
        wait_until(lambda: playing.silent and bool(playing.trouble))
        assert playing.name == ""
    finally:
        playing.close()


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_device_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("miniaudio")
    with pytest.raises(MediaError, match="“Headphones of yesterday” is not there"):
        open_miniaudio(lambda frames: np.zeros((frames, 2), np.float32), "Headphones of yesterday")
    assert "Headphones of yesterday" not in speaker.devices()


def test_nothing_is_written_to_the_terminal_where_there_is_no_card() -> None:
    pytest.importorskip("miniaudio")
    code = "from dubbench.media.player import Player\nwith Player() as player: print(player.silent)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() in {"True", "False"}
    assert ran.stderr == ""
