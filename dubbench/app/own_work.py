"""Whether anybody signed their own work: held against what each text was when it was signed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from dubbench.domain.journal import Step
from dubbench.domain.reviewing import makers
from dubbench.domain.script import Line
from dubbench.domain.signing import OF_TARGETS, SignKind, SignOff
from dubbench.domain.target import Take, Target
from dubbench.i18n import tr
from dubbench.store.kinds import decode, kind_of
from dubbench.store.store import Store

_TYPES: dict[str, type[Any]] = {kind_of(type_).table: type_ for type_ in (Line, Target, Take)}


def findings(store: Store) -> Iterator[str]:
    """Yield a sentence for every signature on a Target whose words, or choice of take, were the signer's own.

    A person's own Steps say what they touched, so that only the lines are read anew that the signer worked on.
    """
    rows = [row for row in store.all(SignOff) if row.kind in OF_TARGETS]
    own = _touched_by(store, {row.person_id for row in rows})
    targets = {one.id: one for one in store.all(Target)} if any(own.values()) else {}
    for row in (one for one in rows if own[one.person_id]):
        target = targets.get(row.subject_id)
        ids = {row.subject_id, *(target.line_ids if target else ())}
        if row.kind is SignKind.AUDIO:
            ids |= {take.id for take in store.all(Take, target_id=row.subject_id)}
        if ids & own[row.person_id] and row.person_id in _makers(row, _as_signed(store, row, ids)):
            yield tr(
                "{name} signed their own work on {at}: {kind} of “{text}”.",
                name=row.person_id,
                at=row.at,
                kind=row.kind.value,
                text=target.text if target else row.subject_id,
            )


def _touched_by(store: Store, people: set[str]) -> dict[str, set[str]]:
    """Return the ids of the rows that each of these people changed with their own hands."""
    touched, found = store.touched(0) if people else {}, defaultdict[str, set[str]](set)
    for person in people:
        for step in store.steps(author=person, images=False):
            if not step.author.machine:
                found[person].update(row_id for table, row_id in touched.get(step.seq, ()) if table in _TYPES)
    return found


def _as_signed(store: Store, row: SignOff, ids: set[str]) -> dict[str, Any]:
    """Return rows as they were when a signature was written."""
    when = next((step.seq for step in store.steps(table=kind_of(SignOff).table, row_id=row.id, images=False)), 0)
    steps: dict[int, Step] = {}
    for table in _TYPES:
        for row_id in ids:
            steps.update((step.seq, step) for step in store.steps(table=table, row_id=row_id) if step.seq < when)
    found: dict[str, Any] = {}
    for seq in sorted(steps):
        for change in steps[seq].changes:
            if change.row_id in ids and change.table in _TYPES:
                found[change.row_id] = decode(_TYPES[change.table], change.after) if change.after else None
    return found


def _makers(row: SignOff, then: dict[str, Any]) -> frozenset[str]:
    target = then.get(row.subject_id)
    if target is None:
        return frozenset()
    lines = [one for one in then.values() if isinstance(one, Line) and one.id in target.line_ids]
    takes = [one for one in then.values() if isinstance(one, Take) and f'"{one.asset}"' in row.signed]
    return makers(row.kind, target, lines, takes[-1] if takes else None)
