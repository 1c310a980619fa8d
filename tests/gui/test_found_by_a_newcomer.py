"""What a newcomer stumbled over: an emptied line, a question that stays, a line in hand that is gone, F6, refusals."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.gui.line_edits import MERGE
from dubbench.gui.values import Shown
from dubbench.gui.workbench import REFUSED, Workbench


def told(bench: Workbench) -> dict[str, str]:
    return {banner.id: banner.text for banner in bench.window.banners.banners()}


def test_a_line_that_was_emptied_is_not_confirmed(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    row = page.rows[1]
    page.choose(row.line_id)
    editor = page.widgets.editors.target
    editor.setFocus()
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    assert bench.window.actions_.run("line.confirm")
    assert page.current == row
    assert told(bench)[REFUSED] == "Line 2 is empty: write its words, or take the old ones back with Ctrl+Z."
    assert bench.window.actions_.run("edit.undo")
    assert editor.text == row.target
    assert bench.window.actions_.run("line.confirm")
    qtbot.waitUntil(lambda: page.rows[1].state is Shown.CONFIRMED, timeout=5_000)
    assert REFUSED not in told(bench)


def test_a_question_about_lines_goes_with_them(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    page.choose(page.rows[0].line_id)
    bench.edits._ask_to_merge([row.line_id for row in page.rows[:2]])
    assert MERGE in told(bench)
    assert bench.window.actions_.run("line.next")
    assert MERGE not in told(bench)


def test_where_the_line_in_hand_is_gone_one_near_it_is_taken(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    row, count = page.rows[1], len(page.rows)
    page.choose(row.line_id)
    page.widgets.editors.split_asked.emit(row.line_id, "target", row.source.index(" "), 0)
    qtbot.waitUntil(lambda: len(page.rows) == count + 1, timeout=5_000)
    assert page.current == page.rows[2]
    assert bench.window.actions_.run("edit.undo")
    qtbot.waitUntil(lambda: len(page.rows) == count, timeout=5_000)
    assert page.current in page.rows[1:]
    assert page.widgets.editors.source.text == page.current.source


def test_undo_goes_to_the_line_that_it_changed(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    page.choose(page.rows[0].line_id)
    assert bench.window.actions_.run("line.confirm")
    assert page.current == page.rows[1]
    assert bench.window.actions_.run("edit.undo")
    assert page.current == page.rows[0]
    assert page.rows[0].state is not Shown.CONFIRMED
    page.choose(page.rows[2].line_id)
    assert bench.window.actions_.run("edit.redo")
    assert page.current == page.rows[0]


def test_a_line_is_not_cut_at_its_ends(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    page.choose(page.rows[0].line_id)
    bench.edits.split(page.rows[0].line_id, "target", 0, 0)
    assert told(bench)[REFUSED] == "Put the cursor where line 1 is to be cut."
    bench.window.show_home()
    assert REFUSED not in told(bench)


def test_f6_goes_round_lines_texts_panel_and_timeline(bench: Workbench, qtbot: QtBot) -> None:
    bench.window.show()
    shown(bench, qtbot)
    bench.home.episode_opened.emit(bench.page.episode.id, bench.page.market.id)
    w = bench.page.widgets
    qtbot.waitUntil(lambda: QApplication.focusWidget() is w.grid.view, timeout=5_000)
    assert bench.page.current == bench.page.rows[0]
    panes = [w.grid, w.editors, *(bench.window.episode.panel(one).widget() for one in ("takes", "timeline", "video"))]
    passed = []
    for _ in range(len(panes) + 1):
        bench.window.next_pane()
        focus = QApplication.focusWidget()
        passed.append(next((n for n, pane in enumerate(panes) if pane is focus or pane.isAncestorOf(focus)), None))
    assert passed == [1, 2, 3, 4, 0, 1]
