"""What measuring a delivery found: figures with their goals and verdicts, and each line; as values and as JSON."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from dubbench.domain.journal import Issue, Message
from dubbench.domain.span import Span
from dubbench.errors import BadInput
from dubbench.formats.manifest import EngineUse
from dubbench.i18n import tr

SCHEMA = 1


class Verdict(StrEnum):
    """How a figure stands to its goal: met, missed, beyond a hard cap, or without one."""

    OK = "ok"
    SHORT = "short"
    HARD = "hard"
    INFO = "info"


ORDER = (Verdict.INFO, Verdict.OK, Verdict.SHORT, Verdict.HARD)


class Goal(msgspec.Struct, frozen=True, array_like=True):
    """Lowest and highest value that is good; `None`: no bound."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number in a whole unit ("ppm", "ms", "mdb", "frames", "count").

    `of` is how many were looked at; with `share` the goal is the value's share of them in ppm. `detail` names what
    was found.
    `value` is `None` where it could not be measured; `note` is then the id of the reason.
    """

    id: str
    value: int | None
    unit: str
    goal: Goal
    verdict: Verdict
    share: bool = False
    of: int | None = None
    detail: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineReport:
    """One dubbed line as measured; `None` where it could not be."""

    number: int
    line_ids: tuple[str, ...]
    source: Span
    dub: Span
    rung: int
    stretch_ppm: int
    rate_ppm: int
    voice_id: str
    source_text: str
    spoken: str
    heard: str
    cer_ppm: int | None
    dropped: tuple[str, ...]
    source_speech: Span | None
    dub_speech: Span | None
    overlap_ppm: int | None
    onset_ms: int | None
    source_level_mdb: int | None = None
    dub_level_mdb: int | None = None
    source_pitch_hz: int = 0
    dub_pitch_hz: int = 0


@dataclass(frozen=True, slots=True)
class Judge:
    """An engine that measured, and the roles it had in making the dub."""

    kind: str
    id: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery, measured."""

    title: str
    locale: str
    source_language: str
    draft: bool
    destination: str
    made_at: str
    program: str
    head: str
    duration_ms: int
    judges: tuple[Judge, ...]
    engines: tuple[EngineUse, ...]
    figures: tuple[Figure, ...]
    lines: tuple[LineReport, ...]
    source_speech: tuple[Span, ...]
    dub_speech: tuple[Span, ...]
    notes: tuple[Message, ...] = ()
    issues: tuple[Issue, ...] = ()
    """What the run that made the delivery found."""
    schema: int = SCHEMA

    @property
    def worst(self) -> Verdict:
        """Return the gravest verdict of all figures."""
        return max((figure.verdict for figure in self.figures), key=ORDER.index, default=Verdict.INFO)

    def figure(self, id: str) -> Figure | None:  # noqa: A002 - the field's own name
        """Return a figure by its id."""
        return next((figure for figure in self.figures if figure.id == id), None)


def to_json(report: Report) -> str:
    """Write a report as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def from_json(text: str | bytes) -> Report:
    """Read a report back; `BadInput` says what is wrong with it."""
    try:
        return msgspec.json.decode(text, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(tr("This is not a report: {error}", error=error)) from error
