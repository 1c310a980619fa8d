"""A video that is gone: a notice, texts go on, and all is back once the person points at it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from programmes import video
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from dubbench.app import season
from dubbench.app.settings import Settings
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui import start
from dubbench.gui.locating import LOCATE, MISSING, WITHOUT
from dubbench.gui.workbench import Workbench


@pytest.fixture
def moved(tmp_path: Path) -> Path:
    """Where the video of an episode went to; its series lies in `work`."""
    film = video(tmp_path / "episode.mp4")
    folder = tmp_path / "work" / "heiress.dubbench"
    folder.parent.mkdir()
    season.start(folder, ["pt-BR"], source="en")
    season.add(folder, [film])
    (tmp_path / "disk").mkdir()
    return film.rename(tmp_path / "disk" / "renamed.mp4")


@pytest.fixture
def bench(qtbot: QtBot, moved: Path) -> Iterator[Workbench]:
    start.application(Settings())
    made = start.opened(Settings(), moved.parent.parent / "work" / "heiress.dubbench")
    qtbot.addWidget(made.window)
    store = made.series.session.store
    made.open_episode(store.all(Episode)[0].id, store.all(Market)[0].id)
    settled(made, qtbot)
    yield made
    made.close_series()


def settled(bench: Workbench, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not bench.locating.waits and not bench.page.reading.waits, timeout=30_000)


def notices(bench: Workbench) -> list[str]:
    return [one.id for one in bench.window.banners.banners()]


def test_a_missing_video_is_said_and_located(bench: Workbench, qtbot: QtBot, moved: Path) -> None:
    assert notices(bench) == [MISSING]
    screen = bench.page.widgets.video.screen_view
    assert screen.accessibleDescription().startswith(bench.window.banners.banners()[0].text)
    assert not bench.page.tracks
    bench.window.banners.chosen.emit(MISSING, LOCATE)
    bench.window.findChild(QFileDialog).fileSelected.emit(str(moved))
    qtbot.waitUntil(lambda: MISSING not in notices(bench) and bench.page.tracks is not None, timeout=30_000)
    settled(bench, qtbot)
    assert [one.text for one in bench.window.banners.banners()] == ["1 video is found again."]
    qtbot.waitUntil(lambda: screen._image is not None, timeout=10_000)


def test_another_video_is_refused(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    other = video(tmp_path / "other.mp4", texts=("Come home.",))
    bench.locating.take(other)
    settled(bench, qtbot)
    assert "its content differs" in next(one.text for one in bench.window.banners.banners() if one.id != MISSING)
    assert MISSING in notices(bench)


def test_one_may_work_without(bench: Workbench) -> None:
    bench.window.banners.chosen.emit(MISSING, WITHOUT)
    assert notices(bench) == []
    assert bench.window.actions_.possible("file.locate-video")
