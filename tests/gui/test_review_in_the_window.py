"""The approver's and the reviewer's walk through an episode: sign, send back, comment, and the episode's signature."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people_made import CLARA, known
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from scripts_made import ANA, BEN
from windows import shown

from dubbench.app import identity, wording
from dubbench.domain.journal import Author
from dubbench.domain.signing import SignKind, SignOff
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.values import Row, Shown
from dubbench.gui.workbench import REFUSED, Workbench


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


def at_work(bench: Workbench, qtbot: QtBot, person: Author) -> EpisodePage:
    """Show the episode to one of the people."""
    session = bench.series.session
    if not session.store.all(SignOff) and session.person.id not in {"ana", "ben", "clara"}:
        known(session)
    session.person = person
    page = shown(bench, qtbot).page
    bench.window.episode.show_panel("review")
    qtbot.waitUntil(lambda: bench.panels.review._seen.seen, timeout=5_000)
    return page


def refused(bench: Workbench) -> str:
    return next((banner.text for banner in bench.window.banners.banners() if banner.id == REFUSED), "")


def state(page: EpisodePage, number: int) -> Shown:
    return page.rows[number - 1].state


def test_what_is_approved_is_locked_for_a_localizer(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, CLARA)
    page.choose(page.rows[0].line_id)
    assert bench.window.actions_.run("line.confirm")
    qtbot.waitUntil(lambda: state(page, 1) is Shown.APPROVED, timeout=5_000)
    assert page.current == page.rows[1]
    page = at_work(bench, qtbot, ANA)
    page.choose(page.rows[0].line_id)
    assert page.widgets.editors.target.isReadOnly()
    page.choose(page.rows[1].line_id)
    assert not page.widgets.editors.target.isReadOnly()
    page.choose(page.rows[0].line_id)
    page.widgets.editors.text_written.emit(page.rows[0].line_id, "target", "Outra coisa.", page.rows[0].target)
    assert "is approved and locked" in refused(bench)


def test_nobody_signs_their_own_work(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, CLARA)
    row, market = page.rows[0], page.market
    assert market
    wording.edit_target(bench.series.session, row.line_id, market.id, "Palavras de Clara.")
    qtbot.waitUntil(lambda: page.rows[0].target == "Palavras de Clara.", timeout=5_000)
    page.choose(row.line_id)
    assert bench.window.actions_.run("line.confirm")
    assert refused(bench) == "This is your own work: “Palavras de Clara.”. Somebody else signs it."
    assert state(page, 1) is not Shown.APPROVED


def test_a_line_is_sent_back_by_keyboard_mended_and_signed(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, CLARA)
    panel = bench.panels.review._panel
    page.choose(page.rows[1].line_id)
    assert bench.window.actions_.run("review.send-back")
    panel.reason.setCurrentIndex(panel.reason.findData("style"))
    panel.field.setFocus()
    QTest.keyClicks(panel.field, "Too formal for her, @ana.")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: state(page, 2) is Shown.SENT_BACK, timeout=5_000)
    qtbot.waitUntil(lambda: len(panel.list.cards) == 1, timeout=5_000)
    assert "sent back: style" in panel.list.cards[0].detail
    page = at_work(bench, qtbot, ANA)
    page.choose(page.rows[0].line_id)
    assert bench.window.actions_.run("line.next-issue")
    assert page.current == page.rows[1]
    page.widgets.editors.text_written.emit(page.rows[1].line_id, "target", "Mais simples.", page.rows[1].target)
    qtbot.waitUntil(lambda: state(page, 2) is not Shown.SENT_BACK, timeout=5_000)
    page = at_work(bench, qtbot, CLARA)
    page.choose(page.rows[1].line_id)
    assert bench.window.actions_.run("line.confirm")
    qtbot.waitUntil(lambda: state(page, 2) is Shown.APPROVED, timeout=5_000)


def test_what_changed_since_a_signature_is_shown_in_the_panel(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, CLARA)
    signs = bench.panels.review._panel.signs
    page.choose(page.rows[0].line_id)
    qtbot.waitUntil(lambda: "text" in bench.panels.review._views, timeout=5_000)
    bench.panels.review.sign("text")
    qtbot.waitUntil(lambda: state(page, 1) is Shown.APPROVED, timeout=5_000)
    row: Row = page.rows[0]
    market = page.market
    assert market
    wording.edit_target(bench.series.session, row.line_id, market.id, row.target + " Sempre.")
    qtbot.waitUntil(lambda: state(page, 1) is Shown.STALE, timeout=5_000)
    qtbot.waitUntil(signs.changed.isVisible, timeout=5_000)
    assert "new: Sempre." in signs.changed.accessibleDescription()


def test_comments_are_written_answered_and_resolved(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, BEN)
    panel = bench.panels.review._panel
    page.choose(page.rows[2].line_id)
    assert bench.window.actions_.run("review.comment")
    panel.field.setText("Is she his aunt? @clara")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(panel.list.cards) == 1, timeout=5_000)
    panel.list.set_current(panel.list.cards[0].key)
    panel.field.setText("She is.")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [card.mark for card in panel.list.cards] == ["●", "↳"], timeout=5_000)
    panel._resolve.click()
    qtbot.waitUntil(lambda: {card.mark for card in panel.list.cards} == {"✓"}, timeout=5_000)


def test_an_approver_signs_an_episode_with_few_keys_once_culture_is_signed(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, CLARA)
    assert bench.window.actions_.run("review.sign")
    qtbot.waitUntil(lambda: bench.signing.dialog is not None, timeout=20_000)
    dialog = bench.signing.dialog
    assert dialog
    assert dialog.summary.text().splitlines() == [
        "You sign: 3 texts, 3 sounds.",
        "3 things are in the way of the episode's signature.",
    ]
    assert dialog.sign_button.text() == "Sign what I may"
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: {row.state for row in page.rows} == {Shown.APPROVED}, timeout=5_000)
    page = at_work(bench, qtbot, BEN)
    page.choose(page.rows[0].line_id)
    page.widgets.grid.view.selectAll()
    assert bench.window.actions_.run("line.confirm")
    culture = {"kind": SignKind.CULTURE.value}
    qtbot.waitUntil(lambda: len(bench.series.session.store.all(SignOff, **culture)) == 3, timeout=5_000)
    at_work(bench, qtbot, CLARA)
    assert bench.window.actions_.run("review.sign")
    qtbot.waitUntil(lambda: bench.signing.dialog is not None and bench.signing.dialog.isVisible(), timeout=20_000)
    dialog = bench.signing.dialog
    assert dialog
    assert (dialog.summary.text(), dialog.list.cards) == ("The episode is ready to be signed.", ())
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    signed = {"kind": SignKind.EPISODE.value}
    qtbot.waitUntil(lambda: len(bench.series.session.store.all(SignOff, **signed)) == 1, timeout=5_000)


def test_what_is_in_the_way_leads_to_its_line(bench: Workbench, qtbot: QtBot) -> None:
    page = at_work(bench, qtbot, BEN)
    page.choose(page.rows[0].line_id)
    assert bench.window.actions_.run("review.sign")
    qtbot.waitUntil(lambda: bench.signing.dialog is not None, timeout=20_000)
    dialog = bench.signing.dialog
    assert dialog
    assert "needs the role" in dialog.summary.text()
    texts = [card for card in dialog.list.cards if card.detail == "Line 3"]
    assert texts
    dialog.list.taken.emit(texts[0].key)
    assert page.current == page.rows[2]
    assert bench.signing.dialog is None
