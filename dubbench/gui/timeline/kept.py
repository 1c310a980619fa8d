"""The timeline's picture as it is kept: drawn anew only where lines look otherwise, as long as all lies as it did."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPixmap

from dubbench.gui.painting import painting
from dubbench.gui.timeline import painter
from dubbench.gui.timeline.painter import Drawing


class Kept:
    """Everything but the playhead and what a hand drags."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._wave: QImage | None = None
        self._torn: list[QRect] = []
        self._whole = False

    def forget(self) -> None:
        """Draw all of it the next time."""
        self._pixmap, self._wave = None, None

    def tear_all(self) -> None:
        """Draw all lines anew the next time; the waveform is as it was."""
        self._whole = True

    def tear(self, part: QRect) -> None:
        """Draw the lines in this part anew the next time."""
        self._torn.append(part)

    def picture(self, drawing: Drawing, size: QSize) -> QPixmap:
        """Give the picture of a drawing in a size; what was not torn is as it was drawn before."""
        torn, whole, self._torn, self._whole = self._torn, self._whole, [], False
        if self._pixmap is None:
            self._pixmap = QPixmap(round(size.width() * drawing.ratio), round(size.height() * drawing.ratio))
            self._pixmap.setDevicePixelRatio(drawing.ratio)
            self._wave = painter.wave_image(drawing) if drawing.peaks else None
            self._draw(self._pixmap, drawing)
        elif whole:
            self._draw(self._pixmap, drawing)
        else:
            for part in torn:
                self._draw(self._pixmap, replace(drawing, part=part))
        return self._pixmap

    def _draw(self, pixmap: QPixmap, drawing: Drawing) -> None:
        with painting(pixmap) as canvas:
            painter.draw(canvas, replace(drawing, wave=self._wave))
