"""Find and replace in the real window: places in all episodes, going there, one step, a search that takes too long."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.app import finding as use_case
from dubbench.app import wording
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.gui import finding as findings
from dubbench.gui.editors import Side
from dubbench.gui.find import Query
from dubbench.gui.finding import Finding
from dubbench.gui.workbench import Workbench
from dubbench.pipeline import finding as pattern

TEXTS = ("A casa era minha.", "Nunca contei da casa.", "Volte à noite.")


@pytest.fixture
def finding(bench: Workbench, qtbot: QtBot) -> Finding:
    """Two episodes whose lines say what can be found."""
    bench.window.show()
    session = bench.series.session
    episode, market = session.store.all(Episode)[0], session.store.all(Market)[0]
    for line, text in zip(session.store.all(Line, episode_id=episode.id), TEXTS, strict=True):
        wording.edit_target(session, line.id, market.id, text)
    second = replace(episode, id=new_id(), number=2, title="Second")
    line = replace(session.store.all(Line)[0], id=new_id(), episode_id=second.id)
    with session.store.edit(Message.of("add-line", episode=2), Author("maker", machine=True)) as edit:
        edit.put(second)
        edit.put(line)
    wording.edit_target(session, line.id, market.id, "Outra casa.")
    return shown(bench, qtbot).finding


def look(qtbot: QtBot, finding: Finding, query: Query) -> list[str]:
    bar = finding.bar
    bar.show()
    bar._find.setText(query.find)
    bar._by.setText(query.by)
    bar._side.setCurrentIndex(bar._side.findData(query.side))
    for option, on in ((bar._case, query.case), (bar._pattern, query.pattern), (bar._everywhere, query.everywhere)):
        option.setChecked(on)
    bar.search()
    qtbot.waitUntil(lambda: finding._asked == query and not finding.waits, timeout=10_000)
    return [f"{hit.number} {hit.text[hit.start : hit.end]}" for hit in finding.bar._hits.values()]


def targets(bench: Workbench) -> list[str]:
    return [row.target for row in bench.page.rows]


def test_the_key_opens_the_bar_with_what_is_chosen(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    assert not finding.bar.isVisible()
    bench.page.choose(bench.page.rows[0].line_id)
    editor = bench.page.widgets.editors.target
    editor.setFocus()
    cursor = editor.textCursor()
    cursor.setPosition(2)
    cursor.setPosition(6, cursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    assert bench.window.actions_.run("edit.replace")
    assert finding.bar.isVisible()
    assert finding.bar.query.find == "casa"
    qtbot.waitUntil(lambda: len(finding.bar._hits) == 2, timeout=10_000)
    QTest.keyClick(finding.bar._find, Qt.Key.Key_Escape)
    assert not finding.bar.isVisible()


def test_places_are_found_in_this_episode_or_in_all(qtbot: QtBot, finding: Finding) -> None:
    assert look(qtbot, finding, Query("CASA")) == ["1 CASA".lower(), "2 casa"]
    assert look(qtbot, finding, Query("CASA", case=True)) == []
    assert len(look(qtbot, finding, Query("casa", everywhere=True))) == 3
    assert [hit.place for hit in finding.bar._hits.values()] == ["Episode 1", "Episode 1", "Episode 2"]


def test_a_place_in_another_episode_is_gone_to(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    look(qtbot, finding, Query("outra", everywhere=True))
    (hit,) = finding.bar._hits.values()
    finding.bar.hit_chosen.emit(hit.hit_id, hit.line_id)
    assert bench.page.episode is not None
    assert bench.page.episode.number == 2
    assert bench.page.current is not None
    assert bench.page.current.target == "Outra casa."


def test_the_chosen_places_are_replaced_as_one_step(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    query = Query("casa", "mansão")
    look(qtbot, finding, query)
    before = bench.series.session.store.head().seq
    finding.bar.replace_asked.emit(query, tuple(finding.bar._hits))
    qtbot.waitUntil(lambda: targets(bench)[:2] == ["A mansão era minha.", "Nunca contei da mansão."], timeout=5_000)
    assert bench.series.session.store.head().seq == before + 1
    qtbot.waitUntil(lambda: not finding.bar._hits, timeout=5_000)
    bench.window.banner_chosen.emit("undo", "undo")
    qtbot.waitUntil(lambda: targets(bench)[:2] == list(TEXTS[:2]), timeout=5_000)


def test_nothing_is_replaced_that_was_not_seen(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    look(qtbot, finding, Query("casa", "mansão"))
    chosen, before = tuple(finding.bar._hits), bench.series.session.store.head().seq
    finding.bar.replace_asked.emit(Query("casa", "lar"), chosen)
    qtbot.waitUntil(lambda: not finding.waits, timeout=5_000)
    assert bench.series.session.store.head().seq == before


def test_a_text_that_changed_meanwhile_is_searched_again(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    query = Query("casa", "mansão")
    look(qtbot, finding, query)
    first, market = bench.page.rows[0], bench.page.market
    assert market is not None
    wording.edit_target(bench.series.session, first.line_id, market.id, "A casa é minha.")
    finding.bar.replace_asked.emit(query, tuple(finding.bar._hits))
    (told,) = bench.window.banners.banners()
    assert "Search again" in told.text
    qtbot.waitUntil(lambda: [hit.text for hit in finding.bar._hits.values()][:1] == ["A casa é minha."], timeout=5_000)


def test_what_is_wrong_with_a_pattern_is_said(qtbot: QtBot, finding: Finding, monkeypatch: pytest.MonkeyPatch) -> None:
    look(qtbot, finding, Query("(casa", pattern=True))
    assert "is no pattern" in finding.bar._told.text()
    monkeypatch.setattr(pattern.Finder.__init__, "__defaults__", (0.0,))
    look(qtbot, finding, Query("(a+)+$", pattern=True))
    assert "takes too long" in finding.bar._told.text()


def test_of_very_many_places_the_first_are_shown(
    qtbot: QtBot, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST", 3)
    assert len(look(qtbot, finding, Query("a"))) == 3
    assert "the first 3 are shown" in finding.bar._told.text()


def test_only_the_latest_wish_is_searched(
    bench: Workbench, qtbot: QtBot, finding: Finding, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    real: Callable[..., list[use_case.Hit]] = use_case.find
    monkeypatch.setattr(
        use_case, "find", lambda s, search, scope: searched.append(search.find) or real(s, search, scope)
    )
    for wish in ("c", "ca", "cas", "casa"):
        finding.search(Query(wish))
    qtbot.waitUntil(lambda: len(finding.bar._hits) == 2 and not finding.waits, timeout=5_000)
    assert searched == ["c", "casa"]


def test_what_changes_while_it_is_searched_is_found_after_it(bench: Workbench, qtbot: QtBot, finding: Finding) -> None:
    query = Query("mansão")
    assert look(qtbot, finding, query) == []
    finding.search(query)
    assert bench.page.market is not None
    wording.edit_target(bench.series.session, bench.page.rows[0].line_id, bench.page.market.id, "A mansão era minha.")
    finding.search(query)
    qtbot.waitUntil(lambda: len(finding.bar._hits) == 1, timeout=5_000)


def test_the_source_is_searched_in_its_own_language(qtbot: QtBot, finding: Finding) -> None:
    word = finding._page.rows[0].source.split()[0]
    found = look(qtbot, finding, Query(word, side=Side.SOURCE))
    assert found[0] == f"1 {word}"
