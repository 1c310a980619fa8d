"""Get Lines ready: sentences to translate as one, and a voice for whoever speaks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dubbench.domain.market import Market, Profile
from dubbench.domain.script import Line
from dubbench.domain.timing import HIGH, LOW
from dubbench.engines.interfaces import CLONED, Voice
from dubbench.errors import UnsupportedLanguage
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.prosody import median_pitch
from dubbench.pipeline.language import is_spaceless, primary

DIVIDE_HZ = 160
APART = 1.25
"""Two groups of voices are told apart where the higher one's median pitch is this many times the lower one's."""

_GENDERS = {LOW: "male", HIGH: "female"}


class Unit(NamedTuple):
    """A sentence to translate: its Lines in order, and their text as one."""

    sentence: str
    lines: tuple[Line, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Casting:
    """Which voice speaks for whom: by character, else by the group (`low`, `high`) of an unnamed speaker."""

    voices: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)

    def voice_of(self, line: Line) -> str:
        """Return the voice id for a Line."""
        if line.character_id in self.voices and line.character_id:
            return self.voices[line.character_id]
        return self.voices[self.groups.get(line.id, LOW)]


def units(lines: Sequence[Line]) -> tuple[Unit, ...]:
    """Group the Lines of each sentence, in time order."""
    ordered = sorted(lines, key=lambda line: line.span)
    groups: dict[str, list[Line]] = {}
    for line in ordered:
        groups.setdefault(line.sentence or line.id, []).append(line)
    return tuple(Unit(key, tuple(group), _joined(group)) for key, group in groups.items())


def normalised(text: str) -> str:
    """Make a text plain for a translator: composed characters, single spaces, three dots as one mark."""
    composed = unicodedata.normalize("NFC", text).replace("...", "…")
    printable = "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zs"} else c for c in composed)
    return " ".join(printable.split())


def _joined(lines: Sequence[Line]) -> str:
    glue = "" if is_spaceless(lines[0].language) else " "
    return normalised(glue.join(line.text.strip() for line in lines))


def pitches(dialogue: Audio, lines: Sequence[Line], ctx: Context) -> dict[str, int]:
    """Measure each Line's median pitch in Hz; 0 where it has none."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        found[line.id] = median_pitch(dialogue.cut(*line.span))
        ctx.progress(number, len(lines))
    return found


def group_voices(pitch_hz: Mapping[str, int]) -> dict[str, str]:
    """Sort Lines into low and high voices where there clearly are two kinds; else all are of the kind they are nearest.

    A Line without pitch goes with the one before it.
    """
    known = sorted(hz for hz in pitch_hz.values() if hz)
    edge = _valley(known)
    current = LOW if known and known[0] < edge else HIGH
    groups: dict[str, str] = {}
    for line_id, hz in pitch_hz.items():
        current = (LOW if hz < edge else HIGH) if hz else current
        groups[line_id] = current
    return groups


def _valley(known: Sequence[int]) -> float:
    """Return the pitch that divides low from high: between two clusters, or beside the only one."""
    if not known:
        return DIVIDE_HZ
    splits = range(1, len(known))
    at = min(splits, key=lambda i: _scatter(known[:i]) + _scatter(known[i:]), default=0)
    low, high = known[:at], known[at:]
    if at and _median(high) >= APART * _median(low) and known[0] < DIVIDE_HZ < known[-1]:
        return (low[-1] + high[0]) / 2
    return known[-1] + 1 if _median(known) < DIVIDE_HZ else known[0]


def _scatter(values: Sequence[int]) -> float:
    middle = sum(values) / len(values)
    return sum((value - middle) ** 2 for value in values)


def _median(values: Sequence[int]) -> float:
    return sorted(values)[len(values) // 2]


def cast(
    lines: Sequence[Line],
    groups: Mapping[str, str],
    voices: Sequence[Voice],
    market: Market,
    profiles: Sequence[Profile] = (),
) -> Casting:
    """Choose a voice for each group and character; Profiles win over what was measured."""
    suited = voices_for(voices, market.locale)
    chosen: dict[str, str] = {}
    for group, gender in _GENDERS.items():
        chosen[group] = _first(suited, gender, tuple(chosen.values()))
    own = [p for p in profiles if p.market_id == market.id and p.voice_id]
    for profile in sorted(own, key=lambda p: p.character_id != ""):
        keys = (profile.character_id,) if profile.character_id else (LOW, HIGH)
        chosen.update(dict.fromkeys(keys, profile.voice_id))
    used = {line.id for line in lines}
    return Casting(chosen, {line_id: group for line_id, group in groups.items() if line_id in used})


def voices_for(voices: Sequence[Voice], locale: str) -> tuple[Voice, ...]:
    """Return the voices of a locale, or of its language where none has the region; natural ones first, clones last."""
    exact = [v for v in voices if locale.lower() in map(str.lower, v.languages)]
    near = [v for v in voices if {primary(locale), "*"} & set(map(primary, v.languages)) and v not in exact]
    if not exact and not near:
        known = ", ".join(sorted({language for v in voices for language in v.languages}))
        raise UnsupportedLanguage(
            tr("No voice speaks {language}; there are voices for {known}.", language=locale, known=known or "-")
        )
    return tuple(sorted(itertools.chain(exact, near), key=lambda v: (v.quality != "natural", v.quality == CLONED)))


def _first(voices: Sequence[Voice], gender: str, taken: Sequence[str]) -> str:
    """Choose a voice of a gender; where nobody knows the genders, one that no other group has."""
    found = next((v.id for v in voices if v.gender.lower() == gender), "")
    first = voices[0]
    alike = [v for v in voices if (v.gender, v.language, v.quality) == ("", first.language, first.quality)]
    return found or next((v.id for v in alike if v.id not in taken), first.id)
