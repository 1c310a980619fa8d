"""The timeline's picture as it is kept: drawn anew only where lines look otherwise, as long as all lies as it did."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPixmap, QRegion

from dubbench.gui.painting import painting
from dubbench.gui.timeline import painter
from dubbench.gui.timeline.bars import PPM
from dubbench.gui.timeline.painter import Drawing
from dubbench.gui.values import Row

EDGE_PX = 3
"""How far beside its times a line may be drawn."""


class Kept:
    """Everything but the playhead and what a hand drags."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._wave: QImage | None = None
        self._torn = QRegion()

    def forget(self) -> None:
        """Draw all of it the next time."""
        self._pixmap, self._wave = None, None

    def tear(self, place: QRect) -> None:
        """Draw this part the next time."""
        self._torn += place

    def picture(self, drawing: Drawing, size: QSize) -> QPixmap:
        """Give the picture of a drawing in a size; what was not torn is as it was drawn before."""
        if self._pixmap is None:
            self._pixmap = QPixmap(round(size.width() * drawing.ratio), round(size.height() * drawing.ratio))
            self._pixmap.setDevicePixelRatio(drawing.ratio)
            self._torn = QRegion(QRect(0, 0, size.width(), size.height()))
        if not self._torn.isEmpty():
            if drawing.peaks and self._wave is None:
                self._wave = painter.wave_image(drawing)
            with painting(self._pixmap) as canvas:
                canvas.setClipRegion(self._torn)
                painter.draw(canvas, replace(drawing, wave=self._wave))
            self._torn = QRegion()
        return self._pixmap


def covered(row: Row, drawing: Drawing) -> QRect:
    """Return where a line is drawn with its dub, from top to bottom; its flags may reach farther."""
    spans = row.dub_spans or ((row.start_ms, row.start_ms + (row.end_ms - row.start_ms) * (row.fit_ppm or 0) // PPM),)
    start = min(row.start_ms, *(start for start, _ in spans))
    end = max(row.end_ms, *(end for _, end in spans))
    left = math.floor(drawing.view.x(start)) - EDGE_PX
    right = math.ceil(drawing.view.x(end)) + EDGE_PX
    return QRect(drawing.look.labels + left, 0, right - left, drawing.lanes.height)
