"""The grid under the hand: choosing, filtering, columns, and what is told."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest
from grid_rows import row, rows
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from dubbench.domain.journal import Issue, Message
from dubbench.formats.issue_words import sentence
from dubbench.gui import theme
from dubbench.gui.grid.columns import COLUMNS, ORDER
from dubbench.gui.grid.widget import LinesGrid
from dubbench.gui.values import Shown

SECTIONS = {column.id: n for n, column in enumerate(ORDER)}


@pytest.fixture
def grid(qtbot: QtBot) -> LinesGrid:
    grid = LinesGrid()
    qtbot.addWidget(grid)
    grid.resize(1000, 400)
    grid.set_rows(rows(12))
    grid.show()
    grid.view.setFocus()
    return grid


def click(
    qtbot: QtBot, grid: LinesGrid, place: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    where = QPoint(20, grid.view.rowViewportPosition(place) + 5)
    qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, held, where)


def shown(grid: LinesGrid) -> list[str]:
    return [one.line_id for one in grid.shown]


def test_what_a_person_chooses_is_told_and_what_the_program_chooses_is_not(qtbot: QtBot, grid: LinesGrid) -> None:
    with qtbot.assertNotEmitted(grid.line_chosen), qtbot.assertNotEmitted(grid.lines_chosen):
        grid.set_current("L3")
        grid.set_chosen(["L3", "L4"])
    assert (grid.current, grid.chosen) == ("L3", ("L3", "L4"))
    told: list[object] = []
    grid.line_chosen.connect(told.append)
    grid.lines_chosen.connect(told.append)
    click(qtbot, grid, 5)
    qtbot.waitUntil(lambda: told == ["L6", ("L6",)])
    assert grid.chosen == ("L6",)


def test_several_lines_are_chosen_in_time_order(qtbot: QtBot, grid: LinesGrid) -> None:
    click(qtbot, grid, 5)
    click(qtbot, grid, 1, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(grid.lines_chosen) as told:
        click(qtbot, grid, 2, Qt.KeyboardModifier.ControlModifier)
    assert told.args == [("L2", "L3", "L6")]
    qtbot.keyClick(grid.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert grid.current == "L4"


def test_keys_go_to_the_ends_and_to_writing(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_current("L5")
    qtbot.keyClick(grid.view, Qt.Key.Key_End)
    assert grid.current == "L12"
    qtbot.keyClick(grid.view, Qt.Key.Key_Home)
    with qtbot.waitSignal(grid.write_asked) as told:
        qtbot.keyClick(grid.view, Qt.Key.Key_Return)
    assert told.args == ["L1", "target"]
    assert [grid.neighbour(step) for step in (-1, 1)] == ["", "L2"]


def test_a_double_click_opens_what_stands_in_the_cell(qtbot: QtBot, grid: LinesGrid) -> None:
    opened: list[tuple[str, ...]] = []
    grid.write_asked.connect(lambda *told: opened.append(told))
    grid.speaker_asked.connect(lambda line: opened.append((line,)))
    for column in ("source", "target", "character", "state"):
        place = grid.view.visualRect(grid.view.lines.index(3, ORDER.index(COLUMNS[column]))).center()
        qtbot.mouseClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(grid.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [("L4", "source"), ("L4", "target"), ("L4",), ("L4", "target")]


def test_f2_opens_the_cell_the_keyboard_is_in(qtbot: QtBot, grid: LinesGrid) -> None:
    click(qtbot, grid, 2)
    with qtbot.waitSignal(grid.speaker_asked) as asked:
        for _ in range(2):
            qtbot.keyClick(grid.view, Qt.Key.Key_Right)
        qtbot.keyClick(grid.view, Qt.Key.Key_F2)
    assert asked.args == ["L3"]
    assert grid.view.below("L3", "character").y() < grid.view.below("L4", "character").y()


def test_a_tip_says_what_is_wrong_with_the_line(grid: LinesGrid) -> None:
    issue = Issue("does-not-fit", 5, Message.of("does-not-fit"))
    grid.set_rows([row(1, flags=("over-long",), issues=(issue,), failed="no voice")])
    said = grid.view.lines.index(0, ORDER.index(COLUMNS["target"])).data(Qt.ItemDataRole.ToolTipRole)
    assert said.splitlines() == ["target 1", "over-long", sentence(issue.message), "no voice"]


def test_choice_and_place_outlive_a_new_episode_and_a_sort(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_current("L7")
    grid.set_chosen(["L7", "L2"])
    header = grid.view.horizontalHeader()
    with qtbot.assertNotEmitted(grid.line_chosen):
        header.setSortIndicator(SECTIONS["target"], Qt.SortOrder.DescendingOrder)
    assert shown(grid)[:3] == ["L9", "L8", "L7"]
    assert (grid.current, grid.chosen) == ("L7", ("L2", "L7"))
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert shown(grid)[0] == "L1"


def test_a_deleted_line_leaves_the_rest_chosen(grid: LinesGrid) -> None:
    grid.set_current("L7")
    grid.set_rows([one for one in rows(12) if one.line_id != "L3"])
    assert grid.current == "L7"
    assert grid.chosen == ("L7",)


def test_chips_count_and_filter(qtbot: QtBot, grid: LinesGrid) -> None:
    lines = [replace(one, state=Shown.CONFIRMED) if one.number > 4 else one for one in rows(12)]
    lines[1] = replace(lines[1], flags=("too-fast",))
    grid.set_rows(lines)
    chips = grid.filters.chips
    assert [chips[name].text() for name in ("all", "to-do", "too-fast")] == ["All 12", "To do 4", "Too fast 1"]
    assert not chips["sent-back"].isVisible()
    chips["to-do"].click()
    assert shown(grid) == ["L1", "L2", "L3", "L4"]
    qtbot.keyClick(chips["to-do"], Qt.Key.Key_Right)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)


def test_the_line_confirmed_stays_till_the_next_is_taken(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_filter("to-do")
    grid.set_current("L2")
    lines = [replace(one, state=Shown.CONFIRMED) if one.number == 2 else one for one in rows(12)]
    grid.set_rows(lines)
    assert "L2" in shown(grid)
    grid.set_current(grid.neighbour(1))
    qtbot.waitUntil(lambda: "L2" not in shown(grid))
    assert grid.current == "L3"


def test_a_click_among_filtered_lines_takes_the_one_under_it(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_filter("to-do")
    grid.set_current("L2")
    grid.set_rows([replace(one, state=Shown.CONFIRMED) if one.number == 2 else one for one in rows(12)])
    grid.line_chosen.connect(grid.set_current)
    click(qtbot, grid, 4)
    assert (grid.current, grid.chosen) == ("L5", ("L5",))
    assert "L2" in shown(grid)
    qtbot.waitUntil(lambda: "L2" not in shown(grid))
    assert (grid.current, grid.chosen) == ("L5", ("L5",))


def test_words_filter_while_typing_and_enter_goes_to_the_lines(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.focus_filter()
    qtbot.keyClicks(grid.filters.words, "target 3")
    qtbot.keyClick(grid.filters.words, Qt.Key.Key_Return)
    assert shown(grid) == ["L3"]
    assert grid.view.hasFocus()
    grid.focus_filter()
    qtbot.keyClick(grid.filters.words, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(shown(grid)) == 12)


def test_the_line_at_hand_stays_at_hand_where_a_filter_hides_it(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_current("L5")
    with qtbot.assertNotEmitted(grid.line_chosen, wait=20):
        grid.set_filter("all", "target 1")
    assert shown(grid) == ["L1", "L10", "L11", "L12"]
    assert (grid.current, grid.chosen) == ("L5", ())
    assert [grid.neighbour(step) for step in (-1, 1)] == ["L1", "L10"]
    grid.set_filter("all", "")
    assert (grid.current, grid.chosen) == ("L5", ("L5",))


def test_where_there_is_nothing_it_says_why(qtbot: QtBot, grid: LinesGrid) -> None:
    grid.set_filter("all", "no such words")
    assert grid._no_match.isVisible()
    grid._no_match.findChild(QPushButton).click()
    assert len(shown(grid)) == 12
    grid.set_rows([])
    assert grid._none.isVisible()
    with qtbot.waitSignal(grid.transcribe_asked):
        next(one for one in grid._none.findChildren(QPushButton) if one.text() == "Transcribe").click()


def test_columns_are_hidden_and_shown_and_fill_the_width(grid: LinesGrid) -> None:
    header = grid.view.horizontalHeader()
    assert header.isSectionHidden(SECTIONS["out"])
    menu = grid.view.columns_menu()
    next(one for one in menu.actions() if one.text() == "Out").trigger()
    assert not header.isSectionHidden(SECTIONS["out"])
    assert abs(header.length() - grid.view.viewport().width()) <= 2
    header.resizeSection(SECTIONS["source"], 200)
    assert header.sectionSize(SECTIONS["source"]) == 200
    assert abs(header.length() - grid.view.viewport().width()) <= 2
    grid.view.reset_columns()
    assert header.isSectionHidden(SECTIONS["out"])


def test_columns_are_kept_between_days(qtbot: QtBot, grid: LinesGrid) -> None:
    header = grid.view.horizontalHeader()
    grid.view.columns_menu().actions()[SECTIONS["out"]].trigger()
    header.resizeSection(SECTIONS["target"], 250)
    header.setSortIndicator(SECTIONS["cps"], Qt.SortOrder.DescendingOrder)
    state = header.saveState()
    other = LinesGrid()
    qtbot.addWidget(other)
    other.resize(1000, 400)
    other.set_rows(rows(12))
    other.view.horizontalHeader().restoreState(state)
    other.show()
    assert not other.view.horizontalHeader().isSectionHidden(SECTIONS["out"])
    assert abs(other.view.horizontalHeader().sectionSize(SECTIONS["target"]) - 250) <= 2
    assert other.view.lines.filter.column == "cps"


def test_columns_bear_the_languages(grid: LinesGrid) -> None:
    grid.set_languages("zh-CN", "ar")
    model = grid.view.lines
    heads = [model.headerData(SECTIONS[name], Qt.Orientation.Horizontal) for name in ("source", "target", "fit")]
    assert heads == ["Source (zh-CN)", "Target (ar)", "Fit"]


def test_arabic_stands_at_the_right_edge(grid: LinesGrid) -> None:
    grid.set_rows([row(1, target="اتركها!"), row(2, target="")])
    for language, side in (("ar", "right"), ("en", "left")):
        grid.set_languages("en", language)
        picture = grid.view.viewport().grab().toImage()
        left = grid.view.columnViewportPosition(SECTIONS["target"])
        width = grid.view.columnWidth(SECTIONS["target"])
        page = QColor(theme.tokens().page)
        inked = [
            x
            for x in range(left, left + width)
            if any(picture.pixelColor(x, y) != page for y in range(grid.view.rowHeight(0)))
        ]
        assert inked
        assert (min(inked) > left + width // 2) is (side == "right")


def test_every_state_and_flag_is_painted(grid: LinesGrid) -> None:
    flags = ("culture", "too-fast", "over-long", "name", "safe-area", "sound", "not-dubbed")
    for mode in (theme.Mode.DARK, theme.Mode.LIGHT, theme.Mode.CONTRAST):
        theme.apply(QApplication.instance(), mode, 150)
        grid.set_rows(
            row(n, state=state, flags=flags[:n], failed="crash" if n == 3 else "", busy=n == 4, fit_ppm=n * 300_000)
            for n, state in enumerate(Shown)
        )
        assert not grid.view.viewport().grab().isNull()
        assert grid.view.rowHeight(0) > theme.px(20)
    theme.apply(QApplication.instance(), theme.Mode.DARK)


def test_every_cell_is_read_aloud(grid: LinesGrid) -> None:
    model = grid.view.lines
    for n, column in enumerate(ORDER):
        assert model.data(model.index(0, n), Qt.ItemDataRole.AccessibleTextRole) == COLUMNS[column.id].says(rows(1)[0])
    assert isinstance(grid.view, QTableView)
    assert grid.view.accessibleName() == "Lines"
    assert grid.filters.words.accessibleName()


def test_a_window_from_right_to_left_bands_whole_rows_and_keeps_punctuation(grid: LinesGrid) -> None:
    grid.set_current("L2")
    before = grid.view.viewport().grab().toImage()
    grid.view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    grid.view.repaint()
    view = grid.view
    picture = view.viewport().grab().toImage()
    middle = view.rowViewportPosition(1) + view.rowHeight(1) // 2
    top = view.rowViewportPosition(1) + 1
    last = view.viewport().width() - 1
    assert picture.pixelColor(last, middle) == view.look.colours["accent"] == before.pixelColor(0, middle)
    for column in ("number", "flags", "target"):
        cell = view.visualRect(view.lines.index(1, SECTIONS[column]))
        assert picture.pixelColor(cell.left() + 8, top) == view.look.colours["selection"]


def test_flags_leave_their_room_to_texts_that_have_little(grid: LinesGrid) -> None:
    header, flags, target = grid.view.horizontalHeader(), SECTIONS["flags"], SECTIONS["target"]
    grid.resize(760, 400)
    QApplication.processEvents()
    slim, before = header.sectionSize(flags), header.sectionSize(target)
    grid.resize(1500, 400)
    QApplication.processEvents()
    assert header.sectionSize(flags) == theme.px(ORDER[flags].width) > slim
    grid.resize(760, 400)
    QApplication.processEvents()
    assert (header.sectionSize(flags), header.sectionSize(target)) == (slim, before)
    header.resizeSection(flags, 70)
    grid.resize(1500, 400)
    QApplication.processEvents()
    assert header.sectionSize(flags) == 70


def test_a_line_taken_in_hand_comes_with_those_around_it(grid: LinesGrid) -> None:
    grid.resize(1000, 200)
    grid.set_rows(rows(40))
    QApplication.processEvents()
    for wanted, around in ((20, (18, 22)), (3, (1, 5))):
        grid.set_current(f"L{wanted}")
        assert all(0 <= grid.view.rowViewportPosition(n - 1) < grid.view.viewport().height() for n in around)
