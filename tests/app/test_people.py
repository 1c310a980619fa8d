"""The people of a series: a producer lets them in, grants and takes roles; what nobody granted counts for nothing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from scripts_made import season

from dubbench.app import comments, identity, people, permits, speakers, steps, wording
from dubbench.app.script import sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import EVERYWHERE, Grant, Person, Role
from dubbench.domain.signing import to_sign
from dubbench.errors import BadInput, Conflict, NoPermission, NotPermitted

CLARA, DAVI, EVA = Author("clara"), Author("davi"), Author("eva")
FOREIGN = "ab" * 32


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        made.person = CLARA
        yield made


def joined(session: Session, author: Author, *roles: Role, market: str = "", service: bool = False) -> None:
    """Let a person in with roles, as Clara, and work as them from now on."""
    session.person = CLARA
    people.add(session, author.id, author.id.title(), identity.make(author.id), service)
    for role in roles:
        people.grant(session, author.id, role, market)
    session.person = author


def held(session: Session, person_id: str, market: str = "") -> frozenset[Role]:
    return next(one.roles(market) for one in people.listing(session) if one.person.id == person_id)


def grant_of(session: Session, person_id: str) -> Grant:
    return next(one for one in session.store.all(Grant, person_id=person_id) if not one.withdrawn_at)


def forged(session: Session, row: Grant | Person) -> None:
    with session.store.edit(Message.of("grant-role"), CLARA) as edit:
        edit.put(row)


def test_the_first_person_is_the_producer(session: Session) -> None:
    people.found(session, " Clara  Reis ")
    me = people.whoami(session)
    assert me is not None
    assert (me.person.name, me.here, me.roles(EVERYWHERE)) == ("Clara Reis", True, {Role.PRODUCER})
    assert len(me.fingerprint) == 39
    assert permits.require(session.store.all, CLARA, {Role.PRODUCER}, EVERYWHERE) == me.person
    with pytest.raises(NotPermitted, match="knows its people already"):
        people.found(session, "Clara")


def test_only_a_producer_lets_people_in_and_grants(session: Session) -> None:
    with pytest.raises(NotPermitted, match="knows nobody yet"):
        people.add(session, "davi", "Davi", FOREIGN)
    people.found(session)
    joined(session, DAVI, Role.APPROVER, Role.LOCALIZER)
    for act in (
        lambda: people.add(session, "eva", "Eva", FOREIGN),
        lambda: people.grant(session, "davi", Role.PRODUCER),
        lambda: people.withdraw(session, grant_of(session, "clara").id),
        lambda: people.leave(session, "clara"),
        lambda: people.new_key(session, "clara", FOREIGN),
    ):
        with pytest.raises(NotPermitted, match="Davi may not do this: it needs the role producer"):
            act()


def test_a_role_in_one_market_is_none_in_another(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.PRODUCER, market="pt")
    assert held(session, "davi", "es") == frozenset()
    session.person = CLARA
    people.add(session, "eva", "Eva", FOREIGN)
    session.person = DAVI
    assert people.grant(session, "eva", "localizer", "pt").changed
    assert not people.grant(session, "eva", "localizer", "pt").changed
    for market in ("es", ""):
        with pytest.raises(NotPermitted, match="Davi may not do this"):
            people.grant(session, "eva", Role.LOCALIZER, market)
    with pytest.raises(NotPermitted):
        people.leave(session, "eva")
    assert (held(session, "eva", "pt"), held(session, "eva", "es")) == ({Role.LOCALIZER}, frozenset())
    assert people.unsound(session.store) == []


def test_what_binds_is_on_nobodys_undo_stack(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.LOCALIZER)
    session.person = CLARA
    people.withdraw(session, grant_of(session, "davi").id)
    assert steps.undo(session) is None
    assert all(step.binding for step in session.store.steps()[-4:])
    told = [sentence(step.message.id, step.message.arguments) for step in session.store.steps()[-3:]]
    assert told == [
        "let the series know Davi",
        "made Davi localizer for all markets",
        "took the role localizer for all markets from Davi",
    ]


def test_a_withdrawn_role_ends_but_what_was_granted_in_it_stays(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.PRODUCER)
    session.person = CLARA
    people.add(session, "eva", "Eva", identity.make("eva"))
    session.person = DAVI
    people.grant(session, "eva", Role.LOCALIZER, "pt")
    session.person = CLARA
    people.withdraw(session, grant_of(session, "davi").id)
    assert not people.withdraw(session, session.store.all(Grant, person_id="davi")[0].id).changed
    session.person = DAVI
    with pytest.raises(NotPermitted):
        people.grant(session, "eva", Role.APPROVER)
    assert held(session, "eva") == {Role.LOCALIZER}
    assert people.unsound(session.store) == []


def test_the_last_producer_stays(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.PRODUCER, market="pt")
    session.person = CLARA
    mine = grant_of(session, "clara").id
    acts = (
        lambda: people.withdraw(session, mine),
        lambda: people.leave(session, "clara"),
        lambda: people.new_key(session, "clara", FOREIGN),
    )
    for act in acts:
        with pytest.raises(NotPermitted, match="no producer any more"):
            act()
    people.grant(session, "davi", Role.PRODUCER)
    assert people.leave(session, "clara").changed
    assert not held(session, "clara")
    with pytest.raises(NotPermitted, match="has left"):
        people.add(session, "eva", "Eva", FOREIGN)


def test_who_left_comes_back_without_roles(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.LOCALIZER)
    session.person = CLARA
    people.leave(session, "davi")
    assert not people.leave(session, "davi").changed
    session.person = DAVI
    with pytest.raises(NotPermitted, match="Davi has left"):
        wording.edit_target(session, "e1l1", "pt", "Contou?")
    session.person = CLARA
    with pytest.raises(BadInput, match="has left this series"):
        people.grant(session, "davi", Role.LOCALIZER)
    old = identity.make("davi")
    joined(session, EVA, Role.PRODUCER, market="pt")
    with pytest.raises(NotPermitted, match="Eva may not do this"):
        people.add(session, "davi", "Davi", FOREIGN)
    session.person = CLARA
    people.add(session, "davi", "Davi", FOREIGN)
    assert held(session, "davi") == frozenset()
    row = session.store.get(Person, "davi")
    assert row is not None
    assert (row.left, row.former_keys) == (False, (old,))
    people.leave(session, "davi")
    with pytest.raises(BadInput, match="comes back as the same"):
        people.add(session, "davi", "Davi", FOREIGN, service=True)


def test_an_id_in_one_script_is_one_whichever_it_is(session: Session) -> None:
    people.found(session)
    for number, person_id in enumerate(("李明", "たろう山", "мария", "josé")):
        people.add(session, person_id, "", f"{number + 10}" * 32)
    assert len(session.store.all(Person)) == 5


def test_a_new_key_ends_the_roles_of_the_old_one(session: Session) -> None:
    people.found(session)
    joined(session, DAVI, Role.PRODUCER)
    joined(session, EVA, Role.LOCALIZER, Role.APPROVER, market="pt")
    session.person = DAVI
    people.grant(session, "eva", Role.LOCALIZER, "es")
    session.person = CLARA
    people.new_key(session, "davi", "cd" * 32)
    session.person = DAVI
    with pytest.raises(NotPermitted, match="The key of Davi is not on this machine"):
        people.grant(session, "eva", Role.APPROVER)
    assert held(session, "eva", "es") == {Role.LOCALIZER}  # granted while the old key was Davi's
    session.person = CLARA
    people.new_key(session, "eva", FOREIGN, again=True)
    assert not people.new_key(session, "eva", FOREIGN).changed
    assert held(session, "eva", "pt") == {Role.LOCALIZER, Role.APPROVER}
    assert people.unsound(session.store) == []
    people.grant(session, "davi", Role.PRODUCER)
    with pytest.raises(NotPermitted, match="Nobody grants their own roles again"):
        people.new_key(session, "clara", "ef" * 32, again=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"person_id": "../clara"}, "cannot be a person's id"),
        ({"person_id": "a/b"}, "cannot be a person's id"),
        ({"person_id": ""}, "cannot be a person's id"),
        ({"person_id": "x" * 65}, "cannot be a person's id"),
        ({"person_id": "dubbench"}, "the program itself"),
        ({"person_id": "CLARA"}, "clara is one of the people already"),
        ({"person_id": "ｃｌａｒａ"}, "clara is one of the people already"),
        ({"person_id": "cl\u0430ra"}, "mixes letters of several scripts"),
        ({"key": "00" * 32}, "anybody can sign with"),
        ({"key": "01" + "00" * 31}, "anybody can sign with"),
        ({"key": "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}, "anybody can sign with"),
        ({"name": "x" * 81}, "cannot be a person's name"),
        ({"name": "Da\0vi"}, "cannot be a person's name"),
        ({"key": "ab" * 31}, "no public key"),
        ({"key": "zz" * 32}, "no public key"),
        ({"key": ""}, "no public key"),
    ],
)
def test_hostile_people_are_not_let_in(session: Session, wrong: dict[str, str], said: str) -> None:
    people.found(session)
    with pytest.raises(BadInput, match=said):
        people.add(session, **{"person_id": "davi", "name": "Davi", "key": FOREIGN, **wrong})
    assert len(session.store.all(Person)) == 1


def test_hostile_grants_and_keys_are_refused(session: Session) -> None:
    people.found(session, "Clara")
    joined(session, DAVI)
    session.person = CLARA
    with pytest.raises(BadInput, match="no role “king”"):
        people.grant(session, "davi", "king")
    with pytest.raises(BadInput, match="nobody is not one of the people"):
        people.grant(session, "nobody", Role.LOCALIZER)
    for market in ("fr", EVERYWHERE, "../pt"):
        with pytest.raises(Conflict):
            people.grant(session, "davi", Role.LOCALIZER, market)
    with pytest.raises(Conflict):
        people.withdraw(session, "no-such-grant")
    with pytest.raises(BadInput, match="was not granted the role approver"):
        people.find_grant(session, "davi", Role.APPROVER)
    clara = session.store.get(Person, "clara")
    assert clara is not None
    with pytest.raises(BadInput, match="the key of Clara"):
        people.new_key(session, "davi", clara.key.upper())
    with pytest.raises(BadInput, match="the key of Clara"):
        people.add(session, "eva", "Eva", clara.key)


def test_a_grant_that_no_producer_signed_counts_for_nothing(session: Session) -> None:
    people.found(session, "Clara")
    joined(session, DAVI, Role.LOCALIZER, market="pt")
    row = grant_of(session, "davi")
    davi = session.store.get(Person, "davi")
    assert davi is not None
    own = Grant("own", "davi", davi.key, Role.PRODUCER, "", "davi", "2030-01-01T00:00:00+00:00")
    for wrong in (
        replace(row, role=Role.APPROVER),
        replace(row, market_id=""),
        replace(row, by="davi"),
        replace(row, at="2020-01-01T00:00:00+00:00"),
        replace(row, at="2040-01-01T00:00:00+00:00"),
        replace(row, key=FOREIGN),
        replace(row, person_id="clara"),
        replace(row, signature=""),
        replace(row, signature="no hex"),
        replace(own, signature=identity.sign(davi, to_sign(own))),
    ):
        forged(session, wrong)
        session.person = DAVI
        with pytest.raises(NotPermitted, match="Davi may not do this"):
            permits.require(session.store.all, DAVI, set(Role) - {Role.LOCALIZER})
        told = people.unsound(session.store)
        assert len(told) == 1
        assert wrong.id in told[0]
        forged(session, row)
        if wrong.id == "own":
            with session.store.edit(Message.of("withdraw-role"), CLARA) as edit:
                edit.delete(wrong)
    assert people.unsound(session.store) == []
    assert held(session, "davi", "pt") == {Role.LOCALIZER}


def test_a_machine_runs_and_does_nothing_else(session: Session) -> None:
    builder = Author("builder")
    people.found(session)
    joined(session, builder, Role.LOCALIZER, service=True)
    with pytest.raises(NotPermitted, match="Builder is a machine's identity"):
        wording.edit_target(session, "e1l1", "pt", "Contou?")
    for act in (
        lambda: speakers.add_character(session, "Rosa"),
        lambda: comments.write(session, "line", "e1l1", "Hm."),
        lambda: people.grant(session, "builder", Role.APPROVER),
    ):
        with pytest.raises(NotPermitted, match="a machine's identity"):
            act()
    session.person = CLARA
    for role in (Role.APPROVER, Role.CULTURAL_REVIEWER, Role.PRODUCER):
        with pytest.raises(NotPermitted, match="a machine's identity"):
            people.grant(session, "builder", role)
    row = session.store.get(Person, "builder")
    clara = session.store.get(Person, "clara")
    assert row is not None
    assert clara is not None
    sneaked = Grant("g", "builder", row.key, Role.APPROVER, "", "clara", "2030-01-01T00:00:00+00:00")
    forged(session, replace(sneaked, signature=identity.sign(clara, to_sign(sneaked))))
    assert held(session, "builder") == {Role.LOCALIZER}


@pytest.mark.parametrize("damaged", ["", "ab", "zz", "00" * 40])
def test_a_damaged_key_file_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damaged: str) -> None:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    identity.make("ana")
    (file,) = (tmp_path / "keys").iterdir()
    file.write_text(damaged)
    identity.forget()
    with pytest.raises(NoPermission, match=r"ana\.key"):
        identity.make("ana")
    assert file.read_text() == damaged
    identity.forget()


def test_a_place_where_no_key_can_lie_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "file" / "keys"))
    identity.forget()
    with pytest.raises(NoPermission, match="cannot be"):
        identity.make("ana")
    identity.forget()
