"""Find and replace: what is asked for, what is shown of the answer, what is replaced."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from dubbench.gui.editors import Side
from dubbench.gui.find import FindBar, Hit, Query

TEXT = "Grandma’s pendant—she left it to me, the jade pendant of the Gu family."
HITS = (
    Hit("a", "L5", 5, TEXT, 10, 17, "locket"),
    Hit("b", "L5", 5, TEXT, 46, 53, ""),
    Hit("c", "L9", 9, "no", 0, 2, "no"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> FindBar:
    bar = FindBar()
    qtbot.addWidget(bar)
    bar.resize(760, 300)
    bar.open_with("pendant")
    return bar


def test_typing_asks_once_it_pauses_and_enter_at_once(qtbot: QtBot, bar: FindBar) -> None:
    asked: list[Query] = []
    bar.search_asked.connect(asked.append)
    bar._soon.setInterval(20)
    qtbot.keyClicks(bar._by, "locket")
    qtbot.waitUntil(lambda: asked == [Query("pendant", "locket")])
    qtbot.keyClick(bar._find, Qt.Key.Key_Return)
    assert len(asked) == 2


def test_every_option_asks_anew(bar: FindBar) -> None:
    asked: list[Query] = []
    bar.search_asked.connect(asked.append)
    for option in (bar._case, bar._words, bar._pattern, bar._keep, bar._everywhere):
        option.click()
    bar._side.setCurrentIndex(1)
    everything = Query("pendant", "", Side.SOURCE, case=True, words=True, pattern=True, keep_case=True, everywhere=True)
    assert (len(asked), asked[-1]) == (6, everything)


def test_places_show_what_goes_and_what_comes(bar: FindBar) -> None:
    bar.set_hits(HITS)
    shown = [card.title.strip("\u2068\u2069") for card in bar.list.cards]
    assert shown == [
        "Grandma’s [pendant → locket]—she left it to me, the jade…",
        "…she left it to me, the jade [pendant → nothing] of the Gu family.",
        "[no]",
    ]
    assert bar._told.text() == "3 places · 2 lines"
    bar.set_language("ar")
    assert "←" in bar.list.cards[0].title


def test_the_chosen_places_are_replaced(qtbot: QtBot, bar: FindBar) -> None:
    bar.set_hits(HITS)
    bar.list.setFocus()
    with qtbot.waitSignal(bar.hit_chosen) as told:
        qtbot.keyClick(bar.list, Qt.Key.Key_Down)
    assert told.args == ["b", "L5"]
    qtbot.keyClick(bar.list, Qt.Key.Key_Space)
    assert bar.list.current == "b"
    qtbot.mouseClick(bar.list.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(12, 12))
    assert bar._replace.text() == "Replace 1"
    with qtbot.waitSignal(bar.replace_asked) as told:
        bar._replace.click()
    assert told.args == [Query("pendant"), ("c",)]
    bar.set_hits(HITS[:2])
    assert bar.chosen == ()
    assert not bar._replace.isEnabled()
    bar._all.click()
    assert bar.chosen == ("a", "b")


def test_trouble_is_said_and_escape_goes_away(qtbot: QtBot, bar: FindBar) -> None:
    bar.set_hits((), "Not a regular expression: unbalanced parenthesis")
    assert bar._told.text().startswith("Not a regular expression")
    bar.set_hits(())
    assert bar._told.text() == "Nothing found"
    with qtbot.waitSignal(bar.closed):
        qtbot.keyClick(bar._find, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_options_are_not_cut_off_where_the_window_is_small(qtbot: QtBot, bar: FindBar) -> None:
    bar.set_hits(HITS)
    bar.resize(240, 160)
    bar.show()
    qtbot.wait(50)
    options = (bar._side, bar._everywhere, bar._keep, bar._replace)
    for one in options:
        assert one.parentWidget().rect().contains(one.geometry()), one.accessibleName()
    assert len({one.geometry().top() for one in options}) > 1
