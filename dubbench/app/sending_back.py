"""Sending a line back: what is wrong by MQM category and in words; it waits until the line is changed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from dubbench.app import permits
from dubbench.app.contents import Facts, facts
from dubbench.app.refusing import signer
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import Person, Role
from dubbench.domain.remarks import Comment, Subject, mentioned
from dubbench.domain.script import Line
from dubbench.domain.signing import OF_TARGETS, Mqm, SentBack, SignKind
from dubbench.domain.target import Target
from dubbench.errors import BadInput, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll


def send_back(session: Session, kind: SignKind, target_id: str, category: Mqm, text: str) -> Edited:
    """Send a Target back instead of signing it, with a Comment that says what is wrong.

    Signatures of that kind on what is there are taken away by the same Step: it is approved no more. It is over as soon
    as what is sent back changes. `ids` are the SentBack's and the Comment's.
    """
    said = _said(text)
    if kind not in OF_TARGETS:
        raise BadInput(tr("Only lines are sent back: for their text, their culture or their sound."))
    ids: list[str] = []

    def decision(read: ReadAll) -> Decided:
        target = present(next(iter(read(Target, id=target_id)), None))
        who = signer(read, session.person, kind, target.market_id)
        known = facts(read, target.market_id, [target.episode_id], (kind,))
        content = known.content(kind, target.id)
        if not content:
            raise BadInput(tr("There is nothing to send back: the line says nothing, or nothing speaks it, yet."))
        comment = _comment(target, who, said, read(Person))
        back = SentBack(
            new_id(),
            kind,
            target.id,
            target.episode_id,
            target.market_id,
            who.id,
            comment.at,
            category,
            content,
            comment.id,
        )
        ids.extend((back.id, comment.id))
        against = [one for one in known.signoffs.get(target.id, ()) if one.kind is kind and one.content == content]
        return Decided(_told("send-back", read, known, target), [comment, back], against, binding=True)

    step = session.store.decide(session.person, decision)
    return Edited(changed_by(step), tuple(ids))


def take_back_sent(session: Session, sent_back_id: str) -> Edited:
    """Take back that a Target was sent back: by who did it, or a producer; its Comment stays, resolved."""

    def decision(read: ReadAll) -> Decided:
        back = present(next(iter(read(SentBack, id=sent_back_id)), None))
        who = permits.person(read, session.person)
        if who is None:
            raise NotPermitted(tr("This series knows nobody yet, so nobody sends anything back in it."))
        if back.person_id != who.id:
            permits.require(read, session.person, (Role.PRODUCER,), back.market_id)
        known = facts(read, back.market_id, [back.episode_id], (SignKind.TEXT,))
        resolved = [
            replace(one, resolved_by=who.id, resolved_at=_now())
            for one in read(Comment, id=back.comment_id)
            if not one.resolved_by
        ]
        message = _told("mend-sent-back", read, known, known.targets.get(back.target_id))
        return Decided(message, resolved, [back], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (sent_back_id,))


def category_word(category: Mqm) -> str:
    """Name why a line is sent back."""
    return {
        Mqm.TERMINOLOGY: tr("terminology"),
        Mqm.ACCURACY: tr("accuracy"),
        Mqm.LINGUISTIC: tr("grammar and spelling"),
        Mqm.STYLE: tr("style"),
        Mqm.LOCALE: tr("locale conventions"),
        Mqm.AUDIENCE: tr("suits its audience"),
        Mqm.DESIGN: tr("layout"),
        Mqm.TIMING: tr("timing"),
        Mqm.RATE: tr("speaking rate"),
        Mqm.VOICE: tr("voice"),
        Mqm.EMOTION: tr("emotion"),
        Mqm.PRONUNCIATION: tr("pronunciation"),
    }[category]


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise BadInput(tr("Say what is wrong: sending back needs a comment."))
    return said


def _comment(target: Target, who: Person, text: str, people: Iterable[Person]) -> Comment:
    row_id = new_id()
    return Comment(
        row_id, row_id, Subject.TARGET, target.id, target.episode_id, target.market_id, who.id, _now(), text,
        mentions=mentioned(text, people),
    )  # fmt: skip


def _told(message: str, read: ReadAll, known: Facts, target: Target | None) -> Message:
    """Say which line it is about: its number, and its market."""
    locale = next((market.locale for market in read(Market) if market.id == known.market_id), known.market_id)
    first = next(iter(known.lines_of(target)), None) if target else None
    return Message.of(message, number=_number(known.lines.values(), first), market=locale)


def _number(lines: Iterable[Line], first: Line | None) -> int:
    if first is None:
        return 0
    place = (first.span.start_ms, first.id)
    own = [line for line in lines if line.episode_id == first.episode_id]
    return sum((line.span.start_ms, line.id) <= place for line in own)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
