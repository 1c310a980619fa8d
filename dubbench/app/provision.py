"""Bring the models that a job's engines need, before it begins."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from dubbench.app.engines import Choice, preferred
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.engines.models import Models
from dubbench.errors import ModelMissing
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.production import Order

Note = Callable[[str], None]


def ensure(session: Session, order: Order, offline: bool, ctx: Context, note: Note) -> None:
    """Install what the order's preferred engines lack; offline, say what is missing and how to bring it."""
    wanted = [preferred(order.choice, kind) for kind in (EngineKind.SEPARATOR, EngineKind.DETECTOR)]
    markets = [m.locale for m in find_markets(session, list(order.markets))]
    for source in {e.language for e in find_episodes(session, list(order.episodes))}:
        wanted.append(preferred(order.choice, EngineKind.TRANSCRIBER, source))
        wanted += [preferred(order.choice, EngineKind.TRANSLATOR, source, to) for to in markets if source]
    wanted += [preferred(order.choice, EngineKind.SYNTHESIZER, to) for to in markets]
    _install(session.models, wanted, offline, ctx, note)


def ensure_voice(session: Session, locale: str, choice: Choice, ctx: Context, *, offline: bool, note: Note) -> None:
    """Install what the engine that speaks a language lacks."""
    _install(session.models, [preferred(choice, EngineKind.SYNTHESIZER, locale)], offline, ctx, note)


def ensure_judges(choice: Choice, offline: bool, ctx: Context, note: Note) -> None:
    """Install what the engines that measure a delivery lack."""
    wanted = [preferred(choice, kind) for kind in (EngineKind.TRANSCRIBER, EngineKind.DETECTOR)]
    _install(Models(), wanted, offline, ctx, note)


def _install(models: Models, wanted: Iterable[EngineInfo | None], offline: bool, ctx: Context, note: Note) -> None:
    for model in dict.fromkeys(m for engine in wanted if engine for m in engine.models):
        if models.installed(model):
            continue
        entry = models.entry(model)
        if offline:
            raise ModelMissing(
                tr(
                    "The model {title} is not installed. Install it with: dubbench models install {model}",
                    title=entry.title,
                    model=model,
                )
            )
        note(tr("Fetching {title} ({megabytes} MB), once.", title=entry.title, megabytes=entry.size_bytes // 1_000_000))
        models.install(model, ctx.within(entry.title))
