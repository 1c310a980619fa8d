"""What hands and keys on the timeline ask for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from gui_rows import row
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dubbench.domain.span import Span
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.timeline.geometry import Lane, View
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row

NO = Qt.KeyboardModifier.NoModifier
SHIFT, CTRL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
ROWS = (
    row(1, 1_000, 3_000),
    row(2, 3_200, 5_000, character_id="li", character="Li", colour=1),
    row(3, 8_000, 9_000),
)


class Desk:
    """A timeline of 1000 pixels for 20 seconds, and all it asked for."""

    def __init__(self, qtbot: QtBot, rows: tuple[Row, ...] = ROWS) -> None:
        self.timeline = Timeline()
        qtbot.addWidget(self.timeline)
        self.timeline.set_episode(20_000, (6_000,), Fraction(25))
        self.timeline.set_rows(rows)
        self.timeline.resize(1_000 + self.timeline.look.labels, 200)
        self.timeline.show()
        self.timeline.zoom_fit()
        self.asked: list[tuple[object, ...]] = []
        for name in ("seek", "scrub", "write", "retime", "retimes", "make"):
            getattr(self.timeline, f"{name}_asked").connect(
                lambda *values, name=name: self.asked.append((name, *values))
            )
        self.timeline.line_chosen.connect(lambda *values: self.asked.append(("choose", *values)))
        self.timeline.menu_asked.connect(lambda line_id, at, _where: self.asked.append(("menu", line_id, at)))

    def point(self, at_ms: float, lane: Lane = Lane.SOURCE) -> QPoint:
        strip = getattr(self.timeline.lanes, lane.value)
        return QPoint(round(self.timeline.view.x(at_ms)) + self.timeline.look.labels, strip.top + strip.height // 2)

    def click(self, qtbot: QtBot, at_ms: int, lane: Lane = Lane.SOURCE, keys: Qt.KeyboardModifier = NO) -> None:
        qtbot.mouseClick(self.timeline, Qt.MouseButton.LeftButton, keys, self.point(at_ms, lane))

    def drag(
        self,
        qtbot: QtBot,
        start_ms: int,
        end_ms: int,
        lane: Lane = Lane.SOURCE,
        keys: Qt.KeyboardModifier = NO,
        let_go: bool = True,
    ) -> None:
        button = Qt.MouseButton.LeftButton
        qtbot.mousePress(self.timeline, button, keys, self.point(start_ms, lane))
        for at_ms in ((start_ms + end_ms) // 2, end_ms):
            self._move(self.point(at_ms, lane), keys)
        if let_go:
            qtbot.mouseRelease(self.timeline, button, keys, self.point(end_ms, lane))

    def _move(self, point: QPoint, keys: Qt.KeyboardModifier) -> None:
        there = QPointF(self.timeline.mapToGlobal(point))
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), there, left, left, keys)
        QApplication.sendEvent(self.timeline, event)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    desk.timeline.set_playhead(19_000)
    yield desk
    desk.timeline.let_go()


def test_a_click_seeks(desk: Desk, qtbot: QtBot) -> None:
    desk.click(qtbot, 2_000)
    assert desk.asked == [("seek", 2_000)]


def test_a_click_on_a_bar_chooses_its_line_too(desk: Desk, qtbot: QtBot) -> None:
    desk.click(qtbot, 2_000, Lane.LINES)
    desk.click(qtbot, 4_000, Lane.DUB, CTRL)
    assert desk.asked == [("choose", "L1", False), ("seek", 2_000), ("choose", "L2", True), ("seek", 4_000)]


def test_a_double_click_chooses_and_on_a_bar_writes(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseDClick(desk.timeline, Qt.MouseButton.LeftButton, NO, desk.point(4_000))
    assert desk.asked[-1] == ("choose", "L2", False)
    qtbot.mouseDClick(desk.timeline, Qt.MouseButton.LeftButton, NO, desk.point(4_000, Lane.LINES))
    assert desk.asked[-2:] == [("choose", "L2", False), ("write", "L2")]


def test_shift_click_sets_in_and_ctrl_click_sets_out(desk: Desk, qtbot: QtBot) -> None:
    desk.timeline.set_current("L3")
    desk.click(qtbot, 8_400, keys=SHIFT)
    desk.click(qtbot, 10_000, keys=CTRL)
    assert desk.asked == [("retime", "L3", Span(8_400, 9_000)), ("retime", "L3", Span(8_000, 10_000))]


def test_in_set_behind_the_end_moves_the_line_there(desk: Desk, qtbot: QtBot) -> None:
    desk.timeline.set_current("L3")
    desk.click(qtbot, 12_000, keys=SHIFT)
    assert desk.asked == [("retime", "L3", Span(12_000, 13_000))]


def test_dragging_an_edge_retimes_and_never_turns_a_line_around(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 9_000, 10_000)
    desk.drag(qtbot, 8_000, 12_000)
    assert desk.asked == [("retime", "L3", Span(8_000, 10_000)), ("retime", "L3", Span(8_900, 9_000))]


def test_dragging_a_body_moves_the_line_but_not_over_the_same_persons_next(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 8_500, 10_500)
    desk.drag(qtbot, 8_500, 500)
    assert desk.asked == [("retime", "L3", Span(10_000, 11_000)), ("retime", "L3", Span(3_000, 4_000))]


def test_an_edge_goes_to_the_cut_unless_shift_is_held(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 5_000, 5_940)
    desk.drag(qtbot, 5_000, 5_940, keys=SHIFT)
    assert desk.asked == [("retime", "L2", Span(3_200, 6_000)), ("retime", "L2", Span(3_200, 5_940))]


def test_alt_takes_the_neighbours_along(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 3_200, 3_700, keys=ALT)
    assert desk.asked == [("retimes", (Retime("L1", Span(1_000, 3_500)), Retime("L2", Span(3_700, 5_000))))]


def test_a_drag_in_the_silence_makes_a_line_inside_it(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 6_500, 9_500)
    desk.drag(qtbot, 12_000, 11_000)
    assert desk.asked == [("make", Span(6_500, 8_000)), ("make", Span(11_000, 12_000))]


def test_a_drag_along_the_ruler_scrubs(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 2_000, 4_000, Lane.RULER)
    assert desk.asked == [("scrub", 3_000), ("scrub", 4_000), ("seek", 4_000)]


def test_escape_lets_go_without_a_change(desk: Desk, qtbot: QtBot) -> None:
    desk.drag(qtbot, 9_000, 10_000, let_go=False)
    qtbot.keyClick(desk.timeline, Qt.Key.Key_Escape)
    qtbot.mouseRelease(desk.timeline, Qt.MouseButton.LeftButton, NO, desk.point(10_000))
    assert desk.asked == []


def test_keys_move_a_line_once_however_long_they_are_held(desk: Desk, qtbot: QtBot) -> None:
    desk.timeline.set_current("L3")
    for _ in range(5):
        qtbot.keyPress(desk.timeline, Qt.Key.Key_Right, CTRL)
    qtbot.keyRelease(desk.timeline, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(desk.timeline, Qt.Key.Key_Left, SHIFT)
    qtbot.keyClick(desk.timeline, Qt.Key.Key_Right, CTRL | SHIFT)
    assert desk.asked == [
        ("retime", "L3", Span(8_200, 9_200)),
        ("retime", "L3", Span(7_960, 9_000)),
        ("retime", "L3", Span(8_000, 9_040)),
    ]


def test_alt_and_keys_take_the_neighbours_along(desk: Desk, qtbot: QtBot) -> None:
    desk.timeline.set_current("L2")
    qtbot.keyClick(desk.timeline, Qt.Key.Key_Left, SHIFT | ALT)
    assert desk.asked == [("retimes", (Retime("L1", Span(1_000, 2_960)), Retime("L2", Span(3_160, 5_000))))]


def test_enter_writes_and_commands_set_in_out_and_make(desk: Desk, qtbot: QtBot) -> None:
    desk.timeline.set_current("L3")
    qtbot.keyClick(desk.timeline, Qt.Key.Key_Return)
    desk.timeline.set_playhead(8_300)
    desk.timeline.set_in()
    desk.timeline.set_out()
    desk.timeline.make_here()
    desk.timeline.set_playhead(5_500)
    desk.timeline.make_here()
    assert desk.asked == [
        ("write", "L3"),
        ("retime", "L3", Span(8_300, 9_000)),
        ("retime", "L3", Span(8_000, 8_300)),
        ("make", Span(5_500, 7_500)),
    ]


def test_the_wheel_scrolls_and_with_ctrl_zooms_around_the_pointer(desk: Desk) -> None:
    def turn(delta: int, keys: Qt.KeyboardModifier) -> View:
        point = QPointF(desk.point(10_000))
        where = QPointF(desk.timeline.mapToGlobal(point))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(point, where, QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton, keys, phase, False)
        QApplication.sendEvent(desk.timeline, event)
        return desk.timeline.view

    nearer = turn(480, CTRL)
    assert nearer.scale > 100
    assert nearer.start_ms + nearer.ms_of(500) == pytest.approx(10_000, abs=10)
    assert turn(-120, NO).start_ms > nearer.start_ms
    assert turn(-4_800, CTRL).scale == 50


def test_the_menu_key_asks_for_the_current_line(desk: Desk) -> None:
    reason = QContextMenuEvent.Reason
    desk.timeline.set_current("L3")
    for why, point in ((reason.Keyboard, QPoint(0, 0)), (reason.Mouse, desk.point(2_000))):
        QApplication.sendEvent(desk.timeline, QContextMenuEvent(why, point, desk.timeline.mapToGlobal(point)))
    assert desk.asked == [("menu", "L3", 19_000), ("menu", "L1", 2_000)]


def test_playing_turns_the_page_and_repaints_only_the_playhead(desk: Desk, qtbot: QtBot) -> None:
    timeline = desk.timeline
    timeline.zoom_in()
    timeline.repaint()
    assert timeline._kept._pixmap
    drawn = timeline._kept._pixmap.cacheKey()
    timeline.set_playhead(round(timeline.view.start_ms) + 500, follow=True)
    timeline.repaint()
    assert timeline._kept._pixmap.cacheKey() == drawn
    timeline.set_playhead(1_000, follow=True)
    assert timeline.view.start_ms <= 1_000 <= timeline.view.end_ms


def test_who_scrolls_away_from_the_playhead_stays_there(desk: Desk) -> None:
    timeline = desk.timeline
    for _ in range(4):
        timeline.zoom_in()
    timeline.set_playhead(1_000)
    there = timeline.view
    timeline.set_playhead(1_040, follow=True)
    assert timeline.view == there
    timeline.reveal()
    assert timeline.view.start_ms <= 1_040 <= timeline.view.end_ms


def test_it_is_told_to_screen_readers(desk: Desk) -> None:
    desk.timeline.set_current("L2")
    said = desk.timeline.accessibleDescription()
    assert "3 lines. 1 cut. Playhead at 0:19.000." in said
    assert "Line 2, Li, 0:03.200 to 0:05.000: draft, 12 characters a second, dub fits." in said


def test_a_waveform_asks_for_as_many_columns_as_there_are_pixels(desk: Desk) -> None:
    asked: list[int] = []

    def peaks(_start: float, _end: float, columns: int) -> np.ndarray:
        asked.append(columns)
        return np.tile(np.array([[-9_000, 9_000]], dtype=np.int16), (columns, 1))

    desk.timeline.set_peaks(peaks)
    picture = desk.timeline.grab().toImage()
    assert 1_000 in asked
    middle = desk.point(2_000)
    assert picture.pixelColor(middle) == desk.timeline.look.wave
    assert picture.pixelColor(desk.point(12_000)) == desk.timeline.look.wave_faint


def test_reading_speed_is_that_of_the_cues_where_there_are_any(desk: Desk) -> None:
    def ink(at_ms: int) -> QColor:
        strip = desk.timeline.lanes.speed
        return desk.timeline.grab().toImage().pixelColor(desk.point(at_ms, Lane.SPEED).x(), strip.bottom - 2)

    colours = desk.timeline.look.colours
    assert (ink(1_100), ink(10_050)) == (colours["ok"], colours["page"])
    desk.timeline.set_cues([(9_000, 10_000, "Solta ela!"), (10_000, 10_500, "Um texto muito longo para ler")])
    assert [ink(at) for at in (1_100, 9_050, 10_050)] == [colours[name] for name in ("page", "ok", "bad")]
