"""What became of an old cut in a new one: which stretches of its sound are there, and where.

Both are described by the loudness of bands in frames of 20 ms. Stretches vote for the shift under which they are found
again (cross-correlation); then every frame of the old cut takes one of the shifts, or none, by a Viterbi search in
which changing one's mind costs. Shifts are refined to a millisecond on the waveforms.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.span import Span

RATE_HZ = 8_000
FRAME_MS = 20
HOP = RATE_HZ * FRAME_MS // 1000
_WINDOW = 512
_BANDS = 16
_LOWEST_HZ = 100
_FLOOR_DB = 70.0
"""What lies further below the loudest is silence: it is alike everywhere and tells nothing."""
BLOCK = 150
"""Frames (3 s) that vote together for a shift."""
SURE = 0.7
"""A block is found again where it correlates with the new cut to this degree (-1 to 1)."""
_PENALTY = 8.0
_NOWHERE = 0.65
"""Frames are as alike as this where they are nothing to one another."""
SHORTEST_MS = 200
_FINE_MS = 60
_FINE_S = 6

Floats = NDArray[np.float32]


class Kept(NamedTuple):
    """A stretch of the old cut that is in the new one, `shift_ms` later (negative: earlier)."""

    span: Span
    shift_ms: int

    @property
    def now(self) -> Span:
        """Where it is in the new cut."""
        return self.span.shifted(self.shift_ms)


def kept_stretches(old: Floats, new: Floats) -> tuple[Kept, ...]:
    """Return what of an old sound is in a new one, in old order; both mono at `RATE_HZ`, shape (frames,)."""
    before, after = described(old), described(new)
    if not len(before) or not len(after):
        return ()
    shifts = _shifts(before, after)
    found = list(_stretches(_path(before, after, shifts), shifts))
    whole = [one for one in _joined(found) if one.span.duration_ms >= SHORTEST_MS]
    return tuple(_refined(old, new, one) for one in whole if not _taken(one, whole))


def described(sound: Floats) -> Floats:
    """Return the loudness of bands, shape (frames of 20 ms, bands), each band about 0; silence is 0."""
    from scipy.signal import stft

    if len(sound) < _WINDOW:
        return np.zeros((0, _BANDS), np.float32)
    hertz, _, spectrum = stft(sound, RATE_HZ, nperseg=_WINDOW, noverlap=_WINDOW - HOP, padded=False)
    edges = np.geomspace(_LOWEST_HZ, RATE_HZ / 2, _BANDS + 1)
    power = np.abs(spectrum) ** 2
    bands = np.stack([power[(hertz >= a) & (hertz < b)].sum(axis=0) for a, b in itertools.pairwise(edges)])
    loud = 10 * np.log10(np.maximum(bands, 1e-12))
    loud = np.maximum(loud, loud.max() - _FLOOR_DB)
    heard = loud.max(axis=0) > loud.max() - _FLOOR_DB + 1
    loud -= loud[:, heard].mean(axis=1, keepdims=True) if heard.any() else loud
    return np.where(heard, loud, 0).T.astype(np.float32)


def _shifts(old: Floats, new: Floats) -> list[int]:
    """Return the shifts, in frames, under which blocks of the old sound are found again; most wanted first."""
    from scipy.signal import correlate

    votes: dict[int, int] = {}
    energy = np.concatenate([[0.0], np.cumsum((new.astype(np.float64) ** 2).sum(axis=1))])
    for start in range(0, max(1, len(old) - BLOCK // 2), BLOCK // 3):
        block = old[start : start + BLOCK]
        own = float((block.astype(np.float64) ** 2).sum())
        if own == 0 or len(block) > len(new):
            continue
        product = sum(correlate(new[:, band], block[:, band], "valid", "fft") for band in range(_BANDS))
        theirs = energy[len(block) :] - energy[: -len(block)]
        alike = np.asarray(product) / np.sqrt(np.maximum(theirs * own, 1e-9))
        best = int(alike.argmax())
        if alike[best] >= SURE:
            votes[best - start] = votes.get(best - start, 0) + 1
    chosen: list[int] = []
    for shift in sorted(votes, key=lambda one: (-votes[one], abs(one))):
        if all(abs(shift - other) > 1 for other in chosen):
            chosen.append(shift)
    return chosen


def _path(old: Floats, new: Floats, shifts: Sequence[int]) -> NDArray[np.int64]:
    """Return for each old frame the number of its shift; `len(shifts)`: it is nowhere."""
    scores = np.full((len(old), len(shifts) + 1), _NOWHERE, np.float32)
    for number, shift in enumerate(shifts):
        scores[:, number] = _alike(old, new, shift)
    back = np.zeros(scores.shape, np.int64)
    total = scores[0].copy()
    for frame in range(1, len(old)):
        best = int(total.argmax())
        jump = total[best] - _PENALTY
        stay = total >= jump
        back[frame] = np.where(stay, np.arange(len(total)), best)
        total = np.where(stay, total, jump) + scores[frame]
    path = np.zeros(len(old), np.int64)
    path[-1] = int(total.argmax())
    for frame in range(len(old) - 1, 0, -1):
        path[frame - 1] = back[frame, path[frame]]
    return path


def _alike(old: Floats, new: Floats, shift: int) -> Floats:
    """Return how alike old frames are to those `shift` later (-1 to 1); two silences are just a little."""
    found = np.full(len(old), -1.0, np.float32)
    a, b = max(0, -shift), min(len(old), len(new) - shift)
    if b <= a:
        return found
    one, other = old[a:b], new[a + shift : b + shift]
    product = (one * other).sum(axis=1)
    lengths = np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1))
    still = ~(one.any(axis=1) | other.any(axis=1))
    found[a:b] = np.where(lengths > 0, product / np.maximum(lengths, 1e-9), np.where(still, _NOWHERE + 0.05, 0.0))
    return found


def _stretches(path: NDArray[np.int64], shifts: Sequence[int]) -> Iterator[Kept]:
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    for a, b in itertools.pairwise(edges):
        if path[a] < len(shifts):
            yield Kept(Span(a * FRAME_MS, b * FRAME_MS), shifts[path[a]] * FRAME_MS)


def _joined(found: Iterable[Kept]) -> list[Kept]:
    """Join stretches that follow one another under the same shift."""
    made: list[Kept] = []
    for one in found:
        last = made[-1] if made else None
        if last and last.shift_ms == one.shift_ms and one.span.start_ms - last.span.end_ms <= SHORTEST_MS:
            made[-1] = Kept(last.span.hull(one.span), one.shift_ms)
        else:
            made.append(one)
    return made


def _taken(one: Kept, among: Iterable[Kept]) -> bool:
    """Tell whether a longer stretch is in the same place of the new cut: nothing is there twice."""
    longer = (other for other in among if other.span.duration_ms > one.span.duration_ms)
    return sum(one.now.overlap_ms(other.now) for other in longer) > one.span.duration_ms / 2


def _refined(old: Floats, new: Floats, found: Kept) -> Kept:
    """Correct a shift by the waveforms of the loudest seconds of a stretch."""
    from scipy.signal import correlate

    at, length = _loudest(old, found.span)
    slack = _FINE_MS * RATE_HZ // 1000
    start = at + found.shift_ms * RATE_HZ // 1000 - slack
    a, b = max(0, start), min(len(new), start + length + 2 * slack)
    piece = old[at : at + length]
    if b - a < len(piece) or not piece.any():
        return found
    product = correlate(new[a:b], piece, "valid", "fft")
    shift = a + int(product.argmax()) - at
    return Kept(found.span, round(shift * 1000 / RATE_HZ))


def _loudest(sound: Floats, span: Span) -> tuple[int, int]:
    """Return where the loudest seconds of a span begin, and how long they are, in samples."""
    a, b = (ms * RATE_HZ // 1000 for ms in span)
    length = min(b - a, _FINE_S * RATE_HZ)
    energy = np.concatenate([[0.0], np.cumsum(sound[a:b].astype(np.float64) ** 2)])
    if len(energy) <= length:
        return a, len(energy) - 1
    return a + int((energy[length:] - energy[:-length]).argmax()), length


def new_stretches(kept: Iterable[Kept], duration_ms: int) -> tuple[Span, ...]:
    """Return what of the new cut is in no kept stretch."""
    at, made = 0, []
    for span in sorted(one.now for one in kept):
        if span.start_ms - at >= SHORTEST_MS:
            made.append(Span(at, span.start_ms))
        at = max(at, span.end_ms)
    if duration_ms - at >= SHORTEST_MS:
        made.append(Span(at, duration_ms))
    return tuple(made)


def placed(phrases: Sequence[Span], kept: Sequence[Kept]) -> tuple[Kept | None, float]:
    """Return the stretch that holds most of what is said, and how much of it (0 to 1)."""
    whole = sum(phrase.duration_ms for phrase in phrases)
    held = [sum(phrase.overlap_ms(one.span) for phrase in phrases) for one in kept]
    if not held or not whole or max(held) <= 0:
        return None, 0.0
    most = int(np.argmax(held))
    return kept[most], held[most] / whole
