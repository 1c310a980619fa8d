"""Programmes that moved are found again by their content, and nothing else is taken for them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from programmes import sound_file
from typer.testing import CliRunner

from dubbench.app import season
from dubbench.app.checklist import checklists
from dubbench.app.engines import FAKE
from dubbench.app.episodes import find_episodes, media_path
from dubbench.app.locating import locate, missing
from dubbench.app.session import Session
from dubbench.cli.main import app
from dubbench.errors import BadInput
from dubbench.jobs.context import Context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A series of two episodes whose programmes went to another disk, under other names."""
    films, disk = tmp_path / "films", tmp_path / "disk" / "season"
    films.mkdir()
    disk.mkdir(parents=True)
    made = tmp_path / "work" / "heiress.dubbench"
    made.parent.mkdir()
    season.start(made, ["pt-BR"], source="en")
    one, two = sound_file(films / "one.wav", ("You never told them.",)), sound_file(films / "two.wav", ("Come back.",))
    season.add(made, [one, two])
    one.rename(disk / "a.wav")
    two.rename(disk / "b.wav")
    sound_file(disk / "other.wav", ("Come home.",))
    return made


@pytest.fixture
def session(folder: Path) -> Iterator[Session]:
    with Session.open(folder) as opened:
        yield opened


def test_a_folder_is_looked_through_for_all_that_are_missing(session: Session, tmp_path: Path) -> None:
    assert [episode.number for episode in missing(session)] == [1, 2]
    found = locate(session, tmp_path / "disk", [], Context())
    assert [(one.episode, Path(one.path).name) for one in found] == [(1, "a.wav"), (2, "b.wav")]
    assert not missing(session)
    assert media_path(session, find_episodes(session, [2])[0]) == (tmp_path / "disk/season/b.wav").resolve()
    assert locate(session, tmp_path / "disk", [], Context()) == []


def test_many_that_are_found_are_one_step(session: Session, tmp_path: Path) -> None:
    locate(session, tmp_path / "disk", [], Context())
    session.store.undo(session.person)
    assert [episode.number for episode in missing(session)] == [1, 2]


def test_another_file_is_refused_and_nothing_changes(session: Session, tmp_path: Path) -> None:
    other = tmp_path / "disk/season/other.wav"
    before = session.store.head()
    with pytest.raises(BadInput, match=r"other\.wav is not the programme of episode 1: its content differs"):
        locate(session, other, [1], Context())
    with pytest.raises(BadInput, match="lies no programme of episode 1, 2"):
        locate(session, tmp_path / "films", [], Context())
    with pytest.raises(BadInput, match="is not there"):
        locate(session, tmp_path / "nowhere", [1], Context())
    assert session.store.head() == before


def test_the_checklist_names_the_command_that_finds_it(session: Session) -> None:
    (found, _) = checklists(session, choice=FAKE)
    assert next(gap for gap in found.gaps if gap.issue.check == "media-missing").command.endswith("PLACE --episode 1")


def test_the_command_does_the_same(folder: Path, tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["locate", str(folder), str(tmp_path / "disk"), "-e", "2", "--json"])
    assert run.exit_code == 0, run.output
    assert [one["episode"] for one in json.loads(run.stdout)["result"]] == [2]
    run = CliRunner().invoke(app, ["locate", str(folder), str(tmp_path / "disk")])
    assert "Episode 1: one. Found again at" in run.stdout
    run = CliRunner().invoke(app, ["locate", str(folder), str(tmp_path / "disk")])
    assert run.stdout == "Every programme is where it was.\n"
