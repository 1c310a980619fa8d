"""`dubbench assign` and `dubbench assignments`, by episode numbers and locales."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from people_made import known
from scripts_made import season
from typer.testing import CliRunner

from dubbench.app import identity
from dubbench.cli.main import app

As = Callable[..., Any]
PT = ("-m", "pt-BR")


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Run a command as somebody, and give what it found or said."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        known(made)
        folder = made.folder

    def run(who: str, command: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("DUBBENCH_PERSON", who)
        done = CliRunner().invoke(app, [command, str(folder), *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        answer = json.loads(done.stdout)
        return answer["result"] if code == 0 else answer["error"]["message"]

    return run


def test_work_is_given_done_and_taken_back(at: As) -> None:
    late = (date.today() - timedelta(days=3)).isoformat()  # noqa: DTZ011 - as the command sees it
    made = at("clara", "assign", "ana", "localizer", "-e", 1, "-e", 2, *PT, "--due", late, "--note", "Gently.")
    assert [(one["episode"], one["days_left"], one["overdue"]) for one in made] == [(1, -3, True), (2, -3, True)]
    assert at("ana", "assignments", "--mine", "--overdue") == made
    assert at("ben", "assignments", "--mine") == []
    done = at("ana", "assign", "ana", "localizer", "-e", 1, *PT, "--done")
    assert done[0]["done_at"]
    assert [one["episode"] for one in at("ana", "assignments")] == [2]
    assert len(at("ana", "assignments", "--all", "-p", "ana")) == 2
    at("ana", "assign", "ana", "localizer", "-e", 1, *PT, "--not-done")
    assert len(at("clara", "assign", "ana", "localizer", *PT, "--off")) == 2
    assert at("ana", "assignments", "--all") == []


@pytest.mark.parametrize(
    ("who", "words", "said", "code"),
    [
        ("ana", ("ana", "localizer", *PT), "Ana may not do this", 7),
        ("zoe", ("ana", "localizer", *PT), "zoe is not one of the people", 7),
        ("clara", ("ana", "king", *PT), "no role", 2),
        ("clara", ("zoe", "localizer", *PT), "not one of the people", 2),
        ("clara", ("ana", "localizer"), "Say which market", 2),
        ("clara", ("ana", "localizer", "-e", 9, *PT), "no episode 9", 2),
        ("clara", ("ana", "localizer", *PT, "--due", "tomorrow"), "is no day", 2),
        ("clara", ("ana", "localizer", *PT, "--done"), "was not given this work", 2),
        ("clara", ("ana", "localizer", *PT, "--done", "--off"), "Give one of them", 2),
    ],
)
def test_what_cannot_be_given_is_told(at: As, who: str, words: tuple[object, ...], said: str, code: int) -> None:
    assert said in at(who, "assign", *words, code=code)


def test_nobody_of_that_name_has_work(at: As) -> None:
    assert "not one of the people" in at("ana", "assignments", "-p", "zoe", code=2)


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "1 day left"), (5, "5 days left"), (-1, "1 day late")])
def test_the_time_left_is_told_in_words(at: As, tmp_path: Path, days: int, said: str) -> None:
    due = (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011
    at("clara", "assign", "ana", "localizer", "-e", 1, *PT, "--due", due)
    told = CliRunner().invoke(app, ["assignments", str(tmp_path / "s.dubbench")]).output
    assert f"{due}, {said}" in told
