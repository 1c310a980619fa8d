"""What people say about lines, spans, characters and episodes: threads of Comments, resolved when it is done."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from dubbench.app import commented, permits
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.app.times import now
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.people import EDITING, Person
from dubbench.domain.remarks import Comment, Extent, Subject, marked, mentioned
from dubbench.domain.signing import SentBack
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll

LONGEST = 10_000
_TOLD = 60


@dataclass(frozen=True, slots=True)
class Thread:
    """Comments on one thing, the first of them first."""

    comments: tuple[Comment, ...]

    @property
    def first(self) -> Comment:
        return self.comments[0]

    @property
    def id(self) -> str:
        return self.first.thread_id

    @property
    def resolved(self) -> bool:
        return bool(self.first.resolved_by)


def thread(session: Session, thread_id: str) -> Thread:
    """Read a thread; `Conflict` where it is gone."""
    return present(next(iter(_threads(session.store.all(Comment, thread_id=thread_id))), None))


def of_episode(session: Session, episode_id: str, market_id: str = "") -> tuple[Thread, ...]:
    """Read the threads on an episode and its lines, oldest first: what is said of a Market, and of all."""
    asked: dict[str, Any] = {"market_id": ["", market_id]} if market_id else {}
    return _threads(session.store.all(Comment, episode_id=episode_id, **asked))


def about(session: Session, subject: Subject, subject_id: str) -> tuple[Thread, ...]:
    """Read the threads about one thing, oldest first."""
    return _threads(session.store.all(Comment, subject=subject.value, subject_id=subject_id))


def everywhere(session: Session) -> tuple[Thread, ...]:
    """Read all threads of a series, oldest first."""
    return _threads(session.store.all(Comment))


def mine(session: Session) -> tuple[Thread, ...]:
    """Read the open threads in which somebody mentions the person at work."""
    return tuple(
        one for one in everywhere(session)
        if not one.resolved and any(session.person.id in comment.mentions for comment in one.comments)
    )  # fmt: skip


def write(
    session: Session,
    subject: Subject | str,
    subject_id: str,
    text: str,
    *,
    market_id: str = "",
    extent: Extent | None = None,
    reply_to: str = "",
) -> Edited:
    """Comment on something, or on a span of its text; `reply_to` is a Comment of the thread that this goes on with.

    Everybody who works on the series may; @id names people. What `extent` marks is kept with it.
    """
    about_ = _subject(subject)
    said = _text(text)
    made_id = new_id()

    def decision(read: ReadAll) -> Decided:
        if reply_to:
            return _written(read, _reply(read, (about_, subject_id), reply_to, made_id))
        return _written(read, commented.first(read, about_, subject_id, market_id, extent=extent, made_id=made_id))

    def _written(read: ReadAll, comment: Comment) -> Decided:
        permits.require(read, session.person, EDITING, comment.market_id)
        named = mentioned(said, (one for one in read(Person) if not one.left))
        made = replace(comment, person_id=session.person.id, at=now(), text=said, mentions=named)
        return Decided(Message.of("write-comment", text=_shortened(said)), [made], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (made_id,))


def reply(session: Session, comment_id: str, text: str) -> Edited:
    """Go on with the thread of a Comment."""
    first = present(session.store.get(Comment, comment_id))
    return write(session, first.subject, first.subject_id, text, reply_to=comment_id)


def resolve(session: Session, thread_id: str) -> Edited:
    """Say that what a thread is about is done."""
    return _settled(session, thread_id, done=True)


def reopen(session: Session, thread_id: str) -> Edited:
    """Open a resolved thread again."""
    return _settled(session, thread_id, done=False)


def delete(session: Session, comment_id: str) -> Edited:
    """Delete a Comment of one's own that nobody has replied to; not one that says why a line was sent back."""

    def decision(read: ReadAll) -> Decided:
        rows = read(Comment, id=comment_id)
        gone = present(rows[0] if rows else None)
        permits.require(read, session.person, EDITING, gone.market_id)
        if gone.person_id != session.person.id:
            raise NotPermitted(tr("Only {author} can delete this comment. Reply to it, or resolve it.",
                                  author=gone.person_id))  # fmt: skip
        if _order(read(Comment, thread_id=gone.thread_id))[-1].id != gone.id:
            raise Conflict(tr("Somebody has replied to this comment, so it stays. Write another."))
        if any(one.comment_id == gone.id for one in read(SentBack, episode_id=gone.episode_id)):
            raise Conflict(tr("This comment says why a line was sent back, so it stays. Write another."))
        return Decided(Message.of("delete-comment"), [], [gone], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (comment_id,))


def extent_now(session: Session, comment: Comment) -> Extent | None:
    """Return where what a Comment marked stands today; `None` where it marked nothing, or that text is gone."""
    return marked(comment, commented.text_of(session.store.all, comment))


def _reply(read: ReadAll, about_: tuple[Subject, str], reply_to: str, made_id: str) -> Comment:
    first = _order(read(Comment, thread_id=_thread_of(read, reply_to)))[0]
    if (first.subject, first.subject_id) != about_:
        raise BadInput(tr("The comment that this replies to is about something else."))
    return replace(first, id=made_id, extent=None, quoted="", resolved_by="", resolved_at="")


def _settled(session: Session, thread_id: str, *, done: bool) -> Edited:
    def decision(read: ReadAll) -> Decided | None:
        first = _order(present(read(Comment, thread_id=thread_id) or None))[0]
        permits.require(read, session.person, EDITING, first.market_id)
        if bool(first.resolved_by) is done:
            return None
        who, at = (session.person.id, now()) if done else ("", "")
        told = Message.of("resolve-comment" if done else "reopen-comment")
        return Decided(told, [replace(first, resolved_by=who, resolved_at=at)], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (thread_id,))


def _thread_of(read: ReadAll, comment_id: str) -> str:
    rows = read(Comment, id=comment_id)
    return present(rows[0] if rows else None).thread_id


def _threads(comments: Iterable[Comment]) -> tuple[Thread, ...]:
    found: dict[str, list[Comment]] = {}
    for comment in comments:
        found.setdefault(comment.thread_id, []).append(comment)
    threads = (Thread(tuple(_order(rows))) for rows in found.values())
    return tuple(sorted(threads, key=lambda one: (one.first.at, one.id)))


def _order(comments: Iterable[Comment]) -> list[Comment]:
    """Bring a thread's Comments into order: the first begins it, whatever the clocks of others say."""
    return sorted(comments, key=lambda one: (one.id != one.thread_id, one.at, one.id))


def _subject(text: Subject | str) -> Subject:
    try:
        return Subject(text)
    except ValueError:
        raise BadInput(
            tr(
                "Nobody can comment on a “{subject}”. What can be: {subjects}.",
                subject=text,
                subjects=", ".join(Subject),
            )
        ) from None


def _text(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise BadInput(tr("A comment has 1 to {most} characters, this one has {count}.", most=LONGEST, count=len(said)))
    return said


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TOLD else line[: _TOLD - 1] + "…"
