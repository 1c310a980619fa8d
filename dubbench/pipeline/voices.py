"""Who speaks each line, from the sound of the voices alone: how many there are, and which lines are of one.

The voiceprints of an episode are divided in two along their widest spread, again and again, for as long as the halves
lie further apart than chance would have them, every line being judged by the others. Every voice is then held against
those that the series knows, so that a character of episode 1 is the same one in episode 80, and nothing grows with
the season.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dubbench.engines.interfaces import Voiceprints

MANY = 2
"""A side of one line is no voice: it may be a cry or a whisper of somebody else."""
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class VoiceRules:
    """When voices are two, and when they are one (measured by `scripts/bench_speakers.py`).

    `long_ms`: shorter lines do not decide how many voices there are. `apart`: how far apart two voices lie at least, in
    standard deviations of one; `alike`: how alike (cosine) their centres are at most, `alike_few` where one of them has
    fewer than `few` lines. `known`: how alike a voice is to one that the series knows. `unsure`: a line is unsure whose
    own voice is no nearer than this to it than the next one, or that is shorter than `short_ms`.
    """

    long_ms: int = 600
    apart: float = 4.4
    alike: float = 0.875
    alike_few: float = 0.72
    few: int = 3
    known: float = 0.80
    unsure: float = 0.05
    short_ms: int = 400


RULES = VoiceRules()


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line as it was heard: its number among the voices of the episode, and whether that is a guess."""

    voice: int
    unsure: bool = False


def tell_apart(
    prints: Voiceprints, durations_ms: Sequence[int], count: int | None = None, rules: VoiceRules = RULES
) -> tuple[Spoken, ...]:
    """Say for each line whose voice it is, numbered from 0 in the order they first speak; `count` is known for sure.

    A line in which nothing was heard is of the voice before it, else after it, and unsure.
    """
    total = len(prints)
    there = np.linalg.norm(prints, axis=1) > 0 if total else np.zeros(0, bool)
    if not there.any():
        return (Spoken(0, unsure=True),) * total
    long = np.flatnonzero(there & (np.asarray(durations_ms) >= rules.long_ms))
    deciding = long if len(long) > 1 else np.flatnonzero(there)
    centres = _settled(prints[there], _centres(prints[deciding], _divided(prints[deciding], count, rules)))
    alike = prints @ centres.T
    nearest = alike.argmax(axis=1)
    by_neighbour = _filled(nearest, there)
    clear = _margin(alike) >= rules.unsure
    sure = there & clear & (np.asarray(durations_ms) >= rules.short_ms)
    first = {int(voice): at for at, voice in reversed(list(enumerate(by_neighbour)))}
    rank = {voice: number for number, voice in enumerate(sorted(first, key=lambda voice: first[voice]))}
    return tuple(Spoken(rank[int(v)], unsure=not bool(s)) for v, s in zip(by_neighbour, sure, strict=True))


def centre(prints: Voiceprints) -> Voiceprints:
    """Return the voiceprint of a voice by its lines: their mean, of length 1; zeros where there are none."""
    mean = prints.mean(axis=0) if len(prints) else np.zeros(prints.shape[1], np.float32)
    length = float(np.linalg.norm(mean))
    return (mean / length if length else mean).astype(np.float32)


def recognised(
    voices: Mapping[int, Voiceprints], known: Mapping[str, Voiceprints], rules: VoiceRules = RULES
) -> dict[int, str]:
    """Return which known voice each voice of an episode is, the surest first and each once; the others are new."""
    pairs = [(float(own @ other), -number, name) for number, own in voices.items() for name, other in known.items()]
    found: dict[int, str] = {}
    for likeness, number, name in sorted(pairs, reverse=True):
        if likeness >= rules.known and -number not in found and name not in found.values():
            found[-number] = name
    return found


class _Part(NamedTuple):
    """Lines that may be of one voice; how far apart their halves lie, and how alike these are."""

    members: NDArray[np.intp]
    score: float = 0.0
    alike: float = 0.875
    halves: tuple[_Part, _Part] | None = None

    @property
    def leaves(self) -> tuple[_Part, ...]:
        return (self,) if self.halves is None else tuple(leaf for half in self.halves for leaf in half.leaves)


def _divided(prints: Voiceprints, count: int | None, rules: VoiceRules) -> Labels:
    """Divide voiceprints into so many voices as are clear, or as there are."""
    labels = np.zeros(len(prints), np.int64)
    whole = _tree(prints, np.arange(len(prints)), rules)
    parts = _so_many(whole, count) if count else _pruned(whole, rules).leaves
    for name, part in enumerate(parts):
        labels[part.members] = name
    return labels


def _tree(prints: Voiceprints, members: NDArray[np.intp], rules: VoiceRules) -> _Part:
    """Divide as long as there are two lines on each side."""
    if len(members) < 2 * MANY:
        return _Part(members)
    score, second = _halves(prints[members])
    fewer = int(min(second.sum(), (~second).sum()))
    if fewer < MANY:
        return _Part(members)
    halves = _tree(prints, members[~second], rules), _tree(prints, members[second], rules)
    alike = float(centre(prints[halves[0].members]) @ centre(prints[halves[1].members]))
    return _Part(members, score, alike, halves)


def _pruned(part: _Part, rules: VoiceRules) -> _Part:
    """Undo the divisions that are not clear, unless a half of theirs is divided clearly: four voices in two pairs."""
    if part.halves is None:
        return part
    one, other = (_pruned(half, rules) for half in part.halves)
    fewer = min(len(one.members), len(other.members))
    differ = part.alike <= (rules.alike if fewer >= rules.few else rules.alike_few)
    if (part.score >= rules.apart and differ) or one.halves or other.halves:
        return part._replace(halves=(one, other))
    return part._replace(halves=None)


def _so_many(whole: _Part, count: int) -> tuple[_Part, ...]:
    """Take the clearest divisions from the root on until there are so many parts."""
    parts = [whole]
    while len(parts) < count and (open_ := [part for part in parts if part.halves]):
        best = max(open_, key=lambda part: part.score)
        parts.remove(best)
        parts += best.halves or ()
    return tuple(parts)


def _halves(prints: Voiceprints) -> tuple[float, NDArray[np.bool_]]:
    """Divide voiceprints in two along their widest spread; how clear that is, and which are of the second half."""
    spread = prints - prints.mean(axis=0)
    along = np.linalg.svd(spread, full_matrices=False)[0][:, 0]
    second: NDArray[np.bool_] = along > 0
    for _ in range(20):
        if second.all() or not second.any():
            return 0.0, second
        one, other = centre(prints[~second]), centre(prints[second])
        moved: NDArray[np.bool_] = prints @ other > prints @ one
        if (moved == second).all():
            break
        second = moved
    return (_clear(prints, second) if second.any() and not second.all() else 0.0), second


def _clear(prints: Voiceprints, second: NDArray[np.bool_]) -> float:
    """Return how far apart two halves lie, in standard deviations of a half, along the line between their centres.

    Every line is judged by centres that it is no part of: what was divided at random falls together then, for any
    division looks good to those who made it.
    """
    sums = np.stack([prints[~second].sum(axis=0), prints[second].sum(axis=0)])
    own = second.astype(int)
    without = np.repeat(sums[None], len(prints), axis=0)
    without[np.arange(len(prints)), own] -= prints
    lengths = np.linalg.norm(without, axis=2, keepdims=True)
    if not lengths.all():
        return 0.0
    centres = without / lengths
    between = centres[:, 1] - centres[:, 0]
    between /= np.maximum(np.linalg.norm(between, axis=1, keepdims=True), 1e-9)
    at = ((prints - centres.mean(axis=1)) * between).sum(axis=1)
    one, other = at[~second], at[second]
    inner = (one.var() * len(one) + other.var() * len(other)) / max(1, len(prints) - 2)
    return float((other.mean() - one.mean()) / max(np.sqrt(inner), 1e-6))


def _centres(prints: Voiceprints, labels: Labels) -> Voiceprints:
    return np.stack([centre(prints[labels == name]) for name in np.unique(labels)])


def _settled(prints: Voiceprints, centres: Voiceprints) -> Voiceprints:
    """Let every line choose the nearest centre, and every centre follow its lines, until nothing moves."""
    for _ in range(10):
        nearest = (prints @ centres.T).argmax(axis=1)
        moved = np.stack([centre(prints[nearest == n]) if (nearest == n).any() else centres[n]
                          for n in range(len(centres))])  # fmt: skip
        if np.allclose(moved, centres):
            break
        centres = moved
    return centres


def _margin(alike: Voiceprints) -> Voiceprints:
    if alike.shape[1] < 2:
        return np.ones(len(alike), np.float32)
    best = np.sort(alike, axis=1)
    margin: Voiceprints = best[:, -1] - best[:, -2]
    return margin


def _filled(nearest: NDArray[np.intp], there: NDArray[np.bool_]) -> Labels:
    """Give silent lines the voice of the line before, else of the one after."""
    filled = nearest.astype(np.int64)
    known = np.flatnonzero(there)
    for at in np.flatnonzero(~there):
        before = known[known < at]
        filled[at] = nearest[before[-1] if len(before) else known[0]]
    return filled
