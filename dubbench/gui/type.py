"""Type as painted widgets set it: marks out of the same fonts everywhere, texts measured once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

REMEMBERED = 4_096
SYMBOLS = ("Noto Sans Symbols2", "Noto Sans Symbols", "Segoe UI Symbol", "Apple Symbols")
"""Asked before the coloured emoji: a bright clock would outshine every other mark."""


class Type:
    """A font with its measured texts: measuring and shortening cost more than drawing."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.ascent, self.height = metrics.ascent(), metrics.height()

        def width(text: str) -> float:  # copying the words of Qt's own method takes longer than this font
            return metrics.horizontalAdvance(text)

        self.width = lru_cache(REMEMBERED)(width)
        self._named = lru_cache(REMEMBERED)(self._name)
        self._elided = lru_cache(REMEMBERED)(
            lambda text, width: metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        )

    def fitted(self, text: str, width: int) -> str:
        """Return the text, shortened with dots where it is wider than so many pixels."""
        return text if self.width(text) <= width else self._elided(text, max(0, width))

    def named(self, mark: str, name: str, width: int) -> str:
        """Return a person's name after a mark: whole, its last word as a letter, without it, or with dots."""
        return self._named(mark, name, width)

    def _name(self, mark: str, name: str, width: int) -> str:
        *first, last = name.split() or [""]
        tried = (name, " ".join([*first, f"{last[:1]}."]), " ".join(first)) if first else (name,)
        fits = next((one for one in tried if self.width(mark + one) <= width), "")
        return mark + fits if fits else self.fitted(mark + name, width)

    def baseline(self, top: float, height: float) -> int:
        """Return where the letters stand so that they are in the middle of a bar."""
        return round(top + (height - self.height) / 2 + self.ascent)


def with_symbols(font: QFont) -> QFont:
    """Give a font that takes marks (⏱ ↔ ✓ …) out of the fonts of symbols before any other but its own first."""
    marked = QFont(font)
    marked.setFamilies([*font.families()[:1], *SYMBOLS, *font.families()[1:]])
    return marked
