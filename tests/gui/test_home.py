"""Home: recents, dropping, and the season's grid, all told as intentions."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from dubbench.errors import BadInput
from dubbench.gui.home import HomePage
from dubbench.gui.recents import Recent
from dubbench.gui.season_grid import FIXED
from dubbench.gui.season_picture import save_season
from dubbench.gui.seasons import COLOURS, GLYPHS, Cell, Season, SeasonRow, Standing
from dubbench.gui.tokens import DARK

MARKETS = (("m1", "pt-BR"), ("m2", "ar"))


def season(episodes: int = 3) -> Season:
    cell = Cell(Standing.BEGUN, 30, 30, 12, 3, issues=2)
    rows = tuple(SeasonRow(f"e{n}", n, f"Part {n}", 66_000, 30, cells=(cell, Cell())) for n in range(1, episodes + 1))
    return Season("The Empty Chair", "en", MARKETS, rows)


@pytest.fixture
def home(qtbot: QtBot) -> HomePage:
    home = HomePage()
    qtbot.addWidget(home)
    home.resize(1200, 700)
    home.show()
    return home


def button(home: HomePage, says: str) -> QPushButton:
    return next(one for one in home.findChildren(QPushButton) if one.text() == says and one.isVisible())


def test_without_anything_it_says_where_to_begin(qtbot: QtBot, home: HomePage) -> None:
    assert home._none.isVisible()
    for says, signal in (("New series…", home.new_asked), ("Open the demo", home.demo_asked)):
        with qtbot.waitSignal(signal):
            button(home, says).click()
    with qtbot.waitSignal(home.open_asked) as told:
        button(home, "Open series…").click()
    assert told.args == [""]
    with qtbot.waitSignal(home.browse_asked):
        qtbot.keyClick(home.drop, Qt.Key.Key_Space)


def test_files_dropped_are_told(qtbot: QtBot, home: HomePage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/v/ep01.mp4"), QUrl.fromLocalFile("/v/ep02.mp4")])
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(home.files_dropped) as told:
        home.drop.dropEvent(event)
    assert told.args == [["/v/ep01.mp4", "/v/ep02.mp4"]]


def test_recents_open_with_enter_and_are_forgotten_with_delete(qtbot: QtBot, home: HomePage) -> None:
    home.set_recents([Recent("/a", "A", "1 episode", "yesterday"), Recent("/b", "B", missing=True)])
    assert not home._none.isVisible()
    spoken = home.recents.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "B, not found"
    home.recents.setFocus()
    with qtbot.waitSignal(home.open_asked) as told:
        qtbot.keyClick(home.recents, Qt.Key.Key_Return)
    assert told.args == ["/a"]
    qtbot.keyClick(home.recents, Qt.Key.Key_Down)
    with qtbot.waitSignal(home.forget_asked) as told:
        qtbot.keyClick(home.recents, Qt.Key.Key_Delete)
    assert told.args == ["/b"]


def test_a_picture_may_come_later(home: HomePage) -> None:
    home.set_recents([Recent("/a", "A")])
    picture = QImage(90, 160, QImage.Format.Format_RGB32)
    home.set_picture("/a", picture)
    assert home.recents.recents()[0].picture == picture
    home.grab()


def test_enter_opens_the_episode_in_the_market(qtbot: QtBot, home: HomePage) -> None:
    home.set_season(season())
    home.season.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(home.season, key)
    with qtbot.waitSignal(home.episode_opened) as told:
        qtbot.keyClick(home.season, Qt.Key.Key_Return)
    assert told.args == ["e2", "m2"]


def test_the_chosen_cells_are_run(qtbot: QtBot, home: HomePage) -> None:
    home.set_season(season())
    home.season.setFocus()
    qtbot.keyClick(home.season, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(home.run_asked) as told:
        button(home, "Run all that is to do").click()
    assert told.args == [[("e1", "m1"), ("e2", "m1")]]


def test_progress_keeps_the_choice_and_paints_only_what_changed(qtbot: QtBot, home: HomePage) -> None:
    home.set_season(season())
    model = home.season.model()
    home.season.setCurrentIndex(model.index(2, FIXED + 1))
    changed: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    before = season()
    rows = list(before.rows)
    rows[1] = SeasonRow("e2", 2, "Part 2", 66_000, 30, cells=(Cell(Standing.RUNNING, 30, done_permille=400), Cell()))
    home.set_season(Season(before.title, before.language, MARKETS, tuple(rows)))
    assert changed == [1]
    assert home.season.picks() == [("e3", "m2")]
    assert model.data(model.index(1, FIXED)) == "▶ 40 %"


def test_a_cell_says_all_of_itself(home: HomePage) -> None:
    home.set_season(season())
    model = home.season.model()
    said = model.data(model.index(0, FIXED), Qt.ItemDataRole.AccessibleTextRole)
    assert said == (
        "Episode 1, Part 1, pt-BR: 12 of 30 voiced, 30 translated, 12 voiced, 3 fitted of 30 lines, 2 issues"
    )


def test_a_season_without_episodes_or_markets(qtbot: QtBot, home: HomePage) -> None:
    home.set_season(Season("New", ""))
    assert home._no_episodes.isVisible()
    assert "language found by listening → no market yet" in home._summary.text()
    assert not button(home, "Run all that is to do").isEnabled()
    home.set_season(Season("New", "en", (), (SeasonRow("e1", 1, "Part 1", media_missing=True),)))
    assert home.season.picks() == []
    home.grab()
    with qtbot.waitSignal(home.close_asked):
        next(one for one in home.findChildren(QToolButton) if one.accessibleName() == "Close the series").click()


def test_every_standing_has_a_glyph_a_colour_and_words() -> None:
    glyphs = [GLYPHS[one] for one in Standing]
    assert len(set(glyphs)) == len(glyphs)
    for one in Standing:
        assert getattr(DARK, COLOURS[one])
        assert Cell(one, 30, 10, 5).words


@pytest.mark.parametrize(
    ("cell", "permille"),
    [
        (Cell(), 0),
        (Cell(Standing.BEGUN, 10, 10), 333),
        (Cell(Standing.BEGUN, 10, 10, 10, 10), 1000),
        (Cell(Standing.DRAFT, 0), 1000),
        (Cell(Standing.RUNNING, 10, done_permille=470), 470),
    ],
)
def test_how_far_a_cell_is(cell: Cell, permille: int) -> None:
    assert cell.permille == permille


def test_a_hundred_episodes_show_at_once(home: HomePage) -> None:
    began = time.perf_counter()
    home.set_season(season(100))
    QApplication.processEvents()
    home.grab()
    assert time.perf_counter() - began < 1.0


def test_the_season_is_saved_as_a_picture(qapp: QApplication, tmp_path: Path) -> None:
    for name in ("season.png", "season.svg"):
        save_season(tmp_path / name, season(12))
    picture = QImage(str(tmp_path / "season.png"))
    assert picture.width() > 1000
    assert "Part 12" in (tmp_path / "season.svg").read_text("utf-8")
    with pytest.raises(BadInput):
        save_season(tmp_path / "season.gif", season(1))
