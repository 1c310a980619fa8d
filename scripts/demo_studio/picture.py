"""Films a performance: shots in their order, faces that speak and blink, a camera that moves a little."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .backdrops import SIZE, backdrop
from .figures import ORIGIN, SPRITE, Face, figure
from .screenplay import Character, Screenplay, Shot
from .voices import RATE_HZ, Performance, Performed

FPS = 24
ROOM = 1.06  # what the camera has around the frame to move in
MOUTH_DB = (-34.0, -24.0, -17.0)
BLINK_EVERY_S = 3.7
HEAD_LIFT = 0.8


class Take(NamedTuple):
    """A shot from one frame to another."""

    shot: Shot
    first: int
    last: int


def takes(play: Screenplay, performance: Performance) -> list[Take]:
    """Divide the programme into shots by frame number; the first begins at 0."""
    frames = performance.frames * FPS // RATE_HZ
    starts = [max(0, round(cut.at_s * FPS)) for cut in performance.cuts]
    names = [cut.name for cut in performance.cuts]
    starts[0] = 0
    found = [
        Take(play.shots[name], first, last)
        for name, first, last in zip(names, starts, [*starts[1:], frames], strict=True)
        if last > first
    ]
    merged: list[Take] = []
    for take in found:
        if merged and merged[-1].shot is take.shot:
            merged[-1] = merged[-1]._replace(last=take.last)
        else:
            merged.append(take)
    return merged


def film(play: Screenplay, performance: Performance) -> Iterator[NDArray[np.uint8]]:
    """Yield every frame, shape (1280, 720, 3)."""
    speaking = _Speaking(play, performance)
    for take in takes(play, performance):
        scene = _Scene(play, take.shot)
        for frame in range(take.first, take.last):
            picture = scene.with_faces(tuple(speaking.face(row["who"], frame) for row in take.shot.figures))
            yield _camera(picture, take, frame)


def _camera(picture: Image.Image, take: Take, frame: int) -> NDArray[np.uint8]:
    """Crop what the camera sees; positions are subpixel, so that slow moves do not tremble."""
    done = (frame - take.first) / max(1, take.last - take.first)
    zoom = {"push": 1 + (ROOM - 1) * done, "drift": (1 + ROOM) / 2}.get(take.shot.move, 1.0)
    width, height = SIZE[0] / zoom, SIZE[1] / zoom
    room = SIZE[0] - width
    left = room * (done if take.shot.move == "drift" else 0.5)
    top = (SIZE[1] - height) * 0.4
    seen = picture.resize(SIZE, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height))
    return np.asarray(seen)


class _Scene:
    """One shot's picture for every state of its faces, drawn when it is first seen."""

    def __init__(self, play: Screenplay, shot: Shot) -> None:
        self._play, self._shot = play, shot
        self._back = _backdrop(shot.id, _Held(shot))
        self._drawn: dict[tuple[Face, ...], Image.Image] = {}

    def with_faces(self, faces: tuple[Face, ...]) -> Image.Image:
        if faces not in self._drawn:
            picture = self._back.copy()
            for row, face in zip(self._shot.figures, faces, strict=True):
                who = self._play.characters[row["who"]]
                sprite = _sprite(_Held(who), face, self._shot.palette, bool(row.get("flip")), row["size"])
                scale = row["size"]
                top = max(row["y"] * HEAD_LIFT * SIZE[1] - ORIGIN[1] * scale, SIZE[1] - SPRITE[1] * scale)
                at = (round(row["x"] * SIZE[0] - ORIGIN[0] * scale), round(top))
                picture.paste(sprite, at, sprite)
            self._drawn[faces] = picture
        return self._drawn[faces]


class _Held:
    """Lets a value with a dictionary in it be a cache's key, by its id."""

    def __init__(self, value: Character | Shot) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.value.id == other.value.id

    def __hash__(self) -> int:
        return hash(self.value.id)


@lru_cache(maxsize=64)
def _backdrop(_name: str, held: _Held) -> Image.Image:
    assert isinstance(held.value, Shot)
    return backdrop(held.value)


@lru_cache(maxsize=512)
def _sprite(held: _Held, face: Face, palette: tuple[str, str, str], flip: bool, scale: float) -> Image.Image:
    assert isinstance(held.value, Character)
    drawn = figure(held.value, face, palette, lit_left=not flip)
    if flip:
        drawn = drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return drawn.resize((round(SPRITE[0] * scale), round(SPRITE[1] * scale)), Image.Resampling.LANCZOS)


class _Speaking:
    """Who speaks in a frame, how wide the mouth is open, and who blinks."""

    def __init__(self, play: Screenplay, performance: Performance) -> None:
        self._lines = performance.lines
        self._order = list(play.characters)

    def face(self, who: str, frame: int) -> Face:
        now = frame * RATE_HZ // FPS
        said = next((line for line in self._lines if line.line.who == who and line.start <= now < line.end), None)
        mouth = _mouth(said, now) if said else 0
        return Face(self._mood(who, now), mouth, self._blinks(who, frame))

    def _mood(self, who: str, now: int) -> str:
        """Keep the mood of the character's latest line, and take the next one's just before it is spoken."""
        past = [line for line in self._lines if line.line.who == who and line.start - RATE_HZ // 3 <= now]
        return past[-1].line.mood if past else "calm"

    def _blinks(self, who: str, frame: int) -> bool:
        shift = 1.3 * self._order.index(who)
        return (frame / FPS + shift) % BLINK_EVERY_S < 3 / FPS


def _mouth(said: Performed, now: int) -> int:
    """Open the mouth by the level of a frame's sound."""
    part = said.samples[max(0, now - said.start) : now - said.start + RATE_HZ // FPS]
    level_db = 10 * np.log10(float(np.mean(part.astype(np.float64) ** 2)) + 1e-12) if len(part) else -120.0
    return sum(level_db > limit for limit in MOUTH_DB)
