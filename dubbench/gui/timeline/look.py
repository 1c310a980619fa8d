"""Colours, fonts and measured texts of the timeline, made anew when the theme or the size of type changes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen
from PySide6.QtWidgets import QApplication

from dubbench.gui import theme
from dubbench.gui.timeline.geometry import Lane
from dubbench.gui.type import Type, with_symbols
from dubbench.i18n import tr


class Look:
    """Everything the painter needs that is not of the episode."""

    def __init__(self, language: str) -> None:
        tokens = theme.tokens()
        self.scale = theme.scale_percent() / 100
        body = QApplication.font()
        small = with_symbols(body)
        small.setPointSizeF(body.pointSizeF() * 0.88)
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
