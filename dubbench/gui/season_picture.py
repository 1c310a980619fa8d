"""The season's grid as a picture for reports, PNG or SVG, every episode on it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter

from dubbench.gui import picture, theme
from dubbench.gui.season_cells import Look, draw_cell
from dubbench.gui.seasons import Season, SeasonRow

_NAMES, _CELL, _ROW, _HEAD, _EDGE = 280, 150, 30, 56, 12  # pixels at a body of 10 points


def save_season(path: Path, season: Season) -> None:
    """Write the grid; the errors are those of `picture.save`."""
    width = _NAMES + _CELL * len(season.markets) + 2 * _EDGE
    height = _HEAD + _ROW * len(season.rows) + 2 * _EDGE
    size = QSize(theme.px(width), theme.px(height))
    picture.save(path, size, season.title, lambda painter, whole, _shapes: _draw(painter, whole, season))


def _draw(painter: QPainter, size: QSize, season: Season) -> None:
    painter.fillRect(QRect(0, 0, size.width(), size.height()), theme.colour("page"))
    painter.translate(theme.px(_EDGE), theme.px(_EDGE))
    painter.setPen(theme.colour("ink"))
    line = theme.px(_HEAD) // 2
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRect(0, 0, size.width(), line), start, f"{season.title}  ·  {season.summary}")
    painter.setPen(theme.colour("soft"))
    for n, (_, locale) in enumerate(season.markets):
        column = QRect(theme.px(_NAMES + n * _CELL), line, theme.px(_CELL), line)
        painter.drawText(column, Qt.AlignmentFlag.AlignCenter, locale)
    for n, row in enumerate(season.rows):
        _row(painter, theme.px(_HEAD) + n * theme.px(_ROW), row)


def _row(painter: QPainter, top: int, row: SeasonRow) -> None:
    painter.setPen(theme.colour("ink"))
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(QRect(0, top, theme.px(_NAMES - 8), theme.px(_ROW)), start, f"{row.number}  {row.title}")
    for n, cell in enumerate(row.cells):
        painter.save()
        painter.translate(theme.px(_NAMES + n * _CELL), top)
        draw_cell(painter, Look(cell, theme.px(_CELL), theme.px(_ROW), theme.tokens(), theme.scale_percent()))
        painter.restore()
