"""The gate: a delivery that is no draft needs every signature, on what is there today."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import ALL, CLARA, known

from dubbench.app import identity, wording
from dubbench.app.checklist import checklists
from dubbench.app.contents import Heard, covered
from dubbench.app.engines import FAKE
from dubbench.app.gate import Obstacle, as_it_stands, obstacles, planned, required
from dubbench.app.production import Order, produce
from dubbench.app.session import Session
from dubbench.domain.delivery import Delivery
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market, Profile
from dubbench.domain.people import Person, Role
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.signing import SignKind, SignOff, sealed, to_sign
from dubbench.domain.target import Take
from dubbench.errors import NotReleased
from dubbench.formats import manifest
from dubbench.jobs.context import Context
from dubbench.media.probe import is_draft


def found(session: Session) -> list[Obstacle]:
    episode, market = session.store.all(Episode)[0], session.store.all(Market)[0]
    stood = as_it_stands(session, episode, market, FAKE)
    assert stood
    return list(obstacles(stood.dub, planned(stood)))


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    yield
    identity.forget()


def sign_all(session: Session, *, sound: bool = True) -> None:
    """Sign everything as it is, whoever may; or forge it."""
    known(session, {**ALL, "clara": (*ALL["clara"], Role.CULTURAL_REVIEWER)})
    session.person = CLARA
    clara, head = session.store.get(Person, "clara"), session.store.head().hash
    assert clara
    episode, market = session.store.all(Episode)[0], session.store.all(Market)[0]
    stood = as_it_stands(session, episode, market, FAKE)
    assert stood
    plan = planned(stood)
    profiles = {p.character_id: p for p in session.store.all(Profile)}
    wanted = {(SignKind.EPISODE, episode.id): (plan.content, plan.signed)}
    for p in plan.placed:
        for kind in required(session.series.signing):
            today = covered(kind, p.target, p.lines, profiles, Heard(p.fit, p.take))
            assert today
            wanted[kind, p.target.id] = sealed(today)
    with session.store.edit(Message.of("sign"), CLARA, binding=True) as edit:
        for (kind, subject), (content, signed) in wanted.items():
            row = SignOff(
                new_id(),
                kind,
                subject,
                episode.id,
                market.id,
                "clara",
                clara.key,
                "2026-02-01T00:00:00+00:00",
                content,
                signed,
                head,
            )
            edit.put(replace(row, signature=identity.sign(clara, to_sign(row)) if sound else "00"))


def deliver(session: Session, out: Path, *, final: bool = True) -> Delivery:
    delivery = produce(session, Order(choice=FAKE, out=out, final=final), Context())[0].delivery
    assert delivery
    return delivery


def test_what_nobody_signed_stays_in_the_house(session: Session, tmp_path: Path) -> None:
    kinds = [one.kind for one in found(session)]
    assert kinds.count(SignKind.EPISODE) == 1
    assert {kinds.count(kind) for kind in (SignKind.TEXT, SignKind.CULTURE, SignKind.AUDIO)} == {3}
    with pytest.raises(NotReleased, match=r"Episode 1 for pt-BR stays a draft. In its way: 10\.") as refused:
        deliver(session, tmp_path / "out")
    assert "· The text is not signed: “" in str(refused.value)
    assert refused.value.command.endswith("--final")
    assert not list((tmp_path / "out").glob("*"))
    assert not session.store.all(Delivery)
    drafted = deliver(session, tmp_path / "out", final=False)
    assert drafted.draft


def test_what_is_signed_leaves_the_house_as_itself(session: Session, tmp_path: Path) -> None:
    sign_all(session)
    assert found(session) == []
    (listed,) = checklists(session, choice=FAKE, final=True)
    assert not [gap for gap in listed.gaps if gap.issue.check == "not-signed"]
    draft, final = deliver(session, tmp_path / "out", final=False), deliver(session, tmp_path / "out")
    assert (draft.draft, final.draft) == (True, False)
    names = {file.kind: Path(final.folder) / file.name for file in final.files}
    assert ".draft" not in names["programme"].name
    assert not is_draft(names["programme"])
    assert not manifest.from_json(names["manifest"].read_text()).draft
    assert all((Path(draft.folder) / file.name).is_file() for file in draft.files)


def test_a_forged_signature_opens_no_gate(session: Session, tmp_path: Path) -> None:
    sign_all(session, sound=False)
    assert found(session) == []
    with pytest.raises(NotReleased, match="from a past that is not what was written: The signature"):
        deliver(session, tmp_path / "out")
    assert not list((tmp_path / "out").glob("*"))


def test_another_sound_in_the_place_of_the_signed_one_stays_in_the_house(session: Session, tmp_path: Path) -> None:
    sign_all(session)
    session.sound(session.store.all(Take)[0].asset).write_bytes(b"another sound")
    with pytest.raises(NotReleased, match="is not what it was"):
        deliver(session, tmp_path / "out")


def test_a_change_after_the_signatures_closes_the_gate_again(session: Session, tmp_path: Path) -> None:
    sign_all(session)
    line, market = session.store.all(Line)[0], session.store.all(Market)[0]
    wording.edit_target(session, line.id, market.id, "Outra coisa.")
    with pytest.raises(NotReleased, match="The text changed after it was signed: “Outra coisa") as refused:
        deliver(session, tmp_path / "out")
    assert "The episode changed after it was signed." in str(refused.value)
    assert "The sound changed after it was signed" in str(refused.value)
    assert "The text is not signed" not in str(refused.value)
