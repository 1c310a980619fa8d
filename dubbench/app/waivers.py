"""Waivers: a person's reasoned acceptance of a finding, for as long as what it was found in stays as it is."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from dubbench.app import permits
from dubbench.app.revising import Edited, present
from dubbench.app.session import Session
from dubbench.domain.findings import WAIVABLE
from dubbench.domain.hashing import canonical, digest, new_id
from dubbench.domain.journal import Issue, Message
from dubbench.domain.people import Person, Role
from dubbench.domain.remarks import Waiver
from dubbench.domain.script import Line
from dubbench.domain.target import Fit, Target
from dubbench.errors import BadInput, Conflict, NotPermitted
from dubbench.i18n import tr
from dubbench.store.edit import changed_by
from dubbench.store.store import Decided, ReadAll

_ACCEPTING = (Role.APPROVER, Role.PRODUCER)


@dataclass(frozen=True)
class Evidence:
    """What the findings of an episode in a Market were found in, so that each can be hashed."""

    lines: Mapping[str, Line]
    targets: Mapping[str, Target]
    fits: Mapping[str, Fit]

    def of(self, issue: Issue) -> str:
        """Return the hash of what an Issue tells and was found in: a Target as it is placed, a Line, else a time."""
        target, line = self.targets.get(issue.target_id), self.lines.get(issue.line_id)
        found: list[Any] = [issue.message.id, dict(issue.message.arguments)]
        if target is not None:
            fit = self.fits.get(target.id)
            found += [target.text, target.subtitle_text, fit.placements if fit else ()]
        elif line is not None:
            found += [line.text, line.span]
        else:
            found.append(issue.span)
        return digest(canonical([issue.check, found]))


@dataclass(frozen=True)
class Accepted:
    """The Waivers of an episode in a Market."""

    evidence: Evidence
    waivers: tuple[Waiver, ...]

    def of(self, issue: Issue) -> Waiver | None:
        """Return the Waiver that covers an Issue as it is; `None` where none does any more."""
        if issue.check not in WAIVABLE or not self.waivers:
            return None
        now, about = self.evidence.of(issue), subject(issue)
        wanted = (issue.check, about, now)
        return next((one for one in self.waivers if (one.check, one.subject_id, one.evidence) == wanted), None)


def accepted(read: ReadAll, episode_id: str, market_id: str) -> Accepted:
    """Read what was accepted of an episode in a Market, and what it is held against."""
    keys = {"episode_id": episode_id, "market_id": market_id}
    evidence = Evidence(
        {line.id: line for line in read(Line, episode_id=episode_id)},
        {target.id: target for target in read(Target, **keys)},
        {fit.target_id: fit for fit in read(Fit, **keys)},
    )
    return Accepted(evidence, tuple(read(Waiver, **keys)))


def subject(issue: Issue) -> str:
    """Return the id of what an Issue is about; a place in time where it is of no line."""
    return issue.target_id or issue.line_id or (f"{issue.span.start_ms}-{issue.span.end_ms}" if issue.span else "")


def waive(session: Session, seen: Iterable[tuple[Issue, str]], episode_id: str, market_id: str, why: str) -> Edited:
    """Accept findings, each with the evidence that the person saw, with the reason; who may approve may accept.

    `Conflict` where what a finding was found in is another by now.
    """
    pairs = list(seen)
    reason, wanted = " ".join(why.split()), [issue for issue, _ in pairs]
    if not reason:
        raise BadInput(tr("Say why this is accepted: the reason is what is kept."))
    for issue in wanted:
        _refuse(issue)

    def decision(read: ReadAll) -> Decided | None:
        who = permits.require(read, session.person, _ACCEPTING, market_id)
        if who is None:
            raise NotPermitted(tr("This series knows nobody yet. Its producer begins: dubbench people begin"))
        known, at = accepted(read, episode_id, market_id), datetime.now(UTC).isoformat(timespec="milliseconds")
        if any(known.evidence.of(issue) != evidence for issue, evidence in pairs):
            raise Conflict(tr("What was found was changed meanwhile. Look at the checklist again and decide."))
        _refuse_own(read, wanted, who)
        made = [
            Waiver(new_id(), one.check, subject(one), known.evidence.of(one), episode_id, market_id, who.id, at, reason)
            for one in wanted
            if known.of(one) is None
        ]
        return Decided(Message.of("waive", count=len(made), why=reason), made, binding=True) if made else None

    return Edited(changed_by(session.store.decide(session.person, decision)))


def withdraw(session: Session, waiver_id: str) -> Edited:
    """Take an acceptance back: by who gave it, or a producer."""

    def decision(read: ReadAll) -> Decided:
        row = present(next(iter(read(Waiver, id=waiver_id)), None))
        who = permits.require(read, session.person, _ACCEPTING, row.market_id)
        if who is not None and row.person_id != who.id:
            permits.require(read, session.person, (Role.PRODUCER,), row.market_id)
        return Decided(Message.of("withdraw-waiver", why=row.reason), (), [row], binding=True)

    return Edited(changed_by(session.store.decide(session.person, decision)), (waiver_id,))


def _refuse_own(read: ReadAll, wanted: Sequence[Issue], who: Person) -> None:
    """Raise where a finding is in the words of who accepts it: nobody judges their own work."""
    for target in read(Target, id=[issue.target_id for issue in wanted if issue.target_id]):
        if who.id in target.written_by:
            raise NotPermitted(
                tr("“{text}” is your own work. Somebody else accepts what was found in it.", text=target.text)
            )


def _refuse(issue: Issue) -> None:
    if issue.check not in WAIVABLE:
        known = ", ".join(sorted(WAIVABLE))
        raise BadInput(
            tr("“{check}” cannot be accepted: it is mended, or signed. What can be: {known}.",
               check=issue.check, known=known)
        )  # fmt: skip
