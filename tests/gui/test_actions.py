"""Actions: a command is shown when somebody carries it out, possible when it can be, and answers its keys."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dubbench.gui.actions import Actions
from dubbench.gui.keys import Keymap, Scope


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    window.editor = QPlainTextEdit()
    window.pane = QPushButton("pane")
    layout = QVBoxLayout(window.centralWidget())
    layout.addWidget(window.editor)
    layout.addWidget(window.pane)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def actions(window: QMainWindow) -> Actions:
    made = Actions(window)
    made.fill(window.menuBar())
    made.add_pane(window.pane)
    return made


def test_what_nobody_does_is_not_shown(actions: Actions) -> None:
    assert not actions.action("review.sign").isVisible()
    assert not actions.run("review.sign")
    assert actions.offered() == ()


def test_a_menu_without_commands_is_not_shown(window: QMainWindow, actions: Actions) -> None:
    actions.on("file.quit", lambda: None)
    shown = [one.text() for one in window.menuBar().actions() if one.isVisible()]
    assert shown == ["&File"]


def test_possible_is_asked_and_not_remembered(actions: Actions) -> None:
    state = {"open": False}
    done: list[str] = []
    actions.on("edit.undo", lambda: done.append("undo"), lambda: state["open"])
    assert not actions.run("edit.undo")
    state["open"] = True
    actions.refresh()
    assert actions.action("edit.undo").isEnabled()
    assert actions.run("edit.undo")
    assert done == ["undo"]
    assert [one.id for one in actions.offered()] == ["edit.undo"]


def test_a_switch_shows_how_it_stands(actions: Actions) -> None:
    state = {"safe": True}
    actions.on("view.safe-area", lambda: state.update(safe=not state["safe"]), checked=lambda: state["safe"])
    assert actions.action("view.safe-area").isChecked()
    actions.action("view.safe-area").trigger()
    assert state == {"safe": False}
    assert not actions.action("view.safe-area").isChecked()


CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.mark.parametrize(
    ("command", "key", "modifier"),
    [
        ("playback.play", Qt.Key.Key_Space, CONTROL),
        ("playback.play", Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        ("line.confirm", Qt.Key.Key_Return, CONTROL),
        ("review.send-back", Qt.Key.Key_Return, CONTROL | SHIFT),
        ("line.split", Qt.Key.Key_Return, ALT),
        ("line.next", Qt.Key.Key_Down, ALT),
        ("line.previous", Qt.Key.Key_Up, ALT),
        ("playback.back", Qt.Key.Key_Left, ALT),
        ("line.shorter", Qt.Key.Key_K, CONTROL),
        ("line.speak", Qt.Key.Key_R, CONTROL),
        ("line.merge", Qt.Key.Key_M, CONTROL | SHIFT),
        ("line.take-3", Qt.Key.Key_3, CONTROL),
        ("line.set-in", Qt.Key.Key_F11, Qt.KeyboardModifier.NoModifier),
        ("view.commands", Qt.Key.Key_P, CONTROL | SHIFT),
        ("stage.7", Qt.Key.Key_7, ALT),
    ],
)
def test_a_key_works_while_typing(
    qtbot: QtBot, window: QMainWindow, actions: Actions, command: str, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    done: list[str] = []
    actions.on(command, lambda: done.append(command))
    window.editor.setPlainText("Grandma’s pendant")
    window.editor.setFocus()
    qtbot.keyClick(window.editor, key, modifier)
    assert done == [command]
    assert window.editor.toPlainText() == "Grandma’s pendant"


def test_bare_keys_are_letters_while_typing_and_commands_in_the_pane(
    qtbot: QtBot, window: QMainWindow, actions: Actions
) -> None:
    done: list[str] = []
    actions.on("playback.play", lambda: done.append("play"))
    actions.on("playback.shuttle-back", lambda: done.append("back"))
    window.editor.setFocus()
    qtbot.keyClicks(window.editor, "j j")
    assert window.editor.toPlainText() == "j j"
    assert done == []
    window.pane.setFocus()
    qtbot.keyClick(window.pane, Qt.Key.Key_Space)
    qtbot.keyClick(window.pane, Qt.Key.Key_J)
    assert done == ["play", "back"]


def test_other_keys_from_now_on(qtbot: QtBot, window: QMainWindow, actions: Actions) -> None:
    done: list[str] = []
    actions.on("line.speak", lambda: done.append("speak"))
    actions.set_keymap(Keymap().bound("line.speak", Scope.ANYWHERE, ["F4"]).bound("line.speak", Scope.PANE, ["R"]))
    window.pane.setFocus()
    qtbot.keyClick(window.pane, Qt.Key.Key_R, CONTROL)
    qtbot.keyClick(window.pane, Qt.Key.Key_F4)
    qtbot.keyClick(window.pane, Qt.Key.Key_R)
    assert done == ["speak", "speak"]
