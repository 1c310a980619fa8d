"""A season's project and its source programmes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dubbench.domain.span import Span

FILM = Fraction(25)


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One audio stream of a media file; `index` counts audio streams from 0."""

    index: int
    codec: str
    channels: int
    rate_hz: int
    language: str = ""
    title: str = ""
    start_ms: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """The video stream as it is shown: size after rotation; the rate is a fraction in frames a second."""

    codec: str
    width: int
    height: int
    rate_num: int
    rate_den: int
    rotation: int = 0
    variable_rate: bool = False
    frames: int = 0

    @property
    def rate(self) -> Fraction:
        """Return frames a second; 25 where the file does not say."""
        return Fraction(self.rate_num, self.rate_den) if self.rate_num else FILM


@dataclass(frozen=True, slots=True)
class Media:
    """A probed source file: where it is, its hash, and what it holds."""

    path: str
    sha256: str
    size_bytes: int
    container: str
    duration_ms: int
    audio: tuple[AudioStream, ...]
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """What must be signed before a delivery, and by how many different people a line's text (1 or 2)."""

    text_steps: int = 1
    culture: bool = True
    audio: bool = True
    casting: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A season: its title and the language that is spoken in the source.

    A `confidential` one uses no engine that would send its texts or sounds over a network.
    """

    id: str
    title: str
    source_language: str = ""
    signing: Signing = Signing()
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """What a transcription of an episode found, dialogue or none: the language and where somebody speaks.

    `engine` heard it, `detector` found where, by the `rules` of that day for making Lines.
    """

    language: str
    speech: tuple[Span, ...]
    engine: str
    recipe: str
    detector: str = ""
    rules: int = 1


@dataclass(frozen=True, slots=True)
class Episode:
    """One source programme; `audio_stream` is the chosen one, `language` as given by a person, empty: find it."""

    id: str
    number: int
    title: str
    media: Media
    audio_stream: int = 0
    language: str = ""
    listening: Listening | None = None
