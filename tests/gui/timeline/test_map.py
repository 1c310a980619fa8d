"""The strip of the whole episode, and pictures saved from widgets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path

import pytest
from gui_rows import row
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dubbench.errors import BadInput, NoPermission
from dubbench.gui import picture
from dubbench.gui.timeline.geometry import View
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.scene import Scene
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Shown

ROWS = (row(1, 0, 2_000, state=Shown.APPROVED), row(2, 5_000, 9_000, flags=("culture",)))


@pytest.fixture
def strip(qtbot: QtBot) -> EpisodeMap:
    strip = EpisodeMap()
    qtbot.addWidget(strip)
    strip.resize(1_000, 26)
    strip.set_scene(Scene.of(ROWS, (4_000,), 10_000))
    strip.set_view(View(0, 200, 400, 10_000))
    strip.show()
    return strip


def test_a_click_seeks_and_shows_the_place(strip: EpisodeMap, qtbot: QtBot) -> None:
    views: list[View] = []
    times: list[int] = []
    strip.view_asked.connect(views.append)
    strip.seek_asked.connect(times.append)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(600, 10))
    assert times == [6_000]
    assert [(view.start_ms, view.end_ms) for view in views] == [(5_000, 7_000)]


def test_keys_scroll_and_go_to_the_ends(strip: EpisodeMap, qtbot: QtBot) -> None:
    views: list[View] = []
    strip.view_asked.connect(views.append)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_End)
    assert [view.start_ms for view in views] == [1_000, 8_000]


def test_it_counts_for_screen_readers(strip: EpisodeMap) -> None:
    assert strip.accessibleDescription() == "2 lines, approved 1, draft 1, 1 with a flag"


def test_a_timeline_is_saved_in_pixels_and_in_shapes(qtbot: QtBot, tmp_path: Path) -> None:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.set_episode(10_000, (4_000,))
    timeline.set_rows(ROWS)
    size = QSize(600, 200)
    picture.save(tmp_path / "a.png", size, "Timeline", timeline.draw)
    picture.save(tmp_path / "a.svg", size, "Timeline", timeline.draw)
    assert QImage(str(tmp_path / "a.png")).size() == QSize(1_200, 400)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "<title>Timeline</title>" in drawn
    assert "Ana" in drawn
    assert "<image" not in drawn


def test_a_picture_that_cannot_be_saved_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"neither \.png nor \.svg"):
        picture.save(tmp_path / "a.gif", QSize(10, 10), "", lambda *_: None)
    with pytest.raises(NoPermission):
        picture.save(tmp_path / "missing" / "a.png", QSize(10, 10), "", lambda *_: None)
