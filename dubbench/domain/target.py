"""What a Market says, and how it sounds: Targets, Takes and Fits."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import NamedTuple

from dubbench.domain.script import Origin
from dubbench.domain.span import Span


class WordOrigin(NamedTuple):
    """Where the characters start to end (exclusive) of a Target came from: engine, decision, term, memory, person."""

    start: int
    end: int
    source: str
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a Market says for one or more Lines.

    `phrases` holds character offsets at which a phrase begins (the first, 0, is left out): one phrase for each
    phrase of the Line. `recipe` is that of the machine text; where a person wrote the text, a recipe that no
    longer matches means "inputs changed". `pivot` is the whole sentence in the language in between where the machine
    translated in two steps. `voice_id` names a voice for this Target alone, over its speaker's. `made_for` and
    `confirmed` are hashes, of the source that a person had before them and of what they confirmed (`domain.state`).
    `written_by` are the people whose work its text and subtitle are.
    """

    id: str
    episode_id: str
    market_id: str
    line_ids: tuple[str, ...]
    text: str
    phrases: tuple[int, ...] = ()
    subtitle_text: str | None = None
    origins: tuple[WordOrigin, ...] = ()
    engine: str = ""
    origin: Origin = Origin.MACHINE
    recipe: str = ""
    pivot: str = ""
    voice_id: str = ""
    made_for: str = ""
    confirmed: str = ""
    written_by: tuple[str, ...] = ()

    @property
    def by_person(self) -> bool:
        """Tell whether a person wrote or confirmed any of it: then no machine puts another text in its place."""
        return self.origin is Origin.PERSON or bool(self.confirmed) or self.subtitle_text is not None

    def phrase_texts(self) -> tuple[str, ...]:
        edges = [0, *self.phrases, len(self.text)]
        return tuple(self.text[a:b].strip() for a, b in itertools.pairwise(edges))


@dataclass(frozen=True, slots=True)
class Alternative:
    """A text beside the Target's own, a machine's or (without `engine`) a person's former one: offered, not imposed.

    `written_by` are the people whose work it is: it stays theirs, whoever takes it.
    """

    id: str
    episode_id: str
    target_id: str
    text: str
    engine: str
    recipe: str
    written_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Take:
    """One synthesis or recording of one Target.

    `asset` is the sound's hash; `speech` the spans inside it that hold each phrase's speech, silence trimmed.
    `speed_ppm` is what the engine was asked for; `spoken` the text it was given; `licence` the voice's when it spoke,
    `performer` whose voice it is where it was taken from a person.
    `origin` is a person where one chose it, `chosen_by`: it is heard as long as it says the Target's words.
    """

    id: str
    episode_id: str
    market_id: str
    target_id: str
    voice_id: str
    engine: str
    speed_ppm: int
    asset: str
    duration_ms: int
    speech: tuple[Span, ...]
    spoken: str
    units: int
    level_mdb: int | None = None
    origin: Origin = Origin.MACHINE
    recipe: str = ""
    licence: str = ""
    chosen_by: str = ""
    performer: str = ""


class Placement(NamedTuple):
    """A stretch of a Take put at a time: `stretch_ppm` over a million is faster than spoken."""

    take_span: Span
    at_ms: int
    stretch_ppm: int

    @property
    def span(self) -> Span:
        """Where it sounds in the programme."""
        length = round(self.take_span.duration_ms * 1_000_000 / self.stretch_ppm)
        return Span(self.at_ms, self.at_ms + length)


@dataclass(frozen=True, slots=True)
class Fit:
    """Where and how fast a Take sits; `rung` of the ladder used (1 to 6; 6 is flagged, never cut)."""

    id: str
    episode_id: str
    market_id: str
    target_id: str
    take_id: str
    placements: tuple[Placement, ...]
    rung: int
    gain_mdb: int = 0
    recipe: str = ""

    @property
    def span(self) -> Span:
        return Span(self.placements[0].at_ms, self.placements[-1].span.end_ms)
