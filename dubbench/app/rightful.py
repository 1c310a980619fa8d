"""Whether who signed might sign: held against the Grants that producers signed, which name the key they are for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from dubbench.app import permits
from dubbench.domain.people import Grant, Person, Role
from dubbench.domain.rights import Consent
from dubbench.domain.signing import SIGNERS, SignOff
from dubbench.i18n import tr
from dubbench.store.store import Store

_CLOCK = timedelta(seconds=5)
"""Steps that follow one another at once are given times in order, which may run so far ahead of the clock."""
_ENDED = {"grant_": "withdrawn_at", "consent": "revoked_at"}
"""The tables whose rows end for good, and what says that one did."""


def findings(store: Store) -> Iterator[str]:
    """Yield a sentence for every signature that nobody had the right to give, and for what was undone that stands."""
    grants = permits.counting(store.all(Grant))
    if not store.all(Person):
        return
    yield from _first(store, grants)
    yield from _revived(store)
    services = {one.id for one in store.all(Person) if one.service}
    held = by_key(grants)
    for one in store.all(SignOff):
        might = able(held.get((one.person_id, one.key), ()), SIGNERS[one.kind], one.market_id, one.at)
        if one.person_id in services or not might:
            what = tr("The signature of {name} on {subject} ({at})", name=one.person_id, subject=one.kind.value,
                      at=one.at)  # fmt: skip
            yield tr("{what} was made without the right to sign, by the roles that producers granted.", what=what)
    for row in store.all(Consent):
        if not able(held.get((row.by, row.key), ()), {Role.PRODUCER}, "", row.at):
            yield tr(
                "The consent of {performer} for {voice} was entered by somebody who was no producer then.",
                performer=row.performer,
                voice=row.voice_id,
            )


def by_key(grants: Iterable[Grant]) -> dict[tuple[str, str], list[Grant]]:
    """Sort Grants by the person and the key that they are for."""
    held: dict[tuple[str, str], list[Grant]] = {}
    for grant in grants:
        held.setdefault((grant.person_id, grant.key), []).append(grant)
    return held


def able(grants: Iterable[Grant], allowed: Iterable[Role], market_id: str, at: str) -> bool:
    """Tell whether a role was held at a time; `market_id` empty: in any market."""
    wanted = set(allowed)
    return any(
        grant.role in wanted
        and (not market_id or grant.market_id in {"", market_id})
        and _earlier(grant.at, at)
        and (not grant.withdrawn_at or at < grant.withdrawn_at)
        for grant in grants
    )


def _earlier(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) <= datetime.fromisoformat(other) + _CLOCK
    except (ValueError, TypeError):
        return one <= other


def _first(store: Store, grants: tuple[Grant, ...]) -> Iterator[str]:
    """Hold the Grant that all others come from against the first that the history has."""
    for step in store.steps(table="grant_"):
        begun = {change.row_id for change in step.changes if change.table == "grant_" and change.before is None}
        if begun:
            if grants and grants[0].id not in begun:
                yield tr("The roles of this series come from {name}, who did not begin it.", name=grants[0].person_id)
            return


def _revived(store: Store) -> Iterator[str]:
    """Find what had ended for good and stands again: roles taken back, consents revoked."""
    for table, ended in _ENDED.items():
        for step in store.steps(table=table):
            for change in step.changes:
                before, after = _image(change.before), _image(change.after)
                over = change.after is None or (before.get(ended) and not after.get(ended))
                if change.table == table and change.before is not None and over:
                    yield tr("Step {seq} ({author}) undoes what had ended for good.", seq=step.seq,
                             author=step.author.id)  # fmt: skip


def _image(body: str | None) -> Mapping[str, str]:
    found: Mapping[str, str] = json.loads(body or "{}")
    return found
