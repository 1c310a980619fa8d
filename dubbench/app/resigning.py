"""Signing again, in one action, what a person signed before and what is, to their judgement, as it was."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterable

from dubbench.app.contents import Facts, facts
from dubbench.app.session import Session
from dubbench.app.signing import Signed, sign
from dubbench.domain.people import Person
from dubbench.domain.reviewing import unchanged
from dubbench.domain.signing import OF_TARGETS, SignKind, SignOff


def to_resign(known: Facts, kind: SignKind, me: Person) -> dict[str, str]:
    """Return the contents, by Target, of what a person signed and may renew without a look.

    That is a text in which only white space differs, a culture's review of the same words, the sound of the same take
    wherever it sits (`domain.reviewing.unchanged`), and what they signed under a former key.
    """
    found = {}
    for target_id, rows in known.signoffs.items():
        mine = [row for row in rows if row.kind is kind and row.person_id == me.id]
        now = known.covered(kind, target_id) if mine else None
        if now is None:
            continue
        content = known.content(kind, target_id)
        if any(row.content == content and row.key == me.key for row in mine):
            continue
        if any(row.content == content or unchanged(kind, json.loads(row.signed), now) for row in _newest(mine)):
            found[target_id] = content
    return found


def _newest(mine: list[SignOff]) -> list[SignOff]:
    """Return a person's latest signature: what they judged before that is over."""
    return sorted(mine, key=lambda row: (row.at, row.id))[-1:]


def resign_unchanged(
    session: Session, market_id: str, episode_ids: Iterable[str] = (), kinds: Iterable[SignKind] = OF_TARGETS
) -> dict[SignKind, Signed]:
    """Renew the person's own signatures on what is as it was, one binding Step a kind; what differs is left."""
    store, made = session.store, {}
    me = next((person for person in store.all(Person) if person.id == session.person.id), None)
    known = facts(store.all, market_id, episode_ids, tuple(kinds)) if me else None
    for kind in kinds:
        wanted = to_resign(known, kind, me) if known and me else {}
        if wanted:
            made[kind] = sign(session, kind, wanted, market_id=market_id, expected=wanted, leave=True)
    return made
