"""The main window: pages, panels, notices, the work that runs, keys that go round, layouts that stay."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPlainTextEdit, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from dubbench.gui import layouts
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.frame import Place
from dubbench.gui.statusbar import Job, Sound
from dubbench.gui.window import MainWindow


def made(qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.set_home(QPushButton("home"))
    centre = QSplitter(Qt.Orientation.Vertical)
    centre.setObjectName("centre")
    centre.addWidget(QPlainTextEdit("grid"))
    centre.addWidget(QPlainTextEdit("editors"))
    window.set_episode_page(centre)
    window.add_panel("video", "Video", QPlainTextEdit(), Place.LEFT)
    window.add_panel("timeline", "Timeline", QPlainTextEdit(), Place.BOTTOM)
    for name in ("takes", "issues"):
        window.add_panel(name, name.title(), QPlainTextEdit())
    window.add_panel("jobs", "Jobs", QPlainTextEdit(), visible=False)
    return window


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    window = made(qtbot)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


def test_home_is_first_and_the_episode_has_the_bar_of_stages(window: MainWindow) -> None:
    assert not window.in_episode
    assert not window.top.isVisible()
    window.show_episode()
    assert window.in_episode
    assert window.top.isVisible()
    assert window.actions_.run("file.home")
    assert not window.in_episode


def test_the_panels_lie_as_in_the_design(window: MainWindow) -> None:
    window.show_episode()
    QApplication.processEvents()
    video, takes, timeline = (window.episode.panel(name).geometry() for name in ("video", "takes", "timeline"))
    centre = window.episode.centralWidget().geometry()
    assert video.right() < centre.left() < takes.left()
    assert centre.bottom() < timeline.top()
    assert video.height() > takes.height() + timeline.height() * 0.9
    assert timeline.right() >= takes.right()
    assert not window.episode.panel("jobs").isVisible()


def test_in_a_narrow_window_the_panels_lie_beside_the_timeline(window: MainWindow) -> None:
    window.resize(1024, 720)
    window.show_episode()
    window.actions_.run("view.reset")
    QApplication.processEvents()
    frame = window.episode
    assert [frame.dockWidgetArea(frame.panel(name)) for name in ("takes", "timeline")] == [
        Qt.DockWidgetArea.BottomDockWidgetArea
    ] * 2
    assert not frame.panel("timeline").visibleRegion().isEmpty()
    window.resize(1440, 900)
    window.actions_.run("view.reset")
    QApplication.processEvents()
    assert frame.centralWidget().geometry().right() < frame.panel("takes").geometry().left()


def test_a_panel_can_float_and_comes_back(window: MainWindow) -> None:
    window.show_episode()
    window.episode.focus_panel("takes")
    window.actions_.run("view.float")
    assert window.episode.panel("takes").isFloating()
    window.actions_.run("view.reset")
    assert not window.episode.panel("takes").isFloating()


def test_f6_goes_round_the_panes(qtbot: QtBot, window: MainWindow) -> None:
    window.show_episode()
    QApplication.processEvents()
    panes = window.episode.panes()
    assert len(panes) == 4  # video, centre, the panel on top, timeline
    visited = []
    for _ in panes:
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        visited.append(next(n for n, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)))
    assert sorted(visited) == [0, 1, 2, 3]
    before = QApplication.focusWidget()
    qtbot.keyClick(before, Qt.Key.Key_F6)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is before


def test_the_layout_comes_back_another_day(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    file = tmp_path / "settings" / "window.json"
    window.show_episode()
    window.resize(1300, 820)
    window.episode.show_panel("jobs")
    window.episode.panel("issues").hide()
    window.episode.centralWidget().setSizes([500, 100])
    QApplication.processEvents()
    kept = window.episode.centralWidget().sizes()
    window.save_layout(file)

    other = made(qtbot)
    assert other.restore_layout(file)
    other.show()
    other.show_episode()
    QApplication.processEvents()
    assert other.episode.panel("jobs").isVisible()
    assert not other.episode.panel("issues").isVisible()
    shares = [sizes[0] / sum(sizes) for sizes in (other.episode.centralWidget().sizes(), kept)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)  # the window may have been clipped to this screen


@pytest.mark.parametrize("text", ["", "[]", "{", '{"panels": "!!", "window": 3}', '{"panels": "AAAA"}'])
def test_a_damaged_layout_is_no_layout(qtbot: QtBot, tmp_path: Path, text: str) -> None:
    file = tmp_path / "window.json"
    file.write_text(text)
    assert not made(qtbot).restore_layout(file)


def test_a_layout_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    layouts.write(tmp_path / "taken" / "window.json", {"panels": ""})
    layouts.write(tmp_path / "window.json", {"panels": "x"})
    assert json.loads((tmp_path / "window.json").read_text()) == {"panels": "x"}


def test_a_notice_stands_until_it_is_put_away(qtbot: QtBot, window: MainWindow) -> None:
    window.set_banner(Banner("video", "Video not found", Tone.WARNING, (("locate", "Locate…"), ("without", "Go on"))))
    window.set_banner(Banner("crash", "The engine stopped", Tone.ERROR, details="Traceback"))
    assert [one.id for one in window.banners.banners()] == ["video", "crash"]
    with qtbot.waitSignal(window.banner_chosen) as told:
        window.banners.findChild(QPushButton, "locate").click()
    assert told.args == ["video", "locate"]
    details = window.banners.findChild(QWidget, "banner-crash")
    details.findChild(QPushButton, "details").click()
    assert details.findChild(QPlainTextEdit).isVisible()
    details.findChild(QWidget, "close").click()
    assert [one.id for one in window.banners.banners()] == ["video"]
    window.clear_banner("video")
    assert not window.banners.isVisible()
    window.clear_banner("video")


def test_a_notice_that_changes_stays_one(window: MainWindow) -> None:
    window.set_banner(Banner("disk", "1 MB left"))
    window.set_banner(Banner("disk", "Disk full", Tone.ERROR))
    assert [one.text for one in window.banners.banners()] == ["Disk full"]


def test_the_work_is_told_at_the_foot(qtbot: QtBot, window: MainWindow) -> None:
    chip = window.status.job
    assert not chip.isVisible()
    window.set_job(Job("Rendering pt-BR", 370, 42, "Line 12", failed=3, waiting=1))
    assert chip.isVisible()
    words = chip._bar.accessibleDescription()
    assert words == "Rendering pt-BR 37 % · 0:42 · 1 more after it Line 12"
    assert chip._bar.text() == "Rendering pt-BR 37 % · 0:42 · 1 more after it"
    for signal, button in (
        (chip.pause_asked, chip._pause),
        (chip.cancel_asked, chip._cancel),
        (chip.retry_asked, chip._retry),
        (chip.jobs_asked, chip._more),
    ):
        with qtbot.waitSignal(signal):
            button.click()
    window.set_job(Job("Rendering pt-BR", 370, paused=True))
    with qtbot.waitSignal(chip.resume_asked):
        chip._pause.click()
    window.set_job(Job("Hearing", None))
    assert chip._bar.maximum() == 0
    window.set_job(None)
    assert not chip.isVisible()


def test_a_missing_sound_device_is_told_in_words(window: MainWindow) -> None:
    window.set_sound(Sound(trouble="No sound device: time goes on silently"))
    assert window.status._sound.accessibleName() == "Sound: No sound device: silent clock"
    assert window.status._sound.accessibleDescription() == "No sound device: time goes on silently"
    window.set_sound(Sound("Headphones"))
    assert window.status._sound.toolTip() == "Sound device: Headphones"


def test_the_palette_finds_and_carries_out(qtbot: QtBot, window: MainWindow) -> None:
    done: list[str] = []
    window.actions_.on("line.speak", lambda: done.append("speak"))
    window.actions_.on("line.split", lambda: done.append("split"))
    window.open_palette()
    assert {"line.speak", "line.split", "view.full-screen"} <= {one.id for one in window.palette_.entries()}
    assert all(one.id not in {"review.sign", "file.home"} for one in window.palette_.entries())
    qtbot.keyClicks(window.palette_._search, "sp")
    assert [one.id for one in window.palette_.entries()][:2] == ["line.speak", "line.split"]
    assert window.palette_.entries()[0].keys == "Ctrl+R"
    qtbot.keyClick(window.palette_._search, Qt.Key.Key_Down)
    qtbot.keyClick(window.palette_._search, Qt.Key.Key_Return)
    assert done == ["split"]
    assert not window.palette_.isVisible()


def test_the_palette_without_a_match_does_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.open_palette()
    qtbot.keyClicks(window.palette_._search, "qqqq")
    qtbot.keyClick(window.palette_._search, Qt.Key.Key_Return)
    assert window.palette_.isVisible()
    window.palette_.reject()


def test_files_dropped_on_the_window_are_told(qtbot: QtBot, window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/videos/ep01.mp4"), QUrl("https://example.org/x.mp4")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(window.files_dropped) as told:
        window.dropEvent(event)
    assert told.args == [["/videos/ep01.mp4"]]


def test_everything_says_what_it_is(window: MainWindow) -> None:
    window.show_episode()
    window.set_job(Job("x", 10))
    window.set_sound(Sound("Headphones"))
    controls = [
        *window.findChildren(QPushButton),
        *window.findChildren(QListWidget),
        *window.status.findChildren(QWidget),
    ]
    silent = [
        one
        for one in controls
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and not (one.accessibleName() or one.text())
    ]
    assert not silent, silent
    assert not [
        one for one in window.findChildren(QLabel) if one.text() and one.buddy() and not one.buddy().accessibleName()
    ]
