"""The interfaces every engine fulfils: values in, values out; no paths, no store, no market policy."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from dubbench.domain.script import Word
from dubbench.domain.span import Span
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio


class EngineKind(StrEnum):
    """What an engine is for."""

    TRANSCRIBER = "transcriber"
    ALIGNER = "aligner"
    DETECTOR = "detector"
    DIARIZER = "diarizer"
    SEPARATOR = "separator"
    TRANSLATOR = "translator"
    REWRITER = "rewriter"
    SYNTHESIZER = "synthesizer"
    TEXT_READER = "text-reader"


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What is known of an engine without importing its library.

    `languages` are BCP 47 tags (`*`: any); translators give `pairs`. `models` are catalogue ids that must be
    installed, `libraries` importable modules it needs, `extra` the extra of this package that brings them.
    `factory` is "module:callable", called with a `Models` (engines.models) and returning the engine. `version`
    is part of every recipe. A lower `rank` is preferred where several engines cover a language; `fake` engines
    have rank 1000 and are only used when named. `bringer` is "module:object" (engines.bringing) where people can add
    models of their own, `suffixes` the endings of files it knows by themselves, `example` what such a model is called.
    """

    id: str
    kind: EngineKind
    title: str
    licence: str
    factory: str
    version: str
    languages: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    models: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    extra: str = ""
    rank: int = 100
    uses_network: bool = False
    note: str = ""
    bringer: str = ""
    suffixes: tuple[str, ...] = ()
    example: str = ""


class Heard(NamedTuple):
    """A stretch of recognised speech; words carry their own leading space as the language writes it."""

    span: Span
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Hearing:
    """A transcription: the language (BCP 47) and its certainty, then the stretches in time order."""

    language: str
    certainty_ppm: int
    heard: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class HearingRequest:
    """`language` empty: find it. `translate`: speech translation into English. `speech`: only hear these spans."""

    language: str = ""
    translate: bool = False
    speech: tuple[Span, ...] = ()


class Transcriber(Protocol):
    """Speech to text with word times."""

    def hear(self, audio: Audio, request: HearingRequest, ctx: Context) -> Hearing: ...


class Detector(Protocol):
    """Voice activity: the spans in which somebody speaks."""

    def speech(self, audio: Audio, ctx: Context) -> tuple[Span, ...]: ...


Voiceprints = NDArray[np.float32]
"""A row of length 1 for each stretch of speech, [stretches, size]; zeros where nothing is heard."""


class Diarizer(Protocol):
    """Voices told apart: rows are alike where the same person speaks.

    How many speakers there are and who they are is not its business (`pipeline.voices`).
    """

    def voiceprints(self, audio: Audio, spans: Sequence[Span], ctx: Context) -> Voiceprints: ...


@dataclass(frozen=True, slots=True, eq=False)
class Separated:
    """Dialogue and background of the same length, rate and channels as the mix; they sum to it."""

    dialogue: Audio
    background: Audio


class Separator(Protocol):
    """Dialogue out of a mix; `rate_hz` is what it wants to be given."""

    rate_hz: int

    def separate(self, audio: Audio, ctx: Context) -> Separated: ...


CLONED = "cloned"
"""The quality of a voice that belongs to a performer."""


class Translation(NamedTuple):
    """A translated text; `pivot` is the text in between where two steps were needed."""

    text: str
    pivot: str = ""


class Translator(Protocol):
    """Text from one language into another, one answer for each text, in order."""

    def translate(self, texts: Sequence[str], source: str, target: str, ctx: Context) -> tuple[Translation, ...]: ...


@runtime_checkable
class Versions(Protocol):
    """A translator that knows several ways to say a text: at most `count`, different from one another, best first."""

    def versions(self, text: str, source: str, target: str, count: int, ctx: Context) -> tuple[Translation, ...]: ...


@dataclass(frozen=True, slots=True)
class Voice:
    """A castable voice: `id` is "engine:name"; quality is a word people read ("natural", "robotic").

    `also` are further languages it speaks, `gender` is empty where nobody knows it, `performer` whose voice it is where
    it was taken from a person.
    """

    id: str
    language: str
    title: str
    gender: str
    licence: str
    quality: str = "natural"
    also: tuple[str, ...] = ()
    performer: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return every language it speaks (BCP 47), its own first."""
        return (self.language, *self.also)


@dataclass(frozen=True, slots=True)
class SpeakRequest:
    """One text for one voice; `speed_ppm` over a million is faster."""

    text: str
    voice_id: str
    language: str
    speed_ppm: int = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """Mono sound, the text that was truly spoken, and the number of speech units (phonemes) in it."""

    audio: Audio
    text: str
    units: int


@runtime_checkable
class Synthesizer(Protocol):
    """Text to speech. `speeds` is the lowest and highest honoured `speed_ppm`; outside it is refused in words.

    `units` counts the phonemes of a text without speaking it; `predict_ms` is how long its speech will take,
    silence at the edges left out, by the voice's calibration.
    """

    speeds: tuple[int, int]

    def voices(self) -> tuple[Voice, ...]: ...

    def units(self, text: str, voice_id: str, language: str) -> int: ...

    def predict_ms(self, text: str, voice_id: str, language: str, speed_ppm: int = 1_000_000) -> int: ...

    def speak(self, request: SpeakRequest, ctx: Context) -> Spoken: ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """An engine in memory with what it took to load it."""

    info: EngineInfo
    engine: object
    seconds: float = field(default=0.0, compare=False)
