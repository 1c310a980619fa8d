"""What makes a viewer stay: how intense an episode is from second to second, and the lines that carry its hooks.

Micro-drama opens with a hook, turns every few seconds, and ends on a cliffhanger. Each line is judged against the
others of its episode by what can be measured: how loud and how far from its speaker's usual pitch it is, how quickly it
comes, what it says, what is heard or left unsaid right before it, and how the picture is cut about it. The opening and
the closing are the strongest lines of the first and last seconds; the peaks are the strongest of the rest, kept apart.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bisect
import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.script import HookKind, Line
from dubbench.domain.span import Span
from dubbench.domain.timing import speaker
from dubbench.paths import resources
from dubbench.pipeline.tone import Tone

EDGE_MS = 8_000
"""The opening hook is in the first seconds, the cliffhanger in the last."""
EVERY_MS = 8_000
"""An episode has a hook for each so many milliseconds at most."""
APART_MS = 4_000
ABOVE = 0.3
"""A peak is so much stronger than the middle line of its episode."""
PAUSE_MS = 2_000
CUT_MS = 1_500
STRONG = 0.8
"""A part of a line's strength is named as a reason from here on."""
REASONS = 3

WEIGHTS: Mapping[str, float] = {"loud": 0.5, "pitch": 0.5, "pace": 0.2, "words": 1.0, "asked": 0.5, "before": 0.8,
                                "cuts": 0.3, "turn": 0.4}  # fmt: skip

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heard:
    """What of an episode is looked at beside its Lines, in milliseconds: cuts, and sounds that set in suddenly."""

    duration_ms: int
    tones: Sequence[Tone]
    cuts: Sequence[int] = ()
    sounds: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A Line that carries a hook: of what kind, how strong (0 or more) and why, the strongest reason first."""

    line_id: str
    kind: HookKind
    strength: float
    why: tuple[str, ...]


def hooks(lines: Sequence[Line], heard: Heard) -> tuple[Marked, ...]:
    """Mark the Lines of an episode that carry its hooks, in the order of time; `heard.tones` has one for each Line."""
    if not lines:
        return ()
    parts = strengths(lines, heard)
    total = _weighed(parts)
    first, last = lines[0].span.start_ms, lines[-1].span.start_ms
    opening = [n for n, line in enumerate(lines) if line.span.start_ms - first < EDGE_MS / 2]
    closing = [n for n, line in enumerate(lines) if last - line.span.start_ms < EDGE_MS / 2]
    kinds = {max(opening, key=lambda n: (n == 0) + total[n]): HookKind.OPENING}
    if len(lines) > 1:
        kinds[max(closing, key=lambda n: (n == len(lines) - 1) * 2 + total[n])] = HookKind.CLOSING
    most = max(len(kinds), heard.duration_ms // EVERY_MS)
    for number in np.argsort(-total, kind="stable").tolist():
        if len(kinds) >= most:
            break
        at = lines[number].span.start_ms
        far = all(abs(at - lines[other].span.start_ms) >= APART_MS for other in kinds)
        if far and total[number] >= np.median(total) + ABOVE:
            kinds[number] = HookKind.PEAK
    return tuple(
        Marked(lines[n].id, kinds[n], round(float(total[n]), 2), _reasons(kinds[n], parts, n)) for n in sorted(kinds)
    )


def strengths(lines: Sequence[Line], heard: Heard) -> dict[str, Floats]:
    """Return each part of what makes Lines strong, one figure a Line: in standard deviations or in counts."""
    return {
        "loud": _standard([tone.level_mdb for tone in heard.tones]),
        "pitch": np.abs(_off_pitch(lines, heard.tones)),
        "pace": _standard([_rate(line) for line in lines]),
        "words": np.array([_at_stake(line) for line in lines]),
        "asked": np.array([_asked(line.text) for line in lines]),
        "before": np.array([_before(lines, n, heard.sounds) for n in range(len(lines))]),
        "cuts": _standard([float(_near(heard.cuts, line.span)) for line in lines]),
        "turn": np.array([float(n > 0 and speaker(line) != speaker(lines[n - 1])) for n, line in enumerate(lines)]),
    }


def curve(lines: Sequence[Line], heard: Heard) -> tuple[float, ...]:
    """Return how intense an episode is in each of its seconds, from 0 to 1."""
    seconds = np.zeros(max(1, -(-heard.duration_ms // 1000)))
    if lines:
        total = _weighed(strengths(lines, heard))
        total = total - total.min() + 0.1
        for line, strength in zip(lines, total, strict=True):
            a, b = line.span.start_ms // 1000, -(-line.span.end_ms // 1000)
            seconds[a:b] = np.maximum(seconds[a:b], strength)
    for cut in heard.cuts:
        if cut // 1000 < len(seconds):
            seconds[cut // 1000] += WEIGHTS["cuts"] / 2
    soft = np.convolve(np.pad(seconds, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    return tuple((soft / max(soft.max(), 1e-9)).round(3).tolist())


def _weighed(parts: Mapping[str, Floats]) -> Floats:
    return np.asarray(sum(WEIGHTS[name] * np.clip(values, -1.5, 2.5) for name, values in parts.items()))


def _reasons(kind: HookKind, parts: Mapping[str, Floats], number: int) -> tuple[str, ...]:
    found = {name: WEIGHTS[name] * values[number] for name, values in parts.items() if values[number] >= STRONG}
    named = sorted(found, key=lambda name: -found[name])[:REASONS]
    place = {HookKind.OPENING: ["first"], HookKind.CLOSING: ["last"]}.get(kind, [])
    return (*place, *named)


def _standard(values: Sequence[float | None]) -> Floats:
    known = np.array([value for value in values if value is not None], np.float64)
    if len(known) < 2 or not known.std():
        return np.zeros(len(values))
    return np.array([0.0 if value is None else (value - known.mean()) / known.std() for value in values])


def _off_pitch(lines: Sequence[Line], tones: Sequence[Tone]) -> Floats:
    """Return how far each Line is from its speaker's usual pitch, in standard deviations of all such distances."""
    own: dict[str, list[float]] = defaultdict(list)
    for line, tone in zip(lines, tones, strict=True):
        if tone.pitch_hz:
            own[speaker(line)].append(float(np.log2(tone.pitch_hz)))
    usual = {who: float(np.median(values)) for who, values in own.items()}
    off = [
        float(np.log2(tone.pitch_hz)) - usual[speaker(line)] if tone.pitch_hz else None
        for line, tone in zip(lines, tones, strict=True)
    ]
    return _standard(off)


def _rate(line: Line) -> float:
    return len(line.text) / max(0.3, line.speech_ms / 1000)


def _asked(text: str) -> float:
    return float("?" in text or "？" in text) * 0.7 + float("!" in text or "！" in text) * 0.7


def _at_stake(line: Line) -> float:
    """Count what a Line says that raises the stakes, each kind once; short lines say it harder."""
    text = line.text.casefold()
    found = sum(bool(pattern.search(text)) for pattern in _lexicon(line.language.partition("-")[0]))
    return min(2.5, found * (1.2 if len(text) < 40 else 1.0))


@cache
def _lexicon(language: str) -> tuple[re.Pattern[str], ...]:
    file = resources() / "hooks" / f"{language}.toml"
    if not file.is_file():
        return ()
    kinds = tomllib.loads(file.read_text(encoding="utf-8"))
    begins = "" if language in {"zh", "ja", "th"} else r"\b"
    return tuple(re.compile(begins + "(?:" + "|".join(map(re.escape, words)) + ")") for words in kinds.values())


def _before(lines: Sequence[Line], number: int, sounds: Sequence[int]) -> float:
    """Tell what comes right before a Line: a sound that sets in suddenly, or a pause that lets it land."""
    line, end = lines[number], lines[number - 1].span.end_ms if number else 0
    sudden = any(end - 500 <= at <= line.span.start_ms + 300 for at in sounds)
    pause = number > 0 and line.span.start_ms - end
    return 1.5 * sudden + min(1.5, pause / PAUSE_MS if pause >= PAUSE_MS / 2 else 0.0)


def _near(cuts: Sequence[int], span: Span) -> int:
    first = bisect.bisect_left(cuts, span.start_ms - CUT_MS)
    return min(2, bisect.bisect_right(cuts, span.start_ms + CUT_MS) - first)
