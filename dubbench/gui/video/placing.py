"""Where the picture lies in its pane, and where text may lie in the picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from dubbench.formats.ass import VERTICAL, WIDE, Box


class Place(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def holds(self, other: Place, near: float = 0.5) -> bool:
        """Say whether another rectangle lies inside, so many pixels forgiven."""
        return (
            other.left >= self.left - near
            and other.top >= self.top - near
            and other.right <= self.right + near
            and other.bottom <= self.bottom + near
        )


def letterboxed(picture: tuple[int, int], pane: tuple[int, int]) -> Place:
    """Return the largest place in a pane that keeps the picture's shape; both are width and height."""
    width, height = picture
    if width <= 0 or height <= 0:
        return Place(0, 0, *map(float, pane))
    scale = min(pane[0] / width, pane[1] / height)
    return Place((pane[0] - width * scale) / 2, (pane[1] - height * scale) / 2, width * scale, height * scale)


@dataclass(frozen=True, slots=True)
class SafeArea:
    """The part of a picture that no player covers, in parts per million of its width and height."""

    title: str
    left_ppm: int
    top_ppm: int
    right_ppm: int
    bottom_ppm: int

    def within(self, picture: Place) -> Place:
        """Return its place in pixels."""
        across, down = picture.width / 1e6, picture.height / 1e6
        return Place(
            picture.left + self.left_ppm * across,
            picture.top + self.top_ppm * down,
            (self.right_ppm - self.left_ppm) * across,
            (self.bottom_ppm - self.top_ppm) * down,
        )


def _of_1080(title: str, left: int, top: int, right: int, bottom: int) -> SafeArea:
    """Make a safe area from pixels at 1080 x 1920."""
    return SafeArea(title, *(round(value * 1e6 / whole) for value, whole in _pairs(left, top, right, bottom)))


def _pairs(left: int, top: int, right: int, bottom: int) -> tuple[tuple[int, int], ...]:
    return ((left, 1080), (top, 1920), (right, 1080), (bottom, 1920))


# STANDARDS section 2; names are of places, not words to translate.
SOCIAL = _of_1080("9:16", 65, 270, 900, 1440)
STRICT = _of_1080("9:16 strict", 65, 270, 900, 1248)
WIDE_TITLE = SafeArea("16:9", 100_000, 100_000, 900_000, 900_000)


def usual(width: int, height: int) -> SafeArea:
    """Return the safe area for a picture of this shape."""
    return SOCIAL if height > width else WIDE_TITLE


def chosen(zone: str, width: int, height: int) -> SafeArea | None:
    """Return the safe area that the person's setting names, for a picture of this shape; `off` is none."""
    if zone == "off":
        return None
    return STRICT if zone == "strict" and height > width else usual(width, height)


def style(width: float, height: float) -> Box:
    """Return the margins and letters that our subtitle files ask for in a picture of this shape."""
    return VERTICAL if height > width else WIDE
