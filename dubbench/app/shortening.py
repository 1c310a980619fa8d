"""Shorter wordings of a line on demand: by what its language can do without, and by translators asked once more."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dubbench.app import work
from dubbench.app.casting import engine_of
from dubbench.app.engines import Choice
from dubbench.app.grid import voice_of
from dubbench.app.revising import in_order, present
from dubbench.app.session import Session
from dubbench.domain.market import Market, Profile
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Target
from dubbench.engines import registry
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.errors import BadInput, Cancelled, DubbenchError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.pipeline import prepare
from dubbench.pipeline.pace import letters, percent
from dubbench.pipeline.parting import rephrased
from dubbench.pipeline.shorten import Way, shortened, shorter_table
from dubbench.pipeline.slot import slot_of
from dubbench.pipeline.voice import limits_of

VERSIONS = 8
"""So many ways a translator is asked for."""
SNUG_PERCENT = 108
"""What fills more of its time than this is long still (STANDARDS section 1)."""


class Offer(NamedTuple):
    """A shorter text: by which engine ("" none) or which way, and how much of its time it will fill, if known."""

    text: str
    engine: str = ""
    way: Way | None = None
    percent: int | None = None


class Offers(NamedTuple):
    """Shorter texts, the best first; `doubts` say in sentences who could not be asked, and why."""

    offers: tuple[Offer, ...]
    doubts: tuple[str, ...] = ()


def shorter(session: Session, target_id: str, ctx: Context, *, choice: Choice | None = None) -> Offers:
    """Look for wordings of a Target with fewer letters; nothing is stored.

    First those that fit their time, the longest of them first, for they say most; then those that are long still.
    """
    choice = choice or Choice()
    target = present(session.store.get(Target, target_id))
    if not target.text.strip():
        raise BadInput(tr("Nothing is said for this line yet. Write what it should say."))
    market = present(session.store.get(Market, target.market_id))
    by_rule = [Offer(one.text, way=one.way) for one in shortened(target.text, market.locale)]
    by_engine, doubts = _asked(session, target, market, choice, ctx)
    if not shorter_table(market.locale):
        doubts.append(tr("No words that {language} can do without are listed.", language=market.locale))
    found = list(_fewer(target.text, [*by_rule, *by_engine]))
    return Offers(tuple(sorted(_predicted(session, target, market, found, ctx), key=_rank)), tuple(doubts))


def named(way: Way) -> str:
    """Say how a text was made shorter."""
    return {
        Way.FILLERS: tr("without filler words"),
        Way.PRONOUNS: tr("without the pronoun"),
        Way.SPOKEN: tr("as it is said"),
        Way.ALL: tr("all savings together"),
    }[way]


def _fewer(text: str, offers: Iterable[Offer]) -> Iterator[Offer]:
    known = set[str]()
    for offer in offers:
        if offer.text not in known and 0 < len(letters(offer.text)) < len(letters(text)):
            known.add(offer.text)
            yield offer


def _rank(offer: Offer) -> tuple[bool, int]:
    filled = len(letters(offer.text)) if offer.percent is None else offer.percent
    long = offer.percent is not None and offer.percent > SNUG_PERCENT
    return long, filled if long else -filled


# translators asked once more


def _asked(
    session: Session, target: Target, market: Market, choice: Choice, ctx: Context
) -> tuple[list[Offer], list[str]]:
    """Ask every translator that covers the pair; who fails is a doubt and the others go on."""
    episode = present(session.store.get(Episode, target.episode_id))
    unit = _unit(session.store.all(Line, episode_id=episode.id), target)
    if unit is None:
        return [], [tr("The line joins parts of several sentences: no translator can word it anew.")]
    source = episode.language or (episode.listening.language if episode.listening else unit.lines[0].language)
    offers, doubts = list[Offer](), list[str]()
    engines = _translators(session, source, market, choice)
    for number, info in enumerate(engines):
        ctx.progress(number, len(engines), info.title)
        item = work.Reword(session.place, unit, market, info.id, source, VERSIONS)
        try:
            made: Sequence[Target] = session.one(
                WorkItem(f"reword {target.id}", "dubbench.app.work:reword", item, title=info.title), ctx
            )
        except Cancelled:
            raise
        except DubbenchError as error:
            doubts.append(str(error))
        else:
            offers += [Offer(one.text, info.id) for one in made if one.line_ids == target.line_ids]
    if not engines:
        doubts.append(
            tr("No translator from {source} into {market} is installed.", source=source, market=market.locale)
        )
    return offers, doubts


def _unit(lines: Sequence[Line], target: Target) -> prepare.Unit | None:
    """Return the sentence that holds all of a Target's Lines."""
    wanted = set(target.line_ids)
    return next((one for one in prepare.units(lines) if wanted and wanted <= {line.id for line in one.lines}), None)


def _translators(session: Session, source: str, market: Market, choice: Choice) -> list[EngineInfo]:
    return [
        info
        for info in registry.candidates(choice.wanted(EngineKind.TRANSLATOR))
        if info.kind is EngineKind.TRANSLATOR
        and registry.supports(info, source, market.locale)
        and not registry.missing(info, session.models)
    ]


# how long they will be


def _predicted(
    session: Session, target: Target, market: Market, offers: Sequence[Offer], ctx: Context
) -> Sequence[Offer]:
    """Predict by the engine of the voice that is cast; nobody is cast for it."""
    lines = in_order(line for line in session.store.all(Line, id=target.line_ids))
    voices = {one.character_id: one.voice_id for one in session.store.all(Profile, market_id=market.id)}
    voice_id = voice_of(target, lines[0], voices) if lines else ""
    if not (offers and voice_id):
        return offers
    wordings = tuple(rephrased(replace(target, text=offer.text), lines, market.locale) for offer in offers)
    slot = slot_of(lines)
    order = work.Speak(session.place, target, slot, voice_id, market.locale, engine_of(voice_id), limits_of(lines))
    item = WorkItem(f"predict {target.id}", "dubbench.app.work:predict", work.Predict(wordings, order))
    try:
        predicted: Sequence[int] = session.one(item, ctx)
    except Cancelled:
        raise
    except DubbenchError:  # its voice cannot be loaded: the texts are as short without a number
        return offers
    pairs = zip(offers, predicted, strict=True)
    return [offer._replace(percent=percent(ms, slot.speech_ms)) for offer, ms in pairs]
