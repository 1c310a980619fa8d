"""Source and target under the hands: when a text is written, whose undo it is, input methods, budget."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest
from grid_rows import row
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QAction, QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from dubbench.gui.budget import plain_budget
from dubbench.gui.editors import LineEditors, Side
from dubbench.gui.presets import PRESETS
from dubbench.gui.values import Budget, Limits, Row

CTRL = Qt.KeyboardModifier.ControlModifier
OWN = {"Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z"}  # an editor's own before they are the window's


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(LineEditors())
    window.resize(800, 160)
    window.show()
    qtbot.waitActive(window)
    return window


@pytest.fixture
def editors(window: QMainWindow) -> LineEditors:
    editors = window.centralWidget()
    assert isinstance(editors, LineEditors)
    editors.set_languages("zh-CN", "en")
    editors.set_row(row(1))
    editors.focus()
    return editors


class Told(list[tuple[str, ...]]):
    """What the editors ask for; `accept` lets the line say what was written, as the journal does."""

    def __init__(self, editors: LineEditors) -> None:
        super().__init__()
        editors.text_written.connect(lambda *said: self.append(said))


def accepted(editors: LineEditors, line: Row, text: str) -> Row:
    """Write a text into the line and show it again."""
    new = replace(line, target=text)
    editors.set_row(new)
    return new


def test_enter_writes_and_says_what_was_seen(qtbot: QtBot, editors: LineEditors) -> None:
    told = Told(editors)
    editors.target.selectAll()
    qtbot.keyClicks(editors.target, "  new   words ")
    qtbot.keyClick(editors.target, Qt.Key.Key_Return)
    qtbot.keyClick(editors.target, Qt.Key.Key_Return)
    assert told == [("L1", "target", "new words", "target 1")]
    assert editors.target.hasFocus()


def test_a_pause_writes_what_was_typed(qtbot: QtBot, editors: LineEditors) -> None:
    editors.target._idle.setInterval(10)
    with qtbot.waitSignal(editors.text_written) as told:
        qtbot.keyClicks(editors.target, "x")
    assert told.args == ["L1", "target", "xtarget 1", "target 1"]


def test_leaving_and_another_line_write(qtbot: QtBot, editors: LineEditors) -> None:
    told = Told(editors)
    qtbot.keyClicks(editors.target, "x")
    qtbot.keyClick(editors.target, Qt.Key.Key_Backtab)
    assert editors.source.hasFocus()
    qtbot.keyClicks(editors.source, "y")
    editors.set_row(row(2))
    assert told == [("L1", "target", "xtarget 1", "target 1"), ("L1", "source", "ysource 1", "source 1")]
    assert (editors.source.text, editors.target.text) == ("source 2", "target 2")


def test_what_is_being_typed_stays_and_so_does_the_cursor(qtbot: QtBot, editors: LineEditors) -> None:
    told = Told(editors)
    qtbot.keyClicks(editors.target, "one ")
    editors.target.write()
    qtbot.keyClicks(editors.target, "two ")
    line = accepted(editors, row(1), "one target 1")
    assert editors.target.toPlainText() == "one two target 1"
    qtbot.keyClicks(editors.target, "three ")
    editors.set_row(replace(line, source="changed by somebody"))
    assert editors.target.toPlainText() == "one two three target 1"
    assert editors.source.text == "changed by somebody"
    editors.target.write()
    assert told[-1] == ("L1", "target", "one two three target 1", "one target 1")


def test_undo_is_the_editors_own_and_then_the_journals(qtbot: QtBot, editors: LineEditors) -> None:
    qtbot.keyClicks(editors.target, "x")
    with qtbot.assertNotEmitted(editors.undo_asked):
        qtbot.keyClick(editors.target, Qt.Key.Key_Z, CTRL)
    assert editors.target.text == "target 1"
    assert not editors.target.unwritten
    with qtbot.assertNotEmitted(editors.redo_asked):
        qtbot.keyClick(editors.target, Qt.Key.Key_Y, CTRL)
    editors.target.write()
    line = accepted(editors, row(1), "xtarget 1")
    with qtbot.waitSignal(editors.undo_asked):
        qtbot.keyClick(editors.target, Qt.Key.Key_Z, CTRL)
    accepted(editors, line, "target 1")
    assert editors.target.text == "target 1"
    with qtbot.waitSignal(editors.redo_asked):
        qtbot.keyClick(editors.target, Qt.Key.Key_Y, CTRL)
    assert not editors.undo()


def test_a_refused_text_stays_and_is_offered_again(qtbot: QtBot, editors: LineEditors) -> None:
    told = Told(editors)
    qtbot.keyClicks(editors.target, "x")
    editors.target.write()
    editors.set_row(replace(row(1), target="theirs"))
    assert editors.target.text == "xtarget 1"
    editors.refused("target")
    editors.flush()
    assert told == [("L1", "target", "xtarget 1", "target 1")] * 2


def test_a_text_wiped_out_is_not_written_and_comes_back(qtbot: QtBot, editors: LineEditors) -> None:
    told = Told(editors)
    editors.target.selectAll()
    qtbot.keyClick(editors.target, Qt.Key.Key_Delete)
    assert editors.budgets[Side.TARGET].words == "Empty: what stood here comes back"
    qtbot.keyClick(editors.target, Qt.Key.Key_Return)
    editors.source.setFocus()
    assert told == []
    assert editors.target.text == "target 1"


def test_tab_leaves_and_pasting_makes_no_line_breaks(qtbot: QtBot, editors: LineEditors) -> None:
    data = QMimeData()
    data.setText("a\nb\r\nc ")
    editors.target.insertFromMimeData(data)
    assert editors.target.toPlainText() == "a b c target 1"
    editors.source.setFocus()
    qtbot.keyClick(editors.source, Qt.Key.Key_Tab)
    assert editors.target.hasFocus()


@pytest.mark.parametrize("preset", PRESETS)
def test_the_windows_keys_work_while_typing(
    qtbot: QtBot, window: QMainWindow, editors: LineEditors, preset: str
) -> None:
    done: list[str] = []
    wanted = sorted({key for keys in PRESETS[preset].anywhere.values() for key in keys} - OWN)
    for key in wanted:
        action = QAction(key, window)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _on=False, key=key: done.append(key))
        window.addAction(action)
    for key in wanted:
        pressed = QKeySequence(key)[0]
        qtbot.keyClick(editors.target, pressed.key(), pressed.keyboardModifiers())
    assert done == wanted
    assert editors.target.text == "target 1"


def test_the_enter_of_an_input_method_confirms_nothing(qtbot: QtBot, window: QMainWindow, editors: LineEditors) -> None:
    confirmed: list[str] = []
    action = QAction(window)
    action.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Return")])
    action.triggered.connect(lambda: confirmed.append("confirmed"))
    window.addAction(action)
    told = Told(editors)
    QApplication.sendEvent(editors.target, QInputMethodEvent("ni hao", []))
    qtbot.keyClick(editors.target, Qt.Key.Key_Return)
    qtbot.keyClick(editors.target, Qt.Key.Key_Return, CTRL)
    editors.target.write()
    assert (confirmed, told) == ([], [])
    done = QInputMethodEvent()
    done.setCommitString("你好")
    QApplication.sendEvent(editors.target, done)
    qtbot.keyClick(editors.target, Qt.Key.Key_Return, CTRL)
    assert len(confirmed) == 1
    assert editors.target.text == "你好target 1"


def test_split_says_where_the_cursors_are(qtbot: QtBot, editors: LineEditors) -> None:
    editors.set_row(replace(row(1), source="你知道我是谁吗", target="do you know me"))
    cursor = editors.source.textCursor()
    cursor.setPosition(3)
    editors.source.setTextCursor(cursor)
    cursor = editors.target.textCursor()
    cursor.setPosition(7)
    editors.target.setTextCursor(cursor)
    with qtbot.waitSignal(editors.split_asked) as told:
        editors.split_here()
    assert told.args == ["L1", "target", 3, 7]
    editors.target.setPlainText("  do   you know me")
    cursor = editors.target.textCursor()
    cursor.setPosition(11)
    editors.target.setTextCursor(cursor)
    with qtbot.waitSignal(editors.split_asked) as told:
        editors.split_here()
    assert told.args[3] == len("do you ")


def test_the_budget_lives_and_warns_with_glyphs(qtbot: QtBot, editors: LineEditors) -> None:
    def costs(line: Row, text: str) -> Budget:
        return Budget(len(text), line.duration_ms, lines=3, cps_milli=27_000, dub_ms=60 * len(text))

    editors.set_limits(Limits())
    editors.set_costs(plain_budget, costs)
    line = editors.budgets[Side.TARGET]
    assert line.words == "8 chars · ▲ 3 rows · ⏱ 27 cps · dub 0.48 s (−68%)"
    qtbot.keyClicks(editors.target, "a much longer text. ")
    assert line.words.startswith("28 chars")
    assert line.words.endswith("· ↔ dub 1.68 s (+12%)")
    assert line.accessibleName() == f"Budget of the target: {line.words}"
    assert editors.budgets[Side.SOURCE].words == "8 chars · 5 cps · 1.50 s"


def test_a_locked_line_says_why_and_takes_no_text(qtbot: QtBot, editors: LineEditors) -> None:
    editors.set_locked("🔒 Approved by Mei")
    qtbot.keyClicks(editors.target, "x")
    assert editors.target.text == "target 1"
    assert editors.budgets[Side.TARGET].words == "🔒 Approved by Mei"
    editors.set_locked("")
    qtbot.keyClicks(editors.target, "x")
    assert editors.target.text == "xtarget 1"


def test_arabic_is_written_from_right_to_left(editors: LineEditors) -> None:
    editors.set_languages("en", "ar")
    assert editors.target.document().defaultTextOption().textDirection() == Qt.LayoutDirection.RightToLeft
    assert editors.source.document().defaultTextOption().textDirection() == Qt.LayoutDirection.LeftToRight
    assert editors.target.accessibleName() == "Target text (ar)"
    editors.set_row(None)
    assert editors.target.isReadOnly()
