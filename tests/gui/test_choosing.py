"""Files chosen in the system's dialog: what is given, what is not, and that nothing waits for it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from dubbench.gui import choosing

KINDS = "Pictures (*.png);;Shapes (*.svg)"


@pytest.fixture
def over(qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    qtbot.waitUntil(lambda: not widget.findChildren(QFileDialog))  # none is kept once it is closed


def test_a_folder_is_given(over: QWidget, tmp_path: Path) -> None:
    found: list[str] = []
    choosing.folder(over, "Where?", str(tmp_path), found.append).accept()
    assert found == [str(tmp_path)]


def test_going_back_gives_nothing(over: QWidget, tmp_path: Path) -> None:
    found: list[str] = []
    choosing.folder(over, "Where?", str(tmp_path), found.append).reject()
    assert not found


def test_files_that_are_there_are_given(over: QWidget, tmp_path: Path) -> None:
    one, many = [], []
    for name in ("a.png", "b.png"):
        (tmp_path / name).touch()
    dialog = choosing.file(over, "Which?", str(tmp_path), KINDS, one.append)
    dialog.selectFile("b.png")
    dialog.accept()
    dialog = choosing.files(over, "Which?", str(tmp_path), KINDS, many.append)
    dialog.fileSelected.emit("alone")  # of several, the whole choice counts
    dialog.selectFile("a.png")
    dialog.accept()
    assert (one, many) == ([str(tmp_path / "b.png")], [[str(tmp_path / "a.png")]])


def test_a_place_comes_with_its_kind(over: QWidget, tmp_path: Path) -> None:
    found: list[tuple[str, str]] = []
    dialog = choosing.place(over, "Where?", str(tmp_path / "season"), KINDS, lambda *told: found.append(told))
    dialog.selectNameFilter("Shapes (*.svg)")
    dialog.accept()
    assert found == [(str(tmp_path / "season"), "Shapes (*.svg)")]
