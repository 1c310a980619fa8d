"""Draws hair: what falls behind the head, and what lies before it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from .canvas import INK, Canvas, blend, mirrored


def _long_back(canvas: Canvas, hair: str) -> None:
    canvas.shape(
        mirrored(
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
        mirrored([(0, -244), (120, -220), (190, -110), (206, 60), (190, 190), (120, 214), (0, 200)]),
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
    canvas.shape(mirrored([(0, -226), (110, -202), (166, -100), (162, 30), (120, 80), (0, 60)]), blend(hair, INK, 0.35))


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
    canvas.shape(mirrored([(0, -230), (112, -206), (168, -100), (160, 20), (0, 40)]), blend(hair, INK, 0.35))


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


def none(canvas: Canvas, colour: str) -> None:
    del canvas, colour


BACK: dict[str, Callable[[Canvas, str], None]] = {
    "long": _long_back,
    "bob": _bob_back,
    "bun": _bun_back,
    "tail": _tail_back,
}
FRONT: dict[str, Callable[[Canvas, str], None]] = {
    "long": _long_front,
    "bob": _bob_front,
    "bun": _bun_front,
    "tail": _bun_front,
    "swept": _swept_front,
    "short": _short_front,
    "receding": _receding_front,
}
