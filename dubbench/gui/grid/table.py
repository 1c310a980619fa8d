"""A table that paints its rows itself: no delegate is asked cell by cell, and scrolling paints only what is new."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from dubbench.gui.grid.cells import CELLS, Box, Cell, Style
from dubbench.gui.grid.columns import ORDER, Column
from dubbench.gui.grid.model import LinesModel
from dubbench.gui.values import Limits

_DRESS = {QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange}


class _Place(NamedTuple):
    """A column as it is to be painted, from left to right."""

    column: Column
    cell: Cell
    left: int
    width: int


class _Widths(QStyledItemDelegate):
    """Says how wide a text is: a double click on a column's edge makes the column so."""

    def __init__(self, table: LinesTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        style, column = self._table.look, ORDER[index.column()]
        kind = {"source": style.source, "target": style.target}.get(column.id, style.marks)
        text = column.text(self._table.lines.shown[index.row()])
        return QSize(round(kind.width(text)) + 2 * style.pad + 1, style.row_height)


class LinesTable(QTableView):
    """Draws the lines of a model by their columns; fixed row heights, nothing worked out while painting."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = LinesModel(self)
        self._languages, self._limits = ("", ""), Limits()
        self.look = Style("", "", self._limits)
        self.setModel(self.lines)
        self.setItemDelegate(_Widths(self))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # else every scroll paints all of it
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.renew()

    def set_limits(self, limits: Limits) -> None:
        """Colour pace and fit by what the destination allows."""
        self._limits = limits
        self.renew()

    def renew(self) -> None:
        """Measure and colour anew, after the theme, the size of type or a language changed."""
        self.look = Style(*self._languages, self._limits)
        self.verticalHeader().setDefaultSectionSize(self.look.row_height)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in _DRESS and hasattr(self, "look"):
            self.renew()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self.viewport())
        try:
            self._paint(painter, event.rect())
        finally:
            painter.end()

    def _paint(self, painter: QPainter, area: QRect) -> None:
        style = self.look
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a text's own language decides, not the window's
        painter.fillRect(area, style.page)
        places = list(self._places(area))
        first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
        if first < 0 or not places:
            return
        last = len(self.lines.shown) - 1 if last < 0 else last
        selection = self.selectionModel()
        chosen = {n for n in range(first, last + 1) if selection.rowIntersectsSelection(n)}
        current = self.currentIndex().row()
        left = min(place.left for place in places)
        width = max(place.left + place.width for place in places) - left
        edge = self.viewport().width() - style.edge if self.isRightToLeft() else 0
        top, height = self.rowViewportPosition(first), style.row_height
        for n in range(first, last + 1):
            if n in chosen or n % 2:
                painter.fillRect(left, top, width, height, style.colours["selection"] if n in chosen else style.band)
            row = self.lines.shown[n]
            for column, cell, at, wide in places:
                cell(painter, style, row, column, Box(at, top, wide, height, n in chosen))
            if n == current:
                painter.fillRect(edge, top, style.edge, height, style.colours["accent"])
            top += height

    def _places(self, area: QRect) -> Iterator[_Place]:
        header = self.horizontalHeader()
        for visual in range(header.count()):
            section = header.logicalIndex(visual)
            left, width = header.sectionViewportPosition(section), header.sectionSize(section)
            if width and left <= area.right() and left + width > area.left():
                column = ORDER[section]
                yield _Place(column, CELLS[column.id], left, width)
