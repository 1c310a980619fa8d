"""Icons: SVG files of one colour, `currentColor`, drawn in today's ink whenever they are painted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dubbench import paths
from dubbench.gui.painting import painting


class _Tinted(QIconEngine):
    """Paint one SVG; the colour is asked for at every painting, so a new theme needs no new icons."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        from dubbench.gui import theme

        now = theme.tokens()
        disabled = mode == QIcon.Mode.Disabled
        colour = now.ink if disabled else str(getattr(now, self._colour, self._colour))
        svg = _source(self._name).replace(b"currentColor", colour.encode())
        painter.save()
        painter.setOpacity(painter.opacity() * (0.4 if disabled else 1.0))
        QSvgRenderer(QByteArray(svg)).render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        with painting(picture) as painter:
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        return QPixmap.fromImage(picture)

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._colour)


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    return (paths.resources() / "icons" / f"{name}.svg").read_bytes()


def icon(name: str, colour: str = "ink") -> QIcon:
    """Give the icon of `resources/icons/NAME.svg` in a colour of the theme by its name, or one of its own."""
    return QIcon(_Tinted(name, colour))
