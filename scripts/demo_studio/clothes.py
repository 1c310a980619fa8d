"""Draws a character from the neck down."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from .canvas import INK, Canvas, blend, mirrored


def body(canvas: Canvas, look: dict[str, str]) -> None:
    skin, top = look["skin"], look["top"]
    canvas.shape(
        mirrored([(0, 262), (70, 262), (130, 296), (270, 336), (350, 420), (392, 640), (420, 980), (0, 990)]), top
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


COLLARS: dict[str, Callable[[Canvas, dict[str, str]], None]] = {
    "suit": _suit,
    "blazer": _blazer,
    "round": _round,
    "shawl": _shawl,
    "shirt": _shirt,
    "scrubs": _scrubs,
}
