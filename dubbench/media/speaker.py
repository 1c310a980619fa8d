"""Sound out of a device, or, where there is none, a clock that asks for it as a device would."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Any, Protocol

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media import alsa
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
    def name(self) -> str: ...

    @property
    def latency_frames(self) -> int: ...

    def close(self) -> None: ...


OpenDevice = Callable[[Fill], Device]


class Speaker:
    """Asks `fill` for sound in real time as long as it is open; a device that goes away is replaced by a silent clock.

    `silent` says that nothing is heard, `trouble` why, in a sentence. `aside` opens the device on the speaker's own
    thread, for those who cannot wait for it: until then it is silent without trouble.
    """

    def __init__(self, fill: Fill, open_device: OpenDevice | None = None, *, aside: bool = False) -> None:
        self._fill = fill
        self._open_device = open_device or open_miniaudio
        self._device: Device | None = None
        self._called = self._started = time.monotonic()
        self._given = 0
        self._closing = threading.Event()
        self._switching = threading.Lock()
        self._wanted = threading.Event()
        self.trouble = ""
        if aside:
            self._wanted.set()
        else:
            self.reopen()
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def silent(self) -> bool:
        return self._device is None

    @property
    def name(self) -> str:
        """Name what is heard; empty where nothing is."""
        device = self._device
        return device.name if device else ""

    @property
    def latency_frames(self) -> int:
        device = self._device
        return device.latency_frames if device else 0

    def use(self, open_device: OpenDevice) -> None:
        """Go over to another device, or look for one again, as soon as the speaker's own thread can."""
        self._open_device = open_device
        self._wanted.set()

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
            if self._wanted.is_set():
                self._wanted.clear()
                self.reopen()
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

    def __init__(self, fill: Fill, name: str = "", backends: list[Any] | None = None) -> None:
        import miniaudio

        self._chosen = _found(name) if name else None
        self._device = miniaudio.PlaybackDevice(
            device_id=self._chosen and self._chosen["id"],
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
    def name(self) -> str:
        """Give the name that was chosen, or that of the system's sound (PulseAudio, ALSA, WASAPI, Core Audio)."""
        return str(self._chosen["name"] if self._chosen else self._device.backend)

    @property
    def latency_frames(self) -> int:
        return (PERIODS - 1) * PERIOD_MS * RATE_HZ // 1000

    def close(self) -> None:
        self._device.close()


def _asked(fill: Fill) -> Generator[bytes, int, None]:
    frames = yield b""
    while True:
        frames = yield fill(frames).tobytes()


def open_miniaudio(fill: Fill, name: str = "") -> Device:
    """Open a sound device by its name, or the system's own; MediaError says in words why there is none."""
    return _opened(fill, name, None)


def open_null(fill: Fill) -> Device:
    """Open miniaudio's device that plays to nobody in real time, for tests."""
    from miniaudio import Backend

    return _opened(fill, "", [Backend.NULL])


def devices() -> tuple[str, ...]:
    """Name the sound devices that are there now; none where none can be asked for."""
    try:
        import miniaudio

        alsa.hush()
        return tuple(str(one["name"]) for one in miniaudio.Devices().get_playbacks())
    except ImportError:
        return ()
    except miniaudio.MiniaudioError:
        return ()


def _opened(fill: Fill, name: str, backends: list[Any] | None) -> Device:
    try:
        import miniaudio
    except ImportError as error:
        raise MediaError(
            tr("Sound needs the extra “gui”: pip install 'dubbench[gui]'. Playing silently meanwhile.")
        ) from error
    alsa.hush()
    try:
        return _Miniaudio(fill, name, backends)
    except miniaudio.MiniaudioError as error:
        raise MediaError(tr("There is no sound device: playing silently.")) from error


def _found(name: str) -> dict[str, Any]:
    import miniaudio

    for one in miniaudio.Devices().get_playbacks():
        if one["name"] == name:
            return dict(one)
    raise MediaError(tr("The sound device “{name}” is not there: playing silently. Choose another.", name=name))
