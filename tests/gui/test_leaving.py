"""What outlives the window: its layout and the person's place, kept at leaving and before a crash."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from windows import FAKES, shown

from dubbench.app import recents
from dubbench.gui import layouts, start
from dubbench.gui.leaving import LEAVE, LEAVING, STAY, place
from dubbench.gui.statusbar import Job
from dubbench.gui.workbench import Workbench

NOT_AGAIN = replace(FAKES, reopen=False)


@pytest.fixture
def mirrored(qtbot: QtBot) -> Iterator[None]:
    start.application(NOT_AGAIN)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def again(qtbot: QtBot, folder: Path) -> Workbench:
    """Open the window anew."""
    made = start.opened(NOT_AGAIN, folder)
    qtbot.addWidget(made.window)
    return made


def test_panels_lie_where_they_were_left(bench: Workbench, qtbot: QtBot, series: Path) -> None:
    shown(bench, qtbot)
    bench.window.episode.panel("timeline").hide()
    bench.window.resize(bench.window.width(), 640)
    bench.window.close()
    assert "panels" in layouts.read(place())
    second = shown(again(qtbot, series), qtbot)
    assert second.window.height() == 640
    assert second.window.episode.panel("timeline").isHidden()
    second.window.close()


def test_a_window_without_an_episode_keeps_its_place_alone(bench: Workbench, qtbot: QtBot, series: Path) -> None:
    bench.window.close()
    assert list(layouts.read(place())) == ["window"]
    second = shown(again(qtbot, series), qtbot)
    assert second.window.episode.panel("timeline").isVisible()
    second.window.close()


def test_a_layout_stays_though_no_episode_is_opened_in_between(bench: Workbench, qtbot: QtBot, series: Path) -> None:
    shown(bench, qtbot)
    bench.window.episode.panel("timeline").hide()
    bench.window.close()
    again(qtbot, series).window.close()
    third = shown(again(qtbot, series), qtbot)
    assert third.window.episode.panel("timeline").isHidden()
    assert third.window.episode.panel("video").isVisible()
    third.window.close()


def test_a_crash_loses_little(bench: Workbench, qtbot: QtBot, series: Path) -> None:
    page = shown(bench, qtbot).page
    line = page.rows[2].line_id
    page.choose(line)
    qtbot.waitUntil(lambda: (found := recents.find(series)) is not None and found.spot.line == line, timeout=3_000)
    bench.leaving._often.timeout.emit()
    assert "panels" in layouts.read(place())


def test_an_unchanged_layout_is_not_written_again(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bench.leaving.keep()
    before = place().stat().st_mtime_ns
    bench.leaving.keep()
    assert place().stat().st_mtime_ns == before


def test_work_that_runs_is_not_stopped_without_a_question(bench: Workbench) -> None:
    bench.work.job = Job("Dub and deliver")
    assert not bench.window.close()
    assert [one.id for one in bench.window.banners.banners()] == [LEAVING]
    bench.window.banners.chosen.emit(LEAVING, STAY)
    assert not bench.window.banners.banners()
    assert not bench.window.close()
    bench.window.banners.chosen.emit(LEAVING, LEAVE)
    assert not bench.window.isVisible()


def test_who_closes_twice_or_wants_no_question_leaves(bench: Workbench) -> None:
    bench.work.job = Job("Dub and deliver")
    assert not bench.window.close()
    assert bench.window.close()
    bench.window.show()
    bench.leaving._asked = False
    bench.preferences.take(replace(bench.preferences.now, confirm_leaving=False))
    assert bench.window.close()


def test_panels_are_mirrored_where_people_read_from_the_right(mirrored: None, qtbot: QtBot, series: Path) -> None:
    bench = shown(again(qtbot, series), qtbot)
    frame = bench.window.episode
    centre = frame.centralWidget().geometry().center().x()
    assert frame.panel("video").geometry().center().x() > centre
    assert bench.page.widgets.timeline.isVisible()
    bench.window.close()
