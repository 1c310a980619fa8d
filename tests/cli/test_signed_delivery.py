"""From a dubbed episode to a delivery that is no draft, by the commands of the README: people, signatures, the gate."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from programmes import video
from typer.testing import CliRunner

from dubbench.app import identity, quick
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, produce
from dubbench.cli.main import app
from dubbench.jobs.context import Context
from dubbench.media.probe import is_draft

FAKES = ("--asr", "fake", "--mt", "fake", "--tts", "fake", "--separator", "fake", "--vad", "fake")
By = Callable[..., Any]


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    film = video(tmp_path / "episode.mp4")
    with quick.series_for(film, tmp_path, ["pt-BR"], source="en", choice=FAKE) as (session, _):
        produce(session, Order(choice=FAKE), Context())
        return session.folder


@pytest.fixture
def by(series: Path, monkeypatch: pytest.MonkeyPatch) -> By:
    def ask(person: str, command: str, *words: object, code: int = 0) -> Any:
        monkeypatch.setenv("DUBBENCH_PERSON", person)
        place = [] if command == "people key" else [str(series)]
        done = CliRunner().invoke(app, [*command.split(), *place, *map(str, words), "--json"])
        assert done.exit_code == code, done.output
        return json.loads(done.stdout).get("result")

    return ask


def test_an_episode_leaves_the_house_once_everybody_signed(series: Path, by: By, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "out", "--final", *FAKES)
    assert by("clara", "export", *out, code=8) is None
    by("clara", "people begin", "--name", "Clara Reis")
    by("clara", "people grant", "clara", "approver")
    for person, role in (("ana", "localizer"), ("ben", "cultural-reviewer")):
        by("clara", "people add", person, by(person, "people key")["key"])
        by("clara", "people grant", person, role, "--market", "pt-BR")
    by("clara", "assign", "ana", "localizer", "--episode", 1, "--due", "2099-12-04")
    by("ana", "edit", 2, "Essa casa era minha.")
    by("ana", "run", *FAKES)
    by("ana", "review sign", 1, code=7)
    assert len(by("clara", "review queue")["lines"]) == 3
    first = by("clara", "review episode", "--lines", code=8)
    assert (first["signed"], first["episode"], len(first["in_the_way"])) == (6, False, 3)
    by("ben", "review sign", "--all", "--kind", "culture")
    by("clara", "export", *out, code=8)
    by("clara", "review episode")
    checks = {gap["check"] for gap in by("clara", "checklist", "--final")[0]["gaps"]}
    assert not checks & {"not-signed", "signature-stale", "sent-back"}
    (made,) = by("clara", "export", *out)
    files = {file["kind"]: Path(file["path"]) for file in made["delivery"]["files"]}
    assert not made["delivery"]["draft"]
    assert not is_draft(files["programme"])
    assert by("clara", "audit verify")["sound"]
    by("ana", "edit", 2, "A casa não era minha.", code=7)
    by("clara", "edit", 2, "A casa não era minha.")
    by("clara", "export", *out, code=8)
