"""A season as a whole: one bad episode, names that would meet, a past that was altered."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from programmes import sound_file

from dubbench.app import dubbing, health, season, summary
from dubbench.app.delivery_names import distinct, folded
from dubbench.app.engines import FAKE
from dubbench.app.episodes import find_episodes
from dubbench.app.production import Order, Result, Stage, produce
from dubbench.app.session import MACHINE, Session
from dubbench.domain.journal import Message
from dubbench.domain.series import Episode, Media
from dubbench.errors import Cancelled, Conflict, MediaError, NotEnoughSpace
from dubbench.jobs.context import Context

MEDIA = Media("a.wav", "0" * 64, 1, "wav", 1000, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A season of two episodes and one market."""
    place = tmp_path / "season.dubbench"
    season.start(place, ["pt-BR"], source="en")
    season.add(place, [sound_file(tmp_path / "one.wav", ("You never told them.",))], title="a/b")
    season.add(place, [sound_file(tmp_path / "two.wav", ("Come back at night.",))], title="A:B")
    return place


def run(folder: Path, *numbers: int, until: Stage = Stage.EXPORT, out: Path | None = None) -> list[Result]:
    with Session.open(folder) as session:
        return produce(session, Order(numbers, choice=FAKE, until=until, out=out), Context())


def test_one_bad_episode_does_not_stop_the_rest(folder: Path) -> None:
    (folder.parent / "one.wav").unlink()
    first, second = run(folder)
    assert "programme of episode 1 is not at" in first.failures[0]
    assert first.delivery is None
    assert second.delivery is not None
    assert not second.failures
    told = summary.as_text([first, second])
    assert "programme of episode 1" in told
    assert "no dialogue" not in told


def test_one_bad_market_does_not_stop_the_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    season.start(folder, ["es"])
    really = dubbing.voice_episode

    def fails_in_spanish(dub: dubbing.Dub, ctx: Context) -> object:
        if dub.market.locale == "es":
            raise MediaError("no sound today")
        return really(dub, ctx)

    monkeypatch.setattr(dubbing, "voice_episode", fails_in_spanish)
    found = {(r.episode, r.market): r for r in run(folder)}
    assert [found[n, "es"].failures for n in (1, 2)] == [["no sound today"]] * 2
    assert all(found[n, "pt-BR"].delivery for n in (1, 2))


@pytest.mark.parametrize("error", [NotEnoughSpace("full"), Cancelled("stopped")])
def test_a_full_disk_and_a_stop_end_everything(folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*_: object) -> object:
        raise error

    monkeypatch.setattr(dubbing, "translate_episode", fails)
    with pytest.raises(type(error)):
        run(folder)


def test_what_fails_alone_is_said_as_what_it_is(folder: Path) -> None:
    (folder.parent / "one.wav").unlink()
    with pytest.raises(MediaError, match="programme of episode 1"):
        run(folder, 1)


def test_episodes_whose_names_meet_are_delivered_apart(folder: Path) -> None:
    results = run(folder)
    names = [f.name.casefold() for r in results if r.delivery for f in r.delivery.files]
    assert len(set(names)) == len(names)
    assert all("-" in name for name in names)
    assert sum(sum(r.made.values()) for r in run(folder)) == 0


@pytest.mark.parametrize(
    "titles",
    [
        ("a/b", "a:b", "a_b"),
        ("Été", "e\u0301TE\u0301"),
        ("x" * 231 + "1", "x" * 231 + "2"),
        ("x", "x", "x-1", "X-2"),
        ("", " ", "episode-1"),
        ("é" * 200, "É" * 200),
    ],
)
def test_every_episode_has_a_name_of_its_own_that_fits(titles: tuple[str, ...]) -> None:
    suffix = ".pt-BR.draft.background.flac"
    episodes = [Episode(f"{n}" * 32, n, title, MEDIA) for n, title in enumerate(titles, 1)]
    names = list(distinct(episodes, suffix).values())
    assert len({folded(name) for name in names}) == len(titles)
    assert all(len((name + suffix).encode()) <= 255 for name in names)


def test_a_single_title_is_its_own_name() -> None:
    assert distinct([Episode("e1", 1, "Pilot", MEDIA), Episode("e2", 2, "End", MEDIA)], ".x") == {
        "e1": "Pilot",
        "e2": "End",
    }


def tampered(folder: Path) -> None:
    """Rewrite somebody's step behind the program's back."""
    with closing(sqlite3.connect(folder / "series.sqlite")) as database, database:
        database.execute("UPDATE step SET author = 'somebody' WHERE seq = 2")


def test_an_altered_past_is_told_by_a_run(folder: Path) -> None:
    assert [i.check for r in run(folder, until=Stage.SEPARATE) for i in r.issues] == []
    tampered(folder)
    first, second = run(folder, until=Stage.SEPARATE)
    assert [i.check for i in first.issues] == ["journal-altered"]
    assert second.issues == []
    told = summary.as_text([first, second])
    assert "The history is not what was written: Step 2 " in told


def test_an_altered_past_is_told_by_the_doctor(folder: Path) -> None:
    assert [f["ok"] for f in health.examine_series(folder, Context())] == [True]
    tampered(folder)
    found = health.examine_series(folder, Context())
    assert [f["ok"] for f in found] == [False]
    assert "Step 2 " in found[0]["found"]


def test_a_market_with_work_on_it_is_not_taken_back(folder: Path) -> None:
    season.start(folder, ["es"])
    run(folder, 1, until=Stage.TRANSLATE)
    with Session.open(folder) as session, pytest.raises(Conflict, match="“es” stays"):
        session.store.undo(session.person)


def test_a_restored_card_is_told_by_the_run_that_follows(folder: Path) -> None:
    (folder / "series.toml").unlink()
    with Session.ensure(folder, "x") as session:
        first, _ = produce(session, Order(choice=FAKE, until=Stage.SEPARATE), Context())
    assert [i.check for i in first.issues] == ["card-restored"]
    assert "series.toml was lost" in summary.as_text([first])


def test_a_file_of_another_delivery_is_never_replaced(folder: Path) -> None:
    kept = run(folder)[0].delivery
    with Session.open(folder) as session:
        episode = find_episodes(session, [2])[0]
        with session.store.edit(Message.of("rename"), MACHINE) as edit:
            edit.put(replace(episode, title="a/b-1"))
    first, second = run(folder)
    assert first.delivery == kept
    assert second.delivery is None
    assert "is of another delivery and is not replaced" in second.failures[0]
