"""Hooks of a series: kept with the lines, first in review, spoken at the voice's own pace; a person's word stays."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from people_made import known
from scripts_made import season
from typer.testing import CliRunner

from dubbench.app import hooks, identity, review, steps
from dubbench.app.session import MACHINE, Session
from dubbench.cli.main import app
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.journal import Message
from dubbench.domain.script import HookKind, Line, Origin
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.jobs.context import Context
from dubbench.media.assets import write_asset
from dubbench.media.audio import Audio

RATE_HZ = 16_000


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        hiss = np.random.default_rng(1).normal(0, 0.01, (RATE_HZ * 60, 1)).astype(np.float32)
        asset = write_asset(made.store.assets, Audio(hiss, RATE_HZ))
        with made.store.edit(Message.of("x"), MACHINE) as edit:
            for episode in made.store.all(Episode):
                for kind in StemKind:
                    name = f"{episode.id}{kind}"
                    edit.put(Stem(name, episode.id, kind, asset, RATE_HZ, 1, RATE_HZ * 60, "fake@1", "r"))
        yield made
    identity.forget()


def found(session: Session) -> list[hooks.Found]:
    return [hooks.find(session, one, Context()) for one in session.store.all(Episode)]


def kinds(session: Session) -> dict[str, HookKind]:
    return {line.id: line.hook.kind for line in session.store.all(Line, episode_id="e1") if line.hook}


def test_marks_are_one_step_and_a_persons_word_stays(session: Session) -> None:
    before = session.store.all(Line)
    hooks.put(session, found(session))
    first = kinds(session)
    assert first["e1l1"] is HookKind.OPENING
    assert not hooks.put(session, found(session)).changed
    hooks.say(session, ["e1l1"], HookKind.NONE)
    hooks.put(session, found(session))
    assert kinds(session)["e1l1"] is HookKind.NONE
    steps.undo(session)
    steps.undo(session)
    assert session.store.all(Line) == before


def test_hooks_come_first_in_review_and_the_rest_in_the_order_of_time(session: Session) -> None:
    known(session)
    session.person = session.person._replace(id="clara")
    hooks.say(session, ["e1l3"], HookKind.PEAK)
    assert [item.number for item in review.queue(session, "pt", episode_ids=["e1"]).items] == [3, 1, 2, 4]


def test_what_nobody_listened_to_has_no_hooks(tmp_path: Path) -> None:
    with season(tmp_path / "n.dubbench") as made, pytest.raises(BadInput, match="Nobody has listened"):
        hooks.find(made, made.store.all(Episode)[0], Context())


def test_by_the_command_line(session: Session) -> None:
    def ask(*words: object, code: int = 0) -> str:
        done = CliRunner().invoke(app, list(map(str, words)))
        assert done.exit_code == code, done.output
        return done.output

    folder = session.folder
    head = session.store.head()
    assert "it opens the episode" in ask("hooks", folder, "--dry-run")
    assert session.store.head() == head
    made = json.loads(ask("hooks", folder, "--json", "-e", 1))["result"]
    assert (made["changed"], made["episodes"][0]["hooks"][0]["kind"], len(made["episodes"][0]["curve"])) == (
        True, "opening", 60,
    )  # fmt: skip
    ask("line", "hook", folder, 2, "-e", 1, "--kind", "peak")
    line = session.store.get(Line, "e1l2")
    assert line
    assert line.hook
    assert (line.hook.kind, line.hook.origin) == (HookKind.PEAK, Origin.PERSON)
    assert "★ peak" in ask("lines", folder, "-e", 1, "-m", "pt-BR")
    assert "no hook “great”" in ask("line", "hook", folder, 2, "-e", 1, "--kind", "great", code=2)
