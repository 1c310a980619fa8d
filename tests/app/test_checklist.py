"""The checklist before a delivery: every gap has its place and a command that mends it; looking changes nothing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_series import head, series
from typer.testing import CliRunner

from dubbench.app import editing
from dubbench.app.checklist import Checklist, checklists
from dubbench.app.engines import FAKE, Choice
from dubbench.app.production import Order, Stage, produce
from dubbench.app.script import script
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.domain.journal import Author, Message
from dubbench.domain.target import Fit, Take, Target
from dubbench.engines.models import Models
from dubbench.jobs.context import Context

ANA = Author("ana")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return series(tmp_path_factory.mktemp("checklist"))


@pytest.fixture
def session(made: Path) -> Iterator[Session]:
    with Session.open(made) as opened:
        yield opened


def look(session: Session, choice: Choice = FAKE) -> Checklist:
    (found,) = checklists(session, choice=choice)
    return found


def checks(found: Checklist) -> list[str]:
    return [gap.issue.check for gap in found.gaps]


def run(session: Session, until: Stage = Stage.EXPORT) -> None:
    produce(session, Order(choice=FAKE, until=until), Context())


def test_what_was_not_heard_is_to_be_heard(session: Session) -> None:
    found = look(session)
    assert checks(found) == ["not-heard"]
    assert not found.ready
    assert "--until transcribe" in found.gaps[0].command
    choice = replace(FAKE, synthesizer="coqui")
    assert "engine-missing" in checks(look(session, choice))


def test_a_missing_model_comes_with_the_command_that_installs_it(session: Session, tmp_path: Path) -> None:
    session.models = Models(tmp_path)
    (gap,) = (
        g for g in look(session, replace(FAKE, separator="deepfilter3")).gaps if g.issue.check == "engine-missing"
    )
    assert gap.command == "dubbench models install deepfilternet3"


def test_every_stage_takes_its_gaps_away(session: Session) -> None:
    run(session, Stage.TRANSCRIBE)
    assert checks(look(session)).count("line-without-target") == 3
    run(session, Stage.TRANSLATE)
    assert checks(look(session)).count("target-without-take") == 3
    run(session, Stage.VOICE)
    assert checks(look(session)).count("not-placed") == 3
    run(session, Stage.FIT)
    assert [c for c in checks(look(session)) if not c.startswith("cue")] == ["not-delivered"]
    run(session)
    found = look(session)
    assert checks(found)[-1] == "draft"
    assert found.ready == (not any(gap.blocking for gap in found.gaps))


def test_an_edited_line_is_named_with_the_run_that_speaks_it(session: Session) -> None:
    run(session)
    text = script(session, 1, "pt-BR")
    editing.write_line(session, text, text.line(2), "Volte já para casa.")
    gap = next(gap for gap in look(session).gaps if gap.issue.check == "target-without-take")
    assert (gap.line, gap.blocking) == (2, True)
    assert shlex.split(gap.command)[:2] == ["dubbench", "run"]
    assert "delivery-changed" in checks(look(session))
    session.store.undo(session.person)


def test_a_line_that_does_not_fit_is_to_be_shortened(session: Session) -> None:
    run(session)
    fit = session.store.all(Fit)[0]
    with session.store.edit(Message.of("test"), ANA) as edit:
        edit.put(replace(fit, rung=6))
    gap = next(gap for gap in look(session).gaps if gap.issue.check == "does-not-fit")
    assert shlex.split(gap.command)[-2:] == [str(gap.line), "TEXT"]
    session.store.undo(ANA)


def test_subtitles_that_cannot_be_read_are_named(session: Session) -> None:
    run(session)
    target = session.store.all(Target)[0]
    with session.store.edit(Message.of("test"), ANA) as edit:
        edit.put(
            replace(target, subtitle_text="Muito longo para ser lido em tão pouco tempo, e ainda mais longo. " * 3)
        )
    assert any(gap.issue.check.startswith("cue-") and gap.blocking and gap.line for gap in look(session).gaps)
    session.store.undo(ANA)


def test_lost_media_and_files_are_named(session: Session) -> None:
    run(session)
    programme = session.folder.parent / "ep1.mp4"
    programme.rename(programme.with_name("elsewhere.bin"))
    delivered = next((session.folder / "deliveries").glob("*.srt"))
    delivered.rename(delivered.with_suffix(".gone"))
    elsewhere = programme.with_name("far")
    elsewhere.mkdir()
    programme.with_name("elsewhere.bin").rename(elsewhere / "ep1.mp4")
    found = checks(look(session))
    assert found[0] == "media-missing"
    assert "delivery-lost" in found
    (elsewhere / "ep1.mp4").rename(programme)
    delivered.with_suffix(".gone").rename(delivered)


def test_a_lost_sound_is_to_be_spoken_again(session: Session) -> None:
    run(session)
    take = session.store.all(Take)[0]
    (asset,) = session.store.assets.rglob(f"{take.asset}*")
    asset.rename(asset.with_suffix(".gone"))
    assert "target-without-take" in checks(look(session))
    asset.with_suffix(".gone").rename(asset)


def test_looking_changes_nothing_and_exits_as_what_is_to_do(made: Path) -> None:
    with Session.open(made) as session:
        run(session)
        found = look(session)
    before = head(made)
    done = CliRunner().invoke(app, ["checklist", str(made), "--json"])
    assert head(made) == before
    assert done.exit_code == (0 if found.ready else 6)
    assert '"draft"' in done.stdout
