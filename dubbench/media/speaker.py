"""Sound out of a device, or, where there is none, a clock that asks for it as a device would."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Any, Protocol

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media.audio import Samples
from dubbench.media.pcm import RATE_HZ

PERIOD_MS = 20
PERIODS = 3
WATCH_S = 0.1
LOST_S = 0.5
ASLEEP_S = 1.0

Fill = Callable[[int], Samples]


class Device(Protocol):
    """A sound card at work: it calls the `fill` it was opened with, and plays `latency_frames` later."""

    @property
    def latency_frames(self) -> int: ...

    def close(self) -> None: ...


OpenDevice = Callable[[Fill], Device]


class Speaker:
    """Asks `fill` for sound in real time as long as it is open; a device that goes away is replaced by a silent clock.

    `silent` says that nothing is heard, `trouble` why, in a sentence.
    """

    def __init__(self, fill: Fill, open_device: OpenDevice | None = None) -> None:
        self._fill = fill
        self._open_device = open_device or open_miniaudio
        self._device: Device | None = None
        self._called = self._started = time.monotonic()
        self._given = 0
        self._closing = threading.Event()
        self._switching = threading.Lock()
        self.trouble = ""
        self.reopen()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def silent(self) -> bool:
        return self._device is None

    @property
    def latency_frames(self) -> int:
        device = self._device
        return device.latency_frames if device else 0

    def reopen(self) -> bool:
        """Look for a device again; tell whether there is one."""
        with self._switching:
            self._let_go()
            try:
                device = self._open_device(self._asked)
            except MediaError as error:
                self.trouble = str(error)
                self._restart_clock()
                return False
            self._called, self._device, self.trouble = time.monotonic(), device, ""
            return True

    def close(self) -> None:
        """Fall silent and end the clock."""
        self._closing.set()
        self._thread.join()
        self._let_go()

    def _asked(self, frames: int) -> Samples:
        self._called = time.monotonic()
        return self._fill(frames)

    def _run(self) -> None:
        while not self._closing.wait(PERIOD_MS / 1000 if self.silent else WATCH_S):
            if self.silent:
                self._tick()
            elif time.monotonic() - self._called > LOST_S:
                self._lose()

    def _lose(self) -> None:
        with self._switching:
            if time.monotonic() - self._called > LOST_S:  # nobody has reopened it meanwhile
                self._let_go()
                self.trouble = tr("The sound device is gone: playing silently. Plug it in, or choose another.")
                self._restart_clock()

    def _tick(self) -> None:
        due = round((time.monotonic() - self._started) * RATE_HZ) - self._given
        if due > ASLEEP_S * RATE_HZ:  # the machine slept: nothing was played meanwhile
            self._restart_clock()
            return
        self._given += due
        if due > 0:
            self._fill(due)

    def _restart_clock(self) -> None:
        self._started, self._given = time.monotonic(), 0

    def _let_go(self) -> None:
        device, self._device = self._device, None
        if device:
            device.close()


class _Miniaudio:
    """A device of miniaudio; its callback is a generator that is sent the number of frames wanted."""

    def __init__(self, fill: Fill, backends: list[Any] | None = None) -> None:
        import miniaudio

        self._device = miniaudio.PlaybackDevice(
            output_format=miniaudio.SampleFormat.FLOAT32,
            nchannels=2,
            sample_rate=RATE_HZ,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            backends=backends,
            app_name="dubbench",
        )
        if self._device.backend == "Null" and not backends:
            self._device.close()
            raise miniaudio.MiniaudioError("no device")
        asked = _asked(fill)
        next(asked)
        self._device.start(asked)

    @property
    def latency_frames(self) -> int:
        return (PERIODS - 1) * PERIOD_MS * RATE_HZ // 1000

    def close(self) -> None:
        self._device.close()


def _asked(fill: Fill) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield fill(frames).tobytes()


def open_miniaudio(fill: Fill) -> Device:
    """Open the system's sound device; MediaError says in words why there is none."""
    return _opened(fill, None)


def open_null(fill: Fill) -> Device:
    """Open miniaudio's device that plays to nobody in real time, for tests."""
    from miniaudio import Backend

    return _opened(fill, [Backend.NULL])


def _opened(fill: Fill, backends: list[Any] | None) -> Device:
    try:
        import miniaudio
    except ImportError as error:
        raise MediaError(
            tr("Sound needs the extra “gui”: pip install 'dubbench[gui]'. Playing silently meanwhile.")
        ) from error
    try:
        return _Miniaudio(fill, backends)
    except miniaudio.MiniaudioError as error:
        raise MediaError(tr("There is no sound device: playing silently.")) from error
