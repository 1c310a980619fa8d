"""Goals a delivery is held against, read from resources/goals.toml, and the verdict on a number."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable

import msgspec

from dubbench import paths
from dubbench.formats.report import Figure, Goal, Verdict


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one figure is judged."""

    unit: str
    low: int | None = None
    high: int | None = None
    hard_low: int | None = None
    hard_high: int | None = None
    share: bool = False
    fewest: int = 0


@functools.cache
def rules() -> dict[str, Rule]:
    """Read every rule by the id of its figure."""
    path = paths.resources() / "goals.toml"
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), dict[str, Rule])


def figure(
    id: str,  # noqa: A002 - the field's own name
    value: int | None,
    *,
    of: int | None = None,
    detail: Iterable[str] = (),
    note: str = "",
    rule: Rule | None = None,
) -> Figure:
    """Judge a number by its rule; `of` is what a count is out of, `note` why there is none."""
    rule = rule or rules()[id]
    goal = Goal(rule.low, rule.high)
    reason = note if value is None else ""
    return Figure(id, value, rule.unit, goal, _verdict(rule, value, of), rule.share, of, tuple(detail), reason)


def _verdict(rule: Rule, value: int | None, of: int | None) -> Verdict:
    if value is None:
        return Verdict.INFO
    number = value * 1_000_000 / max(1, of or 0) if rule.share else value
    if not _within(number, rule.hard_low, rule.hard_high):
        return Verdict.HARD
    if rule.low is None and rule.high is None:
        return Verdict.INFO
    return Verdict.OK if _within(number, rule.low, rule.high) else Verdict.SHORT


def _within(number: float, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)
