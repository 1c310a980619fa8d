"""Random hands on grid and editors with a small desk behind them: nothing is lost, nothing comes apart."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from grid_rows import row, rows
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dubbench.gui.editors import LineEditors
from dubbench.gui.grid.chips import CHIPS
from dubbench.gui.grid.columns import ORDER
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.values import Row, Shown

ACTIONS = 1_200
KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left),
    *(Qt.Key.Key_A, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Tab, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_X, Qt.Key.Key_V),
)
HELD = (Qt.KeyboardModifier.NoModifier,) * 6 + (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier)


class Desk:
    """What the controller does: writes texts, has a history, deletes, splits, and shows it all again."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.lines = dice, rows(30)
        self.past: list[list[Row]] = []
        self.written: dict[tuple[str, str], str] = {}
        self.window = QMainWindow()
        self.grid, self.editors = LinesGrid(), LineEditors()
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.addWidget(self.grid)
        layout.addWidget(self.editors)
        self.window.setCentralWidget(centre)
        self.window.resize(900, 500)
        self.grid.line_chosen.connect(self.take)
        self.grid.write_asked.connect(lambda _line: self.editors.focus())
        self.editors.text_written.connect(self.write)
        self.editors.undo_asked.connect(self.undo)
        self.show()
        self.window.show()

    def line(self, line_id: str) -> Row | None:
        return next((one for one in self.lines if one.line_id == line_id), None)

    def show(self) -> None:
        self.grid.set_rows(self.lines)
        self.editors.set_row(self.line(self.grid.current))

    def take(self, line_id: str) -> None:
        self.editors.set_row(self.line(line_id))

    def write(self, line_id: str, side: str, text: str, seen: str) -> None:
        assert text == " ".join(text.split()) != ""
        old = self.line(line_id)
        if old is None or (old.source if side == "source" else old.target) != seen:
            self.editors.refused(side)
            return
        self.past.append(list(self.lines))
        new = replace(old, state=Shown.EDITED, **{side: text})
        self.written[line_id, side] = text
        self.lines = [new if one.line_id == line_id else one for one in self.lines]
        self.show()

    def undo(self) -> None:
        if self.past:
            self.lines = self.past.pop()
            self.show()

    def act(self, n: int) -> None:
        match self.dice.randrange(12):
            case 0:
                self.grid.set_filter(self.dice.choice(list(CHIPS)), self.dice.choice(("", "", "1", "target")))
            case 1:
                self.grid.set_current(self.dice.choice((self.grid.neighbour(1), self.grid.next_issue(), "nobody")))
                self.take(self.grid.current)
            case 2 if len(self.lines) > 3:
                self.past.append(list(self.lines))
                self.lines.remove(self.dice.choice(self.lines))
                self.show()
            case 3:
                self.lines = sorted([*self.lines, row(100 + n, start_ms=n)], key=lambda one: one.start_ms)
                self.show()
            case 4:
                flags = self.dice.choice(((), ("name",)))
                self.lines = [replace(one, state=self.dice.choice(list(Shown)), flags=flags) for one in self.lines]
                self.show()
            case 5:
                order = self.dice.choice(list(Qt.SortOrder))
                self.grid.view.horizontalHeader().setSortIndicator(self.dice.randint(-1, len(ORDER) - 1), order)
            case 6 | 7:
                viewport = self.grid.view.viewport()
                where = QPoint(self.dice.randrange(viewport.width()), self.dice.randrange(viewport.height()))
                QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, self.dice.choice(HELD), where)
            case 8:
                self.dice.choice((self.grid.view, self.editors.source, self.editors.target)).setFocus()
            case _:
                under = QApplication.focusWidget() or self.grid.view
                QTest.keyClick(under, self.dice.choice(KEYS), self.dice.choice(HELD))

    def check(self) -> None:
        shown = [one.line_id for one in self.grid.shown]
        assert set(shown) <= {one.line_id for one in self.lines}
        assert len(set(shown)) == len(shown)
        assert list(self.grid.rows) == self.lines
        index = self.grid.view.currentIndex()
        assert (shown[index.row()] if index.isValid() else self.grid.current) == self.grid.current
        assert set(self.grid.chosen) <= set(shown)
        line = self.line(self.editors.line_id)
        if line is not None and not self.editors.target.unwritten:
            assert self.editors.target.text in {line.target, ""}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_comes_apart(qtbot: QtBot, seed: int) -> None:
    desk = Desk(random.Random(seed))
    qtbot.addWidget(desk.window)
    qtbot.waitActive(desk.window)
    for n in range(ACTIONS):
        desk.act(n)
        if n % 3 == 0:
            QApplication.processEvents()
            desk.check()
    assert desk.written
