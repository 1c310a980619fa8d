"""What leaves the house: stems, cues and delivered files."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dubbench.domain.span import Span


class StemKind(StrEnum):
    """What a stem holds; the background is the music and effects."""

    DIALOGUE = "dialogue"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class Stem:
    """One separated part of an episode's sound, kept as an asset."""

    id: str
    episode_id: str
    kind: StemKind
    asset: str
    rate_hz: int
    channels: int
    frames: int
    engine: str
    recipe: str = ""


class Cue(NamedTuple):
    """One subtitle on screen: its own span, and at most two lines of text divided by a newline."""

    span: Span
    text: str
    target_id: str = ""


class DeliveredFile(NamedTuple):
    """A file of a delivery, relative to its folder."""

    name: str
    kind: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A finished export: its files, what they were made from, and the head of the journal at that time."""

    id: str
    episode_id: str
    market_id: str
    destination: str
    draft: bool
    folder: str
    files: tuple[DeliveredFile, ...]
    recipe: str
    head: str
    made_at: str
