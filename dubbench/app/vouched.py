"""Whether every Step is by whom it says: held against the keys that the series knew when it was written."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dubbench.app import identity, permits, rightful
from dubbench.domain.journal import Change, Step, vouched_for
from dubbench.domain.people import EVERYWHERE, Grant, Person, Role
from dubbench.domain.remarks import Waiver
from dubbench.domain.series import Series
from dubbench.i18n import tr
from dubbench.store.kinds import decode, kind_of
from dubbench.store.schema import SIGNED_SINCE
from dubbench.store.store import Store

_PERSON, _WAIVER, _SERIES = kind_of(Person).table, kind_of(Waiver).table, kind_of(Series).table


def findings(store: Store) -> Iterator[str]:
    """Yield a sentence for every Step, since the series knows its people, that none of them signed.

    A Step of a machine is signed by whom it worked for. What an older dubbench wrote (schema 3) bears no signature; no
    such Step follows on one of today.
    """
    touched, ruled = store.touched(0), _ruled(store)
    held = rightful.by_key(permits.counting(store.all(Grant)))
    keys: dict[str, str] = {}
    schema = 0
    for step in store.steps(images=False):
        known, bare = bool(keys), not (step.signed_by or step.signature)
        if step.schema < schema:
            yield tr("Step {seq} says that an older dubbench wrote it, after a newer one had.", seq=step.seq)
        schema = max(schema, step.schema)
        if bare and step.seq not in touched:  # a migration: nothing was changed
            continue
        if not (bare and (not known or schema < SIGNED_SINCE)) and not _theirs(step, keys):
            yield tr("Step {seq} ({at}, {author}) is not signed by them: somebody else wrote it.", seq=step.seq,
                     at=step.at, author=step.author.id)  # fmt: skip
            continue
        grants = held.get((keys.get(step.signed_by, ""), step.signed_by), [])
        for change in ruled.get(step.seq, ()):
            if known and step.signed_by and not _might(grants, change, step.at):
                yield tr("Step {seq} ({at}, {author}) changed what only others may: {table}.", seq=step.seq,
                         at=step.at, author=step.author.id, table=change.table)  # fmt: skip
            if change.table == _PERSON:
                person = decode(Person, change.after) if change.after else None
                keys = {key: owner for key, owner in keys.items() if owner != change.row_id}
                if person and not person.left:
                    keys[person.key] = person.id


def _theirs(step: Step, keys: Mapping[str, str]) -> bool:
    owner = keys.get(step.signed_by)
    if owner is None or not (step.author.machine or owner == step.author.id):
        return False
    return identity.valid(step.signed_by, vouched_for(step.hash), step.signature)


def _might(grants: Iterable[Grant], change: Change, at: str) -> bool:
    if change.table == _WAIVER:
        row = decode(Waiver, change.after or change.before or "")
        return rightful.able(grants, {Role.APPROVER, Role.PRODUCER}, row.market_id, at)
    where = "" if change.table == _PERSON and change.before is None else EVERYWHERE
    return rightful.able(grants, {Role.PRODUCER}, where, at)


def _ruled(store: Store) -> dict[int, list[Change]]:
    """Return what no signature of its own protects: who the people are, what was accepted, what is to be signed."""
    found: dict[int, list[Change]] = {}
    for table in (_PERSON, _WAIVER, _SERIES):
        for step in store.steps(table=table):
            changes = [c for c in step.changes if c.table == table and (table != _SERIES or _rules_differ(c))]
            found.setdefault(step.seq, []).extend(changes)
    return found


def _rules_differ(change: Change) -> bool:
    if change.before is None or change.after is None:
        return False
    before, after = (decode(Series, body) for body in (change.before, change.after))
    return (before.signing, before.confidential) != (after.signing, after.confidential)
