"""Turns a performance into frames of picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image

from .backdrops import FRAME, MARGIN, STAGE, backdrop, bubble, foreground
from .figures import ORIGIN, SPRITE, Face, figure
from .screenplay import Screenplay, Shot
from .voices import RATE_HZ, Performance

FPS = 24
HEAD_UNITS = 0.66
BUBBLE_AFTER = 14
MOUTH_LEVELS = (0.10, 0.34, 0.62)
MOVES = {"still": (0.0, 0.0), "push": (0.05, 0.0), "drift": (0.012, 18.0)}


class Take(NamedTuple):
    """A stretch of picture (frames, end exclusive) with one shot."""

    shot: Shot
    first: int
    last: int


def takes(play: Screenplay, performance: Performance) -> tuple[Take, ...]:
    """Lay the cuts on whole frames; the first shot starts with the programme."""
    total = performance.frames * FPS // RATE_HZ
    firsts = [0 if i == 0 else round(cut.at_s * FPS) for i, cut in enumerate(performance.cuts)]
    ends = [*firsts[1:], total]
    found = [
        Take(play.shots[cut.name], first, last)
        for cut, first, last in zip(performance.cuts, firsts, ends, strict=True)
        if last > first
    ]
    joined: list[Take] = []
    for take in found:
        if joined and joined[-1].shot is take.shot:
            joined[-1] = Take(take.shot, joined[-1].first, take.last)
        else:
            joined.append(take)
    return tuple(joined)


class Acting:
    """Who speaks, how wide the mouth is, what the face says and when it blinks, frame by frame."""

    def __init__(self, performance: Performance) -> None:
        self.lines = [(said.start * FPS / RATE_HZ, said.end * FPS / RATE_HZ, said.line) for said in performance.lines]
        self.levels = _levels(performance)

    def face(self, who: str, frame: int) -> Face:
        speaking = any(start <= frame < end and line.who == who for start, end, line in self.lines)
        mouth = int(np.searchsorted(MOUTH_LEVELS, self.levels[frame])) if speaking else 0
        beat = (frame + 17 * sum(map(ord, who))) % 83
        return Face(self._mood(who, frame), mouth, beat < 3)

    def _mood(self, who: str, frame: int) -> str:
        own = [(start, line.mood) for start, _, line in self.lines if line.who == who]
        past = [mood for start, mood in own if start - 8 <= frame]
        return past[-1] if past else own[0][1]


def _levels(performance: Performance) -> list[float]:
    per_frame = RATE_HZ // FPS
    track = performance.dialogue()[: performance.frames // per_frame * per_frame]
    rms = np.sqrt(np.mean(track.reshape(-1, per_frame) ** 2, axis=1))
    return [float(level) for level in np.clip(rms / (np.percentile(rms, 96) + 1e-9), 0, 1)]


class Stage:
    """The layers of one shot, and its composed pictures by the state of the faces."""

    def __init__(self, play: Screenplay, shot: Shot) -> None:
        self.play = play
        self.shot = shot
        self.back = backdrop(shot)
        self.front = foreground(shot)
        self.compose = lru_cache(maxsize=48)(self._compose)
        self.sprite = lru_cache(maxsize=64)(self._sprite)

    def _sprite(self, index: int, face: Face) -> Image.Image:
        row = self.shot.figures[index]
        flip = bool(row.get("flip"))
        drawn = figure(self.play.characters[row["who"]], face, self.shot.palette, lit_left=not flip)
        zoom = HEAD_UNITS * row["size"] * MARGIN
        drawn = drawn.resize((round(SPRITE[0] * zoom), round(SPRITE[1] * zoom)), Image.Resampling.LANCZOS)
        return drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if flip else drawn

    def _compose(self, faces: tuple[Face, ...], with_bubble: bool) -> Image.Image:
        picture = self.back.copy()
        for index, (row, face) in enumerate(zip(self.shot.figures, faces, strict=True)):
            sprite = self.sprite(index, face)
            head = (sprite.width / 2, sprite.width * ORIGIN[1] / SPRITE[0])
            at = (round(row["x"] * STAGE[0] - head[0]), round(row["y"] * STAGE[1] - head[1]))
            layer = Image.new("RGBA", STAGE)
            layer.paste(sprite, at)
            picture.alpha_composite(layer)
        picture.alpha_composite(self.front)
        if with_bubble:
            picture.alpha_composite(bubble(self.shot))
        return picture.convert("RGB")


def frames(play: Screenplay, performance: Performance) -> Iterator[bytes]:
    """Yield every frame as FRAME x RGB bytes."""
    acting = Acting(performance)
    stages = {shot.id: Stage(play, shot) for shot in play.shots.values()}
    for take in takes(play, performance):
        stage = stages[take.shot.id]
        for frame in range(take.first, take.last):
            faces = tuple(acting.face(row["who"], frame) for row in take.shot.figures)
            shown = bool(take.shot.message) and frame >= take.first + BUBBLE_AFTER
            yield _camera(stage.compose(faces, shown), take, frame).tobytes()


def _camera(picture: Image.Image, take: Take, frame: int) -> Image.Image:
    """Frame the stage: a slow push in, a drift sideways, or nothing."""
    share = (frame - take.first) / max(1, take.last - take.first)
    push, drift = MOVES[take.shot.move]
    zoom = 1 / (1 + push * share)
    left = (STAGE[0] - FRAME[0] * zoom) / 2 + drift * (share - 0.5)
    top = (STAGE[1] - FRAME[1] * zoom) * (0.5 - 0.06 * push / 0.05 * share)
    if take.shot.move == "still":
        return picture.crop((round(left), round(top), round(left) + FRAME[0], round(top) + FRAME[1]))
    return picture.transform(FRAME, Image.Transform.AFFINE, (zoom, 0, left, 0, zoom, top), Image.Resampling.BICUBIC)
