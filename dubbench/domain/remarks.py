"""What people say to one another about a series: Comments, Assignments, Waivers, and what each has watched."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from dubbench.domain.people import Person, Role

_MENTION = re.compile(r"(?<![\w@])@([\w.+-]*\w)")


class Subject(StrEnum):
    """What a Comment can be about."""

    LINE = "line"
    TARGET = "target"
    CHARACTER = "character"
    DECISION = "decision"
    EPISODE = "episode"


class Extent(NamedTuple):
    """The characters start to end (exclusive) of a text, on its `source` or its `target` side."""

    side: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Comment:
    """One remark; the first of a thread has its own id as `thread_id`. `quoted` is the text that `extent` marked.

    A thread is resolved by whoever `resolved_by` names, on its first Comment.
    """

    id: str
    thread_id: str
    subject: Subject
    subject_id: str
    episode_id: str
    market_id: str
    person_id: str
    at: str
    text: str
    extent: Extent | None = None
    quoted: str = ""
    mentions: tuple[str, ...] = ()
    resolved_by: str = ""
    resolved_at: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does a role's work on an episode in a Market, and until which day (ISO date, empty: no day)."""

    id: str
    episode_id: str
    market_id: str
    person_id: str
    role: Role
    due: str
    by: str
    at: str
    note: str = ""
    done_at: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A Person's reasoned acceptance of an Issue, for as long as its `evidence` is what it was.

    `check` is the Issue's, `subject_id` what it is about, `evidence` the hash of what it was found in.
    """

    id: str
    check: str
    subject_id: str
    evidence: str
    episode_id: str
    market_id: str
    person_id: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Watched:
    """Up to which Step of the series a Person has watched an episode in a Market."""

    id: str
    person_id: str
    episode_id: str
    market_id: str
    seq: int
    at: str


def mentioned(text: str, people: Iterable[Person]) -> tuple[str, ...]:
    """Return the ids of the people whom a text names as @id, in the order they come."""
    known = {person.id.casefold(): person.id for person in people}
    named = (known.get(found.casefold(), "") for found in _MENTION.findall(text))
    return tuple(dict.fromkeys(filter(None, named)))


def marked(comment: Comment, text: str) -> Extent | None:
    """Return where what a Comment marked stands in a text today: the place nearest to where it was; `None`: nowhere."""
    if comment.extent is None or not comment.quoted:
        return None
    side, start, _ = comment.extent
    places = [at for at in range(len(text)) if text.startswith(comment.quoted, at)]
    at = min(places, key=lambda place: abs(place - start), default=None)
    return None if at is None else Extent(side, at, at + len(comment.quoted))
