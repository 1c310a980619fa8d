"""A stereo music bed: pads, plucked notes and a slow pulse, by mood."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .effects import in_room
from .screenplay import Music
from .voices import RATE_HZ, Performance

Wave = NDArray[np.float64]
CROSSFADE_S = 1.6


class Mood(NamedTuple):
    """Chords (MIDI notes), seconds for each, pattern of plucked notes, and how much of every voice."""

    chords: tuple[tuple[int, ...], ...]
    chord_s: float
    plucks: tuple[int, ...]
    pluck: float
    pulse: float
    air: float


MOODS = {
    "warm": Mood(
        ((45, 57, 60, 64), (41, 53, 57, 60), (48, 55, 60, 64), (43, 55, 59, 62)), 3.6, (0, 2, 3, 2, 1, 3), 0.8, 0.0, 0.0
    ),
    "tense": Mood(
        ((45, 57, 60, 64), (44, 56, 59, 64), (43, 55, 58, 62), (41, 53, 57, 60)), 4.0, (3, 0, 2, 0), 0.4, 0.5, 0.3
    ),
    "menace": Mood(
        ((38, 50, 53, 57), (37, 49, 53, 56), (36, 48, 51, 56), (38, 50, 53, 58)), 4.4, (0, 3), 0.25, 0.9, 0.8
    ),
    "rain": Mood(
        ((50, 57, 62, 65), (46, 58, 62, 65), (43, 55, 58, 62), (45, 57, 61, 64)),
        3.2,
        (3, 1, 2, 1, 3, 2),
        0.7,
        0.15,
        0.2,
    ),
}


def bed(music: tuple[Music, ...], performance: Performance, seed: int = 3) -> Wave:
    """Compose the whole bed, each mood until the next begins; shape (frames, 2), rms about 1."""
    total_s = performance.frames / RATE_HZ
    starts = [
        0.0 if i == 0 else performance.lines[cue.from_line - 1].start / RATE_HZ - 0.9 for i, cue in enumerate(music)
    ]
    out = np.zeros((performance.frames, 2))
    for i, (cue, start_s) in enumerate(zip(music, starts, strict=True)):
        end_s = starts[i + 1] + CROSSFADE_S if i + 1 < len(music) else total_s
        piece = _piece(MOODS[cue.mood], end_s - start_s, np.random.default_rng(seed + i))
        _lay(out, piece, start_s)
    _fade(out, 0.4, 1.8)
    return np.asarray(out / np.sqrt(np.mean(out**2)))


def _lay(out: Wave, piece: Wave, start_s: float) -> None:
    first = round(start_s * RATE_HZ)
    part = piece[: len(out) - first]
    out[first : first + len(part)] += part


def _fade(wave: Wave, in_s: float, out_s: float) -> None:
    rise, fall = int(in_s * RATE_HZ), int(out_s * RATE_HZ)
    wave[:rise] *= np.linspace(0, 1, rise)[:, None]
    wave[-fall:] *= np.linspace(1, 0, fall)[:, None] ** 1.5


def _piece(mood: Mood, seconds: float, noise: np.random.Generator) -> Wave:
    frames = int(seconds * RATE_HZ)
    out = np.zeros((frames, 2))
    for i in range(int(np.ceil(seconds / mood.chord_s))):
        chord = mood.chords[i % len(mood.chords)]
        at_s = i * mood.chord_s
        _lay(out, _pad(chord, mood.chord_s + 1.4, noise), at_s)
        _lay(out, _arpeggio(chord, mood, noise), at_s)
        _lay(out, _heartbeat(mood), at_s)
    if mood.air:
        out += mood.air * _air(frames, noise)
    piece = in_room(out, noise, seconds=1.8, wet=0.5)[:frames]
    _fade(piece, min(CROSSFADE_S, seconds / 3), min(CROSSFADE_S, seconds / 3))
    return piece


def _hz(note: float) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


def _pad(chord: tuple[int, ...], seconds: float, noise: np.random.Generator) -> Wave:
    clock = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    swell = np.minimum(1, clock / 1.3) * np.minimum(1, clock[::-1] / 1.3)
    sides = []
    for detune in (-0.05, 0.05):
        side = np.zeros(len(clock))
        for note in chord:
            for partial, level in ((1, 1.0), (2, 0.34), (3, 0.15), (4, 0.06)):
                phase = noise.uniform(0, 2 * np.pi)
                side += level * np.sin(2 * np.pi * _hz(note + detune) * partial * clock + phase) / len(chord)
        sides.append(side * swell)
    return np.stack(sides, axis=1) * 0.5


def _arpeggio(chord: tuple[int, ...], mood: Mood, noise: np.random.Generator) -> Wave:
    out = np.zeros((int((mood.chord_s + 2) * RATE_HZ), 2))
    step_s = mood.chord_s / len(mood.plucks)
    for i, which in enumerate(mood.plucks):
        pan = 0.5 + 0.32 * np.sin(2.4 * i)
        tone = _string(_hz(chord[which] + 12), 1.6, noise) * mood.pluck
        _lay(out, np.stack([tone * (1 - pan), tone * pan], axis=1), i * step_s)
    return out


def _string(hz: float, seconds: float, noise: np.random.Generator) -> Wave:
    """A plucked string: partials that die the faster the higher they are."""
    clock = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    tone = np.zeros(len(clock))
    for partial in range(1, 7):
        level = np.sin(np.pi * partial * 0.23) / partial
        tone += level * np.sin(2 * np.pi * hz * partial * clock) * np.exp(-clock * (1.6 + 1.5 * partial))
    return tone * np.minimum(1, clock / 0.004) * noise.uniform(0.8, 1.0)


def _heartbeat(mood: Mood) -> Wave:
    out = np.zeros((int(mood.chord_s * RATE_HZ), 2))
    clock = np.arange(int(0.35 * RATE_HZ)) / RATE_HZ
    thump = np.sin(2 * np.pi * (46 * clock + 1.6 * (1 - np.exp(-clock * 30)))) * np.exp(-clock * 13) * mood.pulse
    for beat in np.arange(0, mood.chord_s - 0.3, mood.chord_s / 4):
        _lay(out, np.stack([thump, thump], axis=1), float(beat))
        _lay(out, np.stack([thump, thump], axis=1) * 0.55, float(beat) + 0.24)
    return out


def _air(frames: int, noise: np.random.Generator) -> Wave:
    """A high, slowly turning shimmer: unease."""
    clock = np.arange(frames) / RATE_HZ
    sides = []
    for turn in (0.11, 0.17):
        tone = np.sin(2 * np.pi * 1244 * clock + 3 * np.sin(2 * np.pi * turn * clock)) + 0.6 * np.sin(
            2 * np.pi * 1318 * clock
        )
        sides.append(tone * (0.5 + 0.5 * np.sin(2 * np.pi * turn * clock + noise.uniform(0, 6))) * 0.05)
    return np.stack(sides, axis=1)
