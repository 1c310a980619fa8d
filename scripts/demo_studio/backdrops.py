"""Draws where a shot happens, and what stands between the characters and the camera."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from .canvas import Canvas, Point, blend
from .screenplay import Shot

FRAME = (720, 1280)
MARGIN = 1.1
STAGE = (round(FRAME[0] * MARGIN), round(FRAME[1] * MARGIN))


def backdrop(shot: Shot) -> Image.Image:
    """Draw what lies behind the characters; RGBA of STAGE size."""
    canvas = Canvas(STAGE, zoom=MARGIN)
    BACKDROPS[shot.backdrop](canvas, shot)
    return canvas.done()


def foreground(shot: Shot) -> Image.Image:
    """Draw what lies in front of them; transparent elsewhere."""
    canvas = Canvas(STAGE, zoom=MARGIN)
    FOREGROUNDS.get(shot.backdrop, _nothing)(canvas, shot)
    PROPS.get(shot.prop, _nothing)(canvas, shot)
    return canvas.done()


def _nothing(canvas: Canvas, shot: Shot) -> None:
    del canvas, shot


def _lights(canvas: Canvas, colour: str, seed: int, area: tuple[float, float, float, float], count: int) -> None:
    """Scatter lights that are out of focus."""
    chance = np.random.default_rng(seed)
    left, top, right, bottom = area
    for _ in range(count):
        at = (float(chance.uniform(left, right)), float(chance.uniform(top, bottom)))
        radius = float(chance.uniform(9, 34))
        tint = blend(colour, "#ffffff" if chance.random() < 0.3 else "#e0704a", float(chance.uniform(0, 0.5)))
        canvas.oval(at, (radius, radius), tint, alpha=float(chance.uniform(0.10, 0.42)))


def _dining(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(blend(dark, wall, 0.45), blend(wall, dark, 0.35))
    canvas.box((-10, 900), (730, 1290), blend(dark, wall, 0.25))
    canvas.box((-10, 884), (730, 904), blend(wall, light, 0.22))
    for x in (30, 210, 390, 570):
        canvas.box((x, 940), (x + 140, 1260), blend(dark, wall, 0.42), radius=6)
    _picture(canvas, shot, (60, 330))
    _picture(canvas, shot, (520, 350))
    canvas.glow((360, 210), 760, light, 0.5)
    _garland(canvas, light)
    canvas.stroke([(360, -10), (360, 120)], dark, 5)
    canvas.shape([(300, 186), (322, 118), (398, 118), (420, 186)], blend(dark, wall, 0.6), soft=False)
    canvas.oval((360, 186), (58, 15), blend(light, "#ffffff", 0.55))


def _picture(canvas: Canvas, shot: Shot, corner: Point) -> None:
    dark, wall, light = shot.palette
    x, y = corner
    canvas.box((x, y), (x + 140, y + 190), blend(wall, light, 0.35), radius=4)
    canvas.box((x + 12, y + 12), (x + 128, y + 178), blend(dark, wall, 0.3), radius=2)
    canvas.oval((x + 70, y + 80), (24, 30), blend(wall, light, 0.3))
    canvas.shape([(x + 24, y + 178), (x + 40, y + 126), (x + 70, y + 114), (x + 100, y + 126), (x + 116, y + 178)], blend(wall, light, 0.22))


def _garland(canvas: Canvas, light: str) -> None:
    for step in range(19):
        share = step / 18
        at = (share * 720, 60 + 90 * (1 - (2 * share - 1) ** 2) * 0.7)
        leaf = ("#b5502c", "#d98b3a", "#8c3b2a", "#c9a13f")[step % 4]
        x, y = at
        canvas.shape([(x - 20, y - 4), (x, y - 16), (x + 20, y + 2), (x + 2, y + 26)], leaf, alpha=0.9)
        if step % 3 == 1:
            canvas.oval((x + 16, y + 18), (6, 6), blend(light, "#ffffff", 0.5))


def _table(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.box((-10, 1150), (730, 1300), blend(dark, "#000000", 0.25))
    canvas.box((-10, 1142), (730, 1160), blend(wall, light, 0.4))
    canvas.oval((360, 1146), (176, 24), "#e8dccb")
    canvas.shape([(230, 1140), (240, 1070), (310, 1020), (400, 1022), (470, 1066), (492, 1140)], "#a5562a")
    canvas.shape([(440, 1120), (490, 1080), (540, 1066), (556, 1084), (510, 1118), (470, 1140)], "#8d4522")
    canvas.shape([(262, 1080), (310, 1042), (372, 1038), (330, 1062), (290, 1090)], "#cf8146", alpha=0.8)
    for x in (92, 628):
        canvas.box((x - 13, 1020), (x + 13, 1148), "#efe6d6", radius=4)
        canvas.glow((x, 994), 150, light, 0.75)
        canvas.shape([(x, 958), (x + 12, 992), (x, 1016), (x - 12, 992)], "#ffe9b0")


def _chair(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    wood, lit = blend(dark, wall, 0.55), blend(wall, light, 0.4)
    for x in (462, 640):
        canvas.box((x, 690), (x + 22, 1150), wood, radius=8)
        canvas.box((x, 690), (x + 6, 1150), lit, radius=3)
    canvas.shape([(452, 716), (560, 668), (672, 716), (672, 776), (452, 776)], wood)
    canvas.stroke([(466, 706), (560, 674), (658, 706)], lit, 5)
    for x in (510, 552, 594):
        canvas.box((x, 770), (x + 16, 1140), blend(wood, dark, 0.25))
    canvas.box((452, 1010), (672, 1040), wood, radius=6)


def _window(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(dark, blend(dark, wall, 0.5))
    canvas.box((60, 90), (660, 1010), blend(wall, light, 0.16), radius=4)
    canvas.box((84, 114), (636, 986), blend(dark, wall, 0.75), radius=2)
    _lights(canvas, light, 5, (100, 420, 620, 960), 26)
    canvas.glow((420, 700), 520, light, 0.22)
    for x in (350, 84):
        canvas.box((x, 114), (x + 16, 986), blend(wall, light, 0.2))
    canvas.box((84, 470), (636, 486), blend(wall, light, 0.2))
    for side in (0, 1):
        for fold in range(4):
            x = -20 + fold * 44 if not side else 740 - fold * 44
            canvas.shape([(x - 30, -20), (x + 30, -20), (x + 26, 640), (x + 34, 1300), (x - 34, 1300), (x - 26, 640)], blend(dark, wall, 0.16 + 0.13 * (fold % 2)))


def _door(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(blend(dark, wall, 0.35), dark)
    canvas.box((132, 130), (588, 1300), blend(wall, dark, 0.2))
    canvas.box((160, 160), (560, 1300), blend(wall, light, 0.42))
    canvas.glow((360, 520), 620, light, 0.4)
    chance = np.random.default_rng(11)
    for _ in range(70):
        at = (float(chance.uniform(172, 548)), float(chance.uniform(176, 1240)))
        radius = float(chance.uniform(2, 5.5))
        canvas.oval(at, (radius, radius), "#ffffff", alpha=float(chance.uniform(0.35, 0.85)))
    canvas.shape([(160, 160), (34, 210), (34, 1300), (160, 1300)], blend(dark, wall, 0.55), soft=False)
    for top, bottom in ((300, 620), (690, 1060)):
        canvas.shape([(60, top + 10), (136, top - 8), (136, bottom), (60, bottom + 10)], blend(dark, wall, 0.35), soft=False)
    canvas.oval((142, 660), (10, 14), light)


def _study(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(blend(dark, wall, 0.5), dark)
    chance = np.random.default_rng(21)
    tones = (blend(wall, light, 0.25), blend(wall, dark, 0.35), blend(wall, "#5b2b2b", 0.5), blend(wall, "#274a48", 0.55))
    for shelf in range(6):
        y = 120 + shelf * 170
        canvas.box((-10, y + 140), (730, y + 154), blend(wall, light, 0.12))
        x = -6.0
        while x < 720:
            wide, high = float(chance.uniform(16, 38)), float(chance.uniform(84, 132))
            canvas.box((x, y + 140 - high), (x + wide, y + 140), tones[int(chance.integers(4))], radius=2)
            x += wide + (float(chance.uniform(30, 70)) if chance.random() < 0.08 else 2)
    canvas.box((-10, -10), (730, 1290), dark, alpha=0.42)
    canvas.glow((600 if shot.prop == "lamp" else 110, 560), 560, light, 0.55)


def _lamp(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.box((-10, 1170), (730, 1300), blend(dark, "#000000", 0.3))
    canvas.box((-10, 1162), (730, 1174), blend(wall, light, 0.4))
    canvas.box((616, 1010), (626, 1166), blend(wall, light, 0.4))
    canvas.oval((621, 1166), (46, 10), blend(wall, light, 0.3))
    canvas.glow((621, 1000), 260, light, 0.6)
    canvas.shape([(556, 1016), (580, 924), (662, 924), (686, 1016)], blend(light, "#ffffff", 0.25), soft=False)
    canvas.shape([(190, 1164), (420, 1164), (392, 1136), (214, 1136)], "#efe7d8", soft=False)


def _platform(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(dark, wall)
    _lights(canvas, light, 9, (0, 300, 720, 820), 30)
    canvas.shape([(-10, 250), (730, 90), (730, 150), (-10, 320)], blend(dark, "#000000", 0.3), soft=False)
    for x in (120, 560):
        canvas.box((x, 200), (x + 26, 1290), blend(dark, wall, 0.3))
        canvas.glow((x + 13, 330), 330, light, 0.5)
        canvas.box((x - 40, 318), (x + 66, 336), blend(light, "#ffffff", 0.6), radius=8)
    canvas.shape([(-10, 940), (730, 880), (730, 1300), (-10, 1300)], blend(dark, wall, 0.35), soft=False)
    canvas.shape([(-10, 960), (730, 896), (730, 910), (-10, 982)], "#d9b23c", soft=False)
    chance = np.random.default_rng(4)
    for _ in range(90):
        x, y = float(chance.uniform(0, 740)), float(chance.uniform(0, 1260))
        canvas.stroke([(x, y), (x - 9, y + 46)], blend(wall, light, 0.45), 1.6)


def _phone(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(dark, wall)
    _lights(canvas, "#f0a050", 15, (0, 60, 720, 1220), 26)
    canvas.box((84, 150), (636, 1330), "#05070c", radius=64)
    canvas.box((100, 166), (620, 1330), "#10182a", radius=50)
    canvas.box((290, 184), (430, 214), "#05070c", radius=15)
    canvas.oval((360, 306), (48, 48), light, alpha=0.9)
    _write(canvas, (360, 306), shot.sender[:1], 54, "#0b0e18")
    _write(canvas, (360, 388), shot.sender, 36, "#f2f5fa")
    _write(canvas, (360, 478), "Thursday, 11:42 PM", 24, "#7f8ba3")
    canvas.box((100, 430), (620, 432), "#26314a")


def bubble(shot: Shot) -> Image.Image:
    """Draw the message as it lands on the phone."""
    canvas = Canvas(STAGE, zoom=MARGIN)
    font = _font(canvas, 43)
    rows = _wrapped(shot.message, font, 410 * canvas.scale)
    high = 56 * len(rows) + 52
    canvas.box((126, 520), (590, 520 + high), "#2c3a57", radius=34)
    canvas.shape([(126, 520 + high - 60), (170, 520 + high - 8), (112, 520 + high + 8)], "#2c3a57", soft=False)
    for number, row in enumerate(rows):
        _write(canvas, (158, 546 + 56 * number + 28), row, 43, "#ffffff", anchor="lm")
    return canvas.done()


def _font(canvas: Canvas, size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size * canvas.scale)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType; install Pillow's own wheel: pip install --force-reinstall pillow")
    return font


def _write(canvas: Canvas, at: Point, text: str, size: float, colour: str, anchor: str = "mm") -> None:
    place = (at[0] * canvas.scale, at[1] * canvas.scale)
    ImageDraw.Draw(canvas.image).text(place, text, font=_font(canvas, size), fill=colour, anchor=anchor)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


Draw = Callable[[Canvas, Shot], None]
BACKDROPS: dict[str, Draw] = {
    "dining": _dining,
    "window": _window,
    "door": _door,
    "study": _study,
    "platform": _platform,
    "phone": _phone,
}
FOREGROUNDS: dict[str, Draw] = {"dining": _table}
PROPS: dict[str, Draw] = {"chair": _chair, "lamp": _lamp}
