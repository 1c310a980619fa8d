"""The delivery's manifest: what was delivered, from what, by which engines; one JSON file beside the programme."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PureWindowsPath
from typing import Self

import msgspec

from dubbench import __version__
from dubbench.domain.delivery import DeliveredFile
from dubbench.domain.journal import Issue
from dubbench.domain.market import Destination
from dubbench.domain.script import Line, Word
from dubbench.domain.series import Picture
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Placement, Take, Target
from dubbench.errors import BadInput
from dubbench.i18n import tr

SCHEMA = 1
SUFFIX = ".manifest.json"


class FileKind(StrEnum):
    """What a delivered file holds."""

    PROGRAMME = "programme"
    SRT = "srt"
    VTT = "vtt"
    ASS = "ass"
    DIALOGUE = "dialogue"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True)
class EngineUse:
    """An engine and what it did here: a kind of engine, or "take-judge" where it chose between takes."""

    role: str
    id: str
    version: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VoiceUse:
    """A voice that is heard here, and the licence it spoke under."""

    id: str
    licence: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The programme that was dubbed."""

    path: str
    sha256: str
    duration_ms: int
    audio_stream: int
    channels: int
    language: str
    picture: Picture | None
    separated: bool


@dataclass(frozen=True, slots=True)
class DubbedLine:
    """One Target as delivered: the Lines it stands for, its text, the text sent to the voice, and where it sounds."""

    target_id: str
    line_ids: tuple[str, ...]
    source: Span
    source_phrases: tuple[Span, ...]
    source_words: tuple[Word, ...]
    source_text: str
    target_text: str
    spoken: str
    placements: tuple[Placement, ...]
    rung: int
    speed_ppm: int
    gain_mdb: int
    voice_id: str
    engine: str
    take_asset: str = ""

    @classmethod
    def of(cls, target: Target, lines: Sequence[Line], fit: Fit, take: Take) -> Self:
        """Put together what is known of a Target whose Lines are given in time order."""
        return cls(
            target_id=target.id,
            line_ids=target.line_ids,
            source=Span(lines[0].span.start_ms, max(line.span.end_ms for line in lines)),
            source_phrases=tuple(phrase for line in lines for phrase in line.phrases()),
            source_words=tuple(word for line in lines for word in line.words),
            source_text=" ".join(line.text for line in lines),
            target_text=target.text,
            spoken=take.spoken,
            placements=fit.placements,
            rung=fit.rung,
            speed_ppm=take.speed_ppm,
            gain_mdb=fit.gain_mdb,
            voice_id=take.voice_id,
            engine=take.engine,
            take_asset=take.asset,
        )

    @property
    def span(self) -> Span:
        """Where the dub sounds, from its first placement to its last."""
        return Span(self.placements[0].span.start_ms, self.placements[-1].span.end_ms)


@dataclass(frozen=True, slots=True)
class Manifest:
    """A delivery in full; spans are written as [start_ms, end_ms], the manifest itself is not among `files`."""

    episode_id: str
    episode_number: int
    episode_title: str
    market_id: str
    locale: str
    source_language: str
    destination: Destination
    draft: bool
    made_at: str
    source: SourceFile
    files: tuple[DeliveredFile, ...]
    lines: tuple[DubbedLine, ...]
    engines: tuple[EngineUse, ...]
    mix_gain_mdb: int
    loudness_mdb: int
    true_peak_mdb: int
    head: str
    voices: tuple[VoiceUse, ...] = ()
    issues: tuple[Issue, ...] = ()
    """What the run that made it found, among it every Line that is not in the dub."""
    program: str = f"dubbench {__version__}"
    schema: int = SCHEMA

    def file(self, kind: FileKind) -> DeliveredFile | None:
        """Return the delivered file of a kind."""
        return next((file for file in self.files if file.kind == kind), None)


class _Version(msgspec.Struct):
    schema: int


def to_json(manifest: Manifest) -> str:
    """Write a manifest as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2).decode() + "\n"


def from_json(text: str | bytes, where: str = "") -> Manifest:
    """Read a manifest; `BadInput` says what is wrong with it."""
    try:
        schema = msgspec.json.decode(text, type=_Version).schema
        if schema > SCHEMA:
            raise BadInput(
                tr(
                    "{where} was written by a newer dubbench (schema {schema}). Update dubbench.",
                    where=where,
                    schema=schema,
                )
            )
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(tr("{where} is not a manifest of a delivery: {error}", where=where, error=error)) from error
    _refuse_places(manifest, where)
    return manifest


def _refuse_places(manifest: Manifest, where: str) -> None:
    """Raise `BadInput` where a file is named that does not lie beside its manifest, on whatever system."""
    for file in manifest.files:
        if "\0" in file.name or file.name in {"", ".", ".."} or PureWindowsPath(file.name).name != file.name:
            raise BadInput(
                tr(
                    "{where} names the file “{name}”, which is not a bare file name, so it is not read. "
                    "Deliver again with: dubbench export",
                    where=where,
                    name=file.name,
                )
            )


def read(path: Path) -> Manifest:
    """Read a manifest file."""
    try:
        return from_json(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInput(tr("{path} cannot be read: {error}", path=path, error=error.strerror)) from error


def find(place: Path) -> tuple[Path, ...]:
    """Return the manifests a person means: one by its own name, or all in a delivery folder."""
    if place.is_file() and place.name.endswith(SUFFIX):
        return (place,)
    found = tuple(sorted(place.glob(f"*{SUFFIX}"))) if place.is_dir() else ()
    if not found:
        raise BadInput(
            tr(
                "There is no delivery at {place}. Give a folder that holds a *{suffix} file, or that file.",
                place=place,
                suffix=SUFFIX,
            )
        )
    return found
