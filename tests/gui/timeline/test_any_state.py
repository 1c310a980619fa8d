"""Nothing a hand does, and nothing an episode is, breaks the timeline."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from gui_rows import row
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dubbench.domain.span import Span
from dubbench.gui.timeline.edits import Retime
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Shown

MODIFIERS = [
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
]
KEYS = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Up]


@pytest.mark.parametrize("size", [(1, 1), (70, 20), (400, 90), (1_600, 500)])
@pytest.mark.parametrize("duration_ms", [0, 500, 3_600_000])
def test_any_size_and_length_can_be_drawn(qtbot: QtBot, size: tuple[int, int], duration_ms: int) -> None:
    timeline, strip = Timeline(), EpisodeMap()
    odd = row(7, 100, 100, flags=("culture", "unheard-of"), fit_ppm=None, dub_spans=(), state=Shown.EMPTY, colour=99)
    for widget in (timeline, strip):
        qtbot.addWidget(widget)
        widget.show()
    for rows in ((), (odd,), (odd, *(row(k, k * 50, k * 50 + 4_000) for k in range(20)))):
        timeline.set_episode(duration_ms, (0, 100, duration_ms))
        timeline.set_rows(rows)
        timeline.set_current("L7")
        strip.set_scene(timeline.scene)
        for widget in (timeline, strip):
            widget.resize(*size)
            widget.grab()
        timeline.zoom_in()
        timeline.zoom_out()
        timeline.zoom_fit()
        strip.set_view(timeline.view)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_hands_and_keys_ask_only_for_what_can_be(qtbot: QtBot, seed: int) -> None:
    dice = random.Random(seed)
    rows = {f"L{k}": row(k, k * 900, k * 900 + 800, character_id=f"c{k % 3}") for k in range(12)}
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(700, 220)
    timeline.set_episode(14_000, (3_000, 9_000))
    timeline.set_rows(tuple(rows.values()))
    timeline.show()

    def retime(changes: tuple[Retime, ...]) -> None:
        for line_id, span in changes:
            assert 0 <= span.start_ms < span.end_ms <= 14_000
            rows[line_id] = replace(rows[line_id], start_ms=span.start_ms, end_ms=span.end_ms, dub_spans=())
        timeline.set_rows(tuple(rows.values()))

    def make(span: Span) -> None:
        assert 0 <= span.start_ms < span.end_ms <= 14_000
        assert not any(Span(r.start_ms, r.end_ms).overlap_ms(span) for r in rows.values())

    timeline.retime_asked.connect(lambda line_id, span: retime((Retime(line_id, span),)))
    timeline.retimes_asked.connect(retime)
    timeline.make_asked.connect(make)
    timeline.seek_asked.connect(timeline.set_playhead)
    timeline.line_chosen.connect(lambda line_id, _add: timeline.set_current(line_id))
    left = Qt.MouseButton.LeftButton
    for _ in range(400):
        keys, point = dice.choice(MODIFIERS), QPoint(dice.randrange(700), dice.randrange(220))
        do = dice.randrange(6)
        if do == 0:
            qtbot.mouseClick(timeline, left, keys, point)
        elif do == 1:
            qtbot.mousePress(timeline, left, keys, point)
        elif do == 2:
            qtbot.mouseMove(timeline, point)
        elif do == 3:
            qtbot.mouseRelease(timeline, left, keys, point)
        elif do == 4:
            qtbot.mouseDClick(timeline, left, keys, point)
        else:
            qtbot.keyClick(timeline, dice.choice(KEYS), keys)
        timeline.repaint()
    timeline.let_go()
    QApplication.processEvents()
