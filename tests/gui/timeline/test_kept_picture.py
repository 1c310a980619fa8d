"""What of the timeline is drawn anew looks as if all of it had been drawn anew."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from gui_rows import row
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from dubbench.gui.timeline import painter
from dubbench.gui.timeline.wave import Peaks
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row, Shown

LENGTH_MS = 30_000


@pytest.fixture
def timeline(qtbot: QtBot) -> Timeline:
    return made(qtbot)


def made(qtbot: QtBot) -> Timeline:
    timeline = Timeline()
    qtbot.addWidget(timeline)
    timeline.resize(900, 220)
    timeline.set_episode(LENGTH_MS, range(0, LENGTH_MS, 4_000))
    timeline.set_peaks(peaks)
    timeline.set_language("ar")
    timeline.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its frame would be the only difference
    timeline.show()  # a picture of what is not shown is laid out anew each time
    return timeline


def peaks(start_ms: float, end_ms: float, columns: int) -> Peaks:
    loud = np.abs(np.sin(np.linspace(start_ms, end_ms, columns) / 300)).astype(np.float32)
    return np.stack((-loud, loud), axis=1)


def lines() -> list[Row]:
    """Make lines that overlap, some over-long, some not spoken, some with flags."""
    fits = (900_000, 1_000_000, 1_400_000, None)
    return [
        row(
            k + 1,
            k * 1_400,
            k * 1_400 + 1_600,
            fit_ppm=fits[k % 4],
            dub_spans=((k * 1_400 - 100, k * 1_400 + 1_900),) if k % 3 == 0 else (),
            flags=("culture", "too-fast") if k % 5 == 0 else (),
        )
        for k in range(20)
    ]


def other(dice: random.Random, old: Row) -> Row:
    state = dice.choice([Shown.CONFIRMED, Shown.STALE, Shown.APPROVED])
    spans = dice.choice([(), ((old.start_ms, old.end_ms),), ((old.start_ms - 250, old.end_ms + 700),)])
    changes = [{"state": state}, {"dub_spans": spans}, {"fit_ppm": 1_600_000}, {"target": "كلام آخر"}, {"failed": "no"}]
    return replace(old, **dice.choice(changes))


def alike(qtbot: QtBot, timeline: Timeline, rows: Sequence[Row], current: str, chosen: frozenset[str]) -> bool:
    fresh = made(qtbot)
    fresh.set_view(timeline.view)
    fresh.set_rows(rows)
    fresh.set_current(current, chosen)
    fresh.set_view(timeline.view)
    return seen(timeline) == seen(fresh)


def seen(timeline: Timeline) -> QImage:
    return timeline.grab().toImage()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_changed_and_chosen_lines_look_as_if_all_were_drawn_anew(qtbot: QtBot, timeline: Timeline, seed: int) -> None:
    dice, rows = random.Random(seed), lines()
    timeline.set_rows(rows)
    for _ in range(12):
        at = dice.randrange(len(rows))
        rows[at] = other(dice, rows[at])
        timeline.set_rows(rows)
        chosen = frozenset(f"L{n}" for n in dice.sample(range(1, 21), 3))
        timeline.set_current(current := f"L{dice.randint(1, 20)}", chosen)
        assert alike(qtbot, timeline, rows, current, chosen)


@pytest.mark.parametrize(
    "changes",
    [{"start_ms": 2_900}, {"end_ms": 6_000}, {"flags": ("name",)}, {"line_id": "other"}],
    ids=["start", "end", "flags", "another line"],
)
def test_what_moves_or_pushes_others_is_drawn_whole(
    qtbot: QtBot, timeline: Timeline, changes: dict[str, object]
) -> None:
    rows = lines()
    timeline.set_rows(rows)
    seen(timeline)
    rows[2] = replace(rows[2], **changes)
    timeline.set_rows(rows)
    assert alike(qtbot, timeline, rows, "", frozenset())


def test_a_line_that_looks_otherwise_leaves_the_rest_as_it_is_drawn(timeline: Timeline) -> None:
    rows = lines()
    timeline.set_rows(rows)
    seen(timeline)
    asked: list[tuple[float, float, int]] = []
    timeline._peaks = lambda *about: (asked.append(about), peaks(*about))[1]
    rows[2] = replace(rows[2], state=Shown.CONFIRMED)
    timeline.set_rows(rows)
    timeline.set_current("L4", frozenset({"L4"}))
    seen(timeline)
    assert asked == []


def test_many_changed_lines_are_drawn_at_once(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline.set_rows(lines())
    timeline.grab()
    drawn: list[painter.Drawing] = []
    draw = painter.draw
    monkeypatch.setattr(painter, "draw", lambda canvas, one: (drawn.append(one), draw(canvas, one)))
    timeline.set_rows([replace(one, target="Now.") for one in lines()])
    timeline.grab()
    assert [one.part for one in drawn] == [None]
