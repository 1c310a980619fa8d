"""Play, pause, seek, loop, shuttle and scrub over several sounds that share one time: the transport, without a device.

The output calls `fill`; everything else is called by the window. All of it is safe from any thread.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dubbench.domain.span import Span
from dubbench.media.audio import Samples
from dubbench.media.pace import Paced
from dubbench.media.pcm import RATE_HZ, Silence, Sound

FADE = 240
"""5 ms between what sounded and what sounds now, so that nothing clicks."""
GRAIN_MS = 80
REMEMBERED = 64
SPEEDS = (1, 2, 4)
LOWEST_PACE, HIGHEST_PACE = 0.25, 2.0
NOTHING = ""


@dataclass(frozen=True, slots=True)
class Now:
    """Where the transport is; `speed` is negative backwards, 0 while it stands; `shuttles` where J K L set it."""

    position_ms: int
    playing: bool
    speed: float
    heard: str
    loop: Span | None
    shuttles: bool = False


class _Given(NamedTuple):
    """A stretch handed to the output: from which frame of the output on, and where in the programme."""

    first: int
    at: float
    step: float


class Transport:
    """`sounds` by name, at 48 kHz, of one length; the first is heard until another is chosen."""

    def __init__(
        self,
        sounds: Mapping[str, Sound] | None = None,
        *,
        latency: Callable[[], int] = lambda: 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lock = threading.RLock()
        self._latency, self._clock = latency, clock
        self._given = 0
        self._filled_at, self._filled = clock(), 0
        self._log: deque[_Given] = deque(maxlen=REMEMBERED)
        self._fade: Samples = np.zeros((0, 2), np.float32)
        self._pace, self._shuttles = 1.0, False
        self._paced: Paced | None = None
        self._gain = self._gained = 1.0
        self._loudest = np.zeros(2, np.float32)
        self.load(sounds or {})

    # what is played

    def load(self, sounds: Mapping[str, Sound]) -> None:
        """Take the sounds of another programme, from its beginning, standing."""
        with self._lock:
            self._sounds = dict(sounds)
            self._heard = next(iter(self._sounds), NOTHING)
            self._paced = None
            self._end = max((sound.frames for sound in self._sounds.values()), default=0)
            self._at, self._step = 0.0, 1.0
            self._playing = False
            self._loop: tuple[int, int] | None = None
            self._until: int | None = None
            self._grain: Samples = np.zeros((0, 2), np.float32)
            self._next_grain: int | None = None
            self._log.clear()

    def replace(self, name: str, sound: Sound) -> None:
        """Put another sound under a name, without a gap where it is playing."""
        with self._lock:
            self._leave()
            self._sounds[name] = sound
            self._end = max(self._end, sound.frames)
            self._heard = self._heard or name

    def choose(self, name: str) -> None:
        """Hear another sound at the same place: A/B."""
        with self._lock:
            if name not in self._sounds:
                raise KeyError(name)
            if name != self._heard:
                self._leave()
                self._heard = name

    # how it moves

    def set_pace(self, pace: float) -> None:
        """Play at another pace from now on, a quarter to twice the programme's own, its pitch kept."""
        with self._lock:
            self._pace = min(max(pace, LOWEST_PACE), HIGHEST_PACE)
            if self._playing and not self._shuttles:
                self._leave()
                self._step = self._pace

    def set_volume(self, share: float) -> None:
        """Play louder or softer, 0 to 1, as the ear measures it; nothing that was given before changes."""
        with self._lock:
            self._gain = min(max(share, 0.0), 1.0) ** 2

    def play(self, speed: float | None = None) -> None:
        """Play on from here, at the pace that is set or at another; from the beginning where the end was reached."""
        with self._lock:
            self._leave()
            self._shuttles = speed is not None
            speed = self._pace if speed is None else speed
            self._end_grain()
            if speed > 0 and self._at >= self._end:
                self._jump(0)
            self._playing, self._step, self._until = True, speed, None
            self._log.clear()

    def play_span(self, span: Span) -> None:
        """Play a stretch once and stand at its end; a loop holds again afterwards."""
        with self._lock:
            self._leave()
            self._jump(_frame(span.start_ms))
            self.play()
            self._until = _frame(span.end_ms)

    def pause(self) -> None:
        """Stand where the ear is."""
        with self._lock:
            if self._playing:
                self._leave()
                heard = self._heard_at()
                self._playing, self._until = False, None
                self._jump(heard)

    def toggle(self) -> None:
        """Play or pause."""
        with self._lock:
            self.pause() if self._playing else self.play()

    def shuttle(self, direction: int) -> None:
        """Go forward (1) or backward (-1), quicker each time, at once at normal speed where the direction changes."""
        with self._lock:
            quicker = next((s for s in SPEEDS if s > abs(self._step)), SPEEDS[-1])
            goes_on = self._playing and self._step * direction > 0
            self.play(direction * (quicker if goes_on else 1))

    def seek(self, time_ms: int) -> None:
        """Go to a time, playing on where it plays."""
        with self._lock:
            self._leave()
            self._end_grain()
            self._until = None
            self._jump(_frame(time_ms))

    def scrub(self, time_ms: int, length_ms: int = GRAIN_MS) -> None:
        """Go to a time and sound a moment of it; what comes while one sounds waits, the latest only."""
        with self._lock:
            if self._playing:
                self.seek(time_ms)
                return
            self._jump(_frame(time_ms))
            if len(self._grain):
                self._next_grain = _frame(length_ms)
            else:
                self._sound_grain(_frame(length_ms))

    def loop(self, span: Span | None) -> None:
        """Play a stretch again and again; None ends that."""
        with self._lock:
            low, high = (_frame(span.start_ms), min(_frame(span.end_ms), self._end)) if span else (0, 0)
            self._loop, self._until = (low, high) if high > low else None, None
            if self._loop and not low <= self._at < high:
                self._leave()
                self._jump(low)

    # where it is

    @property
    def position_ms(self) -> int:
        """The time that is heard now."""
        with self._lock:
            return int(self._heard_at() * 1000 // RATE_HZ)

    @property
    def now(self) -> Now:
        """Give all that a window shows, of one moment."""
        with self._lock:
            loop = Span(*(round(frame * 1000 / RATE_HZ) for frame in self._loop)) if self._loop else None
            speed = self._step if self._playing else 0.0
            return Now(self.position_ms, self._playing, speed, self._heard, loop, self._playing and self._shuttles)

    def loudest(self) -> tuple[float, float]:
        """Give the highest sample of each channel since this was asked last, full scale 1, before the volume."""
        with self._lock:
            left, right = self._loudest
            self._loudest = np.zeros(2, np.float32)
            return float(left), float(right)

    def _heard_at(self) -> float:
        if not self._playing or not self._log:
            return self._at
        since = round((self._clock() - self._filled_at) * RATE_HZ)
        heard = self._given - self._filled + min(since, self._filled) - self._latency()
        found = next((given for given in reversed(self._log) if given.first <= heard), self._log[0])
        place = found.at + max(0, heard - found.first) * found.step
        return min(max(place, 0), self._end)

    # what the output asks for

    def fill(self, frames: int) -> Samples:
        """Give the next frames of the output, shape (frames, 2)."""
        with self._lock:
            self._filled_at, self._filled = self._clock(), frames
            parts = []
            left = frames
            while left > 0:
                part = self._blended(self._moved(left) if self._playing else self._standing(left))
                left -= len(part)
                self._given += len(part)
                parts.append(part)
            whole = np.concatenate(parts) if parts else np.zeros((0, 2), np.float32)
            return np.clip(self._turned(whole), -1.0, 1.0)

    def _turned(self, whole: Samples) -> Samples:
        """Give a stretch at the volume that is set, sliding there from the one before."""
        if not len(whole):
            return whole
        self._loudest = np.maximum(self._loudest, np.abs(whole).max(axis=0))
        before, self._gained = self._gained, self._gain
        if before == self._gain == 1.0:
            return whole
        return whole * np.linspace(before, self._gain, len(whole), dtype=np.float32)[:, None]

    def _moved(self, count: int) -> Samples:
        """Play as far as the next edge; at an edge, go round or stand."""
        loop = self._loop if self._until is None else None
        low, high = loop or (0, self._end)
        edge = high if self._step > 0 else low
        if self._until is not None and self._step > 0:
            edge = min(edge, self._until)
        room = int(np.ceil((edge - self._at) / self._step))
        if room <= 0:
            self._leave()
            if loop:
                self._jump(low if self._step > 0 else high, keep_log=True)
            else:
                self._playing, self._until = False, None
                self._at = float(edge)
            return np.zeros((0, 2), np.float32)
        count = min(count, room)
        self._log.append(_Given(self._given, self._at, self._step))
        part = self._read_paced().give(count) if self._is_paced else self._read(self._at, self._step, count)
        self._at += self._step * count
        return part

    @property
    def _is_paced(self) -> bool:
        return not self._shuttles and self._step != 1.0

    def _read_paced(self) -> Paced:
        if self._paced is None:
            sound = self._sounds.get(self._heard) or Silence(0)
            self._paced = Paced(sound.read, self._at, self._step)
        return self._paced

    def _standing(self, count: int) -> Samples:
        if not len(self._grain):
            return np.zeros((count, 2), np.float32)
        part, self._grain = self._grain[:count], self._grain[count:]
        if not len(self._grain) and self._next_grain:
            self._sound_grain(self._next_grain)
        return part

    def _sound_grain(self, frames: int) -> None:
        self._next_grain = None
        grain = self._read(self._at, 1.0, frames)
        edge = min(2 * FADE, frames // 2)
        slope = np.sin(np.linspace(0, np.pi / 2, edge, dtype=np.float32))[:, None] ** 2
        grain[:edge] *= slope
        grain[frames - edge :] *= slope[::-1]
        self._grain = grain

    def _end_grain(self) -> None:
        self._grain, self._next_grain = self._grain[:0], None

    def _read(self, at: float, step: float, count: int) -> Samples:
        """Read from any place at any speed; between samples along a straight line."""
        sound = self._sounds.get(self._heard) or Silence(0)
        first = int(np.floor(at))
        if step == 1.0:
            return np.array(sound.read(first, count))
        places = at + step * np.arange(count)
        low = int(np.floor(places.min()))
        found = sound.read(low, int(np.floor(places.max())) - low + 2)
        cells = np.floor(places).astype(np.int64) - low
        share = (places - low - cells).astype(np.float32)[:, None]
        between: Samples = found[cells] * (1 - share) + found[cells + 1] * share
        return between

    # nothing clicks

    def _jump(self, frame: float, *, keep_log: bool = False) -> None:
        self._at = float(min(max(frame, 0), self._end))
        if not keep_log:
            self._log.clear()

    def _leave(self) -> None:
        """Keep the next 5 ms of what sounds, to fade it out under what comes."""
        if self._playing and self._is_paced:
            sounding = np.array(self._read_paced().coming(FADE))
        elif self._playing:
            sounding = self._read(self._at, self._step, FADE)
        else:
            sounding = np.zeros((FADE, 2), np.float32)
            rest = self._grain[:FADE]
            sounding[: len(rest)] = rest
        self._paced = None
        going = self._faded_in(sounding)
        self._fade = going * np.linspace(1, 0, FADE, dtype=np.float32)[:, None]

    def _blended(self, part: Samples) -> Samples:
        blended = self._faded_in(part)
        self._fade = self._fade[len(part) :]
        return blended

    def _faded_in(self, part: Samples) -> Samples:
        count = min(len(self._fade), len(part))
        if not count:
            return part
        blended = part.copy()
        past = FADE - len(self._fade)
        slope = np.linspace(0, 1, FADE, dtype=np.float32)[past : past + count, None]
        blended[:count] = blended[:count] * slope + self._fade[:count]
        return blended


def _frame(time_ms: int) -> int:
    return round(time_ms * RATE_HZ / 1000)
