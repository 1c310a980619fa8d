"""Speak one line now, and choose among the Takes that were made of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from dubbench.app import dubbing, permits, work
from dubbench.app.casting import refuse_unknown
from dubbench.app.engines import Choice, Chooser
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.licensing import rights
from dubbench.app.revising import Edited, Page, Revision, present
from dubbench.app.session import Session, as_error
from dubbench.app.speakers import unchosen
from dubbench.app.wording import on_target, spoken, told
from dubbench.domain.hashing import digest
from dubbench.domain.journal import Issue
from dubbench.domain.market import Market
from dubbench.domain.script import Line, Origin
from dubbench.domain.series import Episode
from dubbench.domain.target import Fit, Take, Target
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.pipeline import voice
from dubbench.pipeline.pace import percent
from dubbench.pipeline.parting import rephrased
from dubbench.store.edit import Changed


class Spoken(NamedTuple):
    """What became of one line: its Take and where it sits, the rows that changed, and what does not fit."""

    take: Take
    fit: Fit
    changed: Changed
    issues: tuple[Issue, ...] = ()


class Listed(NamedTuple):
    """A Take with what is known of it: a person chose it, it says today's words, it is the one that sounds."""

    take: Take
    chosen: bool
    says: bool
    heard: bool


def speak(
    session: Session, target_id: str, ctx: Context, *, choice: Choice | None = None, again: bool = False
) -> Spoken:
    """Speak one Target where no Take stands for it, and place it among its neighbours.

    `again` speaks it even so: the new Take is heard from then on, as the person's choice, and undo gives the old one
    back. A voice that always speaks alike makes no other Take.
    """
    permits.person(session.store.all, session.person)
    dub = _voicing(session, present(session.store.get(Target, target_id)), choice or Choice())
    changed: Changed = frozenset()
    if again:
        changed = _once_more(dub, target_id, ctx)
    else:
        _, failures = dubbing.voice_episode(dub, ctx, {target_id})
        for failure in failures:
            raise as_error(failure)
    _, placed, issues = dubbing.fit_episode(dub, ctx)
    mine = next((one for one in placed if one.target.id == target_id), None)
    if mine is None:
        raise BadInput(tr("There is nothing to speak: the line says nothing in this market yet."))
    own = tuple(issue for issue in issues if issue.target_id == target_id)
    return Spoken(mine.take, mine.fit, changed | dub.changed, own)


def speak_lines(
    session: Session, episode: int, locale: str, line_ids: Collection[str], *, choice: Choice, ctx: Context
) -> list[Spoken]:
    """Speak what these Lines say in a market, unless that is spoken already, and place it; a failure is raised.

    Every Take is stored as soon as it is spoken, before anything is placed.
    """
    (found,), (market,) = find_episodes(session, [episode]), find_markets(session, [locale])
    targets = session.store.all(Target, episode_id=found.id, market_id=market.id)
    wanted = [target.id for target in targets if set(line_ids) & set(target.line_ids) and target.text.strip()]
    if not wanted:
        raise BadInput(tr("Nothing is said for this line yet. Write what it should say."))
    return [speak(session, target_id, ctx, choice=choice) for target_id in wanted]


def predict(
    session: Session, target_id: str, texts: Sequence[str], ctx: Context, *, choice: Choice | None = None
) -> list[int]:
    """Predict, by the voice's own engine, how much of the slot each wording would fill, in per cent."""
    dub = _voicing(session, present(session.store.get(Target, target_id)), choice or Choice())
    order = next((order for order in dubbing.orders(dub, ctx) if order.target.id == target_id), None)
    if order is None:
        raise BadInput(tr("There is nothing to speak: the line says nothing in this market yet."))
    lines = dub.of_target(order.target)
    wordings = [rephrased(replace(order.target, text=spoken(text)), lines, dub.market.locale) for text in texts]
    item = WorkItem(f"predict {target_id}", "dubbench.app.work:predict", work.Predict(tuple(wordings), order))
    return [percent(ms, order.slot.speech_ms) or 0 for ms in dub.session.one(item, ctx)]


def refit(session: Session, episode_id: str, market_id: str, ctx: Context) -> Changed:
    """Place every Take of an episode that stands by now: after a choice, a retiming or an undo."""
    dub = _of_episode(session, episode_id, market_id, Choice())
    dubbing.fit_episode(dub, ctx)
    return frozenset(dub.changed)


def takes(session: Session, target_id: str) -> list[Listed]:
    """List the Takes of a Target whose sound is still there; the chosen one first, then the one that is heard."""
    target = present(session.store.get(Target, target_id))
    heard = {fit.take_id for fit in session.store.all(Fit, target_id=target_id)}
    found = [
        Listed(take, take.origin is Origin.PERSON, voice.says(take, target), take.id in heard)
        for take in session.store.all(Take, target_id=target_id)
        if session.has_asset(take.asset)
    ]
    return sorted(found, key=lambda one: (not one.chosen, not one.heard, not one.says, one.take.id))


def choose_take(session: Session, take_id: str) -> Edited:
    """Let a stored Take be heard, whatever voice or pace today's recipe asks for, as long as the words are its own."""
    chosen = present(session.store.get(Take, take_id))
    if not session.has_asset(chosen.asset):
        raise BadInput(tr("The sound of this take was deleted. Speak the line again."))

    def change(page: Page, target: Target) -> Revision:
        own = page.beside(Take, [target.id])
        wanted = present(next((take for take in own if take.id == take_id), None))
        if not voice.says(wanted, target):
            raise BadInput(
                tr("This take says “{spoken}”, and the line says something else now. Speak it again.",
                   spoken=wanted.spoken)
            )  # fmt: skip
        heard = replace(wanted, origin=Origin.PERSON, chosen_by=session.person.id)
        return Revision(told("choose-take", page, target), [heard, *unchosen(own, {take_id})], ids=(take_id,))

    return on_target(session, chosen.target_id, change)


def unchoose_take(session: Session, target_id: str) -> Edited:
    """Take back the choice among a Target's Takes: today's voice and pace decide again."""

    def change(page: Page, target: Target) -> Revision:
        return Revision(told("unchoose-take", page, target), unchosen(page.beside(Take, [target.id])))

    return on_target(session, target_id, change)


def voice_line(session: Session, target_id: str, voice_id: str) -> Edited:
    """Give one Target a voice of its own, over its speaker's; empty: the speaker's again."""
    known = present(session.store.get(Target, target_id))
    if voice_id:
        market = present(session.store.get(Market, known.market_id))
        refuse_unknown(session, market, voice_id)
        rights(session, market).refuse(voice_id)

    def change(page: Page, target: Target) -> Revision:
        message = told("voice-line" if voice_id else "unvoice-line", page, target)
        message = replace(message, arguments={**message.arguments, "voice": voice_id})
        takes_ = unchosen(page.beside(Take, [target.id])) if target.voice_id != voice_id else []
        return Revision(message, [replace(target, voice_id=voice_id), *takes_], ids=(target_id,))

    return on_target(session, target_id, change)


def _voicing(session: Session, target: Target, choice: Choice) -> dubbing.Voicing:
    return _of_episode(session, target.episode_id, target.market_id, choice)


def _of_episode(session: Session, episode_id: str, market_id: str, choice: Choice) -> dubbing.Voicing:
    return dubbing.Voicing(
        session,
        present(session.store.get(Episode, episode_id)),
        present(session.store.get(Market, market_id)),
        session.store.all(Line, episode_id=episode_id),
        Chooser(choice, session.models, local=session.series.confidential),
    )


def _once_more(dub: dubbing.Voicing, target_id: str, ctx: Context) -> Changed:
    """Speak a Target whatever stands for it, and keep the Take as the person's choice."""
    order = next((order for order in dubbing.orders(dub, ctx) if order.target.id == target_id), None)
    if order is None:
        return frozenset()
    rights(dub.session, dub.market).refuse(order.voice_id)
    made: Take = dub.session.one(dubbing.speaking(order), ctx)

    def change(page: Page, target: Target) -> Revision | None:
        if target.text != order.target.text:
            raise Conflict(tr("The line was rewritten while it was spoken. Speak it again."))
        own = page.beside(Take, [target.id])
        wanted = _kept(made, own)
        heard = replace(wanted, origin=Origin.PERSON, chosen_by=dub.session.person.id)
        return Revision(told("speak-again", page, target), [heard, *unchosen(own, {wanted.id})], ids=(wanted.id,))

    return on_target(dub.session, target_id, change).changed


def _kept(made: Take, known: Collection[Take]) -> Take:
    """Return the Take to keep: the one that sounds alike, else the new one under an id of its own."""
    alike = next((take for take in known if take.asset == made.asset and take.recipe == made.recipe), None)
    own_id = digest(f"take/{made.target_id}/{made.recipe}/{made.asset}")[:32]
    return alike or replace(made, id=own_id)
