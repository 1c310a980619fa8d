"""Settings: a page made from any frozen dataclass; every change is one new value."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from dubbench.errors import BadInput
from dubbench.gui.keys import Keymap, Scope
from dubbench.gui.keys_page import KeysPage
from dubbench.gui.settings_page import SettingsDialog, SettingsPage


class Colours(StrEnum):
    SYSTEM = "system"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Settings:
    """One field of every kind, as the real settings have them."""

    colours: Colours = field(default=Colours.SYSTEM, metadata={"label": "Colours", "group": "Window"})
    percent: int = field(
        default=100, metadata={"label": "Size of text", "range": (50, 300), "unit": "%", "help": "Next time."}
    )
    engine: str = field(
        default="", metadata={"label": "Voices", "choices": lambda: [("", "The best there is"), ("kokoro", "Kokoro")]}
    )
    pause: bool = field(default=True, metadata={"label": "Pause while typing"})
    person: str = field(default="Ana", metadata={"label": "Your name"})
    folder: Path = field(default=Path("/series"), metadata={"label": "Folder"})
    markets: tuple[str, ...] = field(default=(), metadata={"label": lambda: "Markets"})
    rate: float = field(default=1.0, metadata={"label": "Rate", "range": (0.5, 2.0)})
    unseen: int = 3

    def __post_init__(self) -> None:
        if not self.person:
            raise BadInput("Your name stands in the history: write one.")


@pytest.fixture
def page(qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(Settings())
    qtbot.addWidget(page)
    page.show()
    return page


def control(page: QWidget, kind: type, name: str) -> QWidget:
    found = page.findChild(kind, name)
    assert found is not None
    return found


def test_every_field_with_a_label_has_a_control_with_a_name(page: SettingsPage) -> None:
    kinds = {
        "colours": QComboBox,
        "percent": QSpinBox,
        "engine": QComboBox,
        "pause": QCheckBox,
        "person": QLineEdit,
        "folder": QWidget,
        "markets": QLineEdit,
        "rate": QDoubleSpinBox,
    }
    for name, kind in kinds.items():
        assert control(page, kind, name).accessibleName()
    assert page.findChild(QWidget, "unseen") is None
    assert control(page, QSpinBox, "percent").accessibleDescription() == "Next time."
    assert "Next time." in [one.text() for one in page.findChildren(QLabel)]


def test_showing_a_value_tells_nothing(qtbot: QtBot, page: SettingsPage) -> None:
    other = Settings(Colours.DARK, 150, "kokoro", False, "Mei", Path("/x"), ("pt-BR", "ar"), 1.5, 9)
    with qtbot.assertNotEmitted(page.changed):
        page.set_value(other)
    assert control(page, QComboBox, "colours").currentText() == "dark"
    assert control(page, QComboBox, "engine").currentText() == "Kokoro"
    assert control(page, QLineEdit, "markets").text() == "pt-BR, ar"
    page._take()
    assert page.value() == other


def test_a_change_is_one_new_value(qtbot: QtBot, page: SettingsPage) -> None:
    with qtbot.waitSignal(page.changed) as told:
        control(page, QSpinBox, "percent").setValue(125)
    assert told.args == [replace(Settings(), percent=125)]
    with qtbot.waitSignal(page.changed) as told:
        control(page, QCheckBox, "pause").click()
    assert told.args == [replace(Settings(), percent=125, pause=False)]
    line = control(page, QLineEdit, "markets")
    with qtbot.waitSignal(page.changed) as told:
        qtbot.keyClicks(line, "pt-BR, , ar")
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told.args[0].markets == ("pt-BR", "ar")
    assert told.args[0].unseen == 3


def test_a_value_the_settings_refuse_is_told_and_the_last_good_one_stays(qtbot: QtBot, page: SettingsPage) -> None:
    line = control(page, QLineEdit, "person")
    line.clear()
    with qtbot.assertNotEmitted(page.changed):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page._trouble.text() == "Your name stands in the history: write one."
    assert page.value().person == "Ana"


def test_a_choice_that_is_not_offered_today_stays_and_is_seen(page: SettingsPage) -> None:
    page.set_value(Settings(engine="gone"))
    assert control(page, QComboBox, "engine").currentText() == "gone"
    page._take()
    assert page.value().engine == "gone"


def test_everything_as_at_first(qtbot: QtBot, page: SettingsPage) -> None:
    page.set_value(Settings(percent=200))
    with qtbot.waitSignal(page.changed) as told:
        page._reset()
    assert told.args == [Settings()]


def test_the_dialog_turns_its_pages(qtbot: QtBot) -> None:
    keys = KeysPage(Keymap())
    dialog = SettingsDialog([("Settings", SettingsPage(Settings())), ("Keys", keys)])
    qtbot.addWidget(dialog)
    dialog.show()
    assert not keys.isVisible()
    dialog.show_page(1)
    assert keys.isVisible()


@pytest.fixture
def keys(qtbot: QtBot) -> KeysPage:
    page = KeysPage(Keymap())
    qtbot.addWidget(page)
    page.show()
    return page


def test_a_key_is_changed_by_pressing_it(qtbot: QtBot, keys: KeysPage) -> None:
    keys.choose("line.speak")
    with qtbot.waitSignal(keys.changed, timeout=3000) as told:
        qtbot.keyClick(keys._edit[Scope.ANYWHERE], Qt.Key.Key_F4)
    assert told.args[0].keys("line.speak") == ("F4",)
    with qtbot.waitSignal(keys.changed):
        keys._reset()
    assert keys.keymap() == Keymap()


def test_a_conflict_is_said_with_both_names(keys: KeysPage) -> None:
    assert keys._trouble.text() == ""
    keys.set_keymap(Keymap().bound("line.speak", Scope.ANYWHERE, ["F5"]))
    assert keys._trouble.text() == (
        "Wanted by two, so it works for neither. F5: “Speak this line again and play it” + “Play this line”"
    )


def test_another_set_keeps_what_one_changed(qtbot: QtBot, keys: KeysPage) -> None:
    keys.set_keymap(Keymap().bound("line.speak", Scope.ANYWHERE, ["F4"]))
    with qtbot.waitSignal(keys.changed) as told:
        keys._preset.setCurrentIndex(keys._preset.findData("aegisub"))
        keys._preset.activated.emit(keys._preset.currentIndex())
    assert told.args[0].preset == "aegisub"
    assert told.args[0].keys("line.speak") == ("F4",)


def test_commands_are_found_by_name_and_by_key(qtbot: QtBot, keys: KeysPage) -> None:
    keys._find.setText("F12")
    assert [item.text(0) for item in keys._items() if not item.isHidden()] == ["End the line here"]
    keys._find.setText("merge")
    assert "Merge with the next line" in [item.text(0) for item in keys._items() if not item.isHidden()]
