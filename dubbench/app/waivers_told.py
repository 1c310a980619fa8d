"""Waivers as the command line gives and lists them: by episode, market, line number and check."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from dubbench.app import waivers
from dubbench.app.checklist import Gap, checklists
from dubbench.app.script import script
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.remarks import Waiver
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.formats.issue_words import sentence
from dubbench.i18n import tr


class Lines(NamedTuple):
    """Which lines of an episode in a market are meant; no numbers: all of them."""

    folder: Path
    numbers: tuple[int, ...] = ()
    episode: int | None = None
    locale: str = ""


def waive(where: Lines, check: str, why: str) -> dict[str, Any]:
    """Accept what a check found in lines."""
    with Session.open(where.folder) as session:
        chosen, found = _found(session, where, check)
        edited = waivers.waive(session, [(gap.issue, gap.evidence) for gap in found], *chosen, why)
        return {"accepted": len(edited.changed), "findings": [_gap(gap) for gap in found]}


def withdraw(where: Lines, check: str) -> dict[str, Any]:
    """Take acceptances back."""
    with Session.open(where.folder) as session:
        _, found = _found(session, where, check)
        accepted = [gap.waiver.id for gap in found if gap.waiver]
        if not accepted:
            raise BadInput(tr("None of this was accepted. See: dubbench waivers"))
        for waiver_id in accepted:
            waivers.withdraw(session, waiver_id)
        return {"accepted": 0, "findings": [_gap(gap) for gap in found]}


def listing(folder: Path) -> list[dict[str, Any]]:
    """List what was accepted, and whether each acceptance still covers what is there."""
    with Session.open(folder) as session:
        store = session.store
        numbers = {one.id: one.number for one in store.all(Episode)}
        locales = {one.id: one.locale for one in store.all(Market)}
        waived = (one for one in store.all(Waiver) if one.episode_id)
        every = sorted(waived, key=lambda one: (numbers.get(one.episode_id, 0), one.market_id, one.at))
        places = {(one.episode_id, one.market_id) for one in every}
        standing = {
            gap.waiver.id
            for episode_id, market_id in places
            if episode_id in numbers and market_id in locales
            for one in checklists(session, [numbers[episode_id]], [locales[market_id]])
            for gap in one.gaps
            if gap.waiver
        }
        return [
            {
                "id": one.id,
                "check": one.check,
                "episode": numbers.get(one.episode_id, 0),
                "market": locales.get(one.market_id, ""),
                "by": one.person_id,
                "at": one.at,
                "why": one.reason,
                "stands": one.id in standing,
            }
            for one in every
        ]


def _found(session: Session, where: Lines, check: str) -> tuple[tuple[str, str], list[Gap]]:
    chosen = script(session, where.episode, where.locale)
    (listed,) = checklists(session, [chosen.episode.number], [chosen.market.locale], final=True)
    wanted = set(where.numbers)
    found = [gap for gap in listed.gaps if gap.issue.check == check and (not wanted or gap.line in wanted)]
    if not found:
        checks = ", ".join(sorted({gap.issue.check for gap in listed.gaps})) or tr("nothing")
        raise BadInput(tr("“{check}” was not found there. What was: {checks}.", check=check, checks=checks))
    return (chosen.episode.id, chosen.market.id), found


def _gap(gap: Gap) -> dict[str, Any]:
    return {"line": gap.line, "check": gap.issue.check, "text": sentence(gap.issue.message)}
