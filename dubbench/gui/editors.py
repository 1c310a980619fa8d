"""Source and target of the line at hand, side by side, each with what its text costs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.budget import BudgetLine, plain_budget
from dubbench.gui.editor import TextEditor
from dubbench.gui.values import BudgetOf, Limits, Row
from dubbench.i18n import tr


class Side(StrEnum):
    """Which text of a line."""

    SOURCE = "source"
    TARGET = "target"


class LineEditors(QWidget):
    """Takes the row at hand; says what is to be written, and where a line is to be split."""

    text_written = Signal(str, str, str, str)  # line id, side, text, the text the person saw before
    typed = Signal(str, str, str)  # line id, side, text: at every change by hand, nothing written yet
    split_asked = Signal(str, str, int, int)  # line id, side with the keyboard, cursor in source and target
    undo_asked = Signal()
    redo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self._limits = Limits()
        self._locked = ""
        self._costs: dict[Side, BudgetOf] = dict.fromkeys(Side, plain_budget)
        self.source, self.target = TextEditor(Side.SOURCE), TextEditor(Side.TARGET)
        self._editors = {Side.SOURCE: self.source, Side.TARGET: self.target}
        self.budgets = {
            Side.SOURCE: BudgetLine(tr("Budget of the source")),
            Side.TARGET: BudgetLine(tr("Budget of the target")),
        }
        self.setFocusProxy(self.target)
        self._build()
        self.set_languages("", "")
        self.set_row(None)

    @property
    def line_id(self) -> str:
        """The id of the line that is shown; "" for none."""
        return self._row.line_id if self._row else ""

    def set_row(self, row: Row | None) -> None:
        """Show a line. Another line: what was typed is written first. The same: what is being typed stays."""
        same = row is not None and row.line_id == self.line_id
        if not same:
            self.flush()
        self._row = row
        for side, editor in self._editors.items():
            text = "" if row is None else row.source if side is Side.SOURCE else row.target
            (editor.follow if same else editor.load)(text)
        self._allow()
        self._count()

    def set_locked(self, reason: str) -> None:
        """Let the target be read only, and say why: the line is approved, another one writes; "" unlocks."""
        self._locked = reason
        self._allow()
        self._count()

    def set_languages(self, source: str, target: str) -> None:
        """Write as the languages are written (BCP 47)."""
        names = {Side.SOURCE: tr("Source text"), Side.TARGET: tr("Target text")}
        for side, language in ((Side.SOURCE, source), (Side.TARGET, target)):
            editor = self._editors[side]
            editor.set_language(language)
            editor.setAccessibleName(f"{names[side]} ({language})" if language else names[side])

    def set_limits(self, limits: Limits) -> None:
        """Count against what a destination allows."""
        self._limits = limits
        self._count()

    def set_costs(self, source: BudgetOf, target: BudgetOf) -> None:
        """Count with these; they are called at every key."""
        self._costs = {Side.SOURCE: source, Side.TARGET: target}
        self._count()

    def recount(self) -> None:
        """Count again: a voice's pace is known better now."""
        self._count()

    def flush(self) -> None:
        """Ask now that everything typed is written."""
        for editor in self._editors.values():
            editor.leave()

    def refused(self, side: str) -> None:
        """Take note that a text could not be written: it stays in its field."""
        self._editors[Side(side)].refused()

    def focus(self, side: str = Side.TARGET) -> None:
        """Put the keyboard into a text."""
        self._editors[Side(side)].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def split_here(self) -> None:
        """Ask that the line is split at the cursor."""
        if self._row is not None:
            side = Side.SOURCE if self.source.hasFocus() else Side.TARGET
            places = self.source.at, self.target.at
            self.flush()
            self.split_asked.emit(self.line_id, side.value, *places)

    def undo(self) -> bool:
        """Undo what was typed where the keyboard is; say whether there was anything, else the journal is next."""
        return self._with_keyboard().undo_own() if self._typing() else False

    def redo(self) -> bool:
        """Make again what was undone where the keyboard is; say whether there was anything."""
        return self._with_keyboard().redo_own() if self._typing() else False

    def _typing(self) -> bool:
        return QApplication.focusWidget() in self._editors.values()

    def _with_keyboard(self) -> TextEditor:
        return self.source if self.source.hasFocus() else self.target

    def _build(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("editors")
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.px(6))
        for side, editor in self._editors.items():
            splitter.addWidget(self._column(side, editor))
            splitter.setStretchFactor(splitter.count() - 1, 1)
            self._connect(side, editor)
        self.source.setPlaceholderText(tr("No source text"))
        self.target.setPlaceholderText(tr("Nothing is said here yet"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _column(self, side: Side, editor: TextEditor) -> QWidget:
        editor.setMinimumHeight(theme.px(44))
        column = QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        layout.addWidget(editor, 1)
        layout.addWidget(self.budgets[side])
        return column

    def _connect(self, side: Side, editor: TextEditor) -> None:
        editor.typed.connect(lambda text: self._typed(side, text))
        editor.write_asked.connect(lambda text, seen: self.text_written.emit(self.line_id, side.value, text, seen))
        editor.undo_asked.connect(self.undo_asked)
        editor.redo_asked.connect(self.redo_asked)

    def _typed(self, side: Side, text: str) -> None:
        self._count()
        self.typed.emit(self.line_id, side.value, text)

    def _allow(self) -> None:
        self.source.setReadOnly(self._row is None)
        self.target.setReadOnly(self._row is None or bool(self._locked))
        self.target.setAccessibleDescription(self._locked)

    def _count(self) -> None:
        for side, line in self.budgets.items():
            if self._row is None:
                line.set_remark("")
            elif side is Side.TARGET and self._locked:
                line.set_remark(self._locked, "soft")
            elif not self._editors[side].text and (self._row.source if side is Side.SOURCE else self._row.target):
                line.set_remark(tr("Empty: what stood here comes back"))
            else:
                line.set_budget(self._costs[side](self._row, self._editors[side].text), self._limits)
