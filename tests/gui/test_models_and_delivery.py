"""The model manager, the delivery checklist and the page about the program: values in, intentions out."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from dubbench.gui.about import AboutDialog, Facts
from dubbench.gui.checklist_view import Checklist, ChecklistView, Mark, Point
from dubbench.gui.model_manager import ModelManager
from dubbench.gui.model_rows import LANGUAGES, STATE, ModelRow

WHISPER = ModelRow("whisper-base", "Whisper base", "transcriber", ("*",), "MIT", 147_000_000, True, True)
KOKORO = ModelRow("kokoro", "Kokoro", "synthesizer", ("en", "pt-BR"), "Apache-2.0", 325_000_000, True)
LARGE = ModelRow("large", "Whisper large", "transcriber", ("*",), "MIT", 3_000_000_000)


@pytest.fixture
def manager(qtbot: QtBot) -> ModelManager:
    manager = ModelManager()
    qtbot.addWidget(manager)
    manager.set_models([WHISPER, KOKORO, LARGE], 120_000_000_000)
    manager.resize(900, 400)
    manager.show()
    return manager


def test_what_is_there_and_what_is_lacking_is_said(manager: ModelManager) -> None:
    words = manager._summary.text()
    assert words == "1 model on this machine · 147 MB · 120.0 GB free · 325 MB to fetch for the default engines"


def test_one_press_fetches_what_the_default_engines_need(qtbot: QtBot, manager: ModelManager) -> None:
    with qtbot.waitSignal(manager.install_asked) as told:
        manager._defaults.click()
    assert told.args == [["kokoro"]]
    manager.set_models([WHISPER])
    assert not manager._defaults.isVisible()


def test_a_button_does_only_what_the_chosen_models_allow(qtbot: QtBot, manager: ModelManager) -> None:
    manager.choose("whisper-base")
    assert (manager._install.isEnabled(), manager._verify.isEnabled(), manager._remove.isEnabled()) == (
        False,
        True,
        True,
    )
    with qtbot.waitSignal(manager.verify_asked) as told:
        manager._verify.click()
    assert told.args == [["whisper-base"]]
    manager.choose("large")
    assert (manager._install.isEnabled(), manager._verify.isEnabled()) == (True, False)
    with qtbot.waitSignal(manager.install_asked) as told:
        manager._install.click()
    assert told.args == [["large"]]


def test_a_held_key_does_not_take_the_choice_away(qtbot: QtBot, manager: ModelManager) -> None:
    qtbot.keyPress(manager._view, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    manager.choose("whisper-base")
    manager.choose("kokoro")
    manager.choose("kokoro")
    assert [one.id for one in manager.chosen()] == ["kokoro"]
    qtbot.keyRelease(manager._view, Qt.Key.Key_Control)


def test_progress_shows_and_can_be_cancelled(qtbot: QtBot, manager: ModelManager) -> None:
    manager.choose("kokoro")
    running = ModelRow("kokoro", "Kokoro", "synthesizer", ("en",), "Apache-2.0", 325_000_000, True, done_permille=423)
    manager.set_models([WHISPER, running, LARGE])
    assert [one.id for one in manager.chosen()] == ["kokoro"]
    table = manager._view.model()
    assert table.data(table.index(1, STATE)) == "42 %"
    assert table.data(table.index(0, LANGUAGES)) == "any"
    manager.grab()
    with qtbot.waitSignal(manager.cancel_asked) as told:
        manager._cancel.click()
    assert told.args == [["kokoro"]]


def test_nothing_is_deleted_before_it_was_asked_twice(qtbot: QtBot, manager: ModelManager) -> None:
    manager.choose("whisper-base")
    with qtbot.assertNotEmitted(manager.remove_asked):
        manager._remove.click()
    assert manager._words.text() == "Delete Whisper base (147 MB) from this disk?"
    with qtbot.waitSignal(manager.remove_asked) as told:
        qtbot.keyClick(manager._yes, Qt.Key.Key_Space)
    assert told.args == [["whisper-base"]]
    manager._remove.click()
    manager.choose("large")
    assert not manager._sure.isVisible()


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (WHISPER, "✓ installed"),
        (KOKORO, "○ needed for the default engines"),
        (LARGE, "○ not installed"),
        (ModelRow("a", "A", "translator", installed=True, own=True), "✓ your own"),
        (ModelRow("a", "A", "translator", installed=True, verified=True), "✓✓ verified"),
        (ModelRow("a", "A", "translator", installed=True, broken="model.bin"), "✗ damaged: model.bin"),
    ],
)
def test_how_a_model_stands(row: ModelRow, state: str) -> None:
    assert row.state == state


POINTS = (
    Point("text", "26 lines have a text", Mark.GOOD),
    Point("voice", "25 of 26 lines are voiced", Mark.OPEN, "The missing one is spoken first."),
    Point("fit", "2 lines are longer than their place", Mark.CARE, "Lines 7 and 19", "Show them"),
)
DELIVERY = Checklist(
    "E01 · pt-BR",
    POINTS,
    (("social", "Social, −14 LUFS"), ("ebu-r128", "EBU R128")),
    "ebu-r128",
    "/deliveries",
    ("e01.pt-BR.draft.mp4",),
    "dubbench export heiress.dubbench -e 1 -m pt-BR -o /deliveries",
)


@pytest.fixture
def view(qtbot: QtBot) -> ChecklistView:
    view = ChecklistView()
    qtbot.addWidget(view)
    view.set_checklist(DELIVERY)
    view.show()
    return view


def test_a_point_says_how_it_stands_and_leads_to_its_place(qtbot: QtBot, view: ChecklistView) -> None:
    spoken = view.findChild(QLabel, "point-fit").accessibleName()
    assert spoken == "take care: 2 lines are longer than their place Lines 7 and 19"
    assert view.findChild(QPushButton, "mend-text") is None
    with qtbot.waitSignal(view.mend_asked) as told:
        view.findChild(QPushButton, "mend-fit").click()
    assert told.args == ["fit"]


def test_a_delivery_is_asked_for(qtbot: QtBot, view: ChecklistView) -> None:
    assert view._destination.currentText() == "EBU R128"
    with qtbot.waitSignal(view.deliver_asked):
        view._deliver.click()
    with qtbot.waitSignal(view.folder_written) as told:
        view._folder.setText("/else")
        qtbot.keyClick(view._folder, Qt.Key.Key_Return)
    assert told.args == ["/else"]
    with qtbot.waitSignal(view.destination_chosen) as told:
        view._destination.activated.emit(0)
        view._destination.setCurrentIndex(0)
    assert told.args == ["ebu-r128"]


def test_what_stops_the_delivery_is_counted(view: ChecklistView) -> None:
    stop = Point("video", "The video is not there", Mark.STOP, mend="Locate…")
    view.set_checklist(Checklist("E01", (*POINTS, stop), (), "", ""))
    assert not view._deliver.isEnabled()
    assert view._verdict.text() == "1 point stops the delivery."


def test_the_command_is_copied_as_it_stands(qtbot: QtBot, view: ChecklistView) -> None:
    with qtbot.waitSignal(view.copied):
        view.copy_command()
    assert QGuiApplication.clipboard().text() == DELIVERY.command


def test_about_can_be_copied(qtbot: QtBot) -> None:
    dialog = AboutDialog(Facts("0.1.0", (("Kokoro", "Apache-2.0"),), ("Linux, 2 cores",)))
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == "dubbench 0.1.0\nLinux, 2 cores\n\nKokoro  Apache-2.0"
