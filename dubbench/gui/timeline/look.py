"""Colours, fonts and measured texts of the timeline, made anew when the theme or the size of type changes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen
from PySide6.QtWidgets import QApplication

from dubbench.gui import theme
from dubbench.gui.timeline.geometry import Lane
from dubbench.i18n import tr

REMEMBERED = 4_096
SYMBOLS = ("Noto Sans Symbols2", "Noto Sans Symbols", "Segoe UI Symbol", "Apple Symbols")
"""Asked before the coloured emoji: a bright clock would outshine every other mark."""


class Type:
    """A font with its measured texts: measuring and shortening cost more than drawing."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        metrics = QFontMetricsF(font)
        self.ascent, self.height = metrics.ascent(), metrics.height()
        self.width = lru_cache(REMEMBERED)(metrics.horizontalAdvance)
        self._elided = lru_cache(REMEMBERED)(
            lambda text, width: metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        )

    def fitted(self, text: str, width: int) -> str:
        """Return the text, shortened with dots where it is wider than so many pixels."""
        return text if self.width(text) <= width else self._elided(text, max(0, width))

    def baseline(self, top: float, height: float) -> int:
        """Return where the letters stand so that they are in the middle of a bar."""
        return round(top + (height - self.height) / 2 + self.ascent)


class Look:
    """Everything the painter needs that is not of the episode."""

    def __init__(self, language: str) -> None:
        tokens = theme.tokens()
        self.scale = theme.scale_percent() / 100
        body = QApplication.font()
        small = QFont(body)
        small.setPointSizeF(body.pointSizeF() * 0.88)
        small.setFamilies([*body.families()[:1], *SYMBOLS, *body.families()[1:]])
        self.small, self.body = Type(small), Type(theme.font_for("und", body.pointSizeF() * 0.92))
        self.written = Type(theme.font_for(language, small.pointSizeF()))
        self.rtl = theme.is_rtl(language)
        names = ("page", "surface", "raised", "ink", "soft", "rule", "accent", "ok", "warn", "bad", "info")
        self.colours = {name: QColor(getattr(tokens, name)) for name in names}
        self.wave, self.wave_faint = QColor(tokens.waveform), theme.mix(tokens.page, tokens.waveform, 45)
        self.selection, self.playhead = QColor(tokens.selection), QColor(tokens.playhead)
        self.veil = QColor(tokens.selection)
        self.veil.setAlpha(70)
        self.spoken_veil = QColor(tokens.ink)
        self.spoken_veil.setAlpha(10)
        self.shot = QPen(QColor(tokens.shot), max(1.0, self.scale))
        self.speakers = [QColor(name) for name in tokens.speakers]
        self.bars = [theme.mix(tokens.page, name, 42) for name in tokens.speakers]
        self.over_ground = theme.mix(tokens.page, tokens.dub_over, 28)
        self.over = QPen(QColor(tokens.dub_over), 1)
        self.hatch = QBrush(QColor(tokens.dub_over), Qt.BrushStyle.BDiagPattern)
        self.free, self.nothing, self.trouble = map(_dots, (tokens.soft, tokens.rule, tokens.bad))
        self._predicted = [_dots(name) for name in tokens.speakers]
        self.names = {
            Lane.SOURCE: tr("Source"),
            Lane.LINES: tr("Lines"),
            Lane.DUB: tr("Dub"),
            Lane.SPEED: tr("Reading"),
            Lane.FLAGS: tr("Flags"),
        }
        widest = max(self.small.width(name) for name in self.names.values())
        self.labels = round(min(140 * self.scale, widest + 14 * self.scale))

        self.pad, self.hair, self.least_text, self.least_number = self.px(4), self.px(2), self.px(14), self.px(8)

    def px(self, units: float) -> int:
        return max(1, round(units * self.scale))

    def speaker(self, index: int) -> QColor:
        return self.speakers[index % len(self.speakers)]

    def predicted(self, index: int) -> QPen:
        return self._predicted[index % len(self._predicted)]

    def bar(self, index: int) -> QColor:
        return self.bars[index % len(self.bars)]


def _dots(ink: str) -> QPen:
    return QPen(QColor(ink), 1, Qt.PenStyle.DotLine)
