"""Waivers: a finding is accepted with a reason, as long as what it was found in stays; what must be mended is not."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA
from typer.testing import CliRunner

from dubbench.app import identity, waivers, wording
from dubbench.app.checklist import Gap, checklists
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.domain.target import Fit, Target
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.jobs.context import Context


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


@pytest.fixture
def flagged(session: Session) -> Session:
    """The series with a line that does not fit, and people."""
    known(session)
    session.person = CLARA
    with session.store.edit(Message.of("fit"), ANA) as edit:
        edit.put(replace(session.store.all(Fit)[0], rung=6))
    return session


def gap(session: Session, check: str = "does-not-fit") -> Gap:
    (listed,) = checklists(session, choice=FAKE)
    return next(one for one in listed.gaps if one.issue.check == check)


def seen(session: Session, check: str = "does-not-fit") -> list[tuple[Issue, str]]:
    found = gap(session, check)
    return [(found.issue, found.evidence)]


def place(session: Session) -> tuple[str, str]:
    return session.store.all(Episode)[0].id, session.store.all(Market)[0].id


def test_an_accepted_finding_blocks_no_more_until_its_evidence_changes(flagged: Session) -> None:
    assert gap(flagged).blocking
    waivers.waive(flagged, seen(flagged), *place(flagged), " it is   sung ")
    found = gap(flagged)
    assert found.waiver
    assert (found.waiver.person_id, found.waiver.reason, found.blocking) == ("clara", "it is sung", False)
    assert waivers.waive(flagged, seen(flagged), *place(flagged), "again").changed == frozenset()
    target = flagged.store.get(Target, found.issue.target_id)
    assert target
    wording.edit_subtitle(flagged, target.id, "Sung.")
    assert gap(flagged).waiver is None
    assert gap(flagged).blocking


def test_nobody_accepts_what_they_did_not_see(flagged: Session) -> None:
    before = seen(flagged)
    wording.edit_subtitle(flagged, before[0][0].target_id, "Sung.")
    with pytest.raises(Conflict, match="was changed meanwhile"):
        waivers.waive(flagged, before, *place(flagged), "it is sung")


def test_nobody_accepts_what_was_found_in_their_own_words(flagged: Session) -> None:
    found = gap(flagged)
    target = flagged.store.get(Target, found.issue.target_id)
    assert target
    wording.edit_subtitle(flagged, target.id, "Outra coisa.")
    with pytest.raises(NotPermitted, match="your own work"):
        waivers.waive(flagged, seen(flagged), *place(flagged), "it is sung")


def test_an_acceptance_is_taken_back(flagged: Session) -> None:
    waivers.waive(flagged, seen(flagged), *place(flagged), "it is sung")
    found = gap(flagged).waiver
    assert found
    waivers.withdraw(flagged, found.id)
    assert gap(flagged).blocking


def test_only_who_approves_accepts_and_only_with_a_reason(flagged: Session) -> None:
    issue = seen(flagged)
    with pytest.raises(BadInput, match="Say why"):
        waivers.waive(flagged, issue, *place(flagged), "  ")
    flagged.person = ANA
    with pytest.raises(NotPermitted, match="it needs the role approver or producer"):
        waivers.waive(flagged, issue, *place(flagged), "it is sung")


def test_what_must_be_mended_cannot_be_accepted(flagged: Session) -> None:
    (listed,) = checklists(flagged, choice=FAKE, final=True)
    unsigned = next(one.issue for one in listed.gaps if one.issue.check == "not-signed")
    with pytest.raises(BadInput, match="“not-signed” cannot be accepted"):
        waivers.waive(flagged, [(unsigned, "")], *place(flagged), "we are in a hurry")


def test_by_the_command_line(flagged: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, line = flagged.folder, gap(flagged).line
    flagged.close()
    monkeypatch.setenv("DUBBENCH_PERSON", "clara")

    def ask(*words: object, code: int = 0) -> object:
        done = CliRunner().invoke(app, [*map(str, words), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout).get("result")

    assert ask("waive", folder, "does-not-fit", line, "--why", "it is sung")["accepted"] == 1
    (row,) = ask("waivers", folder)
    assert (row["check"], row["by"], row["why"], row["stands"]) == ("does-not-fit", "clara", "it is sung", True)
    ask("waive", folder, "no-such-thing", "--why", "x", code=2)
    ask("waive", folder, "does-not-fit", "--off")
    assert ask("waivers", folder) == []


def test_the_window_shows_it_as_done(flagged: Session) -> None:
    from dubbench.gui.checklist_points import points
    from dubbench.gui.checklist_view import Mark

    waivers.waive(flagged, seen(flagged), *place(flagged), "it is sung")
    shown = points(checklists(flagged, choice=FAKE)).points
    assert any(one.mark is Mark.GOOD and "does not fit" in one.text for one in shown)


def test_a_run_places_what_was_flagged_anew(flagged: Session) -> None:
    produce(flagged, Order(choice=FAKE), Context())
    with pytest.raises(StopIteration):
        gap(flagged)
