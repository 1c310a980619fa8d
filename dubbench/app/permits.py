"""Who may do what: asked under the lock by every use case that changes a series, never by window or command line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dubbench.app import identity
from dubbench.domain.journal import Author, Change
from dubbench.domain.people import EDITING, UNLOCKING, Grant, Person, Role, roles
from dubbench.domain.script import Line
from dubbench.domain.signing import SignKind, SignOff, sealed, text_of
from dubbench.domain.target import Target
from dubbench.errors import NotPermitted
from dubbench.i18n import tr
from dubbench.store.store import Guard, ReadAll

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
            tr("The key of {name} is not on this machine. Work under your own name: DUBBENCH_PERSON", name=known.name)
        )
    return known


def require(read: ReadAll, author: Author, allowed: Iterable[Role], market_id: str = "") -> Person | None:
    """Return who is at work where they hold one of these roles in a Market; `NotPermitted` where not.

    `None` where the series knows nobody yet: then nobody signs, and everybody edits.
    """
    who = person(read, author)
    if who is None:
        return None
    wanted = frozenset(allowed)
    if not roles(who, read(Grant, person_id=who.id), market_id) & wanted:
        raise NotPermitted(
            tr("{name} may not do this: it needs the role {roles} here. A producer grants it: dubbench people grant",
               name=who.name, roles=tr(" or ").join(word(role) for role in sorted(wanted)))
        )  # fmt: skip
    return who


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
    granted = read(Grant, person_id=who.id)
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
        pairs = [(standing.get(c.row_id), _image(c.after)) for c in touched]

        def lines_of(target: Target) -> Sequence[Line]:
            return _ordered(lines, target)

        refuse_change(read, author, pairs, lines_of)

    return refuse


def _image(body: str | None) -> Target | None:
    from dubbench.store.kinds import decode

    return None if body is None else decode(Target, body)


def _ordered(lines: Mapping[str, Line], target: Target) -> list[Line]:
    found = (lines[line_id] for line_id in target.line_ids if line_id in lines)
    return sorted(found, key=lambda line: (line.span.start_ms, line.id))


def _words(target: Target) -> tuple[object, ...]:
    return (target.text, target.subtitle_text, target.line_ids)


def _approved(
    read: ReadAll, targets: Sequence[Target], lines_of: Callable[[Target], Sequence[Line]]
) -> Iterable[Target]:
    """Yield the Targets whose text somebody has signed as it is."""
    for at in range(0, len(targets), _CHUNK):
        chunk = targets[at : at + _CHUNK]
        signed = {
            (one.subject_id, one.content)
            for one in read(SignOff, subject_id=[target.id for target in chunk])
            if one.kind is SignKind.TEXT
        }
        if signed:
            yield from (t for t in chunk if (t.id, sealed(text_of(t, lines_of(t)))[0]) in signed)
