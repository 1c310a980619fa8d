"""The panels about the line at hand in the real window: takes, wordings, history, and what its text costs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.app import speaking, wording
from dubbench.app.engines import FAKE
from dubbench.app.tracks import Track
from dubbench.domain.script import Line
from dubbench.domain.target import Fit, Take, Target
from dubbench.gui.history_steps import when
from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.history import HistoryPanel
from dubbench.gui.panels.takes import TakesPanel
from dubbench.gui.panels.wordings import WordingsPanel
from dubbench.gui.values import Row
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context

LONG = "Bem, eu nunca contei nada a ninguém, nunca mesmo, sabe?"


@pytest.fixture
def at_line(bench: Workbench, qtbot: QtBot) -> Workbench:
    """The second line is at hand."""
    page = shown(bench, qtbot).page
    page.choose(page.rows[1].line_id)
    return bench


def panel(bench: Workbench, panel_id: str) -> QWidget:
    bench.window.episode.show_panel(panel_id)
    return bench.window.episode.panel(panel_id).widget()


def takes(bench: Workbench) -> TakesPanel:
    found = panel(bench, "takes")
    assert isinstance(found, TakesPanel)
    return found


def wordings(bench: Workbench) -> WordingsPanel:
    found = panel(bench, "wordings")
    assert isinstance(found, WordingsPanel)
    return found


def history(bench: Workbench) -> HistoryPanel:
    found = panel(bench, "history")
    assert isinstance(found, HistoryPanel)
    return found


def cards(inside: TakesPanel | WordingsPanel | HistoryPanel) -> list[Card]:
    return list(inside.list.cards)


def press(inside: QWidget, words: str, qtbot: QtBot) -> None:
    """Press a button; panels are shown a moment after their line."""
    one = next(b for b in inside.findChildren(QPushButton) if b.text() == words)
    qtbot.waitUntil(one.isEnabled, timeout=5_000)
    one.click()


def row(bench: Workbench) -> Row:
    found = bench.page.current
    assert found is not None
    return found


def write(bench: Workbench, text: str, qtbot: QtBot) -> None:
    bench.edits.write(row(bench).line_id, "target", text, row(bench).target)
    qtbot.waitUntil(lambda: row(bench).target == text, timeout=5_000)


def second_take(bench: Workbench, qtbot: QtBot) -> Take:
    """Speak the line at hand with another voice, and give the machine's own back: there are two takes then."""
    session = bench.series.session
    speaking.voice_line(session, row(bench).target_id, "fake-synthesizer:pt-BR-cello")
    made = speaking.speak(session, row(bench).target_id, Context(), choice=FAKE).take
    speaking.voice_line(session, row(bench).target_id, "fake-synthesizer:pt-BR-flute")
    speaking.speak(session, row(bench).target_id, Context(), choice=FAKE)
    return made


def mixed(bench: Workbench) -> np.ndarray:
    assert bench.page.tracks is not None
    sound = bench.page.tracks.sounds[Track.DUB]
    return sound.read(0, sound.frames)


# takes


def test_the_takes_of_the_line_at_hand_are_listed(at_line: Workbench, qtbot: QtBot) -> None:
    panel = takes(at_line)
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=5_000)
    assert cards(panel)[0].mark == "✓"
    second_take(at_line, qtbot)
    qtbot.waitUntil(lambda: len(cards(panel)) >= 2, timeout=5_000)
    assert [card.mark for card in cards(panel)].count("✓") == 1
    write(at_line, "Outra coisa.", qtbot)
    qtbot.waitUntil(lambda: all(card.mark == "↻" for card in cards(panel)), timeout=5_000)
    at_line.window.actions_.run("line.next")
    qtbot.waitUntil(lambda: len(cards(panel)) == 1, timeout=5_000)


def test_a_take_is_used_placed_and_taken_back(at_line: Workbench, qtbot: QtBot) -> None:
    panel, store = takes(at_line), at_line.series.session.store
    other = second_take(at_line, qtbot)

    def heard() -> str:
        return next(fit.take_id for fit in store.all(Fit) if fit.target_id == row(at_line).target_id)

    before = heard()
    assert before != other.id
    qtbot.waitUntil(lambda: other.id in {card.key for card in cards(panel)}, timeout=5_000)
    panel.list.set_current(other.id)
    press(panel, "Use this take", qtbot)
    qtbot.waitUntil(lambda: heard() == other.id, timeout=10_000)
    qtbot.waitUntil(lambda: next(c for c in cards(panel) if c.key == other.id).strong, timeout=5_000)
    press(panel, "Choose by itself", qtbot)
    qtbot.waitUntil(lambda: heard() == before, timeout=10_000)
    at_line.window.actions_.run("edit.undo")
    qtbot.waitUntil(lambda: heard() == other.id, timeout=10_000)
    assert not at_line.window.banners.banners()


def test_a_take_is_heard_in_its_place_and_nothing_is_stored(at_line: Workbench, qtbot: QtBot) -> None:
    panel, store = takes(at_line), at_line.series.session.store
    other = second_take(at_line, qtbot)
    qtbot.waitUntil(lambda: other.id in {card.key for card in cards(panel)}, timeout=5_000)
    before, head = mixed(at_line), store.head()
    panel.list.set_current(other.id)
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not np.array_equal(mixed(at_line), before), timeout=10_000)
    qtbot.waitUntil(lambda: at_line.playing.player.transport.now.playing, timeout=5_000)
    assert at_line.playing.position_ms < row(at_line).end_ms
    qtbot.waitUntil(lambda: not at_line.playing.player.transport.now.playing, timeout=15_000)
    qtbot.waitUntil(lambda: np.array_equal(mixed(at_line), before), timeout=5_000)
    assert store.head() == head


def test_another_line_ends_the_listening(at_line: Workbench, qtbot: QtBot) -> None:
    panel = takes(at_line)
    other = second_take(at_line, qtbot)
    qtbot.waitUntil(lambda: other.id in {card.key for card in cards(panel)}, timeout=5_000)
    before = mixed(at_line)
    at_line.panels.takes.play(other.id)
    qtbot.waitUntil(lambda: not np.array_equal(mixed(at_line), before), timeout=10_000)
    at_line.window.actions_.run("line.next")
    qtbot.waitUntil(lambda: np.array_equal(mixed(at_line), before), timeout=5_000)


def test_a_line_is_spoken_from_its_panel(at_line: Workbench, qtbot: QtBot) -> None:
    panel = takes(at_line)
    write(at_line, "Era a minha casa.", qtbot)
    press(panel, "Speak again", qtbot)
    qtbot.waitUntil(lambda: row(at_line).take, timeout=30_000)
    qtbot.waitUntil(lambda: any(card.strong for card in cards(panel)), timeout=5_000)


# wordings


def test_shorter_wordings_are_asked_for_and_one_is_taken(at_line: Workbench, qtbot: QtBot) -> None:
    write(at_line, LONG, qtbot)
    assert at_line.window.actions_.run("line.shorter")
    panel = wordings(at_line)
    qtbot.waitUntil(lambda: len(cards(panel)) >= 3, timeout=30_000)
    offered = [card for card in cards(panel) if card.key.startswith("offer")]
    assert all(card.end.lstrip("↔ ").startswith("≈") for card in offered)
    assert {card.detail for card in offered} >= {"without filler words", "fake-translator"}
    first = cards(panel)[0].title
    assert at_line.window.actions_.run("line.take-1")
    qtbot.waitUntil(lambda: row(at_line).target == first, timeout=5_000)
    qtbot.waitUntil(lambda: LONG in {card.title for card in cards(panel)}, timeout=5_000)
    assert at_line.window.actions_.run("edit.undo")
    qtbot.waitUntil(lambda: row(at_line).target == LONG, timeout=5_000)


def test_what_a_person_wrote_over_is_kept_and_taken(at_line: Workbench, qtbot: QtBot) -> None:
    panel, machine = wordings(at_line), row(at_line).target
    write(at_line, "Era a minha casa.", qtbot)
    qtbot.waitUntil(lambda: [card.title for card in cards(panel)] == [machine], timeout=5_000)
    assert "≈" in cards(panel)[0].end
    at_line.window.actions_.run("line.take-1")
    qtbot.waitUntil(lambda: row(at_line).target == machine, timeout=5_000)


def test_what_is_typed_is_written_before_it_is_shortened(at_line: Workbench, qtbot: QtBot) -> None:
    editor = at_line.page.widgets.editors.target
    editor.setFocus()
    editor.selectAll()
    editor.insertPlainText(LONG)
    at_line.window.actions_.run("line.shorter")
    panel = wordings(at_line)
    qtbot.waitUntil(lambda: any("sabe?" not in c.title and "ninguém" in c.title for c in cards(panel)), timeout=30_000)
    assert row(at_line).target == LONG


def test_nothing_shorter_is_said(at_line: Workbench, qtbot: QtBot) -> None:
    write(at_line, "A", qtbot)
    at_line.window.actions_.run("line.shorter")
    panel = wordings(at_line)
    qtbot.waitUntil(lambda: panel.note.startswith("Nothing shorter"), timeout=30_000)
    at_line.window.actions_.run("line.next")
    qtbot.waitUntil(lambda: not panel.note, timeout=5_000)


def test_a_suggestion_is_not_taken_unseen(at_line: Workbench, qtbot: QtBot) -> None:
    write(at_line, "Era a minha casa.", qtbot)
    takes(at_line)
    qtbot.waitUntil(lambda: not at_line.panels.wordings.reading.waits, timeout=5_000)
    at_line.window.actions_.run("line.take-1")
    assert row(at_line).target == "Era a minha casa."
    qtbot.waitUntil(lambda: at_line.window.episode.panel("wordings").widget().isVisible(), timeout=5_000)


# history


def test_the_journal_is_shown_newest_first_and_followed(at_line: Workbench, qtbot: QtBot) -> None:
    panel = history(at_line)
    qtbot.waitUntil(lambda: bool(cards(panel)), timeout=10_000)
    write(at_line, "Um.", qtbot)
    qtbot.waitUntil(lambda: cards(panel)[0].title == "Wrote line 2 for pt-BR", timeout=10_000)
    assert (cards(panel)[0].mark, cards(panel)[0].detail) == ("●", "you")
    assert any(card.mark == "⚙" and card.detail == "a run" for card in cards(panel))
    press(panel, "Undo", qtbot)
    qtbot.waitUntil(lambda: cards(panel)[0].title == "Took back: wrote line 2 for pt-BR", timeout=10_000)
    assert cards(panel)[1].faint
    press(panel, "Redo", qtbot)
    qtbot.waitUntil(lambda: row(at_line).target == "Um.", timeout=10_000)


def test_the_way_back_and_to_the_line(at_line: Workbench, qtbot: QtBot) -> None:
    panel, before = history(at_line), row(at_line)
    write(at_line, "Um.", qtbot)
    write(at_line, "Dois.", qtbot)
    write(at_line, "Três.", qtbot)
    mine = lambda: [card.key for card in cards(panel) if card.title == "Wrote line 2 for pt-BR"]  # noqa: E731
    qtbot.waitUntil(lambda: len(mine()) == 3, timeout=10_000)
    at_line.window.actions_.run("line.next")
    panel.list.taken.emit(mine()[0])
    assert row(at_line).line_id == before.line_id
    panel.list.set_current(mine()[2])
    press(panel, "Back to this", qtbot)
    qtbot.waitUntil(lambda: row(at_line).target == "Um.", timeout=10_000)


def test_the_line_at_hand_alone(at_line: Workbench, qtbot: QtBot) -> None:
    panel = history(at_line)
    write(at_line, "Um.", qtbot)
    at_line.window.actions_.run("line.next")
    write(at_line, "Dois.", qtbot)
    qtbot.waitUntil(lambda: bool(cards(panel)) and "line 3" in cards(panel)[0].title, timeout=10_000)
    panel.narrow_box.click()
    qtbot.waitUntil(lambda: not any("line 2" in card.title for card in cards(panel)), timeout=10_000)
    at_line.window.actions_.run("line.previous")
    qtbot.waitUntil(lambda: cards(panel)[0].title == "Wrote line 2 for pt-BR", timeout=10_000)


def test_what_others_wrote_stops_the_way_back_in_words(
    at_line: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, session = history(at_line), at_line.series.session
    write(at_line, "Um.", qtbot)
    write(at_line, "Dois.", qtbot)
    me = session.person
    session.person = me._replace(id="bea")
    wording.edit_target(
        session, row(at_line).line_id, session.store.get(Target, row(at_line).target_id).market_id, "B."
    )
    session.person = me
    qtbot.waitUntil(lambda: len(cards(panel)) > 3 and cards(panel)[0].detail == "bea", timeout=10_000)
    panel.list.set_current(cards(panel)[2].key)
    press(panel, "Back to this", qtbot)
    assert "bea" in at_line.window.banners.banners()[0].text


def test_a_line_of_another_episode_is_asked_for(at_line: Workbench, qtbot: QtBot) -> None:
    line = at_line.series.session.store.all(Line)[2]
    at_line.show_line(line.episode_id, line.id)
    assert row(at_line).line_id == line.id
    at_line.panels.history.go("nobody")
    assert "deleted" in at_line.window.banners.banners()[0].text


def test_times_are_written_as_clocks_and_days() -> None:
    now = datetime(2026, 3, 2, 18, 0, tzinfo=timezone(timedelta(hours=2)))
    assert when("2026-03-02T09:05:00.000+00:00", now).startswith("11:05")
    assert len(when("2026-03-01T09:05:00.000+00:00", now)) > len(when("2026-03-02T09:05:00.000+00:00", now))


# what a text costs


def test_what_is_typed_is_counted_at_once(at_line: Workbench, qtbot: QtBot) -> None:
    editors = at_line.page.widgets.editors
    assert "dub" in editors.budgets["target"].words
    editors.target.setFocus()
    editors.target.selectAll()
    editors.target.insertPlainText(LONG)
    words = editors.budgets["target"].words
    assert f"{len(LONG)} chars" in words
    assert "2 rows" in words
    assert "+" in words
    took = []
    for letter in "mais uma coisa que ela disse":
        began = time.perf_counter()
        qtbot.keyClick(editors.target, letter)
        took.append(1000 * (time.perf_counter() - began))
    assert statistics.median(took) < 16


def test_without_a_series_nothing_is_shown_or_possible(at_line: Workbench, qtbot: QtBot) -> None:
    inside = takes(at_line)
    qtbot.waitUntil(lambda: bool(cards(inside)), timeout=5_000)
    at_line.close_series()
    qtbot.waitUntil(lambda: not cards(inside), timeout=5_000)
    assert not at_line.window.actions_.action("line.shorter").isEnabled()
    at_line.panels.history.go("nobody")
    at_line.panels.takes.play("nobody")
    at_line.panels.wordings.shorten()
