"""The table of lines: rows chosen together, one of them at hand; columns moved, resized and hidden."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from dubbench.gui import theme
from dubbench.gui.grid.columns import COLUMNS, ORDER
from dubbench.gui.grid.order import Filter
from dubbench.gui.grid.table import LinesTable
from dubbench.gui.parts import choose_row
from dubbench.gui.values import Row
from dubbench.i18n import tr

_Flag = QItemSelectionModel.SelectionFlag
LEAST_TEXT = 96
ROOMY_TEXT = 240
FLAGS = ORDER.index(COLUMNS["flags"])
FLAGS_SLIM = 52
"""Marks alone: flags have room for their words only where every text has as much as it wants."""

AROUND = 2
"""So many lines are shown before and after one that is taken in hand."""


class LinesView(LinesTable):
    """Says by signals what the person chose; what the program chooses is not told back."""

    line_chosen = Signal(str)  # the line at hand, chosen by the person
    lines_chosen = Signal(object)  # tuple[str, ...]: every chosen line, in time order
    write_asked = Signal(str, str)  # a line's id, the side whose text is wanted for writing
    speaker_asked = Signal(str)  # a line's id: who speaks it is to be said
    menu_asked = Signal(str, QPoint)  # a line's id or "", where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lines")
        self.setAccessibleName(tr("Lines"))
        self._hand = ""
        self._memory: tuple[tuple[str, ...], int] = ((), 0)
        self._told, self._sharing = True, False
        self._news: set[str] = set()
        self._telling = QTimer(self, singleShot=True, interval=0)
        self._telling.timeout.connect(self.settle)
        self._behave()
        self._head()
        self.lines.modelAboutToBeReset.connect(self._remember)
        self.lines.modelReset.connect(self._recall)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(lambda: self._tell("chosen"))
        self.doubleClicked.connect(lambda index: self._open(self._id(index), ORDER[index.column()].id))

    @property
    def current(self) -> str:
        """The id of the line at hand, whether or not the filter shows it; "" for none."""
        return self._hand

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen lines, in the order of time."""
        rows = [self.lines.shown[index.row()] for index in self.selectionModel().selectedRows()]
        return tuple(row.line_id for row in sorted(rows, key=lambda row: (row.start_ms, row.number)))

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these lines; who is at hand and chosen stays so, and shown even where the filter would hide it now."""
        with self._silent():
            if self.lines.place(self._hand) is not None:
                self.lines.keep(self._hand)
            self.lines.set_rows(rows)
            self._point()

    def narrow(self, by: Filter) -> None:
        """Show what passes a filter; the line at hand stays at hand."""
        with self._silent():
            self.lines.set_filter(by)
            self._point()
            self.scrollTo(self.currentIndex())

    def set_current(self, line_id: str, *, add: bool = False) -> None:
        """Take a line in hand and show it, whether or not it passes the filter; "" for none.

        Another line than before comes with what is said around it; one that was clicked on stays where it is.
        """
        with self._silent():
            around = line_id != self._hand
            self._hand, self._news = line_id, set()
            self.lines.keep(line_id)
            place = self.lines.place(line_id)
            if place is None:
                self._point()
                return
            index = self.lines.index(place, max(0, self.currentIndex().column()))
            how = _Flag.Select if add else _Flag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, how | _Flag.Rows)
            if around:
                self._show_around(place)
            self.scrollTo(index)

    def set_chosen(self, line_ids: Iterable[str]) -> None:
        """Choose several lines; the line at hand stays."""
        with self._silent():
            self.selectionModel().select(self._selection(line_ids), _Flag.ClearAndSelect | _Flag.Rows)

    def settle(self) -> None:
        """Tell what the person chose. It waits for the end of the click or key, so that no row moves under the hand."""
        news, self._news = self._news, set()
        if not news:
            return
        with self._silent():
            self.lines.keep(self._hand)
            self._point()
        if "hand" in news:
            self.line_chosen.emit(self._hand)
        if "chosen" in news:
            self.lines_chosen.emit(self.chosen)

    def set_languages(self, source: str, target: str) -> None:
        """Write source and target as their languages are written."""
        self._languages = (source, target)
        titles = {"source": tr("Source"), "target": tr("Target"), "subtitle": tr("Subtitle")}
        languages = {"source": source, "target": target, "subtitle": target}
        self.lines.set_titles({i: f"{title} ({languages[i]})" for i, title in titles.items() if languages[i]})
        self.renew()

    def below(self, line_id: str, column: str) -> QPoint:
        """Return the place on the screen under a cell, or at the top of the table where it is not to be seen."""
        place, section = self.lines.place(line_id), ORDER.index(COLUMNS[column])
        if place is None:
            return self.viewport().mapToGlobal(QPoint(0, 0))
        cell = self.visualRect(self.lines.index(place, section))
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return self.viewport().mapToGlobal(cell.bottomRight() if rtl else cell.bottomLeft())

    def columns_menu(self) -> QMenu:
        """Make the menu that shows and hides columns."""
        menu = QMenu(tr("Columns"), self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        header = self.horizontalHeader()
        for n, column in enumerate(ORDER):
            action = menu.addAction(column.title())
            action.setCheckable(True)
            action.setChecked(not header.isSectionHidden(n))
            action.setEnabled(column.id not in {"number", "target"})
            action.toggled.connect(lambda on, section=n: self._show_column(section, on))
        menu.addSeparator()
        menu.addAction(tr("Columns as at first"), self.reset_columns)
        return menu

    def reset_columns(self) -> None:
        """Lay the columns as at first, in time order."""
        header = self.horizontalHeader()
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for n, column in enumerate(ORDER):
            header.moveSection(header.visualIndex(n), n)
            header.setSectionHidden(n, column.hidden)
            header.resizeSection(n, theme.px(column.width))
        self._share_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2} and not event.modifiers():
            self.settle()
            if self._hand:
                wanted = event.key() == Qt.Key.Key_F2 and self.currentIndex().isValid()
                self._open(self._hand, ORDER[self.currentIndex().column()].id if wanted else "")
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:  # noqa: N802 - Qt's name
        """Leave letters alone: Qt would read thousands of cells; the filter finds better."""

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Let Home and End go to the first and last line, as in a list."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        if action in ends and self.lines.shown:
            return self.lines.index(ends[action] % len(self.lines.shown), max(0, self.currentIndex().column()))
        return super().moveCursor(action, modifiers)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.current:
            self.scrollTo(self.currentIndex())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            index = self.indexAt(event.pos())
            self.menu_asked.emit(self._id(index), event.globalPos())
            return
        where = self.visualRect(self.currentIndex()).bottomLeft()
        self.menu_asked.emit(self.current, self.viewport().mapToGlobal(where))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        super().showEvent(event)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._share_room()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        super().focusInEvent(event)
        if not self._hand and self.lines.shown:
            choose_row(self, 0)

    def _behave(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)

    def _head(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(theme.px(28))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.columns_menu().popup(header.mapToGlobal(at)))
        header.sortIndicatorChanged.connect(self._sort)
        self.reset_columns()
        header.sectionResized.connect(lambda section, _old, _new: self._share_room(section))

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        column = ORDER[section].id if 0 <= section < len(ORDER) else ""
        descending = order == Qt.SortOrder.DescendingOrder
        self.narrow(replace(self.lines.filter, column=column, descending=descending))

    def _show_column(self, section: int, on: bool) -> None:
        header = self.horizontalHeader()
        header.setSectionHidden(section, not on)
        if on and not header.sectionSize(section):
            header.resizeSection(section, theme.px(ORDER[section].width))
        self._share_room()

    def _share_room(self, resized: int = -1) -> None:
        """Give the columns of text what the others leave, each by its share; the one just resized stays as it is."""
        header = self.horizontalHeader()
        there = [n for n in range(len(ORDER)) if not header.isSectionHidden(n)]
        wide = [n for n in there if ORDER[n].stretches and n != resized]
        room = self.viewport().width() - sum(header.sectionSize(n) for n in there if n not in wide)
        shares = sum(header.sectionSize(n) for n in wide)
        if self._sharing or not wide or not self.isVisible():
            return
        self._sharing = True
        room += self._spare(room, len(wide), resized)
        for n in wide:
            header.resizeSection(n, max(theme.px(LEAST_TEXT), room * header.sectionSize(n) // max(1, shares)))
        self._sharing = False

    def _spare(self, room: int, texts: int, resized: int) -> int:
        """Take from the flags what texts need more, or give it back; return how much. A width of the person's stays."""
        header = self.horizontalHeader()
        now, full, slim = header.sectionSize(FLAGS), theme.px(ORDER[FLAGS].width), theme.px(FLAGS_SLIM)
        wanted = full if room + now - full >= texts * theme.px(ROOMY_TEXT) else slim
        if resized == FLAGS or now not in {full, slim}:
            return 0
        header.resizeSection(FLAGS, wanted)
        return now - wanted

    def _show_around(self, place: int) -> None:
        """Scroll, by whole rows, as little as shows a line with those before and after it."""
        height, shown = self.look.row_height, self.viewport().height()
        top = self.verticalScrollBar().value()
        if top > (highest := max(0, place - AROUND) * height):
            self.verticalScrollBar().setValue(highest)
        elif (lowest := (place + AROUND + 1) * height - shown) > top:
            self.verticalScrollBar().setValue(-(-lowest // height) * height)

    def _open(self, line_id: str, column: str) -> None:
        """Open what stands in a cell: who speaks, the source, or else the target."""
        if column == "character":
            self.speaker_asked.emit(line_id)
        elif line_id:
            self.write_asked.emit(line_id, "source" if column == "source" else "target")

    def _selection(self, line_ids: Iterable[str]) -> QItemSelection:
        found = QItemSelection()
        last = len(ORDER) - 1
        for line_id in line_ids:
            place = self.lines.place(line_id)
            if place is not None:
                found.select(self.lines.index(place, 0), self.lines.index(place, last))
        return found

    def _remember(self) -> None:
        self._memory = (self.chosen, self.verticalScrollBar().value())

    def _recall(self) -> None:
        chosen, scrolled = self._memory
        with self._silent():
            self.selectionModel().select(self._selection(chosen), _Flag.ClearAndSelect | _Flag.Rows)
            self._point()
        self.verticalScrollBar().setValue(scrolled)

    def _point(self) -> None:
        """Point at the line at hand, or at nothing where it is not shown."""
        place = self.lines.place(self._hand)
        index = self.currentIndex()
        if place is None:
            self.selectionModel().setCurrentIndex(QModelIndex(), _Flag.NoUpdate)
        elif index.row() != place:
            again = self.lines.index(place, max(0, index.column()))
            self.selectionModel().setCurrentIndex(again, _Flag.NoUpdate)
            if not self.selectionModel().hasSelection():
                self.selectionModel().select(again, _Flag.ClearAndSelect | _Flag.Rows)

    def _id(self, index: QModelIndex) -> str:
        return self.lines.shown[index.row()].line_id if index.isValid() else ""

    def _current_changed(self, index: QModelIndex, before: QModelIndex) -> None:
        for row in {one.row() for one in (index, before) if one.isValid()}:
            self.viewport().update(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
        if self._told and index.isValid():
            self._hand = self._id(index)
            self._tell("hand")

    def _tell(self, what: str) -> None:
        if self._told:
            self._news.add(what)
            self._telling.start()

    @contextmanager
    def _silent(self) -> Iterator[None]:
        before, self._told = self._told, False
        try:
            yield
        finally:
            self._told = before
