"""Where a season goes: Markets, and Characters as a Market knows them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from dubbench.domain.script import Origin


@dataclass(frozen=True, slots=True)
class Market:
    """A BCP 47 locale under an opaque id; a parent makes it a variant of another Market."""

    id: str
    locale: str
    parent_id: str = ""
    destination: str = "social"


@dataclass(frozen=True, slots=True)
class Profile:
    """A Character as a Market knows them; `low` and `high` as `character_id` are unnamed speakers, by their pitch.

    `origin` is who cast the voice: what a person chose is never cast again by the machine.
    """

    id: str
    market_id: str
    character_id: str
    name: str = ""
    background: str = ""
    register: str = ""
    voice_id: str = ""
    origin: Origin = Origin.MACHINE


@dataclass(frozen=True, slots=True)
class Destination:
    """A delivery preset, read from resources/destinations; loudness and peak in thousandths of a decibel."""

    id: str
    title: str
    loudness_mdb: int
    loudness_tolerance_mdb: int
    true_peak_mdb: int
    chars_per_line: int
    lines_per_cue: int
    cps_ideal: int
    cps_max: int
    cue_min_ms: int
    cue_max_ms: int
    formats: tuple[str, ...] = ("srt", "vtt", "ass")
