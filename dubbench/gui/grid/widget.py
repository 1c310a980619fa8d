"""The grid as a whole: filters, the table, and what stands there where there is nothing to show."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.grid.chips import counts
from dubbench.gui.grid.filters import FilterBar
from dubbench.gui.grid.order import next_troubled
from dubbench.gui.grid.view import LinesView
from dubbench.gui.parts import button, tool, wrapped
from dubbench.gui.values import Limits, Row
from dubbench.i18n import tr


class LinesGrid(QWidget):
    """Takes rows in time order and says what the person chose."""

    line_chosen = Signal(str)  # the line at hand
    lines_chosen = Signal(object)  # tuple[str, ...]: every chosen line, in time order
    write_asked = Signal(str, str)  # a line's id, the side whose text is wanted for writing
    speaker_asked = Signal(str)  # a line's id: who speaks it is to be said
    menu_asked = Signal(str, QPoint)  # a line's id or "", where on the screen
    transcribe_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.filters = FilterBar()
        self.view = LinesView()
        self._none, self._no_match = self._make_none(), self._make_no_match()
        self._stack = QStackedLayout()
        for widget in (self.view, self._none, self._no_match):
            self._stack.addWidget(widget)
        columns = tool(tr("Columns"), "layout", self._open_columns)
        self._columns = columns
        self.filters.set_tools(columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.filters)
        layout.addLayout(self._stack, 1)
        self.setFocusProxy(self.view)
        self._connect()
        self._count()
        self._arrange()

    @property
    def rows(self) -> tuple[Row, ...]:
        """All lines, in the order of time."""
        return self.view.lines.rows

    @property
    def shown(self) -> tuple[Row, ...]:
        """The lines that are shown, in the order they are."""
        return tuple(self.view.lines.shown)

    @property
    def current(self) -> str:
        """The id of the line at hand; "" for none."""
        return self.view.current

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen lines, in the order of time."""
        return self.view.chosen

    def set_rows(self, rows: Iterable[Row]) -> None:
        """Show these lines; who is at hand and chosen stays so."""
        self.view.set_rows(rows)
        self._count()
        self._arrange()

    def set_current(self, line_id: str, *, add: bool = False) -> None:
        """Take a line in hand and show it; nothing is told back."""
        self.view.set_current(line_id, add=add)
        self._arrange()

    def set_chosen(self, line_ids: Iterable[str]) -> None:
        """Choose several lines; nothing is told back."""
        self.view.set_chosen(line_ids)

    def set_languages(self, source: str, target: str) -> None:
        """Name the languages of the texts (BCP 47)."""
        self.view.set_languages(source, target)

    def set_limits(self, limits: Limits) -> None:
        """Colour pace and fit by what the destination allows."""
        self.view.set_limits(limits)

    def set_filter(self, chip: str, words: str | None = None) -> None:
        """Show what passes a chip and holds these words."""
        self.filters.set_chip(chip)
        if words is not None:
            self.filters.words.setText(words)
        by = self.view.lines.filter
        self.view.narrow(replace(by, chip=chip, words=by.words if words is None else words))
        self._count()
        self._arrange()

    def focus_filter(self) -> None:
        """Put the keyboard into the words of the filter."""
        self.filters.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.words.selectAll()

    def neighbour(self, step: int) -> str:
        """Name the line so many places after the one at hand, as they are shown; "" where that is the end."""
        shown, place = self.view.lines.shown, self.view.lines.place(self.current)
        if place is None:
            return self._nearest(step)
        return shown[place + step].line_id if 0 <= place + step < len(shown) else ""

    def next_issue(self, step: int = 1) -> str:
        """Name the next line that wants a person, in time order round the end; "" if there is none."""
        return next_troubled(self.rows, self.current, step)

    def _nearest(self, step: int) -> str:
        """Name the shown line before or after the one at hand, which the filter hides."""
        hidden = next((n for n, row in enumerate(self.rows) if row.line_id == self.current), None)
        if hidden is None:
            return self.shown[0 if step > 0 else -1].line_id if self.shown else ""
        beside = self.rows[hidden + 1 :] if step > 0 else reversed(self.rows[:hidden])
        return next((row.line_id for row in beside if self.view.lines.place(row.line_id) is not None), "")

    def _connect(self) -> None:
        self.view.line_chosen.connect(self.line_chosen)
        self.view.lines_chosen.connect(self.lines_chosen)
        self.view.write_asked.connect(self.write_asked)
        self.view.speaker_asked.connect(self.speaker_asked)
        self.view.menu_asked.connect(self.menu_asked)
        self.filters.chip_chosen.connect(self.set_filter)
        self.filters.words_changed.connect(lambda words: self.set_filter(self.filters.chip, words))
        self.filters.left.connect(self.view.setFocus)

    def _count(self) -> None:
        self.filters.set_counts(counts(self.rows))

    def _arrange(self) -> None:
        """Show the table, or why there is nothing in it."""
        where = self._none if not self.rows else self.view if self.view.lines.shown else self._no_match
        self._stack.setCurrentWidget(where)
        self.filters.setVisible(bool(self.rows))

    def _show_all(self) -> None:
        self.set_filter("all", "")
        self.view.setFocus()

    def _open_columns(self) -> None:
        self.view.columns_menu().popup(self._columns.mapToGlobal(self._columns.rect().bottomLeft()))

    def _make_none(self) -> QWidget:
        says = tr("No lines yet: transcribe (F7)")
        transcribe = button(tr("Transcribe"), "mic", self.transcribe_asked.emit, "primary")
        return _notice(says, transcribe)

    def _make_no_match(self) -> QWidget:
        return _notice(tr("No line passes these filters."), button(tr("Show all lines"), "close", self._show_all))


def _notice(says: str, *buttons: QWidget) -> QWidget:
    box = QWidget()
    box.setProperty("role", "page")
    box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    layout = QVBoxLayout(box)
    layout.setSpacing(theme.px(12))
    words = wrapped(says)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    layout.addStretch(1)
    layout.addWidget(words)
    for one in buttons:
        layout.addWidget(one, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch(2)
    return box
