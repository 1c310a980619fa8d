"""The real window over a series that the fakes dubbed: open, see, move, take back, run, reopen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from windows import FAKES, shown

from dubbench.app import recents
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.gui import making, start
from dubbench.gui.workbench import Workbench


def test_the_season_is_shown(bench: Workbench) -> None:
    assert not bench.window.in_episode
    assert bench.series.session.series.title in bench.window.windowTitle()


def test_an_episode_is_seen_and_heard(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    assert bench.window.in_episode
    assert len(page.widgets.grid.rows) == 3
    assert all(row.take and row.dub_spans for row in page.widgets.grid.rows)
    page.choose(page.widgets.grid.rows[1].line_id)
    assert bench.playing.position_ms == page.widgets.grid.rows[1].start_ms
    before = bench.playing.position_ms
    bench.window.actions_.run("playback.play")
    qtbot.waitUntil(lambda: bench.playing.position_ms > before + 100, timeout=5_000)
    bench.window.actions_.run("playback.play")
    assert bench.window.actions_.run("line.next")
    assert page.current == page.widgets.grid.rows[2]


def test_a_line_is_moved_and_moved_back(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    row = page.widgets.grid.rows[0]
    page.widgets.timeline.retime_asked.emit(row.line_id, Span(row.start_ms + 100, row.end_ms + 100))
    qtbot.waitUntil(lambda: page.widgets.grid.rows[0].start_ms == row.start_ms + 100, timeout=5_000)
    assert bench.window.actions_.run("edit.undo")
    qtbot.waitUntil(lambda: page.widgets.grid.rows[0].start_ms == row.start_ms, timeout=5_000)


def test_a_text_is_written_spoken_and_taken_back(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    row = page.widgets.grid.rows[1]
    page.choose(row.line_id)
    page.widgets.editors.text_written.emit(row.line_id, "target", "Era a minha casa.", row.target)
    qtbot.waitUntil(lambda: page.widgets.grid.rows[1].target == "Era a minha casa.", timeout=5_000)
    assert not page.widgets.grid.rows[1].take
    assert bench.window.actions_.run("line.speak")
    qtbot.waitUntil(lambda: page.widgets.grid.rows[1].take, timeout=30_000)
    assert bench.window.actions_.run("edit.undo")
    qtbot.waitUntil(lambda: page.widgets.grid.rows[1].target == row.target, timeout=5_000)


def test_what_cannot_be_is_told_above_the_page(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    first, second = page.widgets.grid.rows[:2]
    bench.edits.retime(first.line_id, Span(first.start_ms, second.end_ms))
    assert bench.window.banners.banners()
    assert bench.series.session.store.get(Line, first.line_id).span == Span(first.start_ms, first.end_ms)


def test_a_run_shows_its_way_and_its_lines(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    page.choose(page.widgets.grid.rows[0].line_id)
    assert bench.window.actions_.run("line.delete")
    qtbot.waitUntil(lambda: len(page.widgets.grid.rows) == 2, timeout=5_000)
    bench.work.run("export")
    qtbot.waitUntil(lambda: bench.work.job is not None, timeout=10_000)
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=60_000)
    assert [banner.id for banner in bench.window.banners.banners()] == ["undo"]


def test_after_a_crash_the_window_opens_where_it_was(qtbot: QtBot, bench: Workbench, series: Path) -> None:
    page = shown(bench, qtbot).page
    line = page.widgets.grid.rows[2].line_id
    page.choose(line)
    bench._remember()
    spot = recents.find(series)
    assert spot is not None
    assert (spot.spot.episode, spot.spot.market, spot.spot.line) == (1, "pt-BR", line)
    bench._go(spot.spot)
    assert page.current is not None
    assert page.current.line_id == line


def test_the_demo_is_one_click_away(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start.application(FAKES)
    monkeypatch.setattr(making, "home", lambda: tmp_path)
    made = start.opened(replace(FAKES, reopen=False))
    qtbot.addWidget(made.window)
    made.home.demo_asked.emit()
    assert made.series.desk.session.series.title == "the-empty-chair"
    made.close_series()
    made.home.demo_asked.emit()
    assert [e.number for e in made.series.desk.session.store.all(Episode)] == [1]
    made.close_series()


def test_a_series_is_begun_with_what_was_dropped(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    film = bench.series.session.folder.parent / "episode.mp4"
    bench.close_series()
    dialog = bench.making.ask_new([str(film)])
    dialog.title.setText("Herdeira")
    dialog.folder.setText(str(tmp_path / "herdeira.dubbench"))
    dialog.markets.choose(["pt-BR"])
    dialog.wanted.emit(dialog.value())
    assert bench.series.session.series.title == "Herdeira"
    assert len(bench.series.session.store.all(Episode)) == 1
