"""Keys: every preset is sound, changes are kept, and two commands never share a key unseen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from dubbench.gui.commands import commands, menus
from dubbench.gui.keys import PRESETS, Keymap, Scope, normal
from dubbench.gui.presets import title

KNOWN = {one.id for one in commands()}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_names_only_commands_and_keys_that_exist(qtbot: QtBot, preset: str) -> None:
    base = PRESETS[preset]
    assert title(preset)
    for command, keys in [*base.anywhere.items(), *base.pane.items()]:
        assert command in KNOWN
        for key in keys:
            assert not QKeySequence(key).isEmpty(), key


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_has_no_conflicts(preset: str) -> None:
    assert Keymap(preset).conflicts() == ()


def test_every_command_has_an_id_of_its_own_and_a_menu() -> None:
    assert len(KNOWN) == len(commands())
    assert {one.menu for one in commands()} <= menus().keys()


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("playback.play", "Ctrl+Space"),
        ("playback.play", "F9"),
        ("playback.line", "F5"),
        ("playback.dub", "Shift+F5"),
        ("line.previous", "Alt+Up"),
        ("playback.back", "Alt+Left"),
        ("line.set-in", "F11"),
        ("line.set-out", "F12"),
        ("line.next-issue", "F8"),
        ("line.confirm", "Ctrl+Return"),
        ("review.send-back", "Ctrl+Shift+Return"),
        ("line.speak", "Ctrl+R"),
        ("line.shorter", "Ctrl+K"),
        ("line.take-5", "Ctrl+5"),
        ("review.comment", "Ctrl+M"),
        ("line.merge", "Ctrl+Shift+M"),
        ("line.split", "Alt+Return"),
        ("review.reference", "Ctrl+Shift+A"),
        ("review.sign", "Ctrl+Shift+S"),
        ("view.next-pane", "F6"),
        ("stage.run", "F7"),
        ("stage.7", "Alt+7"),
        ("view.commands", "Ctrl+Shift+P"),
        ("edit.undo", "Ctrl+Z"),
        ("edit.redo", "Ctrl+Y"),
    ],
)
def test_the_keys_of_the_design_stand(command: str, key: str) -> None:
    assert key in Keymap().keys(command)


def test_bare_keys_work_in_the_panes_only() -> None:
    keymap = Keymap()
    assert keymap.keys("playback.play", Scope.PANE) == ("Space",)
    anywhere = [key for command in KNOWN for key in keymap.keys(command)]
    assert not [key for key in anywhere if len(key) == 1 or key in {"Space", "Left", "Right", "Del"}]


def test_an_override_replaces_takes_away_and_goes_back() -> None:
    changed = Keymap().bound("line.speak", Scope.ANYWHERE, ["ctrl+alt+r"])
    assert changed.keys("line.speak") == ("Ctrl+Alt+R",)
    assert changed.bound("line.speak", Scope.ANYWHERE, []).keys("line.speak") == ()
    assert changed.bound("line.speak", Scope.ANYWHERE, ["Ctrl+R"]).overrides == {}
    assert changed.reset("line.speak") == Keymap()


def test_a_conflict_names_both_commands() -> None:
    changed = Keymap().bound("line.speak", Scope.ANYWHERE, ["F5"])
    (conflict,) = changed.conflicts()
    assert conflict.key == "F5"
    assert set(conflict.commands) == {"line.speak", "playback.line"}
    assert Keymap().taken("f5", "line.speak") == "playback.line"
    assert Keymap().taken("F5", "playback.line") == ""


def test_a_key_of_the_panes_may_not_also_work_anywhere() -> None:
    changed = Keymap().bound("playback.ab", Scope.PANE, ["F8"])
    assert [set(one.commands) for one in changed.conflicts()] == [{"playback.ab", "line.next-issue"}]


def test_a_map_survives_the_settings_file() -> None:
    changed = Keymap("resolve").bound("line.speak", Scope.PANE, ["R"]).bound("help.keys", Scope.ANYWHERE, [])
    assert changed.own == {"pane.line.speak": "R", "help.keys": ""}
    assert Keymap.of("resolve", changed.own) == changed


def test_a_settings_file_of_another_day_is_no_fault() -> None:
    assert Keymap.of("vi", {}) == Keymap()
    assert Keymap.of("resolve", {"line.of-tomorrow": "F5 Ctrl+,"}).own == {"line.of-tomorrow": "F5 Ctrl+,"}


def test_one_key_has_one_name(qtbot: QtBot) -> None:
    assert normal("ctrl+Delete") == normal("Ctrl+Del")
