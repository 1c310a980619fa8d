"""Speakers found over a season: the same people in every episode, and what a person says of a line wins."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scripts_made import line, rows, season
from typer.testing import CliRunner

from dubbench.app import speakers, telling_apart
from dubbench.app.engines import FAKE
from dubbench.app.session import MACHINE, Session
from dubbench.cli.main import app
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.jobs.context import Context
from dubbench.media.assets import write_asset
from dubbench.media.audio import Audio

RATE_HZ = 16_000
HERTZ = {"ana": 110.0, "ben": 180.0, "eva": 300.0}
PLAYS = tuple(tuple(play.split()) for play in ("ana ben ana ben ana ben ana ben", "ben eva ben eva ben eva eva ben"))


def hum(who: tuple[str, ...], lines: list[Line]) -> Audio:
    """Let each line hum at its speaker's pitch, a little off every time."""
    samples = np.zeros((RATE_HZ * 60, 1), np.float32)
    drawn = np.random.default_rng(5)
    for name, one in zip(who, lines, strict=True):
        first, last = one.span.start_ms * 16, one.span.end_ms * 16
        at = np.arange(last - first) / RATE_HZ
        pitch = HERTZ[name] * (1 + 0.02 * drawn.normal())
        samples[first:last, 0] = 0.2 * np.sin(2 * np.pi * pitch * at) + 0.004 * drawn.normal(size=last - first)
    return Audio(samples, RATE_HZ)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Session]:
    with season(tmp_path / "s.dubbench") as session:
        with session.store.edit(Message.of("x"), MACHINE) as edit:
            for old in session.store.all(Line):
                edit.delete(old)
            for episode, who in zip(("e1", "e2"), PLAYS, strict=True):
                spoken = [line(f"{episode}n{n}", "You never told them.", 1_000 + 3_000 * n, episode) for n in range(8)]
                asset = write_asset(session.store.assets, hum(who, spoken))
                edit.put(Stem(f"s{episode}", episode, StemKind.DIALOGUE, asset, RATE_HZ, 1, RATE_HZ * 60, "fake"))
                for one in spoken:
                    edit.put(one)
        yield session


def tell(session: Session, *numbers: int, **more: int) -> telling_apart.Told:
    episodes = [one for one in session.store.all(Episode) if one.number in (numbers or (1, 2))]
    found = telling_apart.find(session, episodes, FAKE, Context(), **more)
    telling_apart.give(session, found)
    return found


def cast(session: Session, episode: str) -> list[str]:
    names = {one.id: one.name for one in session.store.all(Character)}
    return [names.get(one.character_id, "") for one in session.store.all(Line, episode_id=episode)]


def test_the_same_people_are_found_in_every_episode(made: Session) -> None:
    tell(made)
    one, two, three = "Speaker 1", "Speaker 2", "Speaker 3"
    assert cast(made, "e1") == [one, two] * 4
    assert cast(made, "e2") == [two, three, two, three, two, three, three, two]


def test_an_episode_that_comes_later_knows_the_characters_of_the_first(made: Session) -> None:
    tell(made, 1)
    ben = speakers.find_character(made, "Speaker 2")
    speakers.rename_character(made, ben.id, "Ben")
    tell(made, 2)
    assert cast(made, "e2") == ["Ben", "Speaker 2", "Ben", "Speaker 2", "Ben", "Speaker 2", "Speaker 2", "Ben"]


def test_it_is_one_step_that_undo_takes_back(made: Session) -> None:
    before, head = rows(made), made.store.head().seq
    tell(made)
    assert made.store.head().seq == head + 1
    made.store.undo(made.person)
    assert rows(made) == before


def test_the_second_time_nothing_changes(made: Session) -> None:
    tell(made)
    before, head = rows(made), made.store.head()
    assert tell(made).new == ()
    assert (rows(made), made.store.head()) == (before, head)


def test_a_person_who_names_one_line_names_the_voice(made: Session) -> None:
    speakers.assign_to_new(made, ["e1n0"], "Ana")
    tell(made)
    assert cast(made, "e1") == ["Ana", "Speaker 1"] * 4


def test_a_line_that_a_person_gave_to_somebody_else_stays_theirs_and_the_voice_stays_its_own(made: Session) -> None:
    tell(made)
    speakers.assign_to_new(made, ["e1n3"], "Ana")
    tell(made)
    assert cast(made, "e1")[3] == "Ana"
    assert cast(made, "e1")[1::2] == ["Speaker 2", "Ana", "Speaker 2", "Speaker 2"]


def test_a_merge_is_remembered(made: Session) -> None:
    tell(made, 1)
    first = speakers.find_character(made, "Speaker 1")
    second = speakers.find_character(made, "Speaker 2")
    speakers.assign(made, [one.id for one in made.store.all(Line) if one.character_id == second.id], first.id)
    speakers.delete_character(made, second.id)
    tell(made)
    assert set(cast(made, "e1")) == {"Speaker 1"}


def test_what_was_heard_before_is_not_heard_again(made: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(made)
    monkeypatch.setattr(Session, "one", lambda *_: pytest.fail("heard again"))
    tell(made)


def test_an_episode_that_nobody_listened_to_is_left_out(made: Session) -> None:
    with made.store.edit(Message.of("x"), MACHINE) as edit:
        for stem in made.store.all(Stem, episode_id="e2"):
            edit.delete(stem)
    assert [one.number for one in tell(made).skipped] == [2]
    with pytest.raises(BadInput, match="dubbench run SERIES --until transcribe"):
        tell(made, 2)


def test_so_many_as_are_said_are_found(made: Session) -> None:
    assert len(tell(made, 1, count=1).new) == 1


def test_from_the_command_line(made: Session) -> None:
    folder = made.folder
    made.close()

    def run(*words: str) -> dict[str, object]:
        done = CliRunner().invoke(app, ["speakers", str(folder), "--engine", "fake", *words, "--json"])
        assert done.exit_code == 0, done.output
        told: dict[str, object] = json.loads(done.stdout)["result"]
        return told

    dry = run("--dry-run")
    assert dry["changed"] is False
    assert [one["lines"] for one in dry["speakers"]] == [8, 4, 4]  # type: ignore[attr-defined]
    assert run()["changed"] is True
    assert run()["changed"] is False
    text = CliRunner().invoke(app, ["speakers", str(folder), "--engine", "fake"]).stdout
    assert "Nothing changed." in text
