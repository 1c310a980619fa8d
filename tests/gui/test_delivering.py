"""Deliveries from the window: what is left to do, where it is mended, the work, and what was made."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from people_made import CLARA, known
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot
from windows import shown

from dubbench.app import identity
from dubbench.app.checklist import Checklist as Found
from dubbench.app.checklist import Gap
from dubbench.domain.delivery import Delivery
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.remarks import Waiver
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.gui.checklist_points import Mend, points
from dubbench.gui.checklist_view import Checklist, Mark
from dubbench.gui.delivering import DELIVERED, FOLDER, PLAY, Wanted
from dubbench.gui.workbench import Workbench


def looked(bench: Workbench, qtbot: QtBot) -> Checklist:
    """Wait for the checklist, and give it."""
    view = bench.delivering.view
    assert view is not None
    here = bench.delivering
    qtbot.waitUntil(lambda: not here.reading.waits and not here._stale.isActive(), timeout=20_000)
    found = view.checklist()
    assert found is not None
    return found


def change(bench: Workbench, qtbot: QtBot, text: str) -> None:
    """Write another text for the second line, so that it is to be spoken again."""
    page = shown(bench, qtbot).page
    row = page.rows[1]
    page.widgets.editors.text_written.emit(row.line_id, "target", text, row.target)
    qtbot.waitUntil(lambda: page.rows[1].target == text, timeout=5_000)


def test_what_stands_is_shown_with_its_files_and_its_command(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    assert bench.window.actions_.run("file.deliver")
    found = looked(bench, qtbot)
    assert found.title == "Deliver episode 1 · pt-BR"
    assert not found.stopped
    assert found.files[0] == "episode.pt-BR.draft.mp4"
    assert found.command.startswith(f"dubbench run {bench.series.folder} --episode 1 --market pt-BR")
    assert "social" in dict(found.destinations)
    made = bench.series.session.store.all(Delivery)[0]
    assert [file.name for file in made.files if file.name not in found.files] == []


def test_a_changed_line_is_found_and_spoken_by_the_delivery(
    bench: Workbench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toLocalFile()))
    change(bench, qtbot, "Era a minha casa.")
    bench.delivering.ask()
    found = looked(bench, qtbot)
    assert any("Not heard" in point.text and point.more == "Line 2" for point in found.points)
    bench.delivering.deliver()
    assert bench.delivering.view is None
    qtbot.waitUntil(lambda: DELIVERED in [one.id for one in bench.window.banners.banners()], timeout=60_000)
    (banner,) = bench.window.banners.banners()
    assert banner.text == "1 episode is delivered."
    bench.window.banners.chosen.emit(DELIVERED, FOLDER)
    bench.window.banners.chosen.emit(DELIVERED, PLAY)
    folder = bench.series.folder / "deliveries"
    assert [Path(one) for one in opened] == [folder, folder / "episode.pt-BR.draft.mp4"]


def test_a_point_leads_to_its_line(bench: Workbench, qtbot: QtBot) -> None:
    page = shown(bench, qtbot).page
    bench.edits.add(Span(100, 700))
    qtbot.waitUntil(lambda: len(page.rows) == 4, timeout=5_000)
    page.choose(page.rows[2].line_id)
    bench.window.show_home()
    bench.home.deliver_asked.emit([])
    found = looked(bench, qtbot)
    point = next(one for one in found.points if one.mend == "Go to the line" and one.more == "Line 1")
    assert point.mark is Mark.CARE
    bench.delivering.view.mend_asked.emit(point.id)
    assert bench.window.in_episode
    assert page.current == page.rows[0]


def test_the_list_follows_what_is_changed(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bench.delivering.ask()
    before = looked(bench, qtbot)
    assert "delivery-changed" not in before.command
    change(bench, qtbot, "Era a minha casa.")
    assert looked(bench, qtbot).points != before.points


def test_destination_and_folder_are_chosen(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    shown(bench, qtbot)
    bench.delivering.ask()
    looked(bench, qtbot)
    bench.delivering.view.destination_chosen.emit("podcast")
    assert bench.series.session.store.all(Market)[0].destination == "podcast"
    bench.delivering.view.folder_written.emit(str(tmp_path / "out"))
    found = looked(bench, qtbot)
    assert (found.destination, found.folder) == ("podcast", str(tmp_path / "out"))
    assert f"--out {tmp_path / 'out'}" in found.command
    bench.delivering.view.folder_written.emit(" out/brazil ")
    assert looked(bench, qtbot).folder == str(bench.series.folder / "out/brazil")


def test_without_a_signature_nothing_but_a_draft_is_delivered(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bench.delivering.ask()
    assert not looked(bench, qtbot).final
    view = bench.delivering.view
    view._final.click()
    found = looked(bench, qtbot)
    assert found.final
    assert found.stopped == 4
    unsigned = [point for point in found.points if point.mark is Mark.STOP]
    assert [point.more for point in unsigned if point.more] == ["3 lines: 1, 2, 3"] * 3
    assert "The episode is not signed." in [point.text for point in unsigned]
    assert not view._deliver.isEnabled()
    assert "--final" in found.command
    assert ".draft" not in found.files[0]
    view._final.click()
    assert (looked(bench, qtbot).stopped, view._deliver.text()) == (0, "Deliver the draft")


def test_a_folder_that_is_being_typed_as_the_series_closes_is_left(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    bench.delivering.ask()
    looked(bench, qtbot)
    bench.delivering._dialog.activateWindow()
    bench.delivering.view._folder.setFocus()
    qtbot.keyClicks(bench.delivering.view._folder, "elsewhere")
    bench.close_series()
    assert bench.delivering.view is None


def test_a_voice_that_is_not_there_stops_it_and_leads_to_the_engines(bench: Workbench, qtbot: QtBot) -> None:
    change(bench, qtbot, "Era a minha casa.")
    bench.preferences.take(replace(bench.preferences.now, synthesizer="coqui"))
    bench.delivering.ask()
    found = looked(bench, qtbot)
    (point,) = (one for one in found.points if one.mark is Mark.STOP)
    assert found.stopped == 1
    with qtbot.waitSignal(bench.delivering.engines_asked, timeout=1_000):
        bench.delivering.view.mend_asked.emit(point.id)
    assert bench.preferring._dialog is not None


def test_gaps_of_one_kind_are_one_point_and_the_gravest_come_first() -> None:
    def gap(check: str, line: int = 0, command: str = "", **told: str) -> Gap:
        return Gap(Issue(check, 5, Message.of(check, **told), f"l{line}" if line else ""), line, command)

    absent = gap("engine-missing", command="dubbench models install kokoro --offline", told="Kokoro is not installed.")
    one = Found(1, "es", (gap("does-not-fit", 4), gap("does-not-fit", 2), absent, gap("draft")))
    two = Found(2, "es", (gap("not-heard"), absent))
    shown_, cures, acceptable = points([one, two])
    assert {found.gaps[0].issue.check for found in acceptable.values()} == {"does-not-fit"}
    assert [point.accept for point in shown_] == ["", "Accept…", ""]
    assert [point.mark for point in shown_] == [Mark.STOP, Mark.CARE, Mark.OPEN]
    assert [point.more for point in shown_] == ["", "2 lines: 2, 4", ""]
    assert shown_[0].text == "Kokoro is not installed."
    assert shown_[2].text == "Episode 2 · es: Nobody has listened to this episode yet."
    assert [(cure.mend, cure.what) for cure in cures.values()] == [
        (Mend.MODELS, "kokoro"),
        (Mend.LINE, "l4"),
        (Mend.RUN, "transcribe"),
    ]
    assert points([Found(1, "es", ())])[0][0].mark is Mark.GOOD


def test_cells_are_delivered_by_as_few_orders_as_name_no_other(bench: Workbench) -> None:
    store = bench.series.session.store
    first, market = store.all(Episode)[0], store.all(Market)[0]
    second = replace(first, id="e2", number=2)
    other, third = replace(market, id="m2", locale="es"), replace(market, id="m3", locale="ja")
    wanted = Wanted(((first, market), (second, market), (first, other), (second, other), (first, third)))
    assert [(o.episodes, o.markets) for o in wanted.orders(bench.preferences.now)] == [
        ((1, 2), ("pt-BR", "es")),
        ((1,), ("ja",)),
    ]


def test_a_finding_is_accepted_with_a_reason_and_taken_back(
    bench: Workbench, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    session = bench.series.session
    known(session)
    session.person = CLARA
    page = shown(bench, qtbot).page
    assert page.episode
    with session.store.edit(Message.of("x"), CLARA) as edit:
        heard = page.episode.listening
        assert heard
        edit.put(replace(page.episode, listening=replace(heard, speech=(*heard.speech, Span(0, 700)))))
        for line in session.store.all(Line)[:1]:
            edit.delete(line)
    bench.delivering.ask()
    found = looked(bench, qtbot)
    point = next(one for one in found.points if one.accept == "Accept…")
    bench.delivering.view.accept_asked.emit(point.id)
    (asked,) = bench.delivering._dialog.findChildren(QInputDialog)
    asked.setTextValue("A sneeze.")
    asked.accept()
    waived = next(one for one in looked(bench, qtbot).points if one.accept == "Take back")
    assert waived.mark is Mark.GOOD
    assert "accepted: A sneeze." in waived.more
    assert {one.reason for one in session.store.all(Waiver)} == {"A sneeze."}
    bench.delivering.view.accept_asked.emit(waived.id)
    looked(bench, qtbot)
    assert session.store.all(Waiver) == []
    identity.forget()
