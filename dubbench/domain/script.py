"""What the source says: Characters and the Lines they speak."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from dubbench.domain.span import Span

PHRASE_PAUSE_MS = 300
LINE_PAUSE_MS = 1000


class Origin(StrEnum):
    """Who made an object: machine work may be derived again, a person's never."""

    MACHINE = "machine"
    PERSON = "person"


class OnScreen(StrEnum):
    """Where the speaker is (DAPT `onScreen`)."""

    ON = "on"
    OFF = "off"
    ON_OFF = "on-off"
    OFF_ON = "off-on"


class Word(NamedTuple):
    """One spoken word with its time; `confidence_ppm` is 0 to 1,000,000."""

    text: str
    start_ms: int
    end_ms: int
    confidence_ppm: int = 1_000_000


def pauses(words: Sequence[Word], least_ms: int = PHRASE_PAUSE_MS) -> tuple[int, ...]:
    """Return the indices of the words before which a pause stands."""
    return tuple(i for i, (a, b) in enumerate(itertools.pairwise(words), 1) if b.start_ms - a.end_ms >= least_ms)


@dataclass(frozen=True, slots=True)
class Character:
    """Who speaks, in every episode of the series."""

    id: str
    name: str
    gender: str = ""
    age: str = ""
    role: str = ""
    background: str = ""


class HookKind(StrEnum):
    """What a Line does to keep a viewer; `NONE` is a person's word that it does nothing of the kind."""

    NONE = "none"
    OPENING = "opening"
    PEAK = "peak"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Hook:
    """That a Line carries a hook: found by a machine, with its reasons (`pipeline.hooks`), or set by a person."""

    kind: HookKind
    why: tuple[str, ...] = ()
    origin: Origin = Origin.MACHINE


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance of one character.

    `breaks` holds word indices: a pause of `PHRASE_PAUSE_MS` or more stands before each of these words.
    Lines of one sentence share `sentence`; they are translated as one and divided again. `voice_range` ("low",
    "high" or "") tells unnamed speakers apart by pitch; `level_mdb` is the K-weighted level of the performance.
    `written_by` are the people whose work its text is, `style` how a script that was imported marks it.
    `heard_as` is the Character that a machine heard: who speaks is a person's word where that is another. `unsure`
    tells that the machine guessed.
    """

    id: str
    episode_id: str
    span: Span
    text: str
    language: str
    words: tuple[Word, ...] = ()
    breaks: tuple[int, ...] = ()
    sentence: str = ""
    character_id: str = ""
    on_screen: OnScreen = OnScreen.ON
    voice_range: str = ""
    level_mdb: int | None = None
    engine: str = ""
    origin: Origin = Origin.MACHINE
    recipe: str = ""
    written_by: tuple[str, ...] = ()
    style: str = ""
    heard_as: str = ""
    unsure: bool = False
    hook: Hook | None = None

    @property
    def hooked(self) -> bool:
        """Tell whether the Line carries a hook."""
        return self.hook is not None and self.hook.kind is not HookKind.NONE

    def phrases(self) -> tuple[Span, ...]:
        """Return the spans between phrase breaks; the whole span where there are no words."""
        if not self.words:
            return (self.span,)
        edges = [0, *self.breaks, len(self.words)]
        return tuple(Span(self.words[a].start_ms, self.words[b - 1].end_ms) for a, b in itertools.pairwise(edges))

    @property
    def speech_ms(self) -> int:
        """How long the phrases last together, without the pauses between them."""
        if not self.words:
            return self.span.duration_ms
        if not self.breaks:
            return self.words[-1].end_ms - self.words[0].start_ms
        pauses_ms = sum(self.words[at].start_ms - self.words[at - 1].end_ms for at in self.breaks)
        return self.words[-1].end_ms - self.words[0].start_ms - pauses_ms

    def phrase_texts(self) -> tuple[str, ...]:
        """Return the words of each phrase, joined as they are written."""
        if not self.words:
            return (self.text,)
        edges = [0, *self.breaks, len(self.words)]
        return tuple("".join(w.text for w in self.words[a:b]).strip() for a, b in itertools.pairwise(edges))


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a transcription yields: the language heard and the Lines in time order."""

    language: str
    lines: tuple[Line, ...] = field(default=())
