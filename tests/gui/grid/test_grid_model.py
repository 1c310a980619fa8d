"""What is shown, in which order, and how a change is told."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from grid_rows import row, rows
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from dubbench.gui.grid.chips import CHIPS, counts
from dubbench.gui.grid.columns import COLUMNS, ORDER
from dubbench.gui.grid.model import LinesModel
from dubbench.gui.grid.order import Filter, next_troubled, shown
from dubbench.gui.values import Row, Shown


class Told:
    """What a model tells its views."""

    def __init__(self, model: LinesModel) -> None:
        self.resets, self.changed, self.come, self.gone = (
            0,
            list[int](),
            list[tuple[int, int]](),
            list[tuple[int, int]](),
        )
        model.modelReset.connect(self._reset)
        model.dataChanged.connect(lambda a, b: self.changed.extend(range(a.row(), b.row() + 1)))
        model.rowsInserted.connect(lambda _p, a, b: self.come.append((a, b)))
        model.rowsRemoved.connect(lambda _p, a, b: self.gone.append((a, b)))

    def _reset(self) -> None:
        self.resets += 1


def ids(model: LinesModel) -> list[str]:
    return [one.line_id for one in model.shown]


def test_only_what_changed_is_told(qtbot: QtBot) -> None:
    model, lines = LinesModel(), rows(8)
    model.set_rows(lines)
    told = Told(model)
    model.set_rows(list(lines))
    lines[2], lines[3] = replace(lines[2], target="new"), replace(lines[3], target="new")
    model.set_rows(lines)
    model.update_rows([replace(lines[6], state=Shown.CONFIRMED), row(99)])
    assert (told.changed, told.resets) == ([2, 3, 6], 0)
    assert len(model.rows) == 8


def test_a_split_and_a_deletion_move_no_other_line(qtbot: QtBot) -> None:
    model, lines = LinesModel(), rows(6)
    model.set_rows(lines)
    told = Told(model)
    later = [replace(one, number=n) for n, one in enumerate([*lines[:3], row(50), *lines[3:5]], 1)]
    model.set_rows(later)
    assert (told.resets, told.come, told.gone) == (0, [(3, 3)], [(5, 5)])
    assert ids(model) == [one.line_id for one in later]
    assert [model.place(one.line_id) for one in later] == list(range(6))
    assert told.changed == [4, 5]


def test_another_episode_is_a_reset(qtbot: QtBot) -> None:
    model = LinesModel()
    model.set_rows(rows(3))
    told = Told(model)
    model.set_rows([row(10), row(11)])
    assert told.resets == 1


def test_the_line_at_hand_stays_until_another_is(qtbot: QtBot) -> None:
    model, lines = LinesModel(), rows(4)
    model.set_rows(lines)
    model.set_filter(Filter(chip="to-do"))
    model.keep("L2")
    model.update_rows([replace(lines[1], state=Shown.CONFIRMED)])
    assert ids(model) == ["L1", "L2", "L3", "L4"]
    model.keep("L3")
    assert ids(model) == ["L1", "L3", "L4"]


def test_sorting_changes_what_is_shown_and_not_the_time(qtbot: QtBot) -> None:
    model = LinesModel()
    model.set_rows([row(1, fit_ppm=900_000), row(2, fit_ppm=1_300_000), row(3)])
    model.set_filter(Filter(column="fit", descending=True))
    assert ids(model) == ["L2", "L1", "L3"]
    assert [one.line_id for one in model.rows] == ["L1", "L2", "L3"]
    model.set_filter(Filter())
    assert ids(model) == ["L1", "L2", "L3"]


@pytest.mark.parametrize(
    ("words", "found"),
    [("THREE", ["L3"]), ("li wei", ["L1", "L3"]), ("#2", ["L2"]), ("target source 2", ["L2"]), ("nothing", [])],
)
def test_words_are_looked_for_everywhere(words: str, found: list[str]) -> None:
    lines = [row(1), row(2), row(3, target="three")]
    assert [one.line_id for one in shown(lines, Filter(words=words))] == found


def test_every_chip_counts_what_it_shows() -> None:
    flags = ((), ("culture",), ("too-fast", "name"), ("over-long",), ("not-dubbed", "sound", "safe-area"))
    lines = [
        row(n, state=list(Shown)[n % 8], flags=flags[n % 5], failed="crash" if n % 7 == 0 else "") for n in range(90)
    ]
    counted = counts(lines)
    for chip in CHIPS:
        assert counted[chip] == len(shown(lines, Filter(chip=chip))) > 0


def test_the_next_line_that_wants_a_person_goes_round() -> None:
    lines = [row(1), row(2, flags=("name",)), row(3, state=Shown.STALE), row(4, failed="crash"), row(5)]
    assert [next_troubled(lines, at) for at in ("", "L2", "L3", "L4", "L5")] == ["L2", "L3", "L4", "L2", "L2"]
    assert [next_troubled(lines, at, -1) for at in ("", "L4", "L2")] == ["L4", "L3", "L4"]
    assert next_troubled(rows(3), "L1") == ""


def test_a_column_says_the_same_to_eye_and_ear() -> None:
    one = row(5, state=Shown.SENT_BACK, flags=("culture",), fit_ppm=1_270_000, rung=3, subtitle="two\nlines")
    assert {c.id: c.text(one) for c in ORDER} == {
        "number": "5",
        "in": "0:10.00",
        "out": "0:11.50",
        "length": "1.50",
        "character": "Li Wei",
        "source": "source 5",
        "target": "target 5",
        "subtitle": "two lines",
        "cps": "12",
        "fit": "≈+27%",
        "rung": "3",
        "state": "✗",
        "flags": "⚑ culture",
    }
    assert COLUMNS["number"].says(one) == "Line 5, 0:10, Li Wei, sent back, culture"
    assert COLUMNS["fit"].says(replace(one, dub_spans=((1, 2),))) == "dub 127 % of its time"
    assert COLUMNS["fit"].says(replace(one, failed="no voice")) == "not spoken: no voice"
    for column in ORDER:
        assert column.says(row(1, character="", target="", cps_milli=0)), column.id


def test_random_changes_keep_model_and_views_in_step(qtmodeltester: ModelTester) -> None:
    dice = random.Random(3)
    model, lines = LinesModel(), rows(12)
    qtmodeltester.check(model)
    mirror: list[str] = []
    _follow(model, mirror)
    for n in range(300):
        match dice.randrange(5):
            case 0 if lines:
                lines.pop(dice.randrange(len(lines)))
            case 1:
                lines.insert(dice.randint(0, len(lines)), row(100 + n, start_ms=n))
            case 2 if lines:
                at = dice.randrange(len(lines))
                lines[at] = replace(lines[at], state=dice.choice(list(Shown)), flags=dice.choice(((), ("name",))))
            case 3:
                column = dice.choice(["", "fit", "state", "target"])
                model.set_filter(Filter(dice.choice(["all", "to-do", "flags"]), column=column))
            case _:
                model.keep(dice.choice(lines).line_id if lines else "")
        model.set_rows(lines)
        assert mirror == ids(model) == [one.line_id for one in _expected(model)]


def _expected(model: LinesModel) -> list[Row]:
    return shown(model.rows, model.filter, model._keep)


def _follow(model: LinesModel, mirror: list[str]) -> None:
    """Keep a list as a view would, by the signals alone."""

    def reset() -> None:
        mirror[:] = ids(model)

    def come(_parent: object, first: int, last: int) -> None:
        mirror[first:first] = ids(model)[first : last + 1]

    def gone(_parent: object, first: int, last: int) -> None:
        del mirror[first : last + 1]

    model.modelReset.connect(reset)
    model.rowsInserted.connect(come)
    model.rowsRemoved.connect(gone)
