"""Draws a subtitle as the destination does: letters, margins, outline and line breaks of our ASS files."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from dubbench.gui import theme
from dubbench.gui.video.placing import Place, style

OUTLINE = 16
"""The outline is this part of a letter's height, as in our ASS files."""

ARIAL_HEIGHT = 1.117
"""Height of a line of Arial for one of its letter squares (ascent 0.905, descent 0.212)."""

ARIAL_HAS = {
    QLocale.Script.LatinScript,
    QLocale.Script.CyrillicScript,
    QLocale.Script.GreekScript,
    QLocale.Script.ArabicScript,
    QLocale.Script.HebrewScript,
}
DESCENT = 0.19
"""The part of a line below the letters' feet."""

RIGHT_TO_LEFT, POP = "\u202b", "\u202c"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A subtitle ready to paint: its outline as a shape, and how wide its black edge is in pixels."""

    path: QPainterPath
    edge: float

    @property
    def place(self) -> Place:
        """Return what it covers, its edge included."""
        box = self.path.boundingRect().adjusted(-self.edge, -self.edge, self.edge, self.edge)
        return Place(box.left(), box.top(), box.width(), box.height())

    def leaves(self, safe: Place) -> bool:
        """Say whether it leaves the safe area; a deep letter's tail may."""
        return not safe.holds(self.place, near=self.edge * OUTLINE / 4)


@lru_cache(maxsize=32)
def drawn(text: str, language: str, picture: Place, percent: int = 100) -> Drawn:
    """Set a text in a picture's place on screen; it breaks where it says so and nowhere else.

    Letters of 100 percent are as large as in what is delivered.
    """
    box = style(picture.width, picture.height)
    letters = max(4.0, picture.width * float(box.letters) * percent / 100)
    font = _font(language, letters)
    width_of = QFontMetricsF(font).horizontalAdvance
    left = picture.left + picture.width * float(box.left)
    room = picture.width * float(1 - box.left - box.right)
    path = QPainterPath()
    baseline = picture.bottom - picture.height * float(box.bottom) - letters * DESCENT
    for line in reversed(text.split("\n")):
        shown = f"{RIGHT_TO_LEFT}{line}{POP}" if theme.is_rtl(language) else line
        path.addText(QPointF(left + (room - width_of(shown)) / 2, baseline), font, shown)
        baseline -= letters
    return Drawn(path, max(1.0, letters / OUTLINE))


def paint(painter: QPainter, subtitle: Drawn) -> None:
    """Paint white letters with a black edge."""
    pen = QPen(QColor("black"), 2 * subtitle.edge, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(subtitle.path, pen)
    painter.fillPath(subtitle.path, QColor("white"))


def covered(subtitle: Drawn) -> QRectF:
    """Return the whole pixels it covers."""
    place = subtitle.place
    return QRectF(int(place.left) - 1, int(place.top) - 1, int(place.width) + 3, int(place.height) + 3)


@lru_cache(maxsize=8)
def _font(language: str, letters: float) -> QFont:
    """Return a bold font for lines so many pixels high, which is what the size of an ASS style means.

    Our styles name Arial: a script that it has is as large as Arial's, whichever font stands in here; any other is
    drawn, here as there, in a font of its own whose whole line is that high.
    """
    font = theme.font_for(language)
    font.setBold(True)
    font.setPixelSize(100)
    has_it = QLocale(language.replace("-", "_")).script() in ARIAL_HAS
    height = ARIAL_HEIGHT if has_it else QFontMetricsF(font).height() / 100
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setPixelSize(max(4, round(letters / height)))
    return font
