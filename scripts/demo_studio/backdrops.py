"""Draws what stands behind the characters, and a phone with a message on it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

from .canvas import Canvas, blend
from .screenplay import Shot

SIZE = (720, 1280)


def backdrop(shot: Shot) -> Image.Image:
    """Draw a shot's background; RGB of SIZE."""
    canvas = Canvas(SIZE)
    BACKDROPS[shot.backdrop](canvas, shot)
    if shot.prop == "chair":
        _chair(canvas, shot)
    image = canvas.done().convert("RGB")
    if shot.message:
        _write(image, shot)
    return image


def _dining(canvas: Canvas, shot: Shot) -> None:
    dark, warm, light = shot.palette
    canvas.fall(dark, warm)
    for x in (60, 250, 440, 630):
        canvas.box((x, 120), (x + 110, 760), blend(dark, warm, 0.35), radius=8, alpha=0.5)
    canvas.glow((360, 90), 620, light, 0.6)
    canvas.shape([(250, 60), (470, 60), (540, 170), (180, 170)], blend(light, dark, 0.35), soft=False)
    canvas.stroke([(360, 0), (360, 60)], dark, 6)
    canvas.box((0, 1010), (720, 1280), blend(warm, dark, 0.45))
    canvas.box((0, 1010), (720, 1030), blend(light, warm, 0.5), alpha=0.7)


def _chair(canvas: Canvas, shot: Shot) -> None:
    dark, warm, light = shot.palette
    wood = blend(warm, dark, 0.65)
    canvas.box((440, 560), (660, 600), wood, radius=16)
    for x in (452, 520, 590, 640):
        canvas.box((x, 580), (x + 14, 900), wood, radius=6)
    canvas.box((420, 880), (680, 930), wood, radius=12)
    canvas.oval((545, 1060), (120, 26), blend(light, "#ffffff", 0.6))
    canvas.oval((545, 1056), (84, 16), blend(light, warm, 0.3))


def _window(canvas: Canvas, shot: Shot) -> None:
    dark, cool, light = shot.palette
    canvas.fall(blend(dark, cool, 0.3), dark)
    canvas.box((90, 110), (630, 820), blend(cool, light, 0.12), radius=10)
    canvas.glow((500, 260), 340, light, 0.55)
    canvas.oval((500, 260), (46, 46), blend(light, "#ffffff", 0.5))
    for x in (60, 180, 330, 470, 590):
        canvas.box((x, 560 + x % 130), (x + 96, 820), blend(dark, cool, 0.2))
    frame = blend(dark, "#000000", 0.3)
    canvas.box((346, 110), (374, 820), frame)
    canvas.box((90, 450), (630, 474), frame)
    canvas.box((60, 812), (660, 850), frame, radius=6)


def _door(canvas: Canvas, shot: Shot) -> None:
    dark, cool, light = shot.palette
    canvas.fall(dark, blend(dark, cool, 0.4))
    canvas.box((150, 120), (570, 1240), blend(cool, light, 0.45), radius=6)
    canvas.glow((360, 520), 520, light, 0.5)
    canvas.shape([(150, 120), (70, 60), (70, 1280), (150, 1240)], blend(dark, cool, 0.7), soft=False)
    canvas.box((92, 640), (116, 700), blend(light, dark, 0.4), radius=8)
    for x in range(170, 560, 34):
        canvas.stroke([(x, 140 + x % 90), (x - 22, 330 + x % 140)], blend(light, "#ffffff", 0.4), 2)


def _stage(canvas: Canvas, shot: Shot) -> None:
    dark, cloth, light = shot.palette
    canvas.fall(dark, blend(dark, cloth, 0.4))
    for number, x in enumerate(range(0, 720, 60)):
        canvas.box((x, 0), (x + 60, 1060), blend(cloth, dark, 0.25 if number % 2 else 0.55))
    canvas.shape([(300, 0), (420, 0), (690, 1120), (30, 1120)], light, soft=False, alpha=0.16, blur=18)
    canvas.glow((360, 480), 460, light, 0.4)
    canvas.box((0, 1060), (720, 1280), blend(dark, "#5a3a24", 0.6))


def _mirror(canvas: Canvas, shot: Shot) -> None:
    dark, wall, light = shot.palette
    canvas.fall(wall, dark)
    canvas.box((110, 90), (610, 860), blend(light, "#ffffff", 0.2), radius=24)
    canvas.box((134, 114), (586, 836), blend(wall, dark, 0.5), radius=14)
    for y in range(130, 840, 118):
        for x in (122, 598):
            canvas.oval((x, y), (20, 20), "#fff4d0")
            canvas.glow((x, y), 120, light, 0.4)
    canvas.box((0, 980), (720, 1280), blend(dark, wall, 0.3))


def _phone(canvas: Canvas, shot: Shot) -> None:
    dark, slab, light = shot.palette
    canvas.fall(dark, blend(dark, slab, 0.5))
    canvas.glow((360, 560), 560, light, 0.35)
    canvas.box((110, 130), (610, 1150), "#05070c", radius=64)
    canvas.box((130, 150), (590, 1130), slab, radius=48)
    canvas.box((300, 172), (420, 190), "#05070c", radius=9)
    canvas.box((158, 400), (562, 690), light, radius=30)
    canvas.shape([(180, 660), (240, 680), (150, 740)], light, soft=False)
    canvas.oval((210, 300), (46, 46), blend(light, slab, 0.5))


def _write(image: Image.Image, shot: Shot) -> None:
    pen = ImageDraw.Draw(image)
    pen.text((280, 278), shot.sender, fill="#ffffff", font=ImageFont.load_default(42))
    font = ImageFont.load_default(36)
    row, rows = "", []
    for word in shot.message.split():
        longer = f"{row} {word}".strip()
        if font.getlength(longer) > 356:
            rows.append(row)
            longer = word
        row = longer
    pen.multiline_text((184, 428), "\n".join([*rows, row]), fill="#0b1420", font=font, spacing=14)


BACKDROPS: dict[str, Callable[[Canvas, Shot], None]] = {
    "dining": _dining,
    "door": _door,
    "mirror": _mirror,
    "phone": _phone,
    "stage": _stage,
    "window": _window,
}
