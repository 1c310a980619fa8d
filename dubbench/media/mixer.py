"""The dub as it is heard while people work on it: lines laid over a background, each replaced in a moment."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, Samples
from dubbench.media.limiter import Curve, levelling, relimited
from dubbench.media.mixdown import ENCODING_MARGIN_MDB, Assets, Clip, laid
from dubbench.media.pcm import RATE_HZ, SIDE, Pcm, Sound

REACH = 3 * RATE_HZ // 10
"""How far a change of the sound can change the limiter's gain; at 80 dB/s it lets go of 24 dB within it."""
BLOCK = 30 * RATE_HZ
CENTRED = 3


class Piece(NamedTuple):
    """A stretch of speech as it sounds, mono at 48 kHz, and at which frame of the programme it begins."""

    start: int
    samples: Samples

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


Pieces = Mapping[str, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class Balance:
    """How loud the whole shall be, as in a MixPlan."""

    loudness_mdb: int = -14_000
    true_peak_mdb: int = -1_000
    margin_mdb: int = ENCODING_MARGIN_MDB

    @property
    def ceiling_mdb(self) -> int:
        return self.true_peak_mdb - self.margin_mdb


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """What sounds at one moment of the work; replaced as a whole, so that a reader never sees half a change."""

    pieces: Pieces
    gain_db: float = 0.0
    curve: Curve | None = None
    cell: int = 1


class Mixer:
    """Mixes as it is read, on any thread. `dialogue` and `whole` are sounds that a transport plays.

    Until `level` was called the whole is as loud as its parts.
    """

    def __init__(self, background: Sound, frames: int, balance: Balance | None = None) -> None:
        self.frames = frames
        self.background = background
        self._balance = balance or Balance()
        channels = background.samples.shape[1] if isinstance(background, Pcm) else 2
        self._centre = np.float32(SIDE if channels >= CENTRED else 1.0)
        self._laid = _Laid({})
        self._changing = threading.Lock()

    @property
    def dialogue(self) -> Sound:
        """The dub's speech alone, levelled as in the whole but for the limiter."""
        return _Heard(self, whole=False)

    @property
    def whole(self) -> Sound:
        """The programme as it will be delivered."""
        return _Heard(self, whole=True)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._laid.pieces)

    def put(self, key: str, clips: Iterable[Clip], assets: Assets) -> tuple[int, int]:
        """Lay a line, in the place of what it was before; return the first and past-the-last frame that changed."""
        new = tuple(Piece(*laid(clip, assets, self.frames, RATE_HZ)) for clip in clips)
        return self._change({key: new})

    def drop(self, key: str) -> tuple[int, int]:
        """Take a line out; return what changed, (0, 0) where it was not there."""
        return self._change({key: ()})

    def lay(self, lines: Mapping[str, Iterable[Clip]], assets: Assets, ctx: Context | None = None) -> None:
        """Lay many lines at once."""
        ctx = ctx or Context()
        made = {}
        for number, (key, clips) in enumerate(lines.items()):
            ctx.progress(number, len(lines))
            made[key] = tuple(Piece(*laid(clip, assets, self.frames, RATE_HZ)) for clip in clips)
        self._change(made)

    def level(self, ctx: Context | None = None) -> int:
        """Find gain and limiter anew for the whole programme; return the loudness that is added, in mdB."""
        ctx = ctx or Context()
        state = self._laid
        blocks = [np.zeros((0, 2), np.float32)]
        for start in range(0, self.frames, BLOCK):
            ctx.check()
            blocks.append(self._raw(state, start, min(BLOCK, self.frames - start)))
        mixed = Audio(np.concatenate(blocks), RATE_HZ)
        found = levelling(mixed, self._balance.loudness_mdb, self._balance.ceiling_mdb)
        with self._changing:  # lines may have been replaced meanwhile: the limiter looks at those again
            now = replace(self._laid, gain_db=found.gain_db, curve=found.curve, cell=found.cell)
            self._laid = self._limited_again(now, *_hull(_touched(state.pieces, now.pieces)))
        return found.added_mdb

    def read_dialogue(self, first: int, count: int) -> Samples:
        """Give the speech, mono."""
        state = self._laid
        return _spoken(state, first, count) * np.float32(10 ** (state.gain_db / 20))

    def read_whole(self, first: int, count: int) -> Samples:
        """Give the programme, levelled."""
        state = self._laid
        mixed = self._raw(state, first, count)
        if state.curve is None or not len(state.curve):
            return mixed
        middles = (np.arange(first, first + count) - (state.cell - 1) / 2) / state.cell
        low = max(0, int(middles[0]) - 1)
        near = state.curve[low : max(low + 1, int(middles[-1]) + 3)]
        if not len(near):
            return mixed
        return mixed * np.interp(middles - low, np.arange(len(near)), near).astype(np.float32)[:, None]

    def _raw(self, state: _Laid, first: int, count: int) -> Samples:
        mixed = self.background.read(first, count)
        return mixed + self._centre * _spoken(state, first, count)[:, None]

    def _change(self, made: Mapping[str, tuple[Piece, ...]]) -> tuple[int, int]:
        with self._changing:
            state = self._laid
            pieces = {key: kept for key, kept in {**state.pieces, **made}.items() if kept}
            first, last = _hull(_touched(state.pieces, pieces))
            self._laid = self._limited_again(replace(state, pieces=pieces), first, last)
        return first, last

    def _limited_again(self, state: _Laid, first: int, last: int) -> _Laid:
        """Give the limiter's curve anew about a change; the gain of the whole stays until it is levelled again."""
        if state.curve is None or first >= last:
            return state
        low = max(0, (first - 2 * REACH) // state.cell)
        high = min(len(state.curve), -(-(last + 2 * REACH) // state.cell))
        start, end = low * state.cell, min(high * state.cell, self.frames)
        around = Audio(self._raw(state, start, end - start), RATE_HZ)
        found = relimited(around, state.gain_db, self._balance.ceiling_mdb, quick=True).curve
        kept_low, kept_high = max(0, (first - REACH) // state.cell), min(high, -(-(last + REACH) // state.cell))
        curve = state.curve.copy()
        curve[kept_low:kept_high] = found[kept_low - low : kept_high - low]
        return replace(state, curve=curve)


@dataclass(frozen=True, slots=True)
class _Heard:
    """One of a mixer's two sounds."""

    mixer: Mixer
    whole: bool

    @property
    def frames(self) -> int:
        return self.mixer.frames

    def read(self, first: int, count: int) -> Samples:
        if self.whole:
            return self.mixer.read_whole(first, count)
        return np.repeat(self.mixer.read_dialogue(first, count)[:, None], 2, axis=1)


def _spoken(state: _Laid, first: int, count: int) -> Samples:
    """Add up the pieces that sound in a stretch."""
    spoken = np.zeros(count, np.float32)
    for piece in _sounding(state, first, first + count):
        low, high = max(first, piece.start), min(first + count, piece.end)
        spoken[low - first : high - first] += piece.samples[low - piece.start : high - piece.start]
    return spoken


def _sounding(state: _Laid, first: int, last: int) -> Iterator[Piece]:
    return (piece for pieces in state.pieces.values() for piece in pieces if piece.start < last and piece.end > first)


def _touched(before: Pieces, after: Pieces) -> list[Piece]:
    """List what sounds in one of two states only."""
    changed = [key for key in {*before, *after} if before.get(key) is not after.get(key)]
    return [piece for key in changed for piece in (*before.get(key, ()), *after.get(key, ()))]


def _hull(pieces: Iterable[Piece]) -> tuple[int, int]:
    found = list(pieces)
    return min((piece.start for piece in found), default=0), max((piece.end for piece in found), default=0)
