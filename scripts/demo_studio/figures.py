"""Draws a character: head, hair, clothes, and a face that moves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from . import hair
from .canvas import INK, Canvas, Point, blend, mirrored, rgb
from .clothes import body
from .screenplay import Character

SPRITE = (1000, 1400)
ORIGIN = (500.0, 430.0)


class Mood(NamedTuple):
    """How the face is set: brow tilt (inner end up is positive), brow lift, eye opening, mouth corners."""

    tilt: float
    lift: float
    eyes: float
    corners: float


MOODS = {
    "calm": Mood(0, 0, 1.0, 0),
    "sad": Mood(13, 3, 0.85, -7),
    "angry": Mood(-15, -8, 0.8, -8),
    "shock": Mood(9, 15, 1.28, -4),
    "smile": Mood(-3, 4, 0.85, 10),
    "menace": Mood(-11, -6, 0.68, 5),
}


class Face(NamedTuple):
    """One state of a face: `mouth` 0 (shut) to 3 (wide), `blink` shut eyes."""

    mood: str = "calm"
    mouth: int = 0
    blink: bool = False


def figure(who: Character, face: Face, palette: tuple[str, str, str], lit_left: bool) -> Image.Image:
    """Draw a character under a shot's light; RGBA of SPRITE size, head's centre at ORIGIN."""
    canvas = Canvas(SPRITE, ORIGIN)
    look = who.look
    hair.BACK.get(look["hairstyle"], hair.none)(canvas, look["hair"])
    body(canvas, look)
    head = _head(canvas, who)
    _features(canvas, who, MOODS[face.mood], face)
    if "beard" in look:
        _beard(canvas, look["beard"], head)
        _mouth(canvas, look, MOODS[face.mood], face.mouth)
    hair.FRONT.get(look["hairstyle"], hair.none)(canvas, look["hair"])
    if "glasses" in look:
        _glasses(canvas, look["glasses"])
    return _light(canvas.done(), palette, lit_left)


def _head_outline(who: Character) -> list[Point]:
    if who.gender == "male":
        return mirrored([(0, -190), (92, -172), (142, -85), (146, 15), (132, 95), (92, 165), (40, 196), (0, 200)])
    return mirrored([(0, -188), (90, -168), (136, -80), (138, 10), (118, 95), (72, 160), (26, 190), (0, 193)])


def _head(canvas: Canvas, who: Character) -> Image.Image:
    skin = who.look["skin"]
    shade = blend(skin, "#5a2638", 0.32)
    for side in (-1, 1):
        canvas.oval((side * 142, 15), (22, 40), shade if side > 0 else skin)
    outline = _head_outline(who)
    canvas.shape(outline, skin)
    head = canvas.mask(outline)
    canvas.shape(
        [(58, -200), (160, -190), (180, 60), (120, 230), (30, 210), (72, 150), (98, 60), (84, -60)],
        shade,
        alpha=0.75,
        inside=head,
    )
    canvas.oval((-62, 66), (44, 28), "#d8594f", alpha=0.16, inside=head, blur=9)
    if who.age >= 50:
        crease = blend(skin, "#5a2638", 0.36)
        for side in (-1, 1):
            canvas.stroke([(14 + side * 48, 62), (14 + side * 62, 84), (14 + side * 66, 106)], crease, 4)
        canvas.stroke([(-40, -112), (10, -118), (58, -112)], crease, 3.5)
    return head


def _features(canvas: Canvas, who: Character, mood: Mood, face: Face) -> None:
    look = who.look
    shade = blend(look["skin"], "#5a2638", 0.42)
    for side in (-1, 1):
        _eye(canvas, look, (14 + side * 56, -18), side, 0.08 if face.blink else mood.eyes, who.gender)
        _brow(canvas, look, (14 + side * 58, -62 - mood.lift), side, mood.tilt, who.gender)
    canvas.shape([(22, -14), (34, 20), (46, 48), (26, 58), (12, 54), (24, 40)], shade, alpha=0.8)
    _mouth(canvas, look, mood, face.mouth)


def _eye(canvas: Canvas, look: dict[str, str], at: Point, side: int, opening: float, gender: str) -> None:
    x, y = at
    high = 17 * opening
    outline = [
        (x - 32, y + 3),
        (x - 14, y - high),
        (x + 8, y - high),
        (x + 32, y - 1),
        (x + 12, y + high * 0.7),
        (x - 14, y + high * 0.7),
    ]
    white = canvas.mask(outline)
    canvas.shape(outline, "#f6efe8")
    if opening > 0.2:
        canvas.oval((x + 6, y - 1), (14, 14), look["eyes"], inside=white)
        canvas.oval((x + 6, y - 1), (7, 7), INK, inside=white)
        canvas.oval((x + 1, y - 6), (4, 4), "#ffffff")
    lid = [(x - 33, y + 4), (x - 14, y - high - 1), (x + 8, y - high - 1), (x + 33, y)]
    canvas.stroke(lid, INK, 7 if gender == "female" else 5)
    if gender == "female":
        outer = x + side * 33
        canvas.stroke([(outer - side * 4, y), (outer + side * 9, y - 9)], INK, 5)


def _brow(canvas: Canvas, look: dict[str, str], at: Point, side: int, tilt: float, gender: str) -> None:
    x, y = at
    thick = 8 if gender == "female" else 13
    inner, outer = x - side * 30, x + side * 36
    colour = blend(look["hair"], INK, 0.45)
    canvas.shape(
        [(inner, y - tilt), (x, y - 7), (outer, y + 5 + tilt * 0.5), (x, y + thick - 7), (inner, y + thick - tilt)],
        colour,
    )


def _mouth(canvas: Canvas, look: dict[str, str], mood: Mood, opening: int) -> None:
    x, y, lips = 16, 108, look["lips"]
    turn = mood.corners
    wide, high = ((40, 0), (36, 9), (38, 19), (36, 30))[opening]
    left, right = (x - wide, y - turn), (x + wide, y - turn)
    if not high:
        canvas.shape([left, (x - 12, y - 8), (x, y - 4), (x + 12, y - 8), right, (x, y + 13)], lips)
        canvas.stroke([left, (x - 12, y + 1), (x + 12, y + 1), right], blend(lips, INK, 0.65), 4)
        return
    canvas.shape(
        [left, (x - 14, y - 11), (x, y - 7), (x + 14, y - 11), right, (x + 16, y + high + 9), (x - 16, y + high + 9)],
        lips,
    )
    inner = [(x - wide + 8, y - turn), (x, y - 2), (x + wide - 8, y - turn), (x + 14, y + high), (x - 14, y + high)]
    hollow = canvas.mask(inner)
    canvas.shape(inner, (58, 16, 24))
    canvas.box_inside((x - 26, y - 16), (x + 26, y + high * 0.22), "#f4ece4", hollow)
    canvas.oval((x, y + high + 4), (20, 11), "#b8484e", inside=hollow)


def _beard(canvas: Canvas, colour: str, head: Image.Image) -> None:
    canvas.shape(
        [
            (-150, 40),
            (-118, 70),
            (-70, 82),
            (-30, 80),
            (16, 74),
            (60, 80),
            (100, 78),
            (128, 62),
            (150, 40),
            (140, 230),
            (-140, 230),
        ],
        colour,
        alpha=0.88,
        inside=head,
    )
    canvas.shape(
        [(120, 30), (160, 30), (150, 230), (30, 230), (80, 160)], blend(colour, INK, 0.5), alpha=0.6, inside=head
    )


def _glasses(canvas: Canvas, colour: str) -> None:
    for side in (-1, 1):
        x = 14 + side * 57
        canvas.oval((x, -14), (45, 38), "#cfe6f2", alpha=0.16)
        ring = [(x + 45 * a, -14 + 38 * b) for a, b in CIRCLE]
        canvas.stroke(ring, colour, 6)
    canvas.stroke([(3, -20), (25, -20)], colour, 6)
    canvas.stroke([(-88, -20), (-140, -8)], colour, 6)


CIRCLE = [(1, 0), (0.92, 0.38), (0.71, 0.71), (0.38, 0.92), (0, 1), (-0.38, 0.92), (-0.71, 0.71), (-0.92, 0.38)]
CIRCLE += [(-a, -b) for a, b in CIRCLE] + [(1, 0)]


def _light(sprite: Image.Image, palette: tuple[str, str, str], lit_left: bool) -> Image.Image:
    """Sink one side into the shot's dark, and draw a rim of its light along the other."""
    alpha = sprite.getchannel("A")
    width, height = sprite.size
    ramp = Image.linear_gradient("L").rotate(90 if lit_left else 270).resize((width, height))
    dark = Image.merge("RGB", [Image.new("L", sprite.size, part) for part in rgb(blend(palette[0], "#ffffff", 0.3))])
    flat = sprite.convert("RGB")
    lit = Image.composite(ImageChops.multiply(flat, dark), flat, ramp.point(lambda value: int(value * 0.72)))
    tint = Image.new("RGB", sprite.size, rgb(palette[1]))
    lit = Image.blend(lit, ImageChops.soft_light(lit, tint), 0.55)
    shift = 9 if lit_left else -9
    edge = ImageChops.subtract(alpha, ImageChops.offset(alpha, shift, 7)).filter(ImageFilter.GaussianBlur(1.2))
    rim = Image.composite(
        Image.new("RGB", sprite.size, rgb(palette[2])), lit, edge.point(lambda value: int(value * 0.8))
    )
    rim.putalpha(alpha)
    return rim
