"""How an engine lets people add models of their own: by name from its index, or from a file or folder."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast, runtime_checkable

from dubbench.engines import registry
from dubbench.engines.added import Added
from dubbench.engines.interfaces import EngineInfo
from dubbench.errors import BadInput, EngineError
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which terms a model is added: `offline` forbids the network, `accepted` says that the person accepts a
    licence that restricts its use, `name` is the id to keep it under (empty: the engine's own)."""

    offline: bool = False
    accepted: bool = False
    name: str = ""


class Offer(NamedTuple):
    """A model that an engine's index offers; `name` is what follows the engine's id in `models install`."""

    name: str
    title: str
    licence: str


class Bringer(Protocol):
    """Adds models for one engine."""

    def bring(self, what: str, models: Models, ctx: Context, terms: Terms) -> Added:
        """Add a model given by name, file or folder; raise a `DubbenchError` that says what to do."""
        ...

    def available(self, ctx: Context) -> tuple[Offer, ...]:
        """List what the engine's index offers; asks the network."""
        ...


@dataclass(frozen=True, slots=True)
class Cloning:
    """A voice to be cloned: the model that will speak, a recording, who is heard in it, and their consent.

    `languages` narrows what the model speaks (BCP 47), `scope` says in words what the consent covers.
    """

    name: str
    model: str
    reference: Path
    performer: str
    consent: Path
    languages: tuple[str, ...] = ()
    scope: str = ""


@runtime_checkable
class Cloner(Protocol):
    """Clones voices for one engine."""

    def clone(self, asked: Cloning, models: Models, ctx: Context) -> Added:
        """Keep a recording and the consent to use it as a voice; raise a `DubbenchError` that says what is wrong."""
        ...


def accepted_now() -> str:
    """Write down when a person accepted a licence or handed over a consent (ISO 8601)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def named(what: str) -> tuple[EngineInfo, str] | None:
    """Tell which engine adds this, and what: "argos:en-pt", "coqui:FOLDER", or a file with an engine's own ending."""
    bringers = [info for info in registry.infos() if info.bringer]
    engine, colon, rest = what.partition(":")
    for info in bringers:
        if colon and engine == info.id:
            return info, rest
        if info.suffixes and Path(what).suffix.lower() in info.suffixes:
            return info, what
    return None


def bringer(info: EngineInfo) -> Bringer:
    """Load what adds models for an engine; raise `BadInput` where its models cannot be added."""
    if not info.bringer:
        raise BadInput(tr("{title} takes no models of one's own.", title=info.title))
    module, _, name = info.bringer.partition(":")
    try:
        return cast(Bringer, getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError) as error:
        raise EngineError(
            tr("The engine {engine} cannot be loaded ({cause}). See: dubbench doctor", engine=info.id, cause=error)
        ) from error
