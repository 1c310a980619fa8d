"""What a desk tells the window: frozen values, each naming its job or the rows that changed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dubbench.jobs.items import NOTHING, About


class Outcome(StrEnum):
    """How a job ended; one that is `DONE` may still have failed items."""

    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class JobQueued:
    """A job waits for its turn."""

    job: str
    title: str


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A job begins."""

    job: str
    title: str


@dataclass(frozen=True, slots=True)
class JobProgress:
    """How far a job is; `None` where that cannot be said. `item` is the text in hand, `note` the way to it."""

    job: str
    percent: int | None
    remaining_s: int | None
    item: str
    note: str


@dataclass(frozen=True, slots=True)
class JobPaused:
    """Nothing new of a job is begun; what runs is being finished."""

    job: str


@dataclass(frozen=True, slots=True)
class JobResumed:
    """A job goes on."""

    job: str


@dataclass(frozen=True, slots=True)
class ItemStarted:
    """A piece of a job is begun."""

    job: str
    key: str
    title: str
    about: About = NOTHING


@dataclass(frozen=True, slots=True)
class ItemFinished:
    """A piece of a job is made and stored."""

    job: str
    key: str
    title: str
    about: About = NOTHING


@dataclass(frozen=True, slots=True)
class ItemFailed:
    """A piece of a job could not be made; the rest goes on.

    `kind` is the error's name, "Crash" for a dead worker; `trace` the file that an unexpected error's trace is kept in.
    """

    job: str
    key: str
    title: str
    message: str
    kind: str
    trace: str = ""
    about: About = NOTHING


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a job has no result: a sentence, the error's name, and the file with its trace where it was unexpected."""

    message: str
    kind: str
    exit_code: int = 1
    trace: str = ""


@dataclass(frozen=True, slots=True)
class JobEnded:
    """The last that is told of a job."""

    job: str
    title: str
    outcome: Outcome
    result: Any = None
    fault: Fault | None = None
    failures: tuple[ItemFailed, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows of the store changed, as (table, id); `here`: by this window or its jobs, else by another process."""

    rows: frozenset[tuple[str, str]]
    here: bool = True


@dataclass(frozen=True, slots=True)
class Trouble:
    """The store could not be read to see what others changed; it is tried again."""

    message: str


Event = (
    JobQueued
    | JobStarted
    | JobProgress
    | JobPaused
    | JobResumed
    | ItemStarted
    | ItemFinished
    | ItemFailed
    | JobEnded
    | Changed
    | Trouble
)

Tell = Callable[[Event], None]
