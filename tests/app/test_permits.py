"""Who may change what: in a series that knows its people, roles decide, and what is approved is locked."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import ALL, CLARA, known
from scripts_made import ANA, BEN, END_MS, season

from dubbench.app import casting, episodes, identity, lines, speakers, steps, wording
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Profile
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.script import Character, Line
from dubbench.domain.series import AudioStream, Episode, Media
from dubbench.domain.signing import SignKind, SignOff, sealed, text_of
from dubbench.domain.target import Target
from dubbench.errors import NoPermission, NotPermitted
from dubbench.pipeline.translate import target_id

L1, L2 = "e1l1", "e1l2"
HEARD = Media("none.mp4", "0" * 64, 1, "mp4", END_MS, (AudioStream(0, "aac", 2, 48_000),))


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        yield made


def said(session: Session, line_id: str, market: str = "pt") -> Target:
    return next(t for t in session.store.all(Target, market_id=market) if line_id in t.line_ids)


def approve(session: Session, line_id: str) -> None:
    found = said(session, line_id)
    lines_ = [line for line in session.store.all(Line) if line.id in found.line_ids]
    content, signed = sealed(text_of(found, lines_))
    row = SignOff("s1", SignKind.TEXT, found.id, found.episode_id, "pt", "clara", "", "", content, signed, "")
    with session.store.edit(Message.of("sign"), CLARA, binding=True) as edit:
        edit.put(row)


def test_without_people_everybody_edits(session: Session) -> None:
    session.person = Author("whoever")
    assert wording.edit_target(session, L1, "pt", "Nunca contou.").changed
    assert said(session, L1).written_by == ("whoever",)


def test_strangers_and_those_without_a_role_or_key_change_nothing(session: Session, tmp_path: Path) -> None:
    known(session, {"ana": (Role.LOCALIZER,)}, market="pt")
    session.person = BEN
    with pytest.raises(NotPermitted, match="ben is not one of the people"):
        wording.edit_target(session, L1, "pt", "Nunca contou.")
    session.person = ANA
    with pytest.raises(NotPermitted, match="Ana may not do this: it needs the role approver or"):
        wording.edit_target(session, L1, "es", "Nunca lo contaste.")
    assert wording.edit_target(session, L1, "pt", "Nunca contou.").changed
    (tmp_path / "keys" / "ana.key").unlink()
    identity.forget()
    with pytest.raises(NotPermitted, match="The key of Ana is not on this machine"):
        wording.edit_target(session, L1, "pt", "Contou?")


def test_a_key_that_others_can_read_is_not_used(session: Session, tmp_path: Path) -> None:
    known(session)
    (tmp_path / "keys" / "ana.key").chmod(0o644)
    identity.forget()
    session.person = ANA
    with pytest.raises(NoPermission, match="chmod 600"):
        wording.edit_target(session, L1, "pt", "Contou?")


def test_a_key_is_made_once_for_its_owner_alone(session: Session, tmp_path: Path) -> None:
    first = identity.make("ana")
    assert identity.make("ana") == first
    file = tmp_path / "keys" / "ana.key"
    assert os.name != "posix" or file.stat().st_mode & 0o777 == 0o600
    ana = Person("ana", "Ana", first)
    signature = identity.sign(ana, b"text")
    assert identity.valid(first, b"text", signature)
    assert not identity.valid(first, b"another", signature)
    assert not identity.valid(first, b"text", "00" + signature[2:])
    with pytest.raises(NotPermitted, match="nothing can be signed in their name"):
        identity.sign(Person("ana", "Ana", "00" * 32), b"text")


def test_what_is_approved_is_locked_for_all_but_approvers(session: Session) -> None:
    known(session)
    session.person = ANA
    wording.edit_target(session, L1, "pt", "Nunca contou.")
    approve(session, L1)
    with pytest.raises(NotPermitted, match=r"“Nunca contou\.” is approved and locked"):
        wording.edit_target(session, L1, "pt", "Contou?")
    with pytest.raises(NotPermitted, match="approved and locked"):
        lines.delete(session, [L1])
    with pytest.raises(NotPermitted, match="approved and locked"):
        steps.undo(session)
    assert said(session, L1).text == "Nunca contou."
    assert wording.edit_target(session, L2, "pt", "A casa era minha.").changed
    session.person = CLARA
    assert wording.edit_target(session, L1, "pt", "Contou?").changed
    assert said(session, L1).written_by == ("ana", "clara")


def test_whose_work_a_text_is_follows_it(session: Session) -> None:
    wording.edit_target(session, L1, "pt", "Nunca contou.")
    session.person = BEN
    wording.edit_target(session, L2, "pt", "A casa era minha.")
    session.person = CLARA
    lines.merge(session, [L1, L2], mixed=True)
    assert set(said(session, L1).written_by) == {"ana", "ben"}
    assert steps.undo(session) is not None
    assert said(session, L2).written_by == ("ben",)
    wording.edit_source(session, L2, "That old house was mine.")
    found = session.store.get(Line, L2)
    assert found is not None
    assert found.written_by == ("clara",)
    wording.revert(session, target_id("pt", (L2,)))
    assert said(session, L2).written_by == ()


DOORS = {
    "cast a voice": lambda s: casting.cast_voice(s, "pt", "low", "fake-synthesizer:pt-BR-flute"),
    "add a character": lambda s: speakers.add_character(s, "Marta"),
    "rename a character": lambda s: speakers.rename_character(s, "c1", "Marta"),
    "delete a character": lambda s: speakers.delete_character(s, "c1"),
    "give lines to a character": lambda s: speakers.assign(s, [L1], "c1"),
    "give lines to a new one": lambda s: speakers.assign_to_new(s, [L1], "Marta"),
    "add an episode": lambda s: episodes.add_episode(s, s.folder / "moved.mp4", media=replace(HEARD, sha256="1" * 64)),
    "find an episode again": lambda s: episodes.add_episode(s, s.folder / "moved.mp4", media=HEARD),
    "note where an episode is": lambda s: episodes.relink(s, {s.store.all(Episode)[0]: s.folder / "series.toml"}),
    "add a market": lambda s: episodes.add_market(s, "fr"),
    "choose where a market is delivered": lambda s: episodes.add_market(s, "pt-BR", "podcast"),
}
FURNISHING = {"add an episode", "add a market", "choose where a market is delivered"}


@pytest.mark.parametrize("door", DOORS)
def test_every_door_asks_who_is_there(session: Session, door: str) -> None:
    (session.folder / "moved.mp4").write_bytes(b"moved")
    with session.store.edit(Message.of("add-character"), ANA) as edit:
        edit.put(Character("c1", "Rosa"))
    known(session, {**ALL, "davi": (), "builder": ()})
    with session.store.edit(Message.of("add-person"), CLARA) as edit:
        edit.put(replace(edit.get(Person, "builder") or Person("", "", ""), service=True))
    for stranger in ("davi", "builder", "nobody"):
        session.person = Author(stranger)
        before = session.store.head()
        with pytest.raises(NotPermitted):
            DOORS[door](session)
        assert session.store.head() == before
    session.person = BEN
    if door in FURNISHING:
        with pytest.raises(NotPermitted, match="Ben may not do this: it needs the role localizer or producer"):
            DOORS[door](session)
        session.person = ANA
    DOORS[door](session)
    assert session.store.steps(limit=1)[0].author == session.person


def test_a_localizer_of_one_market_adds_no_other(session: Session) -> None:
    known(session, {"ana": (Role.LOCALIZER,)}, market="pt")
    with pytest.raises(NotPermitted):
        episodes.add_market(session, "fr")
    with pytest.raises(NotPermitted):
        episodes.add_market(session, "es", "podcast")
    assert episodes.add_market(session, "es").locale == "es"  # it is there: nothing changes
    assert episodes.add_market(session, "pt-BR", "podcast").destination == "podcast"


def test_a_cast_is_not_taken_back_by_one_whose_role_ended(session: Session) -> None:
    known(session)
    casting.cast_voice(session, "pt", "low", "fake-synthesizer:pt-BR-flute")
    with session.store.edit(Message.of("withdraw-role"), CLARA, binding=True) as edit:
        row = edit.get(Grant, "ana-localizer")
        assert row is not None
        edit.put(replace(row, withdrawn_at="2026-02-01T00:00:00+00:00", withdrawn_by="clara"))
    with pytest.raises(NotPermitted, match="Ana may not do this"):
        steps.undo(session)
    assert session.store.all(Profile)
