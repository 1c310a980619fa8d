"""Consents: a performer's agreement that a voice is used, entered by a producer, and taken away again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import langcodes

from dubbench.app import identity, licensing, permits
from dubbench.app.audit import DOCUMENTS, as_given
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.app.usage import delivered
from dubbench.domain.delivery import Delivery
from dubbench.domain.hashing import digest, new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import EVERYWHERE, Person, Role
from dubbench.domain.rights import Consent, ConsentKind, Use
from dubbench.domain.signing import to_sign
from dubbench.domain.target import Take
from dubbench.errors import BadInput, NoPermission, NotPermitted
from dubbench.i18n import tr
from dubbench.media.files import write_bytes
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll

LARGEST_BYTES = 20_000_000
_PRODUCER = (Role.PRODUCER,)
_DAY = "%Y-%m-%d"


@dataclass(frozen=True, slots=True)
class Given:
    """A consent as a producer enters it; an empty tuple of titles, languages, territories or media covers all."""

    voice_id: str
    performer: str
    document: Path
    kind: ConsentKind = ConsentKind.REPLICA
    titles: tuple[str, ...] = ()
    uses: tuple[Use, ...] = (Use.DUB,)
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    begins: str = ""
    ends: str = ""
    pay_creation: str = ""
    pay_use: str = ""


def give(session: Session, given: Given) -> Edited:
    """Enter a consent with the document that the performer signed; the document is kept in the series' folder."""
    data = _document(given.document)
    name = digest(data)
    row = _checked(given, name)

    def decision(read: ReadAll) -> Decided:
        who = _producer(read, session)
        made = replace(row, by=who.id, key=who.key, at=_now())
        made = replace(made, signature=identity.sign(who, to_sign(as_given(made))))
        write_bytes(session.folder / DOCUMENTS / name, data)
        told = Message.of("give-consent", performer=made.performer, voice=made.voice_id)
        return Decided(told, [made], binding=True)

    (session.folder / DOCUMENTS).mkdir(exist_ok=True)
    return Edited(changed_by(session.store.decide(session.person, decision)), (row.id,))


@dataclass(frozen=True, slots=True)
class Revoked:
    """What a revocation touches: the Deliveries that contain the voice, and how many Takes may be used no more.

    Takes that another consent covers in their Market stay usable.
    """

    consent: Consent
    deliveries: tuple[Delivery, ...]
    takes: int


def revoke(session: Session, consent_id: str, why: str) -> Revoked:
    """Take a consent away for good, with the reason; it stays on the record."""
    reason = " ".join(why.split())
    if not reason:
        raise BadInput(tr("Say why the consent is revoked: it is kept in the history."))
    made: list[Consent] = []

    def decision(read: ReadAll) -> Decided:
        who = _producer(read, session)
        known = present(next(iter(read(Consent, id=consent_id)), None))
        if known.revoked_at:
            raise BadInput(tr("This consent was revoked already, on {day}.", day=known.revoked_at[:10]))
        made.append(replace(known, revoked_at=_now(), revoked_by=who.id, revoked_why=reason))
        told = Message.of("revoke-consent", performer=known.performer, voice=known.voice_id, why=reason)
        return Decided(told, made, binding=True)

    session.store.decide(session.person, decision)
    voice = made[0].voice_id
    takes = [take for take in session.store.all(Take) if take.voice_id == voice]
    asked = {one.id: licensing.rights(session, one) for one in session.store.all(Market)}
    lost = [take for take in takes if take.market_id in asked and asked[take.market_id].why_not(voice)]
    return Revoked(made[0], containing(session, voice, takes), len(lost))


def containing(session: Session, voice_id: str, takes: Sequence[Take]) -> tuple[Delivery, ...]:
    """Find the Deliveries in which a voice is heard: by their manifests; where one is gone or altered, by the Takes."""
    spoken = {(take.episode_id, take.market_id) for take in takes}
    return tuple(one for one in session.store.all(Delivery) if _contains(one, voice_id, spoken))


def _contains(delivery: Delivery, voice_id: str, spoken: Collection[tuple[str, str]]) -> bool:
    if told := delivered(delivery):
        return voice_id in {line.voice_id for line in told.lines}
    return (delivery.episode_id, delivery.market_id) in spoken


def find(session: Session, name: str) -> Consent:
    """Find a consent by its id, the beginning of it, or its voice where there is one of it."""
    every = session.store.all(Consent)
    found = [one for one in every if one.id.startswith(name) or one.voice_id == name] if name else []
    if len(found) != 1:
        raise BadInput(
            tr("“{name}” names {count} consents, not one. See: dubbench consents list", name=name, count=len(found))
        )
    return found[0]


def _producer(read: ReadAll, session: Session) -> Person:
    who = permits.require(read, session.person, _PRODUCER, EVERYWHERE)
    if who is None:
        raise NotPermitted(tr("This series knows nobody yet. Its producer begins: dubbench people begin"))
    return who


def _document(path: Path) -> bytes:
    try:
        if not path.is_file() and path.exists():
            raise BadInput(tr("{file} is no file. Give the paper that the performer signed.", file=path))
        with path.open("rb") as paper:
            data = paper.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput(tr("There is no document at {file}.", file=path)) from error
    except OSError as error:
        raise NoPermission(tr("{file} cannot be read: {cause}", file=path, cause=error)) from error
    if len(data) > LARGEST_BYTES:
        size = LARGEST_BYTES // 1_000_000
        raise BadInput(tr("{file} is larger than {size} MB. Give the signed paper alone.", file=path, size=size))
    if not data:
        raise BadInput(tr("{file} is empty. Give the paper that the performer signed.", file=path))
    return data


def _checked(given: Given, document: str) -> Consent:
    performer = " ".join(given.performer.split())
    if not performer or not given.voice_id.partition(":")[2]:
        raise BadInput(tr("Say whose voice it is, and which: ENGINE:NAME."))
    if not given.uses:
        raise BadInput(tr("A consent that allows no use is none. Say what the voice may be used for."))
    for tag in given.languages:
        if not langcodes.tag_is_valid(tag):
            raise BadInput(tr("“{tag}” is no language. Write it as pt or pt-BR.", tag=tag))
    for name in given.territories:
        if not (len(name) == 2 and name.isalpha() and langcodes.Language.make(territory=name.upper()).is_valid()):
            raise BadInput(tr("“{name}” is no territory. Write two letters, as BR; none at all covers the world.",
                              name=name))  # fmt: skip
    begins, ends = _day(given.begins), _day(given.ends)
    if begins and ends and ends < begins:
        raise BadInput(tr("The consent would end on {end}, before it begins on {begin}.", end=ends, begin=begins))
    territories = tuple(name.upper() for name in given.territories)
    return Consent(
        new_id(), given.voice_id, performer, given.kind, given.titles, given.uses, given.languages, territories,
        given.media, begins, ends, given.pay_creation, given.pay_use, document, given.document.name, "", "", "",
    )  # fmt: skip


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return f"{date.fromisoformat(text):{_DAY}}"
    except ValueError as error:
        raise BadInput(tr("“{text}” is no day. Write year, month and day: 2026-03-31.", text=text)) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
