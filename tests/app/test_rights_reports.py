"""Reports on rights: seconds by voice, whose work every line is, whom to credit."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA
from typer.testing import CliRunner

from dubbench.app import identity, review, rights, usage, wording
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.signing import SignKind
from dubbench.domain.target import Fit, Take, Target
from dubbench.jobs.context import Context


@pytest.fixture
def worked(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A dubbed series in which Ana wrote the first line twice, and Clara approved it and entered a consent."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    known(session)
    session.person = ANA
    line, market = session.store.all(Line)[0], session.store.all(Market)[0]
    wording.edit_target(session, line.id, market.id, "=Você nunca contou.")
    produce(session, Order(choice=FAKE, until=Stage.FIT), Context())
    session.person = CLARA
    target = next(one for one in session.store.all(Target) if line.id in one.line_ids)
    review.sign(session, SignKind.TEXT, [target.id], market_id=market.id)
    paper = tmp_path / "consent.pdf"
    paper.write_bytes(b"agreed")
    rights.give(session, rights.Given(session.store.all(Take)[0].voice_id, "Rosa Lima", paper))
    folder = session.folder
    yield folder
    identity.forget()


def test_seconds_are_those_of_what_is_heard(worked: Path, session: Session) -> None:
    found = usage.voices(worked)
    heard = sum(one.span.duration_ms for fit in session.store.all(Fit) for one in fit.placements)
    assert sum(row["seconds"] for row in found) == pytest.approx(heard / 1000, abs=0.3)
    assert "Rosa Lima" in {row["performer"] for row in found}
    assert {(row["episode"], row["market"], row["covered"]) for row in found} == {(1, "pt-BR", True)}
    assert all(row["licence"] for row in found)


def test_whose_work_a_line_is_and_how_far_from_the_draft(worked: Path) -> None:
    first, *others = usage.authorship(worked, [], [])
    assert (first["by"], first["text"]) == (["ana"], "=Você nunca contou.")
    assert first["draft"]
    assert first["draft"] != first["text"]
    assert first["rejected"] == [first["draft"]]
    assert 0 < first["changed_characters"] <= max(len(first["draft"]), len(first["text"]))
    assert {(tuple(row["by"]), row["changed_characters"]) for row in others} == {((), 0)}
    sums = usage.authors([first, *others])
    assert [(one["person"], one["lines"]) for one in sums] == [("", len(others)), ("ana", 1)]


def test_everybody_is_credited(worked: Path) -> None:
    found = {(row["for"], row["name"]) for row in usage.credits(worked)}
    assert {("text", "Ana"), ("text", "Clara"), ("engine", "fake-translator")} <= found
    assert any(what == "voice" and name.startswith("Rosa Lima (") for what, name in found)


@pytest.mark.parametrize("report", ["usage", "authorship", "credits"])
def test_each_report_is_told_as_words_data_and_a_table(worked: Path, tmp_path: Path, report: str) -> None:
    runner, out = CliRunner(), tmp_path / "report.csv"
    assert "pt-BR" in runner.invoke(app, ["rights", report, str(worked)]).output
    done = runner.invoke(app, ["rights", report, str(worked), "--json"])
    assert (done.exit_code, json.loads(done.stdout)["ok"]) == (0, True)
    assert runner.invoke(app, ["rights", report, str(worked), "--csv", str(out)]).exit_code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["market"] for row in rows} == {"pt-BR"}
    if report == "authorship":
        assert rows[0]["text"] == "'=Você nunca contou."
