"""Speaks the lines and lays them on the programme's clock."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .screenplay import At, Line, Screenplay

RATE_HZ = 48_000
LINE_RMS_DB = -23.0
SILENCE_DB = -42.0

Mono = NDArray[np.float32]
Speak = Callable[[str, str, str, float], tuple[Mono, int]]


class Performed(NamedTuple):
    """A line as it was spoken: `samples` begin at `start` (frames at RATE_HZ); phrases are (start, end) in frames."""

    line: Line
    start: int
    samples: Mono
    phrases: tuple[tuple[int, int], ...]

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


class Performance(NamedTuple):
    """All lines, the cuts and effects on the programme's clock (seconds), and the length in frames."""

    lines: tuple[Performed, ...]
    cuts: tuple[At, ...]
    effects: tuple[At, ...]
    frames: int

    def dialogue(self) -> Mono:
        """Mix every line into one track; shape (frames,)."""
        track = np.zeros(self.frames, dtype=np.float32)
        for said in self.lines:
            track[said.start : said.end] += said.samples
        return track


def perform(play: Screenplay, speak: Speak, fps: int) -> Performance:
    """Speak every line in order; the programme ends on a whole frame of picture."""
    said: list[Performed] = []
    clock = 0
    for line in play.lines:
        start = clock + round(line.pause_s * RATE_HZ)
        samples, phrases = _speak_line(line, play, speak)
        said.append(Performed(line, start, samples, tuple((start + a, start + b) for a, b in phrases)))
        clock = said[-1].end
    pictures = int(np.ceil((clock / RATE_HZ + play.tail_s) * fps))
    cuts = sorted((_on_clock(one, at) for one in said for at in one.line.cuts), key=lambda at: at.at_s)
    effects = [_on_clock(one, at) for one in said for at in one.line.effects]
    return Performance(tuple(said), tuple(cuts), tuple(effects), pictures * RATE_HZ // fps)


def _on_clock(said: Performed, at: At) -> At:
    return At(at.name, max(0.0, said.start / RATE_HZ + at.at_s))


def _speak_line(line: Line, play: Screenplay, speak: Speak) -> tuple[Mono, list[tuple[int, int]]]:
    voice = play.characters[line.who].voice
    parts: list[Mono] = []
    phrases: list[tuple[int, int]] = []
    clock = 0
    for pause_s, text in line.phrases:
        sound, rate_hz = speak(text, voice, play.language, line.speed)
        spoken = trim(to_programme_rate(sound, rate_hz))
        gap = np.zeros(round(pause_s * RATE_HZ), dtype=np.float32)
        parts += [gap, spoken]
        phrases.append((clock + len(gap), clock + len(gap) + len(spoken)))
        clock = phrases[-1][1]
    return levelled(np.concatenate(parts), LINE_RMS_DB + line.gain_db), phrases


def to_programme_rate(samples: Mono, rate_hz: int) -> Mono:
    """Resample mono sound to RATE_HZ."""
    from scipy.signal import resample_poly

    common = int(np.gcd(rate_hz, RATE_HZ))
    return np.asarray(resample_poly(samples, RATE_HZ // common, rate_hz // common), dtype=np.float32)


def trim(samples: Mono) -> Mono:
    """Cut the silence before and after speech, with a fade of 4 ms at both ends."""
    levels = _levels_db(samples)
    loud = np.flatnonzero(levels > levels.max() + SILENCE_DB)
    window = RATE_HZ // 200
    cut = samples[loud[0] * window : (loud[-1] + 1) * window].copy()
    fade = np.linspace(0, 1, RATE_HZ // 250, dtype=np.float32)
    cut[: len(fade)] *= fade
    cut[-len(fade) :] *= fade[::-1]
    return cut


def _levels_db(samples: Mono) -> NDArray[np.float64]:
    window = RATE_HZ // 200
    whole = samples[: len(samples) // window * window].reshape(-1, window).astype(np.float64)
    return np.asarray(10 * np.log10(np.mean(whole**2, axis=1) + 1e-12))


def levelled(samples: Mono, rms_db: float) -> Mono:
    """Bring the speaking parts to a level and bend the peaks softly under -3 dBFS."""
    levels = _levels_db(samples)
    active = levels[levels > levels.max() - 30]
    loudness_db = 10 * np.log10(np.mean(10 ** (active / 10)))
    return soft_limit(samples * np.float32(10 ** ((rms_db - loudness_db) / 20)))


def soft_limit(samples: Mono, knee: float = 0.5, ceiling: float = 0.7) -> Mono:
    """Leave what is under the knee alone and bend the rest towards the ceiling."""
    over = np.abs(samples) - knee
    room = ceiling - knee
    bent = knee + room * np.tanh(over / room)
    return np.where(over > 0, np.sign(samples) * bent, samples).astype(np.float32)
