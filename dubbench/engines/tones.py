"""A code of tones that carries text through sound: what the fake voices speak and the fake transcriber reads.

Each symbol is a chord of one low and one high tone. Neighbouring symbols use different sets of tones in turn, so a
change of set marks where a symbol begins: no clock is needed, and a stretched or resampled recording reads the same.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.media.audio import Samples

SYMBOL_MS = 72
EDGE_MS = 4
WINDOW_MS = 20
HOP_MS = 4
SHORTEST_FRAMES = 4
LONGEST_FRAMES = 60
FLOOR_DB = -26.0
CLEAR_DB = 8.0
EVEN_DB = 15.0

_SHIFT, _ESCAPE = "\x0e", "\x1b"
_ALPHABET = " abcdefghijklmnopqrstuvwxyz0123456789.,!?'-:;\"" + _SHIFT + _ESCAPE + "áàâãçéêíóôõúñü¿¡"
_INDEX = {character: index for index, character in enumerate(_ALPHABET)}
_TONES_HZ = 400.0 + 100.0 * np.arange(32)
_SIDE = 8

_Levels = NDArray[np.float64]


class Signed(NamedTuple):
    """One character read out of sound, with its time in seconds."""

    text: str
    start_s: float
    end_s: float


def symbols(text: str) -> tuple[int, ...]:
    """Return the symbols of a text in the form `normal` gives it, 0 to 63 each."""
    return tuple(itertools.chain.from_iterable(_symbols_of(character) for character in text))


def normal(text: str) -> str:
    """Return a text as the code carries it: composed characters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _symbols_of(character: str) -> tuple[int, ...]:
    if character in _INDEX and character not in {_SHIFT, _ESCAPE}:
        return (_INDEX[character],)
    lower = character.lower()
    if lower in _INDEX and lower.upper() == character:
        return (_INDEX[_SHIFT], _INDEX[lower])
    point = ord(character)
    return (_INDEX[_ESCAPE], point >> 18, point >> 12 & 63, point >> 6 & 63, point & 63)


def sound(codes: Iterable[int], rate_hz: int, symbol_ms: float = SYMBOL_MS) -> Samples:
    """Return the sound of symbols, shape (frames,), full scale ±0.5."""
    frames = round(symbol_ms * rate_hz / 1000)
    time = np.arange(frames) / rate_hz
    edge = np.minimum(1.0, np.minimum(time, time[::-1]) * 1000 / EDGE_MS)
    chords = [
        edge * 0.25 * sum(np.sin(2 * np.pi * _TONES_HZ[tone] * time) for tone in _chord(code, turn % 2))
        for turn, code in enumerate(codes)
    ]
    return np.concatenate(chords).astype(np.float32) if chords else np.zeros(0, np.float32)


def _chord(code: int, turn: int) -> tuple[int, int]:
    low, high = divmod(code, _SIDE)
    return 2 * low + turn, 16 + 2 * high + turn


def read(samples: Samples, rate_hz: int) -> tuple[Signed, ...]:
    """Read the characters that a stretch of sound carries; nothing where it carries none.

    A `Signed` with the text "" stands for a silence of more than two symbols.
    """
    levels = _levels(samples, rate_hz)
    if not len(levels):
        return ()
    runs = _runs(_label(levels))
    return tuple(_characters(runs)) if _in_turn(runs) else ()


def _levels(samples: Samples, rate_hz: int) -> _Levels:
    """Measure each tone in each frame; shape (frames, 32), power."""
    window, hop = round(WINDOW_MS * rate_hz / 1000), round(HOP_MS * rate_hz / 1000)
    if len(samples) < window:
        return np.zeros((0, len(_TONES_HZ)))
    time = np.arange(window) / rate_hz
    waves = np.exp(-2j * np.pi * np.outer(time, _TONES_HZ)) * np.hanning(window)[:, None]
    probes = np.concatenate([waves.real, waves.imag], axis=1).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, window)[::hop]
    parts = [frames[at : at + 4096] @ probes for at in range(0, len(frames), 4096)]
    halves = np.concatenate(parts).astype(np.float64) ** 2
    return np.asarray(halves[:, : len(_TONES_HZ)] + halves[:, len(_TONES_HZ) :])


def _label(levels: _Levels) -> NDArray[np.int64]:
    """Name each frame's chord, 0 to 127 (the turn is the lowest bit); -1 where there is none."""
    sides = levels.reshape(len(levels), 2, _SIDE, 2)
    best = sides.max(axis=2)
    turn = best.sum(axis=1).argmax(axis=1)
    row = np.arange(len(levels))
    chosen = sides[row, :, :, turn]
    low, high = chosen.argmax(axis=2).T
    top = chosen.max(axis=2)
    clear = (top > np.median(chosen, axis=2) * 10 ** (CLEAR_DB / 10)).all(axis=1)
    even = top.min(axis=1) > top.max(axis=1) * 10 ** (-EVEN_DB / 10)
    loud = top.min(axis=1) > np.percentile(top.min(axis=1), 98) * 10 ** (FLOOR_DB / 10)
    return np.where(clear & even & loud, (low * _SIDE + high) * 2 + turn, -1)


class _Run(NamedTuple):
    label: int
    first: int
    last: int


def _runs(labels: NDArray[np.int64]) -> list[_Run]:
    """Join equal neighbours; what is too short for a symbol is a transition and goes."""
    runs: list[_Run] = []
    at = 0
    for label, group in itertools.groupby(labels.tolist()):
        count = len(list(group))
        long_enough = count >= (SHORTEST_FRAMES if label >= 0 else 2 * SYMBOL_MS // HOP_MS)
        if long_enough and runs and runs[-1].label == label:
            runs[-1] = runs[-1]._replace(last=at + count)
        elif long_enough:
            runs.append(_Run(label, at, at + count))
        at += count
    return [run for run in runs if run.label < 0 or run.last - run.first <= LONGEST_FRAMES]


def _in_turn(runs: list[_Run]) -> bool:
    """Tell the code from other sound: its symbols take turns between the two sets of tones."""
    turns = [run.label & 1 for run in runs if run.label >= 0]
    broken = sum(a == b for a, b in itertools.pairwise(turns))
    return len(turns) >= 2 and broken <= len(turns) // 5


def _characters(runs: Iterable[_Run]) -> Iterator[Signed]:
    todo = iter(runs)
    for run in todo:
        if run.label < 0:
            yield _signed("", run, run)
            continue
        last, text = run, _ALPHABET[run.label >> 1]
        if text == _SHIFT and (last := next(todo, run)).label >= 0:
            text = _ALPHABET[last.label >> 1].upper()
        elif text == _ESCAPE:
            digits = list(itertools.islice(todo, 4))
            last, text = digits[-1] if digits else run, _escaped(digits)
        yield _signed(text, run, last)


def _escaped(digits: list[_Run]) -> str:
    point = 0
    for digit in digits:
        point = point << 6 | max(0, digit.label >> 1)
    return chr(point) if len(digits) == 4 and 0x20 <= point <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _signed(text: str, first: _Run, last: _Run) -> Signed:
    shift = WINDOW_MS / 2 - HOP_MS / 2
    return Signed(text, (first.first * HOP_MS + shift) / 1000, (last.last * HOP_MS + shift) / 1000)
