"""What a producer does in the window: people let in and given roles, consents entered and revoked; and what changed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people_made import CLARA, known
from pytestqt.qtbot import QtBot
from scripts_made import ANA, BEN
from windows import shown

from dubbench.app import identity, people, wording
from dubbench.domain.people import Person, Role
from dubbench.domain.rights import Consent, Use
from dubbench.domain.target import Take
from dubbench.gui.consents_page import ConsentsPage
from dubbench.gui.people_page import PeoplePage
from dubbench.gui.workbench import REFUSED, Workbench


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


def opened(bench: Workbench, qtbot: QtBot, page: str) -> tuple[PeoplePage, ConsentsPage]:
    """Open the dialog at a page, as the menu does, and wait for what it reads."""
    assert bench.window.actions_.run(page)
    made = bench.producing.people, bench.producing.consents
    assert made[0]
    assert made[1]
    qtbot.waitUntil(lambda: bool(made[0] and made[0].mine.text()), timeout=5_000)
    return made[0], made[1]


def refused(bench: Workbench) -> str:
    return next((banner.text for banner in bench.window.banners.banners() if banner.id == REFUSED), "")


def cards(page: PeoplePage | ConsentsPage) -> dict[str, str]:
    return {card.key: card.detail for card in page.list.cards}


def test_a_series_that_knows_nobody_is_begun(bench: Workbench, qtbot: QtBot) -> None:
    shown(bench, qtbot)
    page, _ = opened(bench, qtbot, "review.people")
    assert page.begin.isVisibleTo(page)
    assert not page.grant.isVisibleTo(page)
    page.name.setText("Ana Lima")
    page.begin.click()
    me = bench.series.session.person.id
    qtbot.waitUntil(lambda: cards(page) == {me: "all markets: producer"}, timeout=5_000)
    assert bench.series.session.store.all(Person)[0].name == "Ana Lima"
    assert not page.begin.isVisibleTo(page)
    assert page.grant.isVisibleTo(page)


def test_a_producer_lets_somebody_in_grants_and_takes_back(bench: Workbench, qtbot: QtBot) -> None:
    session = bench.series.session
    known(session)
    session.person = CLARA
    shown(bench, qtbot)
    page, _ = opened(bench, qtbot, "review.people")
    page.person.setText("dora")
    assert not page.add.isEnabled()
    page.key.setText("no key")
    page.add.click()
    assert refused(bench)
    assert page.key.text() == "no key"
    page.name.setText("Dora Reis")
    page.key.setText(identity.make("dora"))
    page.add.click()
    qtbot.waitUntil(lambda: cards(page).get("dora") == "no role", timeout=5_000)
    assert page.person.text() == ""
    page.list.set_current("dora")
    page.role.setCurrentIndex(page.role.findData("approver"))
    page.market.setCurrentIndex(page.market.findText("pt-BR"))
    page.grant.click()
    qtbot.waitUntil(lambda: cards(page).get("dora") == "pt-BR: approver", timeout=5_000)
    assert people.find_grant(session, "dora", Role.APPROVER, page.market.currentData())
    page.withdraw.click()
    qtbot.waitUntil(lambda: cards(page).get("dora") == "no role", timeout=5_000)
    page.leave.click()
    assert bench.producing.sure
    bench.producing.sure.buttons()[-1].click()
    qtbot.waitUntil(lambda: cards(page).get("dora") == "has left", timeout=5_000)
    assert not page.grant.isEnabled()


def test_who_is_no_producer_is_refused_in_words(bench: Workbench, qtbot: QtBot) -> None:
    session = bench.series.session
    known(session)
    session.person = ANA
    shown(bench, qtbot)
    page, _ = opened(bench, qtbot, "review.people")
    page.list.set_current("ana")
    page.role.setCurrentIndex(page.role.findData("producer"))
    before = session.store.head()
    page.grant.click()
    assert "needs the role producer" in refused(bench)
    assert session.store.head() == before


def test_a_consent_is_entered_shown_and_revoked(bench: Workbench, qtbot: QtBot, tmp_path: Path) -> None:
    session = bench.series.session
    known(session)
    session.person = CLARA
    shown(bench, qtbot)
    _, page = opened(bench, qtbot, "review.consents")
    voice = session.store.all(Take)[0].voice_id
    paper = tmp_path / "consent.pdf"
    paper.write_bytes(b"%PDF I agree.")
    page.voice.setText(voice)
    page.performer.setText("Rosa Lima")
    assert not page.give.isEnabled()
    page.set_document(str(tmp_path / "none.pdf"))
    page.give.click()
    assert "There is no document" in refused(bench)
    page.set_document(str(paper))
    page.languages.setText("pt, es")
    page.uses.setText("dub, trailer")
    page.give.click()
    qtbot.waitUntil(lambda: len(page.list.cards) == 1, timeout=5_000)
    (row,) = session.store.all(Consent)
    assert (row.performer, row.languages, row.uses) == ("Rosa Lima", ("pt", "es"), (Use.DUB, Use.TRAILER))
    assert page.voice.text() == ""
    assert cards(page) == {row.id: "covers every market"}
    page.list.set_current(row.id)
    qtbot.waitUntil(lambda: "The voice is heard for" in page.told.text(), timeout=5_000)
    assert "languages: pt, es" in page.told.text()
    assert not page.revoke.isEnabled()
    page.why.setText("her contract ended")
    page.revoke.click()
    qtbot.waitUntil(lambda: cards(page) == {row.id: "revoked: her contract ended"}, timeout=5_000)
    assert not page.revoke.isEnabled()


def test_what_changed_since_it_was_watched(bench: Workbench, qtbot: QtBot) -> None:
    session = bench.series.session
    known(session)
    session.person = CLARA
    page = shown(bench, qtbot).page
    assert bench.window.actions_.run("review.changed")
    qtbot.waitUntil(lambda: bench.watching.dialog is not None, timeout=5_000)
    assert bench.watching.dialog
    assert "You have not watched it yet." in bench.watching.dialog.summary.text()
    bench.watching.dialog.watched_button.click()
    qtbot.waitUntil(lambda: bench.watching.dialog is None, timeout=5_000)
    session.person = BEN
    row, market = page.rows[1], page.market
    assert market
    wording.edit_target(session, row.line_id, market.id, "Outra coisa.")
    session.person = CLARA
    assert bench.window.actions_.run("review.changed")
    qtbot.waitUntil(lambda: bench.watching.dialog is not None, timeout=5_000)
    dialog = bench.watching.dialog
    assert [(card.key, card.end) for card in dialog.list.cards] == [(row.line_id, "the text")]
    dialog.list.taken.emit(row.line_id)
    assert page.current == page.row(row.line_id)
