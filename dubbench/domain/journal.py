"""One change of a series: who, when, what; and where a check found something."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dubbench.domain.findings import UNDUBBED
from dubbench.domain.hashing import canonical
from dubbench.domain.span import Span


@dataclass(frozen=True, slots=True)
class Message:
    """A message id with its arguments: stored as it is, turned into a sentence only where it is shown."""

    id: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, id: str, /, **arguments: Any) -> Message:  # noqa: A002 - the field's own name
        return cls(id, arguments)


class Author(NamedTuple):
    """Who makes a change: a person, or a machine job whose results are on nobody's undo stack."""

    id: str
    machine: bool = False


class Change(NamedTuple):
    """One row's image before and after a step, as canonical JSON; `None` where there is no row."""

    table: str
    row_id: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One committed change; `hash` chains to the step before (`previous`). A `binding` one is never undone.

    `signature` is Ed25519 by `signed_by`, a public key in hexadecimal, over `vouched_for`; both are empty where the
    series knew nobody yet.
    """

    seq: int
    id: str
    author: Author
    at: str
    message: Message
    group: str
    undoes: str
    schema: int
    previous: str
    hash: str
    changes: tuple[Change, ...] = ()
    binding: bool = False
    signed_by: str = ""
    signature: str = ""


def vouched_for(step_hash: str) -> bytes:
    """Return the bytes that a Step's signature is made over: its hash, and that it is a Step's."""
    return canonical({"Step": {"hash": step_hash}}).encode()


@dataclass(frozen=True, slots=True)
class Narrow:
    """Which Steps are asked for; empty: any. Times are ISO in UTC, the end exclusive; `people` leaves machines out."""

    people: bool = False
    episode_id: str = ""
    market_id: str = ""
    line_id: str = ""
    since_at: str = ""
    until_at: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A located finding of a check: recomputed, never stored; `severity` as MQM: 1 minor, 5 major, 25 critical."""

    check: str
    severity: int
    message: Message
    line_id: str = ""
    target_id: str = ""
    span: Span | None = None

    @property
    def undubbed(self) -> bool:
        """Tell whether this means that a Line is not in the dub."""
        return self.check in UNDUBBED
