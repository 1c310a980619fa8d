"""Signing, revoking and sending back: by whom, of what, and exactly which signature a change makes stale."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA, BEN, season

from dubbench.app import approving, identity, review, steps, wording
from dubbench.app.grid import grid, next_problem, refreshed
from dubbench.app.session import MACHINE, Session
from dubbench.domain.difference import Change
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Author, Message
from dubbench.domain.market import Profile
from dubbench.domain.people import Person, Role
from dubbench.domain.remarks import Comment
from dubbench.domain.script import Origin
from dubbench.domain.signing import Mqm, SentBack, SignKind, SignOff, Standing, to_sign
from dubbench.domain.state import State
from dubbench.domain.target import Alternative, Fit, Take
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.pipeline.translate import target_id

L1, L2 = "e1l1", "e1l2"
TEXT, CULTURE, AUDIO = SignKind.TEXT, SignKind.CULTURE, SignKind.AUDIO


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        known(made, {"dora": (Role.APPROVER,), "ana": (Role.LOCALIZER,), "ben": (Role.CULTURAL_REVIEWER,),
                     "clara": (Role.APPROVER, Role.PRODUCER)})  # fmt: skip
        made.person = CLARA
        yield made


def pt(line_id: str) -> str:
    return target_id("pt", (line_id,))


def state(session: Session, line_id: str) -> State:
    return next(row.state for row in grid(session, "pt").rows if row.line.id == line_id)


def standing(session: Session, line_id: str, kind: SignKind = TEXT) -> Standing:
    return next(view.standing for view in review.views(session, pt(line_id)) if view.kind is kind)


def sign(session: Session, kind: SignKind, *line_ids: str, by: Author = CLARA) -> review.Signed:
    session.person = by
    return review.sign(session, kind, [pt(one) for one in line_ids], market_id="pt")


def edit(session: Session, line_id: str, text: str, by: Author = ANA) -> None:
    session.person = by
    wording.edit_target(session, line_id, "pt", text)


def test_a_signature_binds_what_was_there_to_a_key(session: Session) -> None:
    head = session.store.head().hash
    made = sign(session, TEXT, L1)
    row = session.store.get(SignOff, made.ids[0])
    clara = session.store.get(Person, "clara")
    assert row is not None
    assert clara is not None
    assert identity.valid(clara.key, to_sign(row), row.signature)
    assert not identity.valid(clara.key, to_sign(replace(row, signed=row.signed.replace("Você", "Ela"))), row.signature)
    assert digest(row.signed) == row.content
    assert row.head.endswith(head)
    assert session.store.steps()[-1].binding
    assert steps.undo(session) is None  # it is on nobody's undo stack
    assert standing(session, L1) is Standing.SIGNED
    assert state(session, L1) is State.APPROVED
    assert session.store.verify() == ()


@pytest.mark.parametrize(("kind", "by"), [(TEXT, ANA), (TEXT, BEN), (CULTURE, CLARA), (AUDIO, BEN), (CULTURE, ANA)])
def test_only_those_with_the_role_sign(session: Session, kind: SignKind, by: Author) -> None:
    with pytest.raises(NotPermitted, match="it needs the role"):
        sign(session, kind, L1, by=by)
    assert not session.store.all(SignOff)


def test_nobody_signs_where_nobody_is_known_and_a_machine_never(tmp_path: Path, session: Session) -> None:
    with season(tmp_path / "other.dubbench") as other, pytest.raises(NotPermitted, match="knows nobody yet"):
        review.sign(other, TEXT, [pt(L1)], market_id="pt")
    clara = session.store.get(Person, "clara")
    assert clara is not None
    with session.store.edit(Message.of("x"), CLARA) as change:
        change.put(replace(clara, service=True))
    with pytest.raises(NotPermitted):
        sign(session, TEXT, L1)


def test_nobody_signs_their_own_work(session: Session) -> None:
    edit(session, L1, "Nunca contou.", by=CLARA)
    with pytest.raises(NotPermitted, match=r"your own work: “Nunca contou\.”"):
        sign(session, TEXT, L1)
    assert sign(session, TEXT, L1, by=Author("dora")).ids
    session.person = CLARA
    wording.edit_source(session, L2, "That old house was mine.")
    with pytest.raises(NotPermitted, match="your own work"):
        sign(session, TEXT, L2)
    take = session.store.all(Take, target_id=pt(L2))[0]
    with session.store.edit(Message.of("x"), CLARA) as change:
        change.put(replace(take, origin=Origin.PERSON, chosen_by="clara"))
    with pytest.raises(NotPermitted, match="your own work"):
        sign(session, AUDIO, L2)
    assert sign(session, AUDIO, L2, by=Author("dora")).ids


def test_own_words_that_somebody_else_takes_again_stay_ones_own(session: Session) -> None:
    session.person = CLARA
    wording.edit_target(session, "e1l1", "pt", "Palavra de Clara.")
    session.person = ANA
    wording.revert(session, pt("e1l1"))
    mine = next(one for one in session.store.all(Alternative) if one.text == "Palavra de Clara.")
    assert mine.written_by == ("clara",)
    wording.take_alternative(session, mine.id)
    with pytest.raises(NotPermitted, match="your own work"):
        sign(session, TEXT, "e1l1")


def test_what_changed_meanwhile_or_says_nothing_or_is_signed_is_refused(session: Session) -> None:
    seen = review.queue(session, "pt").expected()
    edit(session, L1, "Nunca contou.")
    session.person = CLARA
    with pytest.raises(Conflict, match="1 of what you wanted to sign was changed meanwhile: “Nunca contou"):
        review.sign(session, TEXT, seen, market_id="pt", expected=seen)
    assert sign(session, TEXT, L1).ids
    with pytest.raises(NotPermitted, match="signed this already"):
        sign(session, TEXT, L1)
    with pytest.raises(NotPermitted, match="nothing to sign"):
        review.sign(session, TEXT, ["no such target"], market_id="pt")
    with pytest.raises(NotPermitted, match="Nothing speaks this as it is written"):
        sign(session, AUDIO, L1)
    done = review.sign(session, TEXT, [pt(L1), pt(L2)], market_id="pt", leave=True)
    assert (len(done.ids), list(done.left)) == (1, [pt(L1)])


def test_a_change_makes_exactly_the_affected_signatures_stale(session: Session) -> None:
    for kind, by in ((TEXT, CLARA), (CULTURE, BEN), (AUDIO, CLARA)):
        sign(session, kind, L1, L2, by=by)
    session.person = CLARA
    wording.edit_source(session, L1, "You never told anybody.")
    assert [standing(session, L1, kind) for kind in (TEXT, CULTURE, AUDIO)] == ["stale", "signed", "signed"]
    assert state(session, L1) is State.STALE
    assert [standing(session, L2, kind) for kind in (TEXT, CULTURE, AUDIO)] == ["signed", "signed", "signed"]
    assert steps.undo(session) is not None
    assert standing(session, L1) is Standing.SIGNED  # what was signed is there again
    fit = session.store.all(Fit, target_id=pt(L1))[0]
    with session.store.edit(Message.of("fit"), MACHINE) as change:
        change.put(replace(fit, gain_mdb=-3000))
    assert [standing(session, L1, kind) for kind in (TEXT, CULTURE, AUDIO)] == ["signed", "signed", "stale"]
    with session.store.edit(Message.of("cast"), MACHINE) as change:
        change.put(Profile("p1", "pt", "low", voice_id="fake-synthesizer:y"))
    assert standing(session, L1, CULTURE) is Standing.SIGNED  # a voice is no culture
    with session.store.edit(Message.of("x"), MACHINE) as change:
        change.put(Profile("p1", "pt", "low", name="Bia"))
    assert standing(session, L1, CULTURE) is Standing.STALE
    assert standing(session, L2, CULTURE) is Standing.SIGNED  # another speaker


def test_two_steps_need_two_people(session: Session) -> None:
    review.rules(session, review.Wanted(text_steps=2))
    sign(session, TEXT, L1)
    assert standing(session, L1) is Standing.PARTLY
    assert state(session, L1) is State.DRAFT
    with pytest.raises(NotPermitted, match="already"):
        sign(session, TEXT, L1)
    sign(session, TEXT, L1, by=Author("dora"))
    assert standing(session, L1) is Standing.SIGNED
    assert state(session, L1) is State.APPROVED


def test_rules_are_a_producers_and_no_undo_takes_them_back(session: Session) -> None:
    session.person = ANA
    with pytest.raises(NotPermitted, match="producer"):
        review.rules(session, review.Wanted(confidential=True))
    session.person = CLARA
    with pytest.raises(BadInput, match="1 or 2"):
        review.rules(session, review.Wanted(text_steps=3))
    made = review.rules(session, review.Wanted(confidential=True, audio=False))
    assert (made.confidential, made.signing.audio, made.signing.culture) == (True, False, True)
    assert steps.undo(session) is None
    assert review.rules(session) == made


def test_a_signature_is_revoked_by_its_signer_or_a_producer_with_a_reason(session: Session) -> None:
    (one,) = sign(session, TEXT, L1, by=Author("dora")).ids
    with pytest.raises(BadInput, match="Say why"):
        review.revoke(session, [one], " ")
    session.person = BEN
    with pytest.raises(NotPermitted, match="producer"):
        review.revoke(session, [one], "no")
    session.person = CLARA
    assert review.revoke(session, [one], "a name was wrong")
    assert not session.store.all(SignOff)
    step = session.store.steps()[-1]
    assert (step.binding, step.message.arguments["why"]) == (True, "a name was wrong")
    with pytest.raises(Conflict, match="deleted meanwhile"):
        review.revoke(session, [one], "again")
    assert state(session, L1) is State.DRAFT


def test_sending_back_needs_a_comment_and_is_over_when_the_line_changes(session: Session) -> None:
    sign(session, TEXT, L1)
    with pytest.raises(BadInput, match="needs a comment"):
        review.send_back(session, TEXT, pt(L1), Mqm.STYLE, "  ")
    session.person = ANA
    with pytest.raises(NotPermitted, match="approver"):
        review.send_back(session, TEXT, pt(L1), Mqm.STYLE, "too stiff")
    session.person = Author("dora")
    review.send_back(session, TEXT, pt(L1), Mqm.STYLE, "too stiff, @ana")
    (comment,) = session.store.all(Comment)
    assert (comment.text, comment.mentions, comment.subject_id) == ("too stiff, @ana", ("ana",), pt(L1))
    assert not session.store.all(SignOff)  # it is approved no more, so its localizer can change it
    assert state(session, L1) is State.SENT_BACK
    rows = grid(session, "pt").rows
    assert next_problem([replace(row, flags=()) for row in rows]).line.id == L1
    with pytest.raises(NotPermitted, match="Dora sent this back"):
        sign(session, TEXT, L1)
    edit(session, L1, "Nunca contou.")
    assert state(session, L1) is State.EDITED
    assert sign(session, TEXT, L1).ids
    assert state(session, L1) is State.APPROVED


def test_who_sent_a_line_back_takes_that_back(session: Session) -> None:
    back, comment = review.send_back(session, TEXT, pt(L1), Mqm.ACCURACY, "wrong").ids
    session.person = ANA
    with pytest.raises(NotPermitted):
        review.take_back_sent(session, back)
    session.person = CLARA
    assert review.take_back_sent(session, back).changed
    assert not session.store.all(SentBack)
    kept = session.store.get(Comment, comment)
    assert kept is not None
    assert kept.resolved_by == "clara"
    assert state(session, L1) is State.DRAFT


def test_the_queue_lists_what_is_unsigned_or_stale_in_order(session: Session) -> None:
    sign(session, TEXT, L1, L2)
    edit(session, L1, "Nunca contou.", by=CLARA)
    found = review.queue(session, "pt")
    listed = [(item.target.episode_id, item.number, item.standing.value) for item in found.items]
    assert listed == [
        ("e1", 1, "stale"),
        *(("e1", n, "none") for n in (3, 4)),
        *(("e2", n, "none") for n in (1, 2, 3, 4)),
    ]
    assert found.pending == {"e1": 3, "e2": 4}
    assert "your own work" in found.items[0].refused
    assert pt(L1) not in found.expected()
    stale = review.queue(session, "pt", only=review.Filter(frozenset({Standing.STALE})))
    assert [item.target.id for item in stale.items] == [pt(L1)]
    assert len(review.queue(session, "pt", only=review.Filter(words="nunca")).items) == 2
    assert review.pending(session, TEXT)["e1", "pt"] == review.Pending(4, 2)
    session.person = ANA
    assert "approver" in review.queue(session, "pt").refused


def test_a_difference_is_told_word_by_word(session: Session) -> None:
    (one,) = sign(session, TEXT, L1).ids
    row = session.store.get(SignOff, one)
    assert row is not None
    assert not review.difference(session, row).differs
    edit(session, L1, "Você jamais contou.", by=CLARA)
    found = review.difference(session, row)
    target = next(part for part in found.parts if part.name == "target")
    assert [(run.change, run.text) for run in target.runs] == [
        (Change.SAME, "Você "), (Change.GONE, "nunca"), (Change.NEW, "jamais"), (Change.SAME, " contou.")
    ]  # fmt: skip
    assert [part.name for part in found.parts if part.differs] == ["target"]


def test_what_is_as_it_was_is_signed_again_in_one_action(session: Session) -> None:
    sign(session, CULTURE, L1, L2, by=BEN)
    sign(session, AUDIO, L1, L2)
    with session.store.edit(Message.of("x"), MACHINE) as change:
        change.put(Profile("p1", "pt", "low", name="Bia"))
        for line_id in (L1, L2):
            fit = session.store.all(Fit, target_id=pt(line_id))[0]
            moved = tuple(place._replace(at_ms=place.at_ms + 40) for place in fit.placements)
            change.put(replace(fit, placements=moved))
    edit(session, L2, "A casa era minha.", by=ANA)
    session.person = CLARA
    made = review.resign_unchanged(session, "pt")
    assert {kind: len(done.ids) for kind, done in made.items()} == {AUDIO: 1}
    assert standing(session, L1, AUDIO) is Standing.SIGNED
    session.person = BEN
    made = review.resign_unchanged(session, "pt")
    assert {kind: len(done.ids) for kind, done in made.items()} == {CULTURE: 1}
    assert standing(session, L2, CULTURE) is Standing.STALE  # its words changed: it wants a look
    assert review.resign_unchanged(session, "pt") == {}


def test_profiles_and_the_cast_are_signed_too(session: Session) -> None:
    with session.store.edit(Message.of("x"), Author("dora")) as change:
        change.put(Profile("p1", "pt", "low", name="Bia", voice_id="v1", origin=Origin.PERSON))
    session.person = Author("dora")
    with pytest.raises(NotPermitted, match="your own work: “Bia”"):
        review.sign(session, SignKind.PROFILE, ["p1"], market_id="pt")
    session.person = CLARA
    assert review.sign(session, SignKind.PROFILE, ["p1"], market_id="pt").ids
    assert review.sign(session, SignKind.CASTING, ["pt"], market_id="pt").ids
    rows = approving.signatures(session, "pt")
    assert [(row.kind, valid) for row, valid in rows] == [(SignKind.PROFILE, True), (SignKind.CASTING, True)]
    with session.store.edit(Message.of("x"), MACHINE) as change:
        change.put(Profile("p1", "pt", "low", name="Bia", voice_id="v2", origin=Origin.PERSON))
    assert [valid for _, valid in approving.signatures(session, "pt")] == [True, False]


def test_an_episode_is_signed_as_the_delivery_says_it_is(session: Session) -> None:
    signed = '{"media":"0"}'
    with pytest.raises(BadInput, match="not what its hash says"):
        review.sign_episode(session, "e1", "pt", "0" * 64, signed)
    assert review.sign_episode(session, "e1", "pt", digest(signed), signed).ids
    with pytest.raises(NotPermitted, match="already"):
        review.sign_episode(session, "e1", "pt", digest(signed), signed)
    edit(session, "e2l1", "Nunca contou.", by=CLARA)
    with pytest.raises(NotPermitted, match="nobody else approved it"):
        review.sign_episode(session, "e2", "pt", digest(signed), signed)
    sign(session, TEXT, "e2l1", by=Author("dora"))
    session.person = CLARA
    assert review.sign_episode(session, "e2", "pt", digest(signed), signed).ids


def test_what_changed_since_one_watched_is_listed(session: Session) -> None:
    first = review.changed_since_watched(session, "e1", "pt")
    assert first.watched is None
    assert [one.number for one in first.lines] == [1, 2, 3, 4]
    review.watched(session, "e1", "pt")
    assert review.changed_since_watched(session, "e1", "pt").lines == ()
    sign(session, TEXT, L2)
    edit(session, L1, "Nunca contou.")
    session.person = ANA
    wording.edit_target(session, L2, "es", "Otra cosa.")
    session.person = CLARA
    assert [(one.number, one.tables) for one in review.changed_since_watched(session, "e1", "pt").lines] == [
        (1, frozenset({"target"}))
    ]
    assert steps.undo(session) is None


def test_a_grid_refreshed_after_signing_is_as_one_read_anew(session: Session) -> None:
    old = grid(session, "pt")
    made = sign(session, TEXT, L1)
    new = refreshed(session, old, made.changed)
    assert new.rows == grid(session, "pt").rows
    assert new.rows[0].state is State.APPROVED
    assert all(a is b for a, b in zip(new.rows[1:], old.rows[1:], strict=True))
    gone = refreshed(session, new, review.revoke(session, made.ids, "no"))
    assert gone.rows[0].state is State.DRAFT
