"""Packs say what they lack, and what people read about changes is said once and in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from programmes import sound_file

from dubbench.app import editing, history, housekeeping, packs, script, season
from dubbench.app.engines import FAKE
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.target import Take
from dubbench.errors import BadInput, Cancelled, StoreError
from dubbench.jobs.context import Context
from dubbench.store.store import Store


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A series of one voiced episode; tests add to it and never take away."""
    place = tmp_path_factory.mktemp("series") / "season.dubbench"
    season.start(place, ["pt-BR"], source="en")
    season.add(place, [sound_file(place.parent / "one.wav", ("You never told them.",))])
    with Session.open(place) as session:
        produce(session, Order(choice=FAKE, until=Stage.VOICE), Context())
    return place


def copied(folder: Path, place: Path) -> Path:
    packs.pack(folder, place / "copy.dubpack", with_media=True, ctx=Context())
    return Path(packs.unpack(place / "copy.dubpack", place, Context())["folder"])


def test_a_whole_series_lacks_nothing(folder: Path, tmp_path: Path) -> None:
    made = packs.pack(folder, tmp_path / "a.dubpack", with_media=False, ctx=Context())
    assert made["missing"] == []


def test_a_pack_says_which_sounds_are_missing(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path)
    with Session.open(copy) as session:
        take = session.store.all(Take)[0]
        (path,) = session.store.assets.glob(f"{take.asset}.*")
        path.unlink()
    made = packs.pack(copy, tmp_path / "a.dubpack", with_media=False, ctx=Context())
    assert made["missing"] == [f"episode 1, pt-BR: “{take.spoken}”"]


def test_programmes_that_came_along_are_counted_not_numbered(folder: Path, tmp_path: Path) -> None:
    told = history.listing(copied(folder, tmp_path), history.Asked(last=1))[0]["message"]
    assert told == "found the programmes that came with the series (1)"


def swapped(folder: Path) -> Path:
    """Give a series the database of another: the card names one series, the tables hold a second."""
    with closing(sqlite3.connect(folder / "series.sqlite")) as database, database:
        database.execute("UPDATE meta SET series_id = 'another'")
    return folder


def test_a_database_of_another_series_is_not_opened(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no series"):
        Store.open(swapped(copied(folder, tmp_path)))


def test_a_pack_with_the_database_of_another_series_is_refused(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Store.backup_to

    def backup(store: Store, target: Path) -> None:
        really(store, target)
        swapped(target.parent)

    monkeypatch.setattr(Store, "backup_to", backup)
    packs.pack(folder, tmp_path / "a.dubpack", with_media=False, ctx=Context())
    with pytest.raises(BadInput, match=r"a.dubpack holds a series that cannot be opened"):
        packs.unpack(tmp_path / "a.dubpack", tmp_path / "out", Context())
    assert not list((tmp_path / "out").iterdir())


def test_cleaning_waits_for_a_production(folder: Path) -> None:
    with FileLock(folder / "production.lock"), pytest.raises(Cancelled):
        housekeeping.collect(folder, deep=True, dry_run=True, ctx=Context(cancelled=lambda: True))


def test_what_was_taken_back_is_said_once(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path)
    editing.write(copy, 1, "pt-BR", 1, "Nunca contei.")
    assert editing.undo(copy)["message"] == "took back: wrote line 1 for pt-BR"
    assert editing.redo(copy)["message"] == "made again: wrote line 1 for pt-BR"


def test_every_step_has_a_sentence(folder: Path) -> None:
    assert history.listing(folder, history.Asked(last=1000))[-1]["message"] == "began the series season"
    assert script.sentence("migrate", {"before": 1, "after": 2}) == "brought the series to this version of dubbench"


def test_a_message_from_elsewhere_is_no_template() -> None:
    assert script.sentence("{0} {number.real}", {"number": 1}) == "{0} {number.real}"


def test_a_pack_never_lies_in_its_own_series(folder: Path, tmp_path: Path) -> None:
    copy = copied(folder, tmp_path)
    before = (copy / "series.sqlite").read_bytes()
    with pytest.raises(BadInput, match="in the series itself"):
        packs.pack(copy, copy / "series.sqlite", with_media=False, ctx=Context(), force=True)
    assert (copy / "series.sqlite").read_bytes() == before
