"""Reads a screenplay file into values."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

PAUSE = re.compile(r"\s*\[(\d+(?:\.\d+)?)\]\s*")
CUT_EARLY_S = -0.28


class Character(NamedTuple):
    """Who speaks: `look` holds the colours and shapes the picture draws."""

    id: str
    name: str
    voice: str
    gender: str
    age: int
    role: str
    background: str
    look: dict[str, str]


class Shot(NamedTuple):
    """What the camera sees; `message` is text on a phone's screen."""

    id: str
    backdrop: str
    palette: tuple[str, str, str]
    figures: tuple[dict[str, Any], ...] = ()
    move: str = "still"
    prop: str = ""
    sender: str = ""
    message: str = ""


class At(NamedTuple):
    """A cut or an effect, in seconds from the start of its line."""

    name: str
    at_s: float


class Line(NamedTuple):
    """One utterance; `phrases` are (pause before in seconds, text)."""

    who: str
    phrases: tuple[tuple[float, str], ...]
    pause_s: float
    speed: float
    gain_db: float
    mood: str
    cuts: tuple[At, ...]
    effects: tuple[At, ...]

    @property
    def text(self) -> str:
        joint = "" if any("\u4e00" <= letter <= "\u9fff" for letter in self.phrases[0][1]) else " "
        return joint.join(text for _, text in self.phrases)


class Music(NamedTuple):
    """The mood of the music from a line (counted from 1) on."""

    mood: str
    from_line: int


@dataclass(frozen=True, slots=True)
class Screenplay:
    """A whole episode as written."""

    name: str
    title: str
    language: str
    logline: str
    tail_s: float
    audio_kbps: int
    crf: int
    characters: dict[str, Character]
    shots: dict[str, Shot]
    music: tuple[Music, ...]
    lines: tuple[Line, ...]


def read(path: Path) -> Screenplay:
    """Read `NAME.screenplay.toml`; a name used but not defined raises KeyError when it is performed."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Screenplay(
        name=path.name.removesuffix(".screenplay.toml"),
        title=data["title"],
        language=data["language"],
        logline=data["logline"],
        tail_s=data["tail"],
        audio_kbps=data["audio_kbps"],
        crf=data["crf"],
        characters={key: Character(id=key, **value) for key, value in data["characters"].items()},
        shots={key: _shot(key, value) for key, value in data["shots"].items()},
        music=tuple(Music(row["mood"], row.get("from_line", 1)) for row in data["music"]),
        lines=tuple(_line(row) for row in data["lines"]),
    )


def _shot(key: str, row: dict[str, Any]) -> Shot:
    first, second, third = row["palette"]
    rest = {name: value for name, value in row.items() if name not in {"palette", "figures"}}
    return Shot(id=key, palette=(first, second, third), figures=tuple(row.get("figures", ())), **rest)


def _line(row: dict[str, Any]) -> Line:
    cuts = [At(cut["shot"], cut["at"]) for cut in row.get("cuts", ())]
    if "shot" in row:
        cuts.append(At(row["shot"], CUT_EARLY_S))
    return Line(
        who=row["who"],
        phrases=_phrases(row["text"]),
        pause_s=row["pause"],
        speed=row.get("speed", 1.0),
        gain_db=row.get("gain", 0.0),
        mood=row.get("mood", "calm"),
        cuts=tuple(cuts),
        effects=tuple(At(effect["sound"], effect["at"]) for effect in row.get("effects", ())),
    )


def _phrases(text: str) -> tuple[tuple[float, str], ...]:
    parts = PAUSE.split(text)
    pauses = [0.0, *(float(part) for part in parts[1::2])]
    return tuple(zip(pauses, (part.strip() for part in parts[::2]), strict=True))
