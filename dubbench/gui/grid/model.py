"""The lines as Qt asks for them; a change is told as the few rows it touches, and the choice survives it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from dubbench.gui.grid.columns import ORDER, tip
from dubbench.gui.grid.order import Filter, shown
from dubbench.gui.values import Row

Index = QModelIndex | QPersistentModelIndex
MOST_STEPS = 64
"""A change of more stretches than this is told as a reset."""


class LinesModel(QAbstractTableModel):
    """Rows in time order, and of them those that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._places: dict[str, int] = {}
        self._filter = Filter()
        self._keep = ""
        self._titles: dict[str, str] = {}

    @property
    def rows(self) -> tuple[Row, ...]:
        """All lines, in the order of time."""
        return self._rows

    @property
    def shown(self) -> Sequence[Row]:
        """The lines that are shown, in the order they are."""
        return self._shown

    @property
    def filter(self) -> Filter:
        return self._filter

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these lines instead; what stays the same is not painted again."""
        self._rows = tuple(rows)
        self._choose()

    def update_rows(self, rows: Iterable[Row]) -> None:
        """Put these lines in the place of those with their ids; unknown ones are left out."""
        new = {row.line_id: row for row in rows}
        self.set_rows(new.get(row.line_id, row) for row in self._rows)

    def set_filter(self, by: Filter) -> None:
        """Choose and order what is shown; a line that was only kept goes."""
        self._filter, self._keep = by, ""
        self._choose()

    def keep(self, line_id: str) -> None:
        """Show this line even where it does not pass the filter, until another one is kept."""
        if line_id != self._keep:
            self._keep = line_id
            if self._filter.narrows:
                self._choose()

    def set_titles(self, titles: dict[str, str]) -> None:
        """Head columns, by id, with other words: source and target bear their language."""
        self._titles = titles
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(ORDER) - 1)

    def place(self, line_id: str) -> int | None:
        """Return where a line is shown, counted from the top."""
        return self._places.get(line_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else len(ORDER)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        column = ORDER[section]
        return self._titles.get(column.id) or column.title()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._shown[index.row()], ORDER[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return column.says(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(row, column)
        return None

    def _choose(self) -> None:
        self._become(shown(self._rows, self._filter, self._keep))

    def _become(self, new: list[Row]) -> None:
        old = self._shown
        if len(old) == len(new) and all(a.line_id == b.line_id for a, b in zip(old, new, strict=True)):
            self._shown = new
            self._tell_changed([n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b and a != b])
        elif not self._walk(new):
            self.beginResetModel()
            self._shown = new
            self._index()
            self.endResetModel()

    def _index(self) -> None:
        self._places = {row.line_id: n for n, row in enumerate(self._shown)}

    def _tell_changed(self, places: list[int]) -> None:
        last = len(ORDER) - 1
        for first, end in _stretches(places):
            self.dataChanged.emit(self.index(first, 0), self.index(end - 1, last))

    def _walk(self, new: list[Row]) -> bool:
        """Go to the new rows by removing and inserting, where few steps do and the rest keeps its order."""
        kept, wanted = {row.line_id for row in self._shown}, {row.line_id for row in new}
        stays = kept & wanted
        if not stays or [r.line_id for r in self._shown if r.line_id in stays] != [
            r.line_id for r in new if r.line_id in stays
        ]:
            return False
        gone = list(_stretches([n for n, row in enumerate(self._shown) if row.line_id not in stays]))
        come = list(_stretches([n for n, row in enumerate(new) if row.line_id not in stays]))
        if len(gone) + len(come) > MOST_STEPS:
            return False
        for first, end in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, end - 1)
            del self._shown[first:end]
            self._index()
            self.endRemoveRows()
        for first, end in come:
            self.beginInsertRows(QModelIndex(), first, end - 1)
            self._shown[first:first] = new[first:end]
            self._index()
            self.endInsertRows()
        old, self._shown = self._shown, new
        self._tell_changed([n for n, (a, b) in enumerate(zip(old, new, strict=True)) if a is not b and a != b])
        return True


def _stretches(places: list[int]) -> Iterator[tuple[int, int]]:
    """Join places that follow one another to stretches, first and end (exclusive)."""
    for _, group in itertools.groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        run = [place for _, place in group]
        yield run[0], run[-1] + 1
