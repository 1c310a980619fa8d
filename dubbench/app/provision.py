"""Bring the models that a job's engines need, before it begins."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING

from dubbench.app import permits
from dubbench.app.engines import Choice, Chooser, preferred
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.places import refuse_file
from dubbench.app.session import Session
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.production import Order

Note = Callable[[str], None]


def ensure(session: Session, order: Order, offline: bool, ctx: Context, note: Note) -> None:
    """Install what the order's preferred engines lack; offline, name all that is missing and how to bring it.

    An order that cannot be carried out (`places.refuse_file`) is refused before anything is fetched for it.
    """
    permits.person(session.store.all, session.person)
    if order.out is not None:
        refuse_file(order.out)
    sources = {episode.language for episode in find_episodes(session, list(order.episodes))}
    markets = [market.locale for market in find_markets(session, list(order.markets))]
    _install(session.models, _for_dubs(order.choice, sources, markets), offline, ctx, note)


def ensure_dub(
    choice: Choice, source: str, locales: Collection[str], ctx: Context, *, offline: bool, note: Note
) -> None:
    """Install what a dub needs that has no series yet; raise `EngineError` where an engine is incomplete still."""
    models = Models()
    _install(models, _for_dubs(choice, {source}, locales), offline, ctx, note)
    chooser = Chooser(choice, models)
    chooser.separator()
    chooser.detector()
    chooser.transcriber(source)
    for locale in locales:
        chooser.synthesizer(locale)
        if source:
            chooser.into(source, locale)


def ensure_voice(session: Session, locale: str, choice: Choice, ctx: Context, *, offline: bool, note: Note) -> None:
    """Install what the engine that speaks a language lacks, for who may let it speak."""
    permits.person(session.store.all, session.person)
    _install(session.models, [preferred(choice, EngineKind.SYNTHESIZER, locale)], offline, ctx, note)


def ensure_diarizer(choice: Choice, offline: bool, ctx: Context, note: Note) -> None:
    """Install what the engine lacks that tells speakers apart."""
    _install(Models(), [preferred(choice, EngineKind.DIARIZER)], offline, ctx, note)


def ensure_judges(choice: Choice, offline: bool, ctx: Context, note: Note) -> None:
    """Install what the engines that measure a delivery lack."""
    wanted = [preferred(choice, kind) for kind in (EngineKind.TRANSCRIBER, EngineKind.DETECTOR)]
    _install(Models(), wanted, offline, ctx, note)


def _for_dubs(choice: Choice, sources: Iterable[str], locales: Collection[str]) -> list[EngineInfo | None]:
    """Name the engines that dub from some languages (empty: not known yet) into others."""
    wanted = [preferred(choice, kind) for kind in (EngineKind.SEPARATOR, EngineKind.DETECTOR)]
    for source in sources:
        wanted.append(preferred(choice, EngineKind.TRANSCRIBER, source))
        wanted += [preferred(choice, EngineKind.TRANSLATOR, source, to) for to in locales if source]
    return wanted + [preferred(choice, EngineKind.SYNTHESIZER, to) for to in locales]


def _install(models: Models, wanted: Iterable[EngineInfo | None], offline: bool, ctx: Context, note: Note) -> None:
    absent = models.absent(model for engine in wanted if engine for model in engine.models)
    if absent and offline:
        raise models.missing(absent)
    for model in absent:
        entry = models.entry(model)
        note(tr("Fetching {title} ({megabytes} MB), once.", title=entry.title, megabytes=entry.size_bytes // 1_000_000))
        models.install(model, ctx.within(entry.title))
