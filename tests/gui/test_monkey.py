"""A monkey at the real window: keys, clicks, drags and commands at random; then everything of it is undone, exactly.

`make monkey` lets it do 10,000 things with each seed; `make test` a few hundred.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.domain.journal import Author
from dubbench.domain.script import Character, Line
from dubbench.domain.target import Target
from dubbench.gui.workbench import Workbench

ACTIONS = int(os.environ.get("DUBBENCH_MONKEY", "250"))
LEFT_ALONE = (
    *("file.quit", "file.close", "file.new", "file.open", "file.demo", "file.add-episodes", "file.add-market"),
    *("file.save-picture", "file.locate-video", "file.import", "view.full-screen"),
    "file.models",
)
"""What leads out of the series, or reaches the machine's own models."""

WORK = ("stage.", "line.speak")
"""Commands that start work: done one time in ten, so that the monkey comes to do other things."""

KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
)
HELD = (*(Qt.KeyboardModifier.NoModifier,) * 5, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
TYPED = ("a", "no, ", "não ", "夜", "ليل ", "…", "10 ", "Nora ")
Act = Callable[[], Any]


class Monkey:
    """Does things at random to a window; `dice` decides everything, so that a seed tells the same story again."""

    def __init__(self, bench: Workbench, seed: int, *, runs: bool = False) -> None:
        self.bench, self.dice = bench, random.Random(seed)
        self.left_alone = LEFT_ALONE if runs else (*LEFT_ALONE, "stage.", "file.deliver")
        self.acts: dict[Act, int] = {
            self.command: 30,
            self.type: 20,
            self.key: 20,
            self.click: 12,
            self.drag: 8,
            self.wheel: 4,
            self.undo: 6,
            self.redo: 3,
            self.resize: 1,
        }

    def act(self) -> None:
        """Do one thing, and let the window answer."""
        act = self.dice.choices(list(self.acts), list(self.acts.values()))[0]
        act()
        QApplication.processEvents()
        for popup in iter(QApplication.activePopupWidget, None):
            popup.close()
        for one in QApplication.topLevelWidgets():
            if one.isVisible() and one.isModal() and self.dice.random() < 0.3:
                one.close()

    def command(self) -> None:
        actions = self.bench.window.actions_
        offered = [one.id for one in actions.offered() if not one.id.startswith(self.left_alone)]
        if offered:
            wanted = self.dice.choice(offered)
            if not wanted.startswith(WORK) or self.dice.random() < 0.1:
                actions.run(wanted)

    def type(self) -> None:
        editors = self.bench.window.findChildren(QPlainTextEdit)
        focus = QApplication.focusWidget()
        if not isinstance(focus, QPlainTextEdit | QLineEdit) and editors:
            focus = self.dice.choice(editors)
            focus.setFocus()
        text = self.dice.choice(TYPED)
        if focus is not None and text.isascii():
            QTest.keyClicks(focus, text)
        elif focus is not None:  # as an input method writes
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(focus, event)

    def key(self) -> None:
        QTest.keyClick(self.focused(), self.dice.choice(KEYS), self.dice.choice(HELD))

    def click(self) -> None:
        widget = self.somewhere()
        if isinstance(widget, QAbstractButton | QComboBox) and self.dice.random() < 0.5:
            return
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, self.dice.choice(HELD), self.place(widget))

    def drag(self) -> None:
        widget = self.bench.page.widgets.timeline if self.dice.random() < 0.7 else self.somewhere()
        held, start, end = self.dice.choice(HELD), self.place(widget), self.place(widget)
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, held, start)
        for step in (1, 2, 3):
            QTest.mouseMove(widget, start + (end - start) * step / 3)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, held, end)

    def wheel(self) -> None:
        timeline = self.bench.page.widgets.timeline
        self.dice.choice([timeline.zoom_in, timeline.zoom_out, timeline.zoom_fit])()

    def undo(self) -> None:
        self.bench.window.actions_.run("edit.undo")

    def redo(self) -> None:
        self.bench.window.actions_.run("edit.redo")

    def resize(self) -> None:
        self.bench.window.resize(self.dice.randrange(500, 1900), self.dice.randrange(400, 1200))

    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.bench.window

    def somewhere(self) -> QWidget:
        seen = [one for one in self.bench.window.findChildren(QWidget) if one.isVisible() and one.isEnabled()]
        return self.dice.choice([one for one in seen if not one.findChildren(QWidget)])

    def place(self, widget: QWidget) -> QPoint:
        return QPoint(self.dice.randrange(max(1, widget.width())), self.dice.randrange(max(1, widget.height())))


def said(bench: Workbench) -> dict[type, set[Any]]:
    """Give what people decide about: lines, words, who speaks."""
    store = bench.series.session.store
    return {type_: {repr(row) for row in store.all(type_)} for type_ in (Line, Target, Character)}


@pytest.fixture(autouse=True)
def nothing_outside_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Cancel the dialogs of the system, which hold everything up until a person answers, and open no other program."""
    monkeypatch.chdir(tmp_path)  # where it delivers into folders that it makes up
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)
    for name, answer in (("getExistingDirectory", ""), ("getOpenFileName", ("", "")), ("getOpenFileNames", ([], "")),
                         ("getSaveFileName", ("", ""))):  # fmt: skip
        monkeypatch.setattr(QFileDialog, name, lambda *_, answer=answer, **__: answer)


def play(bench: Workbench, qtbot: QtBot, monkey: Monkey) -> None:
    """Let the monkey do its things, and wait until what it began has ended."""
    for _ in range(ACTIONS):
        monkey.act()
        if not bench.window.in_episode:
            shown(bench, qtbot)
    bench.page.widgets.editors.flush()
    bench.work.cancel()
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=30_000)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_breaks_and_all_of_it_is_undone(bench: Workbench, qtbot: QtBot, seed: int) -> None:
    shown(bench, qtbot)
    bench.series.session.person = Author("ana")  # whose steps are those of the monkey alone
    before = said(bench)
    play(bench, qtbot, Monkey(bench, seed))
    session = bench.series.session
    assert session.store.verify() == ()
    while session.store.undo(session.person) is not None:
        pass
    assert said(bench) == before
    assert session.store.verify() == ()


@pytest.mark.timeout(1800)
def test_nothing_breaks_while_runs_change_the_same_lines(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    play(bench, qtbot, Monkey(bench, 4, runs=True))
    assert bench.series.session.store.verify() == ()
