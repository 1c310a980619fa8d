"""The gate before a delivery: what is unsigned, out of date or without a right keeps an episode in the house."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dubbench.app import audit, past
from dubbench.app.contents import Facts, Heard, covered, facts
from dubbench.app.delivering import Release
from dubbench.app.dubbing import Dub, Placed
from dubbench.app.engines import Choice
from dubbench.app.licensing import rights
from dubbench.app.orders import command_line
from dubbench.app.programme import Programme, programme
from dubbench.app.session import Session
from dubbench.app.standing import Stand, stand
from dubbench.app.waivers import accepted
from dubbench.checks.subtitles import HARD, check_cues
from dubbench.domain.findings import Finding
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Market
from dubbench.domain.reviewing import steps_of
from dubbench.domain.series import Episode, Signing
from dubbench.domain.signing import SignKind, Standing, sealed, standing
from dubbench.errors import NotReleased
from dubbench.formats.issue_words import sentence
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

MAJOR = 5
TOLD = 12
"""So many obstacles are named where a delivery is refused; the checklist names all."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps a programme in the house; `line_id` where it is of one line."""

    issue: Issue
    kind: SignKind | None = None


def obstacles(dub: Dub, plan: Programme) -> Iterator[Obstacle]:
    """Yield what is unsigned or out of date, what was sent back, and the lines whose voice may not be used."""
    market_id, rules = dub.market.id, dub.session.series.signing
    known = facts(dub.session.store.all, market_id, [dub.episode.id])
    voices = rights(dub.session, dub.market)
    for placed in plan.placed:
        yield from _of_line(placed, known, rules)
        if voices.why_not(placed.take.voice_id, placed.take.performer):
            yield Obstacle(_without_consent(placed))
    if rules.casting:
        yield from _whole(SignKind.CASTING, market_id, known.content(SignKind.CASTING, market_id), known)
    yield from _whole(SignKind.EPISODE, dub.episode.id, plan.content, known)


def required(rules: Signing) -> tuple[SignKind, ...]:
    """Return the kinds of signatures that every line needs."""
    wanted = ((SignKind.TEXT, True), (SignKind.CULTURE, rules.culture), (SignKind.AUDIO, rules.audio))
    return tuple(kind for kind, asked in wanted if asked)


def as_it_stands(session: Session, episode: Episode, market: Market, choice: Choice | None = None) -> Stand | None:
    """Put together what would be delivered now; `None` where there is nothing to deliver."""
    stood = stand(session, episode, market, choice)
    return stood if stood and stood.placed else None


def planned(stood: Stand) -> Programme:
    """Return the programme that a signature of the episode would cover now."""
    folder = stood.dub.session.folder / "deliveries"
    return programme(stood.dub, stood.placed, stood.background, folder, issues=(), draft=False)


def release(dub: Dub, issues: Sequence[Issue]) -> Release:
    """Return what lets a programme out: `NotReleased` names what is in its way."""

    def check(plan: Programme) -> None:
        known = accepted(dub.session.store.all, dub.episode.id, dub.market.id)
        store = dub.session.store
        sounds = {placed.take.asset for placed in plan.placed} | {plan.render.background}
        # no signature in an altered past is worth anything, and none on another sound
        if altered := past.findings(store, Context()) or list(audit.exchanged(store, sounds)):
            said = tr("Nothing is delivered from a past that is not what was written: {finding}", finding=altered[0])
            raise NotReleased(said, command=command_line("audit", "verify", dub.session.folder))
        found = [one.issue for one in obstacles(dub, plan)]
        errors = [issue for issue in issues if issue.severity >= MAJOR]
        errors += [one for one in check_cues(plan.render.cues, plan.render.destination) if one.severity == HARD]
        found += [issue for issue in errors if known.of(issue) is None]
        if found:
            raise NotReleased(_refusal(dub, found), command=_checklist(dub))

    return check


def _of_line(placed: Placed, known: Facts, rules: Signing) -> Iterator[Obstacle]:
    target = placed.target
    own, heard = known.signoffs.get(target.id, ()), Heard(placed.fit, placed.take)
    for kind in required(rules):
        now = covered(kind, target, placed.lines, known.profiles, heard)
        content = "" if now is None else sealed(now)[0]
        if any(one.kind is kind and one.content == content for one in known.sent.get(target.id, ())):
            yield Obstacle(_at(Finding.SENT_BACK, placed, kind), kind)
            continue
        state = standing([one for one in own if one.kind is kind], content, steps_of(kind, rules.text_steps))
        if state is not Standing.SIGNED:
            found = Finding.SIGNATURE_STALE if state is Standing.STALE else Finding.NOT_SIGNED
            yield Obstacle(_at(found, placed, kind), kind)


def _whole(kind: SignKind, subject: str, content: str, known: Facts) -> Iterator[Obstacle]:
    state = standing([one for one in known.signoffs.get(subject, ()) if one.kind is kind], content)
    if state is not Standing.SIGNED:
        found = Finding.SIGNATURE_STALE if state is Standing.STALE else Finding.NOT_SIGNED
        yield Obstacle(Issue(found, MAJOR, Message.of(found, kind=kind.value)), kind)


def _without_consent(placed: Placed) -> Issue:
    line, found = placed.lines[0], Finding.CONSENT_MISSING
    message = Message.of(found, voice=placed.take.voice_id)
    return Issue(found, MAJOR, message, line.id, placed.target.id, line.span)


def _at(found: Finding, placed: Placed, kind: SignKind) -> Issue:
    line = placed.lines[0]
    message = Message.of(found, kind=kind.value, text=placed.target.text)
    return Issue(found, MAJOR, message, line.id, placed.target.id, line.span)


def _refusal(dub: Dub, found: Sequence[Issue]) -> str:
    told = [f"· {sentence(issue.message)}" for issue in found[:TOLD]]
    if len(found) > TOLD:
        told.append("· " + ntr("and {count} more", "and {count} more", len(found) - TOLD))
    head = tr(
        "Episode {number} for {market} stays a draft. In its way: {count}. All of it: {command}",
        number=dub.episode.number,
        market=dub.market.locale,
        count=len(found),
        command=_checklist(dub),
    )
    return "\n".join((head, *told))


def _checklist(dub: Dub) -> str:
    words = ["checklist", dub.session.folder, "--episode", dub.episode.number, "--market", dub.market.locale]
    return command_line(*words, "--final")
