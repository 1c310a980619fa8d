"""Signatures: given, and taken away again; each binds what is there to a person's key (DESIGN section 7)."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from dubbench.app import identity, permits, witness
from dubbench.app.contents import Facts, facts
from dubbench.app.refusing import Refusals, signer
from dubbench.app.revising import present
from dubbench.app.session import Session
from dubbench.domain.hashing import digest, new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import Person, Role
from dubbench.domain.signing import OF_TARGETS, SignKind, SignOff, to_sign
from dubbench.domain.target import Target
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import Changed, changed_by
from dubbench.store.store import Decided, ReadAll

_CHUNK = 500


class Signed(NamedTuple):
    """What signing did: the rows that changed, the ids of the SignOffs, and why what was left is not signed."""

    changed: Changed = frozenset()
    ids: tuple[str, ...] = ()
    left: Mapping[str, str] = {}


def sign(
    session: Session,
    kind: SignKind,
    subject_ids: Iterable[str],
    *,
    market_id: str,
    expected: Mapping[str, str] | None = None,
    leave: bool = False,
) -> Signed:
    """Sign Targets, Profiles or a market's cast as they are, all in one binding Step.

    `expected` are the contents the person had before them, by subject: `Conflict` where one is another by now. What
    they may not sign (their own work, what is empty, sent back or signed by them already) raises `NotPermitted`;
    with `leave` it is left, and told.
    """
    wanted = list(dict.fromkeys(subject_ids))
    if kind is SignKind.EPISODE:
        raise BadInput(tr("An episode is signed as it is delivered: see dubbench review --help"))
    left: dict[str, str] = {}
    made: list[SignOff] = []

    def decision(read: ReadAll) -> Decided | None:
        who = signer(read, session.person, kind, market_id)
        known = facts(read, market_id, _episodes(read, kind, wanted), (kind,))
        _refuse_unseen(known, kind, expected or {})
        refusals = Refusals(session, known, kind, who, {person.id: person.name for person in read(Person)})
        for subject_id in wanted:
            if why := refusals.of(subject_id):
                left[subject_id] = why
        if left and not leave:
            raise NotPermitted(_all_told(left))
        subjects = [subject_id for subject_id in wanted if subject_id not in left]
        made.extend(_signed(session, who, known, kind, subjects))
        return _decided(read, kind, market_id, made)

    step = session.store.decide(session.person, decision)
    witness.note(session.store)
    return Signed(changed_by(step), tuple(one.id for one in made), left)


def sign_episode(session: Session, episode_id: str, market_id: str, content: str, signed: str) -> Signed:
    """Sign an episode's rendered programme, whose content the delivery gives: what it covers, and its hash."""
    if digest(signed) != content:
        raise BadInput(tr("What shall be signed is not what its hash says. Look at the delivery again."))
    made: list[SignOff] = []

    def decision(read: ReadAll) -> Decided | None:
        who = signer(read, session.person, SignKind.EPISODE, market_id)
        standing = read(SignOff, episode_id=episode_id, market_id=market_id, kind=SignKind.EPISODE.value)
        if any(one.person_id == who.id and one.content == content for one in standing):
            raise NotPermitted(tr("You have signed this episode already, as it is."))
        _refuse_own(facts(read, market_id, [episode_id], (SignKind.TEXT,)), who)
        made.append(_signoffs(session, who, SignKind.EPISODE, market_id)(episode_id, episode_id, content, signed))
        return _decided(read, SignKind.EPISODE, market_id, made)

    step = session.store.decide(session.person, decision)
    witness.note(session.store)
    return Signed(changed_by(step), tuple(one.id for one in made))


def revoke(session: Session, signoff_ids: Iterable[str], why: str) -> Changed:
    """Take signatures away, with the reason: each by its signer, or by a producer of its market."""
    reason = " ".join(why.split())
    if not reason:
        raise BadInput(tr("Say why the signature is taken away: it is kept in the history."))
    wanted = list(dict.fromkeys(signoff_ids))

    def decision(read: ReadAll) -> Decided | None:
        rows = {
            row.id: row for at in range(0, len(wanted), _CHUNK) for row in read(SignOff, id=wanted[at : at + _CHUNK])
        }
        gone = [present(rows.get(signoff_id)) for signoff_id in wanted]
        for market_id in {row.market_id for row in gone if row.person_id != session.person.id}:
            permits.require(read, session.person, (Role.PRODUCER,), market_id)
        permits.person(read, session.person)
        market = _locale(read, gone[0].market_id) if gone else ""
        return Decided(Message.of("revoke", count=len(gone), market=market, why=reason), (), gone, binding=True)

    return changed_by(session.store.decide(session.person, decision))


# the record


_Sign = Callable[[str, str, str, str], SignOff]


def _signed(session: Session, who: Person, known: Facts, kind: SignKind, subjects: Sequence[str]) -> list[SignOff]:
    make = _signoffs(session, who, kind, known.market_id)
    return [make(one, _episode_of(known, one), *known.sealed(kind, one)) for one in subjects]


def _signoffs(session: Session, who: Person, kind: SignKind, market_id: str) -> _Sign:
    """Return what makes a person's signatures of this moment."""
    head = session.store.head()
    chain, at = f"{head.seq}:{head.hash}", datetime.now(UTC).isoformat(timespec="milliseconds")
    seal = identity.signer(who)

    def make(subject_id: str, episode_id: str, content: str, signed: str) -> SignOff:
        row = SignOff(
            new_id(), kind, subject_id, episode_id, market_id, who.id, who.key, at, content, signed, chain
        )  # fmt: skip
        return replace(row, signature=seal(to_sign(row)))

    return make


def _decided(read: ReadAll, kind: SignKind, market_id: str, made: Sequence[SignOff]) -> Decided | None:
    if not made:
        return None
    told = Message.of(f"sign-{kind.value}", count=len(made), market=_locale(read, market_id))
    return Decided(told, made, binding=True)


def _locale(read: ReadAll, market_id: str) -> str:
    return next((market.locale for market in read(Market) if market.id == market_id), market_id)


def _episode_of(known: Facts, subject_id: str) -> str:
    target = known.targets.get(subject_id)
    return target.episode_id if target else ""


def _episodes(read: ReadAll, kind: SignKind, subject_ids: Sequence[str]) -> list[str]:
    """Return the episodes of these Targets, so that no other is read."""
    if kind not in OF_TARGETS:
        return []
    chunks = (subject_ids[at : at + _CHUNK] for at in range(0, len(subject_ids), _CHUNK))
    return list(dict.fromkeys(target.episode_id for chunk in chunks for target in read(Target, id=chunk)))


# what is refused


def _refuse_unseen(known: Facts, kind: SignKind, expected: Mapping[str, str]) -> None:
    changed = [subject_id for subject_id, content in expected.items() if known.content(kind, subject_id) != content]
    if changed:
        target = known.targets.get(changed[0])
        raise Conflict(
            tr("{count} of what you wanted to sign was changed meanwhile: “{what}”. Look again and decide.",
               count=len(changed), what=target.text if target else tr("deleted"))
        )  # fmt: skip


def _refuse_own(known: Facts, who: Person) -> None:
    """Raise where an episode holds the signer's own words that nobody else approved."""
    for target in known.targets.values():
        if who.id not in target.written_by:
            continue
        content = known.content(SignKind.TEXT, target.id)
        others = (one for one in known.signoffs.get(target.id, ()) if one.person_id != who.id)
        if not any(one.kind is SignKind.TEXT and one.content == content for one in others):
            raise NotPermitted(
                tr("“{text}” is your own work, and nobody else approved it. Somebody else signs that line first.",
                   text=target.text)
            )  # fmt: skip


def _all_told(left: Mapping[str, str]) -> str:
    first = next(iter(left.values()))
    return first if len(left) == 1 else tr("{count} cannot be signed. The first: {why}", count=len(left), why=first)
