"""Comments: threads on lines, spans, characters and episodes; who is named finds them; what is said stays said."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from people_made import CLARA, known
from scripts_made import ANA, BEN, season

from dubbench.app import comments, identity, lines, steps, wording
from dubbench.app.comments import Thread
from dubbench.app.script import sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Message
from dubbench.domain.people import Role
from dubbench.domain.remarks import Comment, Extent, Subject
from dubbench.domain.script import Character
from dubbench.domain.signing import Mqm, SentBack, SignKind
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.pipeline.translate import target_id

L1 = "e1l1"
T1 = target_id("pt", (L1,))


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setenv("DUBBENCH_KEYS", str(tmp_path / "keys"))
    identity.forget()
    with season(tmp_path / "s.dubbench") as made:
        yield made


def said(session: Session, text: str = "Is this right?", on: str = L1, **more: object) -> Thread:
    made = comments.write(session, Subject.LINE, on, text, **more)  # type: ignore[arg-type]
    return comments.thread(session, made.ids[0])


def texts(threads: tuple[Thread, ...]) -> list[list[str]]:
    return [[one.text for one in thread.comments] for thread in threads]


def test_a_thread_is_begun_gone_on_with_resolved_and_opened_again(session: Session) -> None:
    known(session)
    begun = said(session, "Too formal?", market_id="pt")
    session.person = BEN
    answer = comments.reply(session, begun.id, "Yes.").ids[0]
    session.person = CLARA
    comments.reply(session, answer, "Then change it.")
    found = comments.thread(session, begun.id)
    assert [(one.person_id, one.text, one.market_id, one.episode_id) for one in found.comments] == [
        ("ana", "Too formal?", "pt", "e1"),
        ("ben", "Yes.", "pt", "e1"),
        ("clara", "Then change it.", "pt", "e1"),
    ]
    comments.resolve(session, begun.id)
    assert not comments.resolve(session, begun.id).changed
    done = comments.thread(session, begun.id)
    assert (done.resolved, done.first.resolved_by) == (True, "clara")
    comments.reopen(session, begun.id)
    assert comments.thread(session, begun.id).comments == found.comments
    told = [sentence(step.message.id, step.message.arguments) for step in session.store.steps()[-3:]]
    assert told == ["commented: Then change it.", "resolved a thread of comments", "opened a thread of comments again"]


def test_an_episode_shows_what_is_said_of_a_market_and_of_all(session: Session) -> None:
    said(session, "of all")
    said(session, "of pt", market_id="pt")
    said(session, "of es", market_id="es")
    said(session, "of the other", on="e2l1")
    comments.write(session, "episode", "e1", "of the episode")
    comments.write(session, "target", T1, "of the target")
    assert texts(comments.of_episode(session, "e1", "pt")) == [
        ["of all"], ["of pt"], ["of the episode"], ["of the target"]
    ]  # fmt: skip
    assert len(comments.of_episode(session, "e1")) == 5
    assert len(comments.everywhere(session)) == 6
    assert texts(comments.about(session, Subject.TARGET, T1)) == [["of the target"]]
    assert comments.about(session, Subject.TARGET, T1)[0].first.market_id == "pt"


def test_a_character_is_commented_on_for_the_whole_series(session: Session) -> None:
    with session.store.edit(Message.of("add-character"), ANA) as edit:
        edit.put(Character("c1", "Rosa"))
    comments.write(session, Subject.CHARACTER, "c1", "Older, I think.")
    assert comments.about(session, Subject.CHARACTER, "c1")[0].first.episode_id == ""


def test_who_is_mentioned_finds_the_open_threads(session: Session) -> None:
    known(session)
    first = said(session, "@Ben, is it? mail@clara no; @nobody neither")
    assert first.first.mentions == ("ben",)
    session.person = BEN
    assert texts(comments.mine(session)) == [["@Ben, is it? mail@clara no; @nobody neither"]]
    comments.reply(session, first.id, "@clara, you decide.")
    session.person = CLARA
    assert [one.id for one in comments.mine(session)] == [first.id]
    comments.resolve(session, first.id)
    assert comments.mine(session) == ()


def test_a_marked_span_is_found_where_it_moved(session: Session) -> None:
    made = said(session, "A kettle?", market_id="pt", extent=Extent("target", 5, 10)).first
    assert made.quoted == "nunca"
    assert comments.extent_now(session, made) == Extent("target", 5, 10)
    wording.edit_target(session, L1, "pt", "Ah, você nunca contou.")
    assert comments.extent_now(session, made) == Extent("target", 9, 14)
    wording.edit_target(session, L1, "pt", "Contou?")
    assert comments.extent_now(session, made) is None
    source = said(session, "Who?", extent=Extent("source", 0, 3)).first
    assert source.quoted == "You"
    of_target = comments.write(session, Subject.TARGET, T1, "Both.", extent=Extent("source", 4, 9)).ids[0]
    assert comments.thread(session, of_target).first.quoted == "never"
    lines.delete(session, [L1])
    assert comments.extent_now(session, source) is None
    assert comments.thread(session, made.thread_id).first == made


@pytest.mark.parametrize(
    ("subject", "subject_id", "more", "wrong"),
    [
        ("line", "no-line", {}, "is not there"),
        ("line", "../e1l1", {}, "is not there"),
        ("planet", L1, {}, "Nobody can comment on a “planet”"),
        ("decision", "d1", {}, "keeps no decisions"),
        ("line", L1, {"market_id": "fr"}, "market was deleted"),
        ("target", T1, {"market_id": "es"}, "another market"),
        ("line", L1, {"text": " \n "}, "1 to 10000 characters"),
        ("line", L1, {"text": "x" * 10_001}, "1 to 10000 characters"),
        ("line", L1, {"extent": Extent("source", 3, 3)}, "are not in"),
        ("line", L1, {"extent": Extent("source", -1, 3)}, "are not in"),
        ("line", L1, {"extent": Extent("source", 0, 999)}, "are not in"),
        ("line", L1, {"extent": Extent("target", 0, 3)}, "in which market"),
        ("line", L1, {"extent": Extent("left", 0, 3)}, "no side"),
        ("episode", "e1", {"extent": Extent("source", 0, 3)}, "Only a part of a line"),
        ("line", L1, {"reply_to": "no-comment"}, "deleted meanwhile"),
    ],
)
def test_hostile_comments_are_refused_in_words(
    session: Session, subject: str, subject_id: str, more: dict[str, object], wrong: str
) -> None:
    before = session.store.head()
    with pytest.raises((BadInput, Conflict), match=wrong):
        comments.write(session, subject, subject_id, **{"text": "Why?", **more})  # type: ignore[arg-type]
    assert session.store.head() == before


def test_a_reply_is_about_what_the_thread_is_about(session: Session) -> None:
    begun = said(session)
    with pytest.raises(BadInput, match="about something else"):
        comments.write(session, Subject.LINE, "e1l2", "Yes.", reply_to=begun.id)


def test_only_its_author_deletes_a_comment_and_only_before_a_reply(session: Session) -> None:
    known(session)
    begun = said(session)
    session.person = BEN
    with pytest.raises(NotPermitted, match="Only ana can delete"):
        comments.delete(session, begun.id)
    answer = comments.reply(session, begun.id, "Yes.").ids[0]
    session.person = ANA
    with pytest.raises(Conflict, match="has replied"):
        comments.delete(session, begun.id)
    session.person = BEN
    comments.delete(session, answer)
    session.person = ANA
    comments.delete(session, begun.id)
    assert session.store.all(Comment) == []
    with pytest.raises(Conflict):
        comments.thread(session, begun.id)
    with pytest.raises(Conflict):
        comments.delete(session, begun.id)


def test_why_a_line_was_sent_back_is_not_deleted(session: Session) -> None:
    begun = said(session, market_id="pt")
    sent = SentBack("b1", SignKind.TEXT, T1, "e1", "pt", "ana", "", Mqm.STYLE, "", begun.id)
    with session.store.edit(Message.of("send-back"), ANA) as edit:
        edit.put(sent)
    with pytest.raises(Conflict, match="was sent back"):
        comments.delete(session, begun.id)


def test_comments_are_nobodys_to_undo(session: Session) -> None:
    wording.edit_target(session, L1, "pt", "Contou?")
    begun = said(session)
    undone = steps.undo(session)
    assert undone is not None
    assert undone.message.arguments["id"] == "edit-target"
    assert comments.thread(session, begun.id)


def test_who_has_no_role_there_says_nothing(session: Session) -> None:
    known(session, {"ana": (Role.LOCALIZER,), "davi": ()}, market="pt")
    begun = said(session, market_id="pt")
    for who in ("davi", "stranger"):
        session.person = Author(who)
        for act in (
            lambda: said(session, market_id="pt"),
            lambda: comments.reply(session, begun.id, "No."),
            lambda: comments.resolve(session, begun.id),
            lambda: comments.delete(session, begun.id),
        ):
            with pytest.raises(NotPermitted):
                act()
    session.person = ANA
    with pytest.raises(NotPermitted):
        said(session, market_id="es")
    assert said(session, "of all").first.market_id == ""
