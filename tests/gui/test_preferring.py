"""The settings of the window: kept as soon as they are changed, and followed at once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from dubbench.app.settings import LOOK, PLAY, Settings
from dubbench.app.settings_file import load
from dubbench.gui import start, theme
from dubbench.gui.keys import Scope
from dubbench.gui.keys_page import KeysPage
from dubbench.gui.preferring import SCALES
from dubbench.gui.settings_page import SettingsDialog
from dubbench.gui.video.placing import SOCIAL, STRICT, WIDE_TITLE, chosen
from dubbench.gui.workbench import Workbench


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Workbench]:
    settings = Settings(reopen=False)
    start.application(settings)
    made = start.opened(settings)
    qtbot.addWidget(made.window)
    yield made
    start.application(settings)


def pick(dialog: SettingsDialog, name: str, words: str) -> None:
    box = dialog.findChild(QComboBox, name)
    assert box is not None
    box.setCurrentText(words)
    assert box.currentText() == words
    box.activated.emit(box.currentIndex())


def test_colours_change_at_once_and_stay(bench: Workbench) -> None:
    dialog = bench.preferring.ask(LOOK)
    pick(dialog, "theme", "Dark")
    assert theme.tokens() is theme.DARK
    pick(dialog, "theme", "High contrast")
    assert theme.tokens() is theme.CONTRAST
    assert load().settings.theme == "high-contrast"


def test_text_grows_in_steps_as_far_as_it_may(bench: Workbench, qtbot: QtBot) -> None:
    dialog = bench.preferring.ask(LOOK)
    points = QApplication.font().pointSizeF()
    assert bench.window.actions_.run("view.larger")
    assert theme.scale_percent() == 110
    assert QApplication.font().pointSizeF() == pytest.approx(points * 1.1, abs=0.1)
    size = dialog.findChild(QSpinBox, "font_scale_percent")
    assert size is not None
    assert size.value() == 110
    for _ in SCALES:
        bench.window.actions_.run("view.larger")
    assert theme.scale_percent() == load().settings.font_scale_percent == 300
    for _ in SCALES:
        bench.window.actions_.run("view.smaller")
    assert theme.scale_percent() == 50


def test_a_key_of_ones_own_works_at_once_and_the_next_day(bench: Workbench, qtbot: QtBot) -> None:
    dialog = bench.preferring.ask_keys()
    page = dialog.findChild(KeysPage)
    assert page is not None
    page.changed.emit(page.keymap().bound("file.home", Scope.ANYWHERE, ["Ctrl+Alt+H"]))
    assert bench.window.actions_.action("file.home").shortcut().toString() == "Ctrl+Alt+H"
    assert page.keymap().keys("file.home") == ("Ctrl+Alt+H",)
    again = start.opened(load().settings)
    qtbot.addWidget(again.window)
    assert again.window.actions_.action("file.home").shortcut().toString() == "Ctrl+Alt+H"


def test_a_set_of_keys_is_taken_with_ones_own_above_it(bench: Workbench) -> None:
    bench.preferences.change("keys.line.split", "Ctrl+J")
    bench.preferences.change("key_preset", "resolve")
    keymap = bench.window.actions_.keymap
    assert keymap.preset == "resolve"
    assert keymap.keys("line.split") == ("Ctrl+J",)


def test_the_dialog_is_one_and_may_be_opened_again(bench: Workbench, qtbot: QtBot) -> None:
    first = bench.preferring.ask()
    assert bench.preferring.ask_keys() is first
    first.accept()
    second = bench.preferring.ask(PLAY)
    assert second is not first
    pause = second.findChild(QCheckBox, "pause_while_typing")
    assert pause is not None
    pause.click()
    assert not load().settings.pause_while_typing
    assert not bench.preferences.now.pause_while_typing


def test_a_setting_that_is_kept_leaves_the_others_as_they_hold(bench: Workbench) -> None:
    bench.preferences.change("theme", "dark")
    assert not bench.preferences.now.reopen


def test_the_safe_area_is_shown_and_hidden(bench: Workbench, tmp_path: Path) -> None:
    bench.preferences.change("safe_zone", "strict")
    bench.preferring.toggle_safe_area()
    assert load().settings.safe_zone == "off"
    bench.preferring.toggle_safe_area()
    assert load().settings.safe_zone == "strict"


def test_the_setting_names_a_safe_area_for_the_shape_of_the_picture() -> None:
    assert chosen("off", 1080, 1920) is None
    assert chosen("vertical", 1080, 1920) is SOCIAL
    assert chosen("strict", 1080, 1920) is STRICT
    assert chosen("strict", 1920, 1080) is WIDE_TITLE


def test_subtitles_grow_in_the_picture(bench: Workbench) -> None:
    screen = bench.page.widgets.video.screen_view
    screen.resize(360, 640)
    screen.set_subtitle("Volte para casa", "pt-BR")
    before = screen._subtitle(screen.place).place.height
    bench.preferences.change("subtitle_size_percent", 150)
    assert screen._subtitle(screen.place).place.height == pytest.approx(before * 1.5, rel=0.1)
