"""Draws a character: head, hair, clothes, and a face that moves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from .canvas import Canvas, Colour, Point, blend, rgb
from .screenplay import Character

SPRITE = (1000, 1400)
ORIGIN = (500.0, 430.0)
INK: Colour = (28, 18, 26)


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
    HAIR_BACK.get(look["hairstyle"], _no_hair)(canvas, look["hair"])
    _body(canvas, look)
    head = _head(canvas, who)
    _features(canvas, who, MOODS[face.mood], face)
    if "beard" in look:
        _beard(canvas, look["beard"], head)
        _mouth(canvas, look, MOODS[face.mood], face.mouth)
    HAIR_FRONT.get(look["hairstyle"], _no_hair)(canvas, look["hair"])
    if "glasses" in look:
        _glasses(canvas, look["glasses"])
    return _light(canvas.done(), palette, lit_left)


def _mirror(points: list[Point]) -> list[Point]:
    return points + [(-x, y) for x, y in reversed(points) if x]


def _no_hair(canvas: Canvas, colour: str) -> None:
    del canvas, colour


def _head_outline(who: Character) -> list[Point]:
    if who.gender == "male":
        return _mirror([(0, -190), (92, -172), (142, -85), (146, 15), (132, 95), (92, 165), (40, 196), (0, 200)])
    return _mirror([(0, -188), (90, -168), (136, -80), (138, 10), (118, 95), (72, 160), (26, 190), (0, 193)])


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


def _body(canvas: Canvas, look: dict[str, str]) -> None:
    skin, top = look["skin"], look["top"]
    canvas.shape(
        _mirror([(0, 262), (70, 262), (130, 296), (270, 336), (350, 420), (392, 640), (420, 980), (0, 990)]), top
    )
    canvas.shape([(-66, 110), (66, 110), (72, 250), (112, 300), (0, 372), (-112, 300), (-72, 250)], skin)
    canvas.shape(
        [(-66, 150), (20, 205), (70, 165), (76, 262), (104, 300), (30, 330), (-20, 268)],
        blend(skin, "#5a2638", 0.5),
        alpha=0.8,
    )
    COLLARS[look["collar"]](canvas, look)


def _suit(canvas: Canvas, look: dict[str, str]) -> None:
    dark, tie = blend(look["top"], INK, 0.45), look.get("tie", "#7c2230")
    canvas.shape(
        [(-96, 262), (0, 330), (96, 262), (150, 420), (60, 980), (-60, 980), (-150, 420)], "#ece6e2", soft=False
    )
    canvas.shape([(-26, 318), (26, 318), (20, 372), (46, 700), (0, 770), (-46, 700), (-20, 372)], tie, soft=False)
    canvas.shape([(-100, 246), (-62, 268), (0, 336), (-66, 392), (-118, 290)], "#ffffff", soft=False)
    canvas.shape([(100, 246), (62, 268), (0, 336), (66, 392), (118, 290)], "#d5ccd0", soft=False)
    for side in (-1, 1):
        lapel = [
            (side * 112, 262),
            (side * 205, 330),
            (side * 190, 450),
            (side * 214, 480),
            (side * 30, 900),
            (side * 96, 470),
        ]
        canvas.shape(lapel, look["top"] if side < 0 else dark, soft=False)
        canvas.stroke([(side * 205, 330), (side * 190, 450), (side * 214, 480), (side * 34, 890)], dark, 5)


def _blazer(canvas: Canvas, look: dict[str, str]) -> None:
    dark, inner = blend(look["top"], INK, 0.4), look.get("inner", "#efe2cf")
    canvas.shape([(-112, 290), (0, 470), (112, 290), (130, 420), (0, 860), (-130, 420)], inner, soft=False)
    canvas.shape([(-100, 282), (0, 440), (100, 282), (0, 372)], look["skin"], soft=False)
    for side in (-1, 1):
        lapel = [(side * 96, 262), (side * 196, 330), (side * 168, 440), (side * 196, 470), (0, 860), (side * 84, 430)]
        canvas.shape(lapel, look["top"] if side < 0 else dark, soft=False)
        canvas.stroke([(side * 196, 330), (side * 168, 440), (side * 196, 470), (side * 4, 850)], dark, 5)
    _jewel(canvas, look)


def _round(canvas: Canvas, look: dict[str, str]) -> None:
    dark = blend(look["top"], INK, 0.35)
    canvas.stroke([(-124, 292), (-84, 346), (0, 380), (84, 346), (124, 292)], dark, 17)
    for side in (-1, 1):
        canvas.stroke([(side * 250, 470), (side * 226, 640), (side * 236, 900)], dark, 6)
    _jewel(canvas, look)


def _shawl(canvas: Canvas, look: dict[str, str]) -> None:
    dark = blend(look["top"], INK, 0.4)
    canvas.shape([(-118, 290), (0, 400), (118, 290), (120, 980), (-120, 980)], look.get("inner", "#d9c3a4"), soft=False)
    for side in (-1, 1):
        fold = [
            (side * 98, 252),
            (side * 190, 320),
            (side * 150, 560),
            (side * 70, 980),
            (side * 20, 980),
            (side * 92, 520),
        ]
        canvas.shape(fold, dark if side > 0 else blend(look["top"], "#ffffff", 0.1))
    _jewel(canvas, look)


def _shirt(canvas: Canvas, look: dict[str, str]) -> None:
    dark = blend(look["top"], INK, 0.35)
    canvas.shape([(-70, 290), (0, 430), (70, 290), (0, 340)], look["skin"], soft=False)
    canvas.shape(
        [(-118, 250), (-70, 276), (-8, 420), (-86, 420), (-150, 310)], blend(look["top"], "#ffffff", 0.14), soft=False
    )
    canvas.shape([(118, 250), (70, 276), (8, 420), (86, 420), (150, 310)], dark, soft=False)
    canvas.stroke([(0, 424), (0, 970)], dark, 6)


def _scrubs(canvas: Canvas, look: dict[str, str]) -> None:
    dark = blend(look["top"], INK, 0.35)
    canvas.shape([(-104, 270), (0, 470), (104, 270), (0, 340)], look["skin"], soft=False)
    canvas.stroke([(-116, 280), (0, 476), (116, 280)], dark, 14)
    canvas.box((86, 560), (226, 720), dark, radius=10)
    canvas.box((120, 530), (190, 640), "#f2efe9", radius=8)


def _jewel(canvas: Canvas, look: dict[str, str]) -> None:
    if "jewel" not in look:
        return
    for x, y in ((-86, 318), (-62, 344), (-34, 364), (0, 372), (34, 364), (62, 344), (86, 318)):
        canvas.oval((x, y), (10, 10), look["jewel"])
    for side in (-1, 1):
        canvas.oval((side * 146, 66), (9, 13), look["jewel"])


def _long_back(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        _mirror(
            [(0, -244), (120, -216), (186, -110), (192, 60), (206, 220), (236, 380), (190, 450), (110, 420), (0, 400)]
        ),
        blend(hair, INK, 0.42),
    )


def _long_front(canvas: Canvas, hair: str) -> None:
    light = blend(hair, "#ffffff", 0.1)
    canvas.shape(
        [
            (-40, -232),
            (-120, -208),
            (-178, -110),
            (-186, 40),
            (-206, 220),
            (-222, 350),
            (-176, 330),
            (-142, 180),
            (-140, 30),
            (-120, -60),
            (-60, -130),
            (30, -176),
        ],
        light,
    )
    canvas.shape(
        [
            (-44, -230),
            (60, -236),
            (150, -180),
            (188, -60),
            (188, 90),
            (212, 260),
            (206, 350),
            (160, 300),
            (146, 130),
            (138, 0),
            (110, -90),
            (40, -150),
            (-30, -176),
        ],
        hair,
    )
    canvas.stroke([(-34, -206), (-100, -150), (-146, -60)], blend(hair, "#ffffff", 0.22), 6)


def _bob_back(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        _mirror([(0, -244), (120, -220), (190, -110), (206, 60), (190, 190), (120, 214), (0, 200)]),
        blend(hair, INK, 0.42),
    )


def _bob_front(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        [
            (0, -240),
            (-120, -214),
            (-190, -100),
            (-202, 60),
            (-182, 196),
            (-130, 180),
            (-142, 40),
            (-128, -40),
            (-40, -84),
            (60, -80),
            (130, -50),
            (146, 50),
            (134, 180),
            (184, 196),
            (204, 60),
            (190, -100),
            (120, -214),
        ],
        hair,
    )
    canvas.stroke([(-24, -206), (-110, -170), (-160, -80)], blend(hair, "#ffffff", 0.22), 6)


def _bun_back(canvas: Canvas, hair: str) -> None:
    canvas.oval((-6, -250), (84, 72), blend(hair, INK, 0.18))
    canvas.oval((-22, -266), (46, 34), blend(hair, "#ffffff", 0.14), alpha=0.6)
    canvas.shape(_mirror([(0, -226), (110, -202), (166, -100), (162, 30), (120, 80), (0, 60)]), blend(hair, INK, 0.35))


def _bun_front(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        [(0, -224), (-104, -202), (-162, -104), (-158, 16), (-140, 20), (-128, -64), (-80, -128), (0, -158)],
        blend(hair, "#ffffff", 0.1),
    )
    canvas.shape(
        [(-10, -224), (104, -202), (162, -104), (158, 16), (140, 20), (128, -64), (86, -128), (-20, -162)], hair
    )
    canvas.stroke([(-20, -196), (-90, -160), (-138, -90)], blend(hair, "#ffffff", 0.3), 5)


def _tail_back(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        [(120, -150), (196, -120), (226, 20), (240, 190), (206, 300), (180, 190), (160, 40)], blend(hair, INK, 0.35)
    )
    _bun_cap(canvas, hair)


def _bun_cap(canvas: Canvas, hair: str) -> None:
    canvas.shape(_mirror([(0, -230), (112, -206), (168, -100), (160, 20), (0, 40)]), blend(hair, INK, 0.35))


def _swept_front(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        [
            (-150, 10),
            (-166, -90),
            (-140, -186),
            (-60, -246),
            (50, -256),
            (134, -218),
            (170, -120),
            (156, 8),
            (142, 6),
            (132, -80),
            (96, -132),
            (10, -122),
            (-70, -150),
            (-122, -112),
            (-140, -50),
        ],
        hair,
    )
    canvas.shape(
        [(-126, -176), (-50, -232), (60, -238), (120, -200), (40, -204), (-50, -186)], blend(hair, "#ffffff", 0.16)
    )
    for side in (-1, 1):
        canvas.shape(
            [(side * 152, -70), (side * 160, 20), (side * 140, 60), (side * 136, -40)], blend(hair, "#d8d8de", 0.3)
        )


def _short_front(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        [
            (-148, 0),
            (-162, -90),
            (-130, -190),
            (-40, -236),
            (60, -236),
            (140, -186),
            (164, -90),
            (150, 0),
            (138, -10),
            (130, -90),
            (84, -120),
            (20, -104),
            (-40, -128),
            (-100, -100),
            (-134, -70),
        ],
        hair,
    )
    canvas.shape([(-110, -176), (-30, -216), (40, -214), (-20, -190), (-90, -140)], blend(hair, "#ffffff", 0.18))


def _receding_front(canvas: Canvas, hair: str) -> None:
    for side in (-1, 1):
        canvas.shape(
            [
                (side * 150, 20),
                (side * 168, -70),
                (side * 136, -170),
                (side * 96, -196),
                (side * 120, -110),
                (side * 134, -30),
            ],
            hair,
        )


HAIR_BACK: dict[str, Callable[[Canvas, str], None]] = {
    "long": _long_back,
    "bob": _bob_back,
    "bun": _bun_back,
    "tail": _tail_back,
}
HAIR_FRONT: dict[str, Callable[[Canvas, str], None]] = {
    "long": _long_front,
    "bob": _bob_front,
    "bun": _bun_front,
    "tail": _bun_front,
    "swept": _swept_front,
    "short": _short_front,
    "receding": _receding_front,
}
COLLARS: dict[str, Callable[[Canvas, dict[str, str]], None]] = {
    "suit": _suit,
    "blazer": _blazer,
    "round": _round,
    "shawl": _shawl,
    "shirt": _shirt,
    "scrubs": _scrubs,
}


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
