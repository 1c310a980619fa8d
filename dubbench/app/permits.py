"""Who may do what: asked under the lock by every use case that changes a series, never by window or command line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from dubbench.app import identity
from dubbench.domain.journal import Author, Change
from dubbench.domain.market import Profile
from dubbench.domain.people import EDITING, UNLOCKING, Grant, Person, Role, as_made, roles, sound
from dubbench.domain.script import Line
from dubbench.domain.signing import SentBack, SignKind, SignOff, sealed, text_of, to_sign
from dubbench.domain.target import Target
from dubbench.errors import NotPermitted
from dubbench.i18n import tr
from dubbench.store.journal import Seal
from dubbench.store.store import Guard, ReadAll

T = TypeVar("T")

_CHUNK = 500


def person(read: ReadAll, author: Author) -> Person | None:
    """Return who is at work as the series knows them; `None` where it knows nobody yet and everybody may edit.

    `NotPermitted` where others are known and they are not, or their key is not on this machine.
    """
    people = read(Person)
    if not people:
        return None
    known = next((one for one in people if one.id == author.id), None)
    if known is None:
        raise NotPermitted(
            tr("{name} is not one of the people of this series. A producer adds them: dubbench people add",
               name=author.id)
        )  # fmt: skip
    if known.left:
        raise NotPermitted(tr("{name} has left this series and changes nothing in it any more.", name=known.name))
    if not identity.own(known):
        raise NotPermitted(
            tr(
                "The key of {name} is not on this machine. Work under your own name (DUBBENCH_PERSON), or, if this is "
                "you, let a producer give you this machine's key: dubbench people rekey",
                name=known.name,
            )
        )
    return known


def seal(read: ReadAll, author: Author) -> Seal | None:
    """Return what signs a Step in somebody's name; `None` where the series knows nobody yet.

    `NotPermitted` where others are known and they are not: what nobody vouches for is not written.
    """
    who = person(read, author)
    return None if who is None else Seal(who.key, identity.signer(who))


def require(
    read: ReadAll, author: Author, allowed: Iterable[Role], market_id: str = "", *, machines: bool = False
) -> Person | None:
    """Return who is at work where they hold one of these roles in a Market; `NotPermitted` where not.

    `market_id` empty asks for the role in any Market, `domain.people.EVERYWHERE` for it in all. `None` where the series
    knows nobody yet: then nobody signs, and everybody edits. A machine's identity may only what says `machines`.
    """
    who = person(read, author)
    if who is None:
        return None
    if who.service and not machines:
        raise NotPermitted(tr("{name} is a machine's identity: it runs and exports, and edits nothing.", name=who.name))
    wanted = frozenset(allowed)
    if not held(read, who, market_id) & wanted:
        raise NotPermitted(
            tr("{name} may not do this: it needs the role {roles} here. A producer grants it: dubbench people grant",
               name=who.name, roles=tr(" or ").join(word(role) for role in sorted(wanted)))
        )  # fmt: skip
    return who


def held(read: ReadAll, who: Person, market_id: str = "") -> frozenset[Role]:
    """Return the roles that a Person holds in a Market by Grants that count."""
    return roles(who, counting(read(Grant)), market_id)


def counting(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Return the Grants that are what a producer of their time signed; the others count for nothing."""
    return _sound(tuple(grants))


@lru_cache(maxsize=32)
def _sound(grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    return sound(grants, _signed)


@lru_cache(maxsize=4096)
def _signed(grant: Grant, key: str) -> bool:
    return identity.valid(key, to_sign(as_made(grant)), grant.signature)


def word(role: Role) -> str:
    """Name a role."""
    return {
        Role.LOCALIZER: tr("localizer"),
        Role.CULTURAL_REVIEWER: tr("cultural reviewer"),
        Role.APPROVER: tr("approver"),
        Role.PRODUCER: tr("producer"),
    }[role]


def refuse_change(
    read: ReadAll,
    author: Author,
    pairs: Sequence[tuple[Any, Any]],
    lines_of: Callable[[Target], Sequence[Line]],
) -> None:
    """Raise `NotPermitted` where a person may not change these rows, each as it is and as it shall be (`None`: none).

    What is approved is locked for all but approvers and producers. `lines_of` gives a Target's Lines as they are.
    """
    who = person(read, author)
    if who is None:
        return
    if who.service:
        raise NotPermitted(tr("{name} is a machine's identity: it runs and exports, and edits nothing.", name=who.name))
    granted = counting(read(Grant))
    rows = [row for pair in pairs for row in pair if row is not None]
    for market_id in {getattr(row, "market_id", "") for row in rows} or {""}:
        if not roles(who, granted, market_id) & EDITING:
            require(read, author, EDITING, market_id)
    wording = [old for old, new in pairs if isinstance(old, Target) and _words(old) != (_words(new) if new else None)]
    for target in _approved(read, wording, lines_of):
        if not roles(who, granted, target.market_id) & UNLOCKING:
            raise NotPermitted(
                tr("“{text}” is approved and locked. An approver can change it or send it back.", text=target.text)
            )


def guard(author: Author) -> Guard:
    """Return what refuses an undo of rows that are not this person's to change any more."""

    def refuse(read: ReadAll, changes: Sequence[Change]) -> None:
        if not read(Person):
            return
        touched = [c for c in changes if c.table == "target" and c.before is not None]
        episodes = {json.loads(c.before or "{}")["episode_id"] for c in touched}
        lines = {line.id: line for line in read(Line, episode_id=episodes)} if episodes else {}
        standing = {t.id: t for t in read(Target, episode_id=episodes)} if episodes else {}
        pairs: list[tuple[Any, Any]] = [(standing.get(c.row_id), _image(Target, c.after)) for c in touched]
        pairs += [(_image(Profile, c.before), _image(Profile, c.after)) for c in changes if c.table == "profile"]

        def lines_of(target: Target) -> Sequence[Line]:
            return _ordered(lines, target)

        refuse_change(read, author, pairs, lines_of)

    return refuse


def _image(type_: type[T], body: str | None) -> T | None:
    from dubbench.store.kinds import decode

    return None if body is None else decode(type_, body)


def _ordered(lines: Mapping[str, Line], target: Target) -> list[Line]:
    found = (lines[line_id] for line_id in target.line_ids if line_id in lines)
    return sorted(found, key=lambda line: (line.span.start_ms, line.id))


def _words(target: Target) -> tuple[object, ...]:
    return (target.text, target.subtitle_text, target.line_ids)


def _approved(
    read: ReadAll, targets: Sequence[Target], lines_of: Callable[[Target], Sequence[Line]]
) -> Iterable[Target]:
    """Yield the Targets whose text somebody has signed as it is, and nobody has sent back since."""
    for at in range(0, len(targets), _CHUNK):
        chunk = targets[at : at + _CHUNK]
        ids = [target.id for target in chunk]
        signed: dict[tuple[str, str], str] = {}
        for one in read(SignOff, subject_id=ids):
            if one.kind is SignKind.TEXT:
                place = one.subject_id, one.content
                signed[place] = max(signed.get(place, ""), one.at)
        if not signed:
            continue
        back: dict[str, str] = {}
        for sent in read(SentBack, target_id=ids):
            back[sent.target_id] = max(back.get(sent.target_id, ""), sent.at)
        for target in chunk:
            when = signed.get((target.id, sealed(text_of(target, lines_of(target)))[0]))
            if when is not None and when >= back.get(target.id, ""):
                yield target
