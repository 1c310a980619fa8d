"""Lines edited by hand in the real window: moved together, cut, joined, given to others, deleted and taken back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.app import speakers
from dubbench.domain.script import Character, Line
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.grid.columns import COLUMNS, ORDER
from dubbench.gui.line_edits import _places
from dubbench.gui.speakers import NOBODY
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.timeline.scene import span_of
from dubbench.gui.values import Row, Shown
from dubbench.gui.workbench import Workbench

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(bench: Workbench, qtbot: QtBot) -> EpisodePage:
    bench.window.show()
    return shown(bench, qtbot).page


def until_rows(qtbot: QtBot, page: EpisodePage, so: Callable[[tuple[Row, ...]], bool]) -> None:
    """Wait until the lines are so, and the timeline shows them."""

    def shown() -> bool:
        in_time = {row.line_id: row for row in page.widgets.timeline.scene.rows}
        return so(page.rows) and in_time == {row.line_id: row for row in page.rows}

    qtbot.waitUntil(shown, timeout=5_000)


def steps(bench: Workbench) -> int:
    return bench.series.session.store.head().seq


def offered(bench: Workbench, offer: str) -> dict[str, QPushButton]:
    bar = bench.window.banners.findChild(object, f"banner-{offer}")
    return {button.objectName(): button for button in bar.findChildren(QPushButton)} if bar else {}


def point(page: EpisodePage, at_ms: float) -> QPoint:
    timeline = page.widgets.timeline
    strip = timeline.lanes.source
    return QPoint(round(timeline.view.x(at_ms)) + timeline.look.labels, strip.top + strip.height // 2)


def drag(page: EpisodePage, start_ms: float, end_ms: float, held: Qt.KeyboardModifier) -> None:
    timeline, left = page.widgets.timeline, Qt.MouseButton.LeftButton
    QTest.mousePress(timeline, left, held, point(page, start_ms))
    for at_ms in ((start_ms + end_ms) / 2, end_ms):
        where = QPointF(point(page, at_ms))
        moved = QMouseEvent(QEvent.Type.MouseMove, where, timeline.mapToGlobal(where), left, left, held)
        QApplication.sendEvent(timeline, moved)
    QTest.mouseRelease(timeline, left, held, point(page, end_ms))


def test_lines_that_move_together_are_one_step(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    before, first, second = steps(bench), page.rows[0], page.rows[1]
    moved = (
        Retime(first.line_id, span_of(first)._replace(end_ms=first.end_ms - 50)),
        Retime(second.line_id, span_of(second)._replace(start_ms=second.start_ms - 50)),
    )
    page.widgets.timeline.retimes_asked.emit(moved)
    until_rows(qtbot, page, lambda rows: [span_of(row) for row in rows[:2]] == [change.span for change in moved])
    assert steps(bench) == before + 1
    assert bench.window.actions_.run("edit.undo")
    until_rows(qtbot, page, lambda rows: rows[:2] == (first, second))


def test_alt_drag_moves_the_neighbours_with_the_line(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    first, second = page.rows[0], page.rows[1]
    bench.edits.retime(second.line_id, span_of(second)._replace(start_ms=first.end_ms + 100))
    until_rows(qtbot, page, lambda rows: rows[1].start_ms == first.end_ms + 100)
    timeline, before = page.widgets.timeline, steps(bench)
    timeline.set_snapping(False)
    edge = page.rows[1].start_ms
    drag(page, edge + 5, edge + 120, ALT)
    qtbot.waitUntil(lambda: steps(bench) == before + 1, timeout=5_000)
    store = bench.series.session.store
    one, other = (store.get(Line, row.line_id) for row in page.rows[:2])
    assert one is not None
    assert other is not None
    assert other.span.start_ms - one.span.end_ms == 100
    assert one.span.end_ms != first.end_ms


@pytest.mark.parametrize(
    ("held", "end"), [(SHIFT, "start_ms"), (CTRL, "end_ms")], ids=["shift sets in", "ctrl sets out"]
)
def test_a_click_on_the_waveform_sets_an_end(
    bench: Workbench, qtbot: QtBot, page: EpisodePage, held: Qt.KeyboardModifier, end: str
) -> None:
    row = page.rows[1]
    page.choose(row.line_id)
    at = (row.start_ms + row.end_ms) // 2
    QTest.mouseClick(page.widgets.timeline, Qt.MouseButton.LeftButton, held, point(page, at))
    near = page.widgets.timeline.view.ms_of(2)
    until_rows(qtbot, page, lambda rows: abs(getattr(rows[1], end) - at) <= near)
    assert bench.window.actions_.run("edit.undo")
    until_rows(qtbot, page, lambda rows: span_of(rows[1]) == span_of(row))


def test_deleted_lines_come_back_by_the_bar(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    rows = page.rows
    page.choose(rows[0].line_id)
    page.widgets.grid.set_chosen([rows[0].line_id, rows[1].line_id])
    assert bench.window.actions_.run("line.delete")
    until_rows(qtbot, page, lambda now: len(now) == 1)
    assert page.current == page.rows[0]
    offered(bench, "undo")["undo"].click()
    until_rows(qtbot, page, lambda now: [row.line_id for row in now] == [row.line_id for row in rows])
    assert not bench.window.banners.banners()


def test_an_undo_is_offered_only_while_it_is_the_latest(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    last = page.rows[2]
    page.choose(page.rows[0].line_id)
    bench.edits.delete()
    assert [banner.id for banner in bench.window.banners.banners()] == ["undo"]
    bench.edits.retime(last.line_id, span_of(last)._replace(end_ms=last.end_ms - 100))
    qtbot.waitUntil(lambda: not bench.window.banners.banners(), timeout=5_000)


def test_a_line_is_cut_where_the_cursor_of_the_target_stands(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    row = page.rows[1]
    page.choose(row.line_id)
    editors = page.widgets.editors
    editors.focus()
    cursor = editors.target.textCursor()
    cursor.setPosition(row.target.index(" ") + 1)
    editors.target.setTextCursor(cursor)
    assert bench.window.actions_.run("line.split")
    until_rows(qtbot, page, lambda rows: len(rows) == 4)
    first, second = page.rows[1:3]
    assert f"{first.target} {second.target}" == row.target
    assert first.target == row.target.split()[0]
    assert f"{first.source} {second.source}" == row.source
    assert page.current == second


def test_cursors_that_stand_at_the_ends_say_nothing() -> None:
    row = Row("L1", 1, 0, 2_000, "", "", 0, "one two three four", "um dois três", None, Shown.DRAFT)
    assert _places(row, 8, 3) == (8, 3)
    assert _places(row, 8, 0) == (8, 0)
    assert _places(row, 0, 3) == (4, 3)
    assert _places(row, 18, 7) == (8, 7)
    assert _places(row, 0, 12) == (0, 0)


def test_lines_of_two_speakers_are_merged_once_that_is_said(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    first, second = page.rows[:2]
    speakers.assign_to_new(bench.series.session, [second.line_id], "Mara")
    until_rows(qtbot, page, lambda rows: rows[1].character == "Mara")
    page.choose(first.line_id)
    assert bench.window.actions_.run("line.merge")
    asked = offered(bench, "merge")
    assert len(page.rows) == 3
    asked["leave"].click()
    assert not bench.window.banners.banners()
    bench.edits.merge()
    offered(bench, "merge")["merge"].click()
    until_rows(qtbot, page, lambda rows: len(rows) == 2)
    assert page.rows[0].source == f"{first.source} {second.source}"
    assert page.current == page.rows[0]


def test_the_last_line_has_none_to_merge_with(bench: Workbench, page: EpisodePage) -> None:
    page.choose(page.rows[-1].line_id)
    bench.edits.merge()
    (told,) = bench.window.banners.banners()
    assert "no line after" in told.text


def test_a_line_is_added_where_nobody_speaks(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    free = page.rows[-1].end_ms + 50
    bench.playing.seek(free)
    page.widgets.timeline.set_playhead(free)
    assert bench.window.actions_.run("line.add")
    until_rows(qtbot, page, lambda rows: len(rows) == 4)
    assert page.current is not None
    assert (page.current.start_ms, page.current.source) == (free, "")


def test_a_speaker_is_picked_for_all_chosen_lines(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    rows = page.rows
    page.choose(rows[0].line_id)
    page.widgets.grid.set_chosen([rows[0].line_id, rows[2].line_id])
    before = steps(bench)
    assert bench.window.actions_.run("line.speaker")
    picker = bench.speakers.picker
    assert picker.isVisible()
    QTest.keyClicks(picker._search, "Mara Reyes")
    QTest.keyClick(picker._search, Qt.Key.Key_Return)
    until_rows(qtbot, page, lambda now: [row.character for row in now[::2]] == ["Mara Reyes"] * 2)
    assert steps(bench) == before + 1
    assert page.rows[1].character != "Mara Reyes"
    page.choose(rows[0].line_id)
    page.widgets.grid.speaker_asked.emit(rows[0].line_id)
    bench.speakers.assign(NOBODY)
    until_rows(qtbot, page, lambda now: now[0].character_id == "")
    assert page.rows[2].character == "Mara Reyes"
    for _ in range(2):
        bench.edits.undo()
    until_rows(qtbot, page, lambda now: [row.character_id for row in now] == [row.character_id for row in rows])
    assert bench.series.session.store.all(Character) == []


def test_the_menu_of_a_line_is_about_the_line_under_it(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    first, second, third = page.rows
    page.choose(first.line_id)
    page.widgets.grid.set_chosen([first.line_id, second.line_id])
    page.widgets.grid.menu_asked.emit(second.line_id, QPoint(10, 10))
    assert {row.line_id for row in page.chosen} == {first.line_id, second.line_id}
    offered_here = {action.objectName() for action in bench.line_menu.menu.actions() if action.isVisible()}
    assert {"line.split", "line.merge", "line.delete", "line.speaker", "line.add"} <= offered_here
    bench.line_menu.menu.hide()
    page.widgets.timeline.menu_asked.emit(third.line_id, third.start_ms + 40, QPoint(10, 10))
    assert page.current == third
    assert bench.playing.position_ms == third.start_ms + 40
    bench.line_menu.menu.hide()


def test_subtitles_follow_the_dub(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    qtbot.waitUntil(lambda: not bench.subtitles.waits, timeout=10_000)
    row, screen = page.rows[0], page.widgets.video.screen_view
    spoken = row.dub_spans[0][0]
    start, _end, text = screen._cues[0]
    assert abs(start - spoken) <= 120
    assert text.split() == row.target.split()[: len(text.split())]
    page.widgets.editors.text_written.emit(row.line_id, "target", "Era isto.", row.target)
    qtbot.waitUntil(lambda: screen._cues[0][2] == "Era isto.", timeout=10_000)
    assert abs(screen._cues[0][0] - row.start_ms) <= 120


def test_columns_are_kept_with_the_layout(bench: Workbench, page: EpisodePage, tmp_path: Path) -> None:
    header, view = page.widgets.grid.view.horizontalHeader(), page.widgets.grid.view
    names = [column.id for column in ORDER]
    out, rung = names.index("out"), names.index("rung")
    chosen = next(one for one in view.columns_menu().actions() if one.text() == COLUMNS["out"].title())
    chosen.trigger()
    header.moveSection(header.visualIndex(rung), 1)
    bench.window.save_layout(tmp_path / "layout.json")
    view.reset_columns()
    assert header.isSectionHidden(out)
    assert bench.window.restore_layout(tmp_path / "layout.json")
    assert not header.isSectionHidden(out)
    assert header.visualIndex(rung) == 1


def test_an_empty_page_leads_to_transcribing(bench: Workbench, qtbot: QtBot, page: EpisodePage) -> None:
    page.widgets.grid.transcribe_asked.emit()
    qtbot.waitUntil(lambda: bench.work.job is not None, timeout=10_000)
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=30_000)
    assert not bench.window.banners.banners()
