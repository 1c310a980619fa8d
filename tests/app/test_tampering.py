"""What is changed or dropped behind the program is found: steps, rows, signatures, consents, the chain's end."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from people_made import CLARA, known
from scripts_made import ANA, season
from typer.testing import CliRunner

from dubbench import paths
from dubbench.app import audit, identity, review, steps, witness, wording
from dubbench.app.session import MACHINE, Session
from dubbench.cli.main import app
from dubbench.domain.delivery import DeliveredFile, Delivery
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.remarks import Waiver
from dubbench.domain.rights import Consent, ConsentKind, Use
from dubbench.domain.signing import SignKind, SignOff, sealed, to_sign
from dubbench.domain.target import Take, Target
from dubbench.errors import DubbenchError
from dubbench.jobs.context import Context
from dubbench.media.assets import asset_path
from dubbench.store import journal
from dubbench.store.schema import STEP
from dubbench.store.store import Store

TABLES = ("meta", "step", "change", "signoff", "consent", "grant_", "person", "target", "line", "delivery")


def consent(session: Session) -> Consent:
    document = b"I, Rosa, agree."
    name = hashlib.sha256(document).hexdigest()
    (session.folder / audit.DOCUMENTS).mkdir(exist_ok=True)
    (session.folder / audit.DOCUMENTS / name).write_bytes(document)
    clara = session.store.get(Person, "clara")
    assert clara
    given = Consent(
        "k1", "coqui:rosa", "Rosa", ConsentKind.REPLICA, (), (Use.DUB,), ("pt",), (), (), "2026-01-01", "", "100", "1",
        name, "consent.pdf", "clara", clara.key, "2026-02-01T00:00:00+00:00",
    )  # fmt: skip
    return replace(given, signature=identity.sign(clara, to_sign(audit.as_given(given))))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A series with people, edits, an undo, signatures, a consent and a delivery."""
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as session:
        known(session)
        session.person = ANA
        wording.edit_target(session, "e1l1", "pt", "Nunca contou.")
        wording.edit_target(session, "e1l2", "pt", "A casa era minha.")
        steps.undo(session)
        session.person = CLARA
        targets = [t.id for t in session.store.all(Target, market_id="pt", episode_id="e1")]
        review.sign(session, SignKind.TEXT, targets, market_id="pt")
        with session.store.edit(Message.of("give-consent"), CLARA, binding=True) as edit:
            edit.put(consent(session))
        delivery = Delivery("d1", "e1", "pt", "social", False, "out", (), "r", session.store.head().hash, "2026")
        with session.store.edit(Message.of("deliver", market="pt-BR"), MACHINE) as edit:
            edit.put(delivery)
        found = session.folder
    yield found
    identity.forget()


def found(folder: Path) -> list[str]:
    """Say what an audit finds, and what keeps a series from opening at all."""
    try:
        with Store.open(folder) as store:
            return list(audit.thorough(store, Context()))
    except DubbenchError as error:
        return [str(error)]


def copied(folder: Path, to: Path) -> Path:
    if to.exists():
        shutil.rmtree(to)
    shutil.copytree(folder, to)
    return to


def other(value: object) -> object:
    """Change one byte, or count, of a value."""
    if isinstance(value, int):
        return value + 1000
    if value is None:
        return "{}"
    text = str(value)
    at = len(text) // 2
    return text[:at] + ("x" if text[at : at + 1] != "x" else "y") + text[at + 1 :]


def test_an_untouched_series_is_sound(folder: Path) -> None:
    assert found(folder) == []
    told = CliRunner().invoke(app, ["audit", "verify", str(folder), "--json"])
    assert (told.exit_code, json.loads(told.stdout)["result"]["sound"]) == (0, True)


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_byte_is_found_whatever_column_it_is_in(folder: Path, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(folder / "series.sqlite")) as whole:
        columns = [row[1] for row in whole.execute(f"PRAGMA table_info({table})")]
        rows = whole.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
    assert rows
    missed = []
    for rowid, *values in (rows[0], rows[-1]):
        for column, value in zip(columns, values, strict=True):
            there = copied(folder, tmp_path / "copy")
            with closing(sqlite3.connect(there / "series.sqlite")) as database:
                database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (other(value), rowid))
                database.commit()
            if not found(there):
                missed.append((rowid, column))
    assert missed == []


@pytest.mark.parametrize("table", TABLES)
def test_a_dropped_row_is_found(folder: Path, tmp_path: Path, table: str) -> None:
    with closing(sqlite3.connect(folder / "series.sqlite")) as whole:
        rows = [row[0] for row in whole.execute(f"SELECT rowid FROM {table} ORDER BY rowid")]
    for rowid in {rows[0], rows[len(rows) // 2], rows[-1]}:
        there = copied(folder, tmp_path / "copy")
        with closing(sqlite3.connect(there / "series.sqlite")) as database:
            database.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
            database.commit()
        assert found(there), (table, rowid)


def test_the_first_altered_step_is_named(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "series.sqlite")) as database:
        database.execute("UPDATE step SET author = 'eve' WHERE seq >= 4")
        database.commit()
    told = CliRunner().invoke(app, ["audit", "verify", str(folder)])
    assert told.exit_code == 1
    assert "Step 4 (" in told.output


def rewrite(folder: Path, *statements: str) -> None:
    """Change rows and journal alike, and chain all steps anew, as somebody would who knows the program."""
    with closing(sqlite3.connect(folder / "series.sqlite")) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
        database.row_factory = sqlite3.Row
        (series_id,) = database.execute("SELECT series_id FROM meta").fetchone()
        previous, seq = journal.genesis(series_id), 0
        for row in database.execute("SELECT * FROM step ORDER BY seq").fetchall():
            columns = "SELECT table_name, row_id, before, after FROM change WHERE seq = ? ORDER BY place"
            changes = tuple(journal.Change(*one) for one in database.execute(columns, (row["seq"],)).fetchall())
            values = {column.name: row[column.name] for column in STEP.columns} | {"previous": previous}
            previous, seq = journal.chained(values, changes), row["seq"]
            database.execute(
                "UPDATE step SET previous = ?, hash = ? WHERE seq = ?", (values["previous"], previous, seq)
            )
        database.execute("UPDATE meta SET head_seq = ?, head_hash = ?", (seq, previous))
        database.commit()


def test_a_whole_chain_written_anew_is_betrayed_by_the_signatures(folder: Path) -> None:
    rewrite(folder, "UPDATE step SET author = 'eve' WHERE author = 'ana'")
    told = found(folder)
    assert any("no step has the hash" in one for one in told)


def test_a_signature_on_other_content_is_not_believed(folder: Path) -> None:
    swap = "replace({0}, 'Nunca contou.', 'Nunca falou.')"
    rewrite(
        folder,
        f"UPDATE signoff SET body = {swap.format('body')}",
        f"UPDATE change SET after = {swap.format('after')} WHERE table_name = 'signoff'",
    )
    assert any("what was signed is not what its hash says" in one for one in found(folder))


def test_a_past_cut_short_and_repaired_is_known_to_who_has_seen_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = "(SELECT max(seq) FROM step)"
    there = [
        f"DELETE FROM delivery WHERE version = {cut}",
        f"DELETE FROM change WHERE seq = {cut}",
        f"DELETE FROM step WHERE seq = {cut}",
    ]
    rewrite(folder, *there)
    (finding,) = found(folder)
    assert "the past was shortened or rewritten, or a backup was restored" in finding
    monkeypatch.setenv("DUBBENCH_PERSON", "ana")
    assert CliRunner().invoke(app, ["audit", "accept", str(folder), "--why", "restored"]).exit_code == 7
    monkeypatch.setenv("DUBBENCH_PERSON", "clara")
    assert CliRunner().invoke(app, ["audit", "accept", str(folder), "--why", " "]).exit_code == 2
    assert CliRunner().invoke(app, ["audit", "accept", str(folder), "--why", "restored"]).exit_code == 0
    assert found(folder) == []
    assert (
        "accepted the past as it is on a machine: restored" in CliRunner().invoke(app, ["history", str(folder)]).output
    )


def forged(session: Session, person: str, key: str, kind: SignKind = SignKind.TEXT) -> SignOff:
    """A signature that is right in itself, put there by whoever holds a key."""
    (one, *_) = session.store.all(SignOff)
    made = replace(one, id=f"forged-{person}", person_id=person, key=key, kind=kind, at="2026-03-01T00:00:00+00:00")
    return replace(made, signature=identity.sign(Person(person, person, key), to_sign(made)))


def test_a_signature_of_somebody_without_the_role_is_found(folder: Path) -> None:
    with Session.open(folder) as session:
        ana = session.store.get(Person, "ana")
        assert ana
        with session.store.edit(Message.of("sign-text"), ANA, binding=True) as edit:
            edit.put(forged(session, "ana", ana.key))
    (finding,) = found(folder)
    assert "ana" in finding
    assert "without the right to sign" in finding


def test_a_key_that_no_producer_granted_a_role_signs_nothing(folder: Path) -> None:
    with Session.open(folder) as session:
        clara = session.store.get(Person, "clara")
        assert clara
        other = identity.make("mal")
        with session.store.edit(Message.of("sign-text"), CLARA, binding=True) as edit:
            edit.put(replace(clara, former_keys=(other,)))
            made = replace(forged(session, "clara", clara.key), id="x", key=other)
            edit.put(replace(made, signature=identity.sign(Person("mal", "mal", other), to_sign(made))))
    assert any("without the right to sign" in one for one in found(folder))


def test_roles_that_come_from_somebody_who_did_not_begin_the_series_are_found(folder: Path) -> None:
    with Session.open(folder) as session:
        mal = Person("mal", "Mal", identity.make("mal"))
        taken = Grant("g0", "mal", mal.key, Role.PRODUCER, "", "mal", "2020-01-01T00:00:00+00:00")
        with session.store.edit(Message.of("x"), ANA, binding=True) as edit:
            edit.put(mal)
            edit.put(replace(taken, signature=identity.sign(mal, to_sign(taken))))
    assert any("come from mal, who did not begin it" in one for one in found(folder))


def test_what_had_ended_for_good_does_not_stand_again(folder: Path) -> None:
    with Session.open(folder) as session:
        (row,) = session.store.all(Consent)
        for revoked in ("2026-03-01T00:00:00+00:00", ""):
            with session.store.edit(Message.of("x"), ANA, binding=True) as edit:
                edit.put(replace(row, revoked_at=revoked))
    (finding,) = found(folder)
    assert "undoes what had ended for good" in finding


def test_a_sound_that_was_exchanged_is_found(folder: Path) -> None:
    with Session.open(folder) as session:
        take = next(one for one in session.store.all(Take) if one.asset)
        place = asset_path(session.store.assets, take.asset)
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"another sound")
    (finding,) = found(folder)
    assert "The sound" in finding
    assert str(place) in finding


def test_a_series_that_goes_on_is_seen_anew(folder: Path) -> None:
    with Session.open(folder) as session:
        session.person = ANA
        wording.edit_target(session, "e1l3", "es", "Vuelve esta noche.")
        head, series = session.store.head(), session.store.id
    assert witness.seen(series) == head


def test_what_this_machine_had_seen_and_cannot_read_any_more_is_told_until_somebody_looked(folder: Path) -> None:
    with Session.open(folder):
        pass
    state = paths.state()
    (state / witness.NAME).write_bytes(b'{"cut off')
    (told,) = found(folder)
    assert "cannot be read any more" in told
    with Session.open(folder):
        pass
    assert (state / witness.DAMAGED).read_bytes() == b'{"cut off'
    assert found(folder) == [told]
    (state / witness.DAMAGED).unlink()
    assert found(folder) == []


def test_a_manifest_that_was_altered_is_named(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "x.manifest.json"
    file.write_bytes(b"{}")
    with Session.open(folder) as session:
        session.person = CLARA
        told = DeliveredFile(file.name, "manifest", hashlib.sha256(b"{}").hexdigest(), 2)
        with session.store.edit(Message.of("x"), MACHINE) as edit:
            edit.put(Delivery("d2", "e1", "pt", "social", True, str(tmp_path), (told,), "r", "", "2026"))
    assert found(folder) == []
    file.write_bytes(b"{ }")
    assert [one for one in found(folder) if "is not what was delivered" in one]


def test_a_document_that_was_altered_or_lost_is_named(folder: Path) -> None:
    (document,) = (folder / audit.DOCUMENTS).iterdir()
    document.write_bytes(b"I, Rosa, agree to everything.")
    assert [one for one in found(folder) if "was altered" in one]
    document.unlink()
    assert [one for one in found(folder) if "is not there" in one]


def appended(folder: Path, author: str, *rows: object) -> None:
    """Append a Step to the chain as a program without the author's key would, all else in order."""
    with Store.open(folder) as store, store.edit(Message.of("x"), Author(author), binding=True) as edit:
        for row in rows:
            edit.put(row)


def test_a_step_in_anothers_name_is_found_though_the_chain_is_whole(folder: Path) -> None:
    with Store.open(folder) as store:
        ben = store.get(Person, "ben")
        target = store.all(Target)[0]
    assert ben
    for rows in ((replace(ben, name="Benedict"),), (Waiver("w", "pace", "e1l1", "x", "e1", "pt", "clara", "", "fine"),),
                 (replace(target, text="Outra."),)):  # fmt: skip
        appended(folder, "clara", *rows)
        assert [one for one in found(folder) if ", clara) is not signed by them" in one]


def test_a_step_signed_with_a_strangers_key_is_found(folder: Path) -> None:
    key = Ed25519PrivateKey.generate()
    seal = journal.Seal(key.public_key().public_bytes_raw().hex(), lambda data: key.sign(data).hex())
    with Store.open(folder) as store:
        store.sealing = lambda _read, _author: seal
        with store.edit(Message.of("x"), CLARA, binding=True) as edit:
            edit.put(Person("zoe", "Zoe", seal.key))
    assert [one for one in found(folder) if "is not signed by them" in one]


def test_who_may_sign_a_step_may_not_for_all_that_change_what_only_others_may(folder: Path) -> None:
    with Session.open(folder) as session:
        session.person = ANA
        series = session.series
        with session.store.edit(Message.of("x"), ANA, binding=True) as edit:
            edit.put(replace(series, confidential=not series.confidential))
        told = list(audit.findings(session.store, Context()))
    assert [one for one in told if "changed what only others may: series" in one]


def test_a_step_that_says_an_older_dubbench_wrote_it_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(folder) as store:
        target = store.all(Target)[0]
        written = journal.append
        monkeypatch.setattr(
            "dubbench.store.commit.journal.append",
            lambda connection, meta, draft, changes: written(connection, meta._replace(schema=3), draft, changes),
        )
        with store.edit(Message.of("x"), CLARA) as edit:
            edit.put(replace(target, text="Outra."))
    assert [one for one in found(folder) if "an older dubbench wrote it" in one]


def test_nothing_follows_a_migration_as_if_it_were_older(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(folder) as store:
        target = store.all(Target)[0]
        written, schema = journal.append, 5

        def older(connection: object, meta: journal.Meta, draft: journal.Draft, changes: object) -> object:
            return written(connection, meta._replace(schema=schema), draft, changes)  # type: ignore[arg-type]

        with store._database.write() as connection:  # a migration to come
            older(connection, journal.read_meta(connection), journal.Draft(MACHINE, Message.of("migrate")), ())
        schema = 4
        monkeypatch.setattr("dubbench.store.commit.journal.append", older)
        with store.edit(Message.of("x"), CLARA) as edit:
            edit.put(replace(target, text="Outra."))
    assert [one for one in found(folder) if "an older dubbench wrote it" in one]


def test_every_step_of_people_is_signed_and_those_of_machines_by_whom_they_worked_for(folder: Path) -> None:
    with Store.open(folder) as store:
        keys = {one.key: one.id for one in store.all(Person)}
        signed = [(step.author.id, keys[step.signed_by]) for step in store.steps() if step.signed_by]
    assert ("dubbench", "clara") in signed
    assert {by for author, by in signed if author == "ana"} == {"ana"}


def test_who_signs_their_own_words_is_found_though_every_row_says_the_truth(folder: Path) -> None:
    with Session.open(folder) as session:
        session.person = CLARA
        wording.edit_target(session, "e1l2", "pt", "Uma outra casa.")
        known = review.facts(session, "pt", ["e1"])
        target = next(one for one in known.targets.values() if one.text == "Uma outra casa.")
        clara = session.store.get(Person, "clara")
        assert clara
        content, signed = sealed(known.covered(SignKind.TEXT, target.id) or {})
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        head = session.store.head().hash
        row = SignOff("own", SignKind.TEXT, target.id, "e1", "pt", "clara", clara.key, at, content, signed, head)
        with session.store.edit(Message.of("x"), CLARA, binding=True) as edit:
            edit.put(replace(row, signature=identity.sign(clara, to_sign(row))))
        told = list(audit.findings(session.store, Context()))
    assert [one for one in told if "signed their own work" in one and "Uma outra casa." in one] == told
