"""A drawing surface with smooth shapes, drawn at twice its size and reduced."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]
OVERSAMPLE = 2
INK: Colour = (28, 18, 26)


def rgb(colour: str | Colour) -> Colour:
    """Read "#rrggbb" into numbers."""
    if isinstance(colour, str):
        red, green, blue = ImageColor.getrgb(colour)[:3]
        return red, green, blue
    return colour


def blend(first: str | Colour, second: str | Colour, share: float) -> Colour:
    """Mix two colours; `share` of the second."""
    one, two = rgb(first), rgb(second)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, two, strict=True))
    return red, green, blue


def mirrored(points: list[Point]) -> list[Point]:
    """Close an outline given from top to bottom by its mirror image about the vertical axis."""
    return points + [(-x, y) for x, y in reversed(points) if x]


def smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """Run a closed Catmull-Rom curve through the points."""
    knots = np.asarray(points, dtype=float)
    before, after, later = np.roll(knots, 1, 0), np.roll(knots, -1, 0), np.roll(knots, -2, 0)
    curve = [
        0.5
        * (
            2 * knots
            + (after - before) * at
            + (2 * before - 5 * knots + 4 * after - later) * at**2
            + (3 * knots - before - 3 * after + later) * at**3
        )
        for at in np.linspace(0, 1, steps, endpoint=False)
    ]
    joined = np.stack(curve, axis=1).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in joined]


class Canvas:
    """Shapes in units around an origin; `zoom` pixels to a unit."""

    def __init__(self, size: tuple[int, int], origin: Point = (0, 0), zoom: float = 1.0) -> None:
        self.size = size
        self.scale = zoom * OVERSAMPLE
        self.origin = (origin[0] * OVERSAMPLE, origin[1] * OVERSAMPLE)
        self.image = Image.new("RGBA", (size[0] * OVERSAMPLE, size[1] * OVERSAMPLE))

    def done(self) -> Image.Image:
        """Reduce to the asked size."""
        return self.image.resize(self.size, Image.Resampling.BOX)

    def _place(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.scale + self.origin[0], y * self.scale + self.origin[1]) for x, y in points]

    def _paint(self, mask: Image.Image, colour: Colour, alpha: float, inside: Image.Image | None) -> None:
        if inside is not None:
            mask = ImageChops.multiply(mask, inside)
        if alpha < 1:
            mask = mask.point(lambda value: int(value * alpha))
        layer = Image.new("RGBA", self.image.size, (*colour, 255))
        layer.putalpha(mask)
        self.image.alpha_composite(layer)

    def mask(self, points: Sequence[Point], soft: bool = True) -> Image.Image:
        """Return the shape as a mask of this canvas."""
        mask = Image.new("L", self.image.size)
        ImageDraw.Draw(mask).polygon(self._place(smooth(points) if soft else list(points)), fill=255)
        return mask

    def shape(
        self,
        points: Sequence[Point],
        colour: str | Colour,
        soft: bool = True,
        alpha: float = 1.0,
        inside: Image.Image | None = None,
        blur: float = 0.0,
    ) -> None:
        """Fill a closed shape, smooth or with straight edges, only `inside` a mask if one is given."""
        if alpha >= 1 and inside is None and not blur:
            ImageDraw.Draw(self.image).polygon(
                self._place(smooth(points) if soft else list(points)), fill=(*rgb(colour), 255)
            )
            return
        mask = self.mask(points, soft)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.scale))
        self._paint(mask, rgb(colour), alpha, inside)

    def oval(
        self,
        centre: Point,
        radius: Point,
        colour: str | Colour,
        alpha: float = 1.0,
        inside: Image.Image | None = None,
        blur: float = 0.0,
    ) -> None:
        """Fill an ellipse."""
        (x, y), (rx, ry) = centre, radius
        turns = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        points = [(x + rx * float(np.cos(turn)), y + ry * float(np.sin(turn))) for turn in turns]
        self.shape(points, colour, soft=False, alpha=alpha, inside=inside, blur=blur)

    def box(self, corner: Point, far: Point, colour: str | Colour, radius: float = 0.0, alpha: float = 1.0) -> None:
        """Fill a rectangle with round corners."""
        mask = Image.new("L", self.image.size)
        first, last = self._place([corner, far])
        ImageDraw.Draw(mask).rounded_rectangle((*first, *last), radius * self.scale, fill=255)
        self._paint(mask, rgb(colour), alpha, None)

    def box_inside(self, corner: Point, far: Point, colour: str | Colour, inside: Image.Image) -> None:
        """Fill the part of a rectangle that lies in a mask."""
        (x, y), (far_x, far_y) = corner, far
        self.shape([(x, y), (far_x, y), (far_x, far_y), (x, far_y)], colour, soft=False, inside=inside)

    def stroke(self, points: Sequence[Point], colour: str | Colour, width: float) -> None:
        """Draw an open line with round ends."""
        placed = self._place(points)
        thick = max(1, round(width * self.scale))
        pen = ImageDraw.Draw(self.image)
        pen.line(placed, fill=(*rgb(colour), 255), width=thick, joint="curve")
        for x, y in (placed[0], placed[-1]):
            pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=(*rgb(colour), 255))

    def fall(self, top: str | Colour, bottom: str | Colour) -> None:
        """Fill the whole canvas with a vertical gradient."""
        rows = np.linspace(0, 1, self.image.height)[:, None]
        colours = np.asarray(rgb(top)) * (1 - rows) + np.asarray(rgb(bottom)) * rows
        pixels = np.broadcast_to(colours[:, None, :], (self.image.height, self.image.width, 3))
        self.image = Image.fromarray(np.ascontiguousarray(pixels.astype(np.uint8))).convert("RGBA")

    def glow(self, centre: Point, radius: float, colour: str | Colour, strength: float) -> None:
        """Add light that falls off from a point."""
        (x, y), reach = self._place([centre])[0], radius * self.scale
        small = 8
        rows, columns = np.mgrid[0 : self.image.height : small, 0 : self.image.width : small]
        away = np.hypot(rows - y, columns - x) / reach
        light = (np.clip(1 - away, 0, 1) ** 2 * 255 * strength).astype(np.uint8)
        mask = Image.fromarray(light).resize(self.image.size, Image.Resampling.BICUBIC)
        lit = ImageChops.add(self.image.convert("RGB"), _tinted(mask, rgb(colour)))
        alpha = self.image.getchannel("A")
        self.image = lit.convert("RGBA")
        self.image.putalpha(alpha)


def _tinted(mask: Image.Image, colour: Colour) -> Image.Image:
    channels = [mask.point(lambda value, part=part: value * part // 255) for part in colour]
    return Image.merge("RGB", channels)
