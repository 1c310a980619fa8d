"""The season as a grid: episodes down, markets across, each cell a glyph, a few words and how far it is."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QWidget

from dubbench.gui import theme
from dubbench.gui.parts import choose_row
from dubbench.gui.season_cells import CELL, Cells, Index
from dubbench.gui.seasons import GLYPHS, Cell, Season, SeasonRow
from dubbench.gui.words import clock
from dubbench.i18n import ntr, tr

FIXED = 3  # columns before the markets: number, title, length and lines
Pick = tuple[str, str]  # episode id, market id


class SeasonModel(QAbstractTableModel):
    """The season as Qt asks for it; every answer is at hand."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.season = Season("", "")

    def set_season(self, season: Season) -> None:
        """Show a season; where only cells changed, only those are painted again."""
        old, self.season = self.season, season
        same = old.markets == season.markets and [r.episode_id for r in old.rows] == [r.episode_id for r in season.rows]
        if not same:
            self.beginResetModel()
            self.endResetModel()
            return
        for n, (before, after) in enumerate(zip(old.rows, season.rows, strict=True)):
            if before != after:
                self.dataChanged.emit(self.index(n, 0), self.index(n, self.columnCount() - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else len(self.season.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else FIXED + len(self.season.markets)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        fixed = ("#", tr("Episode"), tr("Length"))
        return fixed[section] if section < FIXED else self.season.markets[section - FIXED][1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.season.rows[index.row()]
        if role == CELL:
            return self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(row, index.column())
        if role in {Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return self._said(row, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 0:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def cell(self, index: Index) -> Cell | None:
        """Give the value of a market's cell; the first columns have none."""
        at = index.column() - FIXED
        cells = self.season.rows[index.row()].cells
        return cells[at] if 0 <= at < len(cells) else None

    def pick(self, index: Index) -> Pick | None:
        """Name the episode and market of a cell; a row's first columns stand for its first market."""
        if not index.isValid() or not self.season.markets:
            return None
        market = self.season.markets[max(0, index.column() - FIXED)]
        return self.season.rows[index.row()].episode_id, market[0]

    def _shown(self, row: SeasonRow, column: int) -> str:
        if column >= FIXED:
            cell = row.cells[column - FIXED] if column - FIXED < len(row.cells) else Cell()
            return f"{GLYPHS[cell.standing]} {cell.words}"
        length = clock(row.duration_ms) if row.duration_ms else "–"
        return (str(row.number), ("⚠ " if row.media_missing else "") + row.title, length)[column]

    def _said(self, row: SeasonRow, column: int) -> str:
        name = tr("Episode {number}, {title}", number=row.number, title=row.title)
        heard = tr("not heard yet") if row.lines is None else ntr("{count} line", "{count} lines", row.lines)
        if column < FIXED:
            missing = [tr("video not found")] if row.media_missing else []
            return ", ".join([name, clock(row.duration_ms), heard, *missing])
        cell = row.cells[column - FIXED] if column - FIXED < len(row.cells) else Cell()
        parts = [f"{name}, {self.season.markets[column - FIXED][1]}: {cell.words}"]
        if cell.lines:
            parts.append(
                tr(
                    "{translated} translated, {voiced} voiced, {fitted} fitted of {lines} lines",
                    translated=cell.translated,
                    voiced=cell.voiced,
                    fitted=cell.fitted,
                    lines=cell.lines,
                )
            )
        if cell.issues:
            parts.append(ntr("{count} issue", "{count} issues", cell.issues))
        return ", ".join(parts)


class SeasonGrid(QTableView):
    """Enter or a double click opens an episode in a market; several cells can be run together."""

    episode_opened = Signal(str, str)  # episode id, market id
    run_asked = Signal(list)  # of (episode id, market id)
    deliver_asked = Signal(list)
    picks_changed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("season")
        self.setAccessibleName(tr("Season: episodes and markets"))
        self._given: list[int] = []
        self._model = SeasonModel(self)
        self.setModel(self._model)
        self.setItemDelegate(Cells(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.px(36))
        self.horizontalHeader().setHighlightSections(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._open)

    @property
    def season(self) -> Season:
        return self._model.season

    def set_season(self, season: Season) -> None:
        """Show a season; the choice stays where the episodes do."""
        fresh = self._model.season.markets != season.markets
        self._model.set_season(season)
        if fresh:
            self._measure()
        if not self.currentIndex().isValid() and season.rows and season.markets:
            choose_row(self, 0, FIXED)

    def picks(self) -> list[Pick]:
        """Give the chosen cells."""
        found = [self._model.pick(index) for index in self.selectionModel().selectedIndexes()]
        return list(dict.fromkeys(one for one in found if one))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802 - Qt's name
        super().selectionChanged(selected, deselected)
        self.picks_changed.emit(self.picks())

    def _open(self, index: Index) -> None:
        pick = self._model.pick(index)
        if pick:
            self.episode_opened.emit(*pick)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        if self._widths() == self._given:  # nobody has drawn them otherwise
            self._measure()

    def _measure(self) -> None:
        """Share the room: markets up to as much as their words need, the rest for the titles."""
        number, length, markets = theme.px(48), theme.px(64), len(self.season.markets)
        room = self.viewport().width() - number - length
        each = max(theme.px(168), min(theme.px(240), (room - theme.px(240)) // max(1, markets)))
        title = max(theme.px(240), min(theme.px(420), room - markets * each))
        for column, width in enumerate((number, title, length, *(each,) * markets)):
            self.horizontalHeader().resizeSection(column, width)
        self._given = self._widths()

    def _widths(self) -> list[int]:
        header = self.horizontalHeader()
        return [header.sectionSize(column) for column in range(header.count())]

    def _menu(self, at: QPoint) -> None:
        picks = self.picks()
        if not picks:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self.episode_opened.emit(*picks[0]))
        menu.addAction(tr("Run all that is to do"), lambda: self.run_asked.emit(picks))
        menu.addAction(tr("Deliver…"), lambda: self.deliver_asked.emit(picks))
        menu.popup(self.viewport().mapToGlobal(at))
