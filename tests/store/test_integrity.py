"""An altered past shows, a damaged or foreign store is refused in words, and a migration is backed up first."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from dubbench.domain.delivery import Delivery
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import Person
from dubbench.domain.script import Character
from dubbench.domain.series import Series
from dubbench.errors import BadInput, DubbenchError, NoPermission, NotEnoughSpace, StoreError
from dubbench.store import migrations, opening
from dubbench.store.folder import Card, SeriesExists, read_card, write_card
from dubbench.store.founding import restore_card
from dubbench.store.schema import SCHEMA
from dubbench.store.store import Store

ANA = Author("ana")
DELIVERY = Delivery("d1", "e1", "m1", "social", True, "out", (), "r", "", "2026-01-01")


@pytest.fixture
def past(store: Store) -> Store:
    """A series with four Steps: its beginning, and three names of one Character."""
    for name in ("one", "two", "three"):
        rename(store, name)
    return store


def rename(store: Store, name: str) -> None:
    with store.edit(Message.of("rename", name=name), ANA) as edit:
        edit.put(Character("c1", name))


def tamper(store: Store, *statements: str) -> None:
    """Change the database behind the store's back."""
    space = f'"{store._database.namespace}".' if store._database.namespace else ""
    with store._database.write() as connection:
        for statement in statements:
            connection.execute(text(statement.replace("@", space)))


def test_an_untouched_past_has_no_findings(past: Store) -> None:
    assert past.verify(heads=[past.head().hash]) == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE @step SET author = 'ben' WHERE seq = 3",
        "UPDATE @step SET machine = 1 WHERE seq = 3",
        "UPDATE @step SET at = '2000' WHERE seq = 3",
        "UPDATE @step SET message = 'x' WHERE seq = 3",
        "UPDATE @step SET arguments = '{}' WHERE seq = 3",
        "UPDATE @step SET undoes = 'x' WHERE seq = 3",
        "UPDATE @change SET after = '{}' WHERE seq = 3",
        "UPDATE @change SET before = NULL WHERE seq = 3",
        "UPDATE @change SET row_id = 'c2' WHERE seq = 3",
        "DELETE FROM @change WHERE seq = 3",
    ],
)
def test_the_first_altered_step_is_named(past: Store, statement: str) -> None:
    tamper(past, statement)
    assert "Step 3 " in past.verify()[0]
    assert "altered" in past.verify()[0]


def test_a_step_taken_out_or_rehashed_breaks_the_chain(past: Store) -> None:
    tamper(past, "UPDATE @step SET hash = 'new' WHERE seq = 2", "UPDATE @step SET previous = 'new' WHERE seq = 3")
    assert "Step 2 " in past.verify()[0]
    tamper(past, "DELETE FROM @step WHERE seq = 2")
    assert "Step 2 is missing" in past.verify()[0]


def test_a_shortened_chain_is_refused_on_opening(past: Store) -> None:
    tamper(past, "DELETE FROM @step WHERE seq = 4", "DELETE FROM @change WHERE seq = 4")
    assert "shortened: it ends at step 3, but the series had 4" in past.verify()[0]
    past.close()
    with pytest.raises(StoreError, match="shortened"):
        Store.open(past.folder)


def test_a_past_shortened_together_with_its_head_is_shown_by_what_was_delivered(past: Store) -> None:
    known = past.head().hash
    tamper(
        past,
        "DELETE FROM @step WHERE seq = 4",
        "DELETE FROM @change WHERE seq = 4",
        "UPDATE @meta SET head_seq = 3, head_hash = (SELECT hash FROM @step WHERE seq = 3)",
    )
    assert any(known in sentence for sentence in past.verify(heads=[known]))
    with past.edit(Message.of("deliver"), ANA) as edit:
        edit.put(dataclasses.replace(DELIVERY, head=known))
    assert any(known in sentence for sentence in past.verify())


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ('UPDATE @character SET body = \'{"id":"c1","name":"x"}\'', "character c1 was changed outside"),
        ("DELETE FROM @character", "character c1 was deleted outside"),
        ("INSERT INTO @character (id, version, body) VALUES ('c9', 1, '{}')", "character c9 was changed outside"),
        (
            "UPDATE @character SET version = 2, body = (SELECT after FROM @change WHERE seq = 2)",
            "c1 was changed outside",
        ),
    ],
)
def test_rows_changed_outside_the_journal_are_named(past: Store, statement: str, said: str) -> None:
    tamper(past, statement)
    assert [said in sentence for sentence in past.verify()] == [True]


def test_a_newer_schema_is_refused(past: Store) -> None:
    tamper(past, "UPDATE @meta SET schema_version = 99")
    with pytest.raises(StoreError, match="Another dubbench"):
        rename(past, "four")
    past.close()
    with pytest.raises(StoreError, match=rf"newer dubbench \(schema 99; this one knows {SCHEMA}\)"):
        Store.open(past.folder)
    assert not (past.folder / "backups").exists()


def _capitals(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))


def test_a_migration_is_backed_up_journaled_and_run_once(past: Store) -> None:
    backups = past.folder / "backups"
    backup = migrations.bring_up(past._database, backups, {SCHEMA: _capitals, SCHEMA + 1: _capitals}, known=SCHEMA + 2)
    assert backup is not None
    with sqlite3.connect(backup) as copy:
        assert copy.execute("SELECT schema_version, head_seq FROM meta").fetchall() == [(SCHEMA, 4)]
    copy.close()
    assert past.verify() == ()
    step = past.steps()[-1]
    assert (step.author.machine, step.message, step.schema) == (
        True,
        Message.of("migrate", before=SCHEMA, after=SCHEMA + 2),
        SCHEMA + 2,
    )
    assert migrations.bring_up(past._database, backups, {}, known=SCHEMA + 2) is None


def test_a_series_from_before_sign_off_gets_its_tables(past: Store) -> None:
    tables = ("person", "grant_", "signoff", "sent_back", "comment", "assignment", "waiver", "watched", "consent")
    tamper(past, *(f"DROP TABLE @{name}" for name in (*tables, "sent")), "UPDATE @meta SET schema_version = 1")
    tamper(past, *(f"ALTER TABLE @step DROP COLUMN {name}" for name in ("signed_by", "signature")))
    past.close()
    with Store.open(past.folder) as opened:
        assert opened.verify() == ()
        assert [step.message.id for step in opened.steps()][-1] == "migrate"
        with opened.edit(Message.of("test"), ANA, binding=True) as edit:
            edit.put(Person("ana", "Ana", "00"))
        assert [person.id for person in opened.all(Person)] == ["ana"]


def test_what_binds_is_on_nobodys_undo_stack(past: Store) -> None:
    with past.edit(Message.of("sign"), ANA, binding=True) as edit:
        edit.put(Person("ana", "Ana", "00"))
    assert past.undo(ANA) is not None
    assert (past.get(Character, "c1"), len(past.all(Person))) == (Character("c1", "two"), 1)
    assert past.redo(ANA) is not None
    assert past.get(Character, "c1") == Character("c1", "three")
    assert past.verify() == ()


def test_a_failed_migration_leaves_everything_as_it_was(past: Store) -> None:
    def broken(connection: Connection) -> None:
        _capitals(connection)
        connection.execute(text("CREATE TABLE half (x INTEGER)"))
        connection.execute(text("SELECT nonsense FROM nowhere"))

    head = past.head()
    with pytest.raises(StoreError, match="nowhere"):
        migrations.bring_up(past._database, past.folder / "backups", {SCHEMA: broken}, known=SCHEMA + 1)
    assert (past.head(), past._database.has("half")) == (head, False)
    assert len(list((past.folder / "backups").glob("*.sqlite"))) == 1


def test_a_full_disk_is_said_and_loses_nothing(sqlite_store: Store) -> None:
    rename(sqlite_store, "one")
    head = sqlite_store.head()
    with sqlite_store._database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(NotEnoughSpace, match=r"disk with .*series\.sqlite is full"):
        rename(sqlite_store, "long" * 100_000)
    assert (sqlite_store.head(), sqlite_store.verify()) == (head, ())


def _reopen_after(store: Store, damage: Callable[[Path], None]) -> None:
    store.close()
    damage(store.folder / "series.sqlite")
    Store.open(store.folder).close()


def test_a_damaged_file_is_refused(sqlite_store: Store) -> None:
    with sqlite_store.edit(Message.of("x"), ANA) as edit:
        for number in range(2000):
            edit.put(Character(f"c{number:04}", "name" * 10))

    def scribble(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[40_000:90_000] = b"\xff" * 50_000
        file.write_bytes(data)

    with pytest.raises(StoreError, match="damaged"):
        _reopen_after(sqlite_store, scribble)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "holds no series"), (b"this is a letter, and a long one" * 40, "damaged or no series store")],
)
def test_another_file_in_its_place_is_refused(sqlite_store: Store, content: bytes, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        _reopen_after(sqlite_store, lambda file: file.write_bytes(content) and None)


def test_a_missing_database_is_said(sqlite_store: Store) -> None:
    with pytest.raises(StoreError, match=r"series\.sqlite is missing"):
        _reopen_after(sqlite_store, Path.unlink)


def test_a_series_is_made_only_where_there_is_none(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="already a series"):
        Store.create(sqlite_store.folder, Series(new_id(), "again"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "holiday.jpg").touch()
    with pytest.raises(BadInput, match=r"holds holiday\.jpg"):
        Store.create(tmp_path / "full", Series(new_id(), "x"))
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match="is a file"):
        Store.create(tmp_path / "file", Series(new_id(), "x"))


def test_a_series_whose_card_is_lost_is_never_made_anew(sqlite_store: Store) -> None:
    rename(sqlite_store, "one")
    sqlite_store.close()
    card = read_card(sqlite_store.folder)
    (sqlite_store.folder / "series.toml").unlink()
    with pytest.raises(BadInput, match=r"lost its series\.toml.*dubbench new"):
        Store.open(sqlite_store.folder)
    with pytest.raises(BadInput, match="not empty"):
        Store.create(sqlite_store.folder, Series(new_id(), "second"))
    assert restore_card(sqlite_store.folder)
    assert read_card(sqlite_store.folder) == card
    with Store.open(sqlite_store.folder) as again:
        assert [character.name for character in again.all(Character)] == ["one"]
    assert not restore_card(sqlite_store.folder)


@pytest.mark.parametrize("content", [b"", b"this is a letter, and a long one" * 40])
def test_what_holds_no_series_gets_no_card_and_is_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "series.sqlite").write_bytes(content)
    with suppress(StoreError):
        assert not restore_card(tmp_path)
    assert (tmp_path / "series.sqlite").read_bytes() == content
    assert not (tmp_path / "series.toml").exists()


def test_a_series_is_made_in_an_empty_folder_which_stays_the_same_folder(tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    same = place.stat().st_ino
    Store.create(place, Series(new_id(), "x")).close()
    assert place.stat().st_ino == same
    assert sorted(entry.name for entry in place.iterdir()) == ["assets", "cache", "series.sqlite", "series.toml"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["empty"]


def test_a_series_that_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    for address in ("postgresql://u:secret@h:abc/db", f"postgresql://u@/db?host={tmp_path}"):
        with pytest.raises(DubbenchError) as caught:
            Store.create(tmp_path / "new" / "s", Series(new_id(), "x"), address)
        assert "secret" not in str(caught.value)
        assert list(tmp_path.iterdir()) == []


def test_a_faster_process_wins_and_its_series_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really, place = opening.create, tmp_path / "s"

    def slowly(stage: Path, series: Series, url: str | None) -> object:
        monkeypatch.setattr(opening, "create", really)
        Store.create(place, Series(new_id(), "first")).close()
        return really(stage, series, url)

    monkeypatch.setattr(opening, "create", slowly)
    with pytest.raises(SeriesExists):
        Store.create(place, Series(new_id(), "second"))
    with Store.open(place) as found:
        assert [series.title for series in found.all(Series)] == ["first"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["s"]


def test_what_a_killed_process_began_to_make_is_swept(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    left = tmp_path / f".making-{platform.node()}-{ended.pid}-abcd"
    left.mkdir()
    (left / "series.sqlite").touch()
    Store.create(tmp_path / "s", Series(new_id(), "x")).close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["s"]


def test_the_same_series_is_not_made_twice_in_one_database(postgres_address: str, tmp_path: Path) -> None:
    series = Series(new_id(), "x")
    Store.create(tmp_path / "a", series, postgres_address).close()
    with pytest.raises(StoreError, match="already holds the series"):
        Store.create(tmp_path / "b", series, postgres_address)


def test_a_password_is_never_written_down(postgres_address: str, tmp_path: Path) -> None:
    address = postgres_address.replace("dubbench@", "dubbench:secret@") + "&application_name=x"
    with Store.create(tmp_path / "s", Series(new_id(), "x"), address) as store:
        assert "secret" not in store.address
    assert "secret" not in (tmp_path / "s" / "series.toml").read_text()
    with Store.open(tmp_path / "s") as again:
        assert len(again.all(Series)) == 1


def test_a_refused_login_names_what_to_do(postgres_address: str, tmp_path: Path) -> None:
    with pytest.raises(NoPermission, match="PGPASSWORD"):
        Store.create(tmp_path / "s", Series(new_id(), "x"), postgres_address.replace("dubbench@", "stranger@"))


def test_an_unreachable_server_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"postgresql://u@/db\?host=.*cannot be used"):
        Store.create(tmp_path / "s", Series(new_id(), "x"), f"postgresql://u:secret@/db?host={tmp_path}")


@pytest.mark.parametrize("address", ["not an address", "mysql://u:secret@h/d"])
def test_other_addresses_are_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match=r"postgresql://user@host/database") as caught:
        Store.create(tmp_path / "s", Series(new_id(), "x"), address)
    assert "secret" not in str(caught.value)


def test_the_card_comes_back_whatever_the_title(tmp_path: Path) -> None:
    card = Card("id", 'quotes " and \\ 😀\n\t\x00\x7f = [x]', "series.sqlite")
    write_card(tmp_path, card)
    assert read_card(tmp_path) == card


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("format = 2\nid = 'a'\ntitle = 'b'\nstore = 'c'", "newer dubbench"),
        ("format = 1\nid = 'a'", "damaged"),
        ("[[[", "damaged"),
        ("format = []\nid = 'a'\ntitle = 'b'\nstore = 'c'", "damaged"),
    ],
)
def test_a_card_that_cannot_be_used_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "series.toml").write_text(content)
    with pytest.raises(StoreError, match=said):
        read_card(tmp_path)
