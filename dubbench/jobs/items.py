"""Work items: small picklable orders, the lanes they run in, and what a failed one leaves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from dubbench.errors import DubbenchError
from dubbench.i18n import tr
from dubbench.jobs.context import Context

Work = Callable[[Any, Context], Any]


class Lane(StrEnum):
    """What a piece of work waits for: items of one lane share its slots.

    `LONG` is for what takes a whole episode at once, so that a single line never waits behind it.
    """

    LONG = "long"
    GPU = "gpu"
    CPU = "cpu"
    NET = "net"


@dataclass(frozen=True, slots=True)
class About:
    """What an item is for: the name of a stage, and ids of an episode, a market (empty: for all), lines and a target.

    Only who follows the work reads it.
    """

    stage: str = ""
    episode: str = ""
    market: str = ""
    lines: tuple[str, ...] = ()
    target: str = ""


NOTHING = About()


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One order: `function` is "module:callable" and is called as function(payload, ctx).

    `weight` is its share of the run's progress, in any unit that is the same for all items of a run; `title` its words
    for people: the text that is spoken, say. `about` says what it is for.
    """

    key: str
    function: str
    payload: Any = None
    lane: Lane = Lane.CPU
    weight: int = 1
    title: str = ""
    about: About = NOTHING


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no result: a sentence for people, the error's class name, and where it happened."""

    key: str
    message: str
    kind: str
    exit_code: int = 1
    trace: str = field(default="", compare=False)

    @classmethod
    def of(cls, item: WorkItem, error: BaseException) -> Failure:
        """Put an error into words."""
        trace = "".join(traceback.format_exception(error))
        code = error.exit_code if isinstance(error, DubbenchError) else 1
        return cls(item.key, _sentence(item, error), type(error).__name__, code, trace)


def _sentence(item: WorkItem, error: BaseException) -> str:
    if isinstance(error, DubbenchError):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("{key}: there was not enough memory. Close other programs and run again.", key=item.title or item.key)
    told = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return tr("{key}: unexpected error in {function}: {error}", key=item.key, function=item.function, error=told)


def resolve(function: str) -> Work:
    """Find the callable that "module:callable" names."""
    module, _, name = function.partition(":")
    return cast(Work, getattr(importlib.import_module(module), name))


def perform(item: WorkItem, ctx: Context) -> Any:
    """Do the work; whatever goes wrong becomes a `Failure`, so that the rest goes on."""
    try:
        ctx.check()
        return resolve(item.function)(item.payload, ctx)
    except Exception as error:  # the job runner: one failed item must not stop the others
        return Failure.of(item, error)
