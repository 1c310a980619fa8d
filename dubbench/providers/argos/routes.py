"""Ways from one language into another over the translation packages that are there: direct, or by one in between."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dubbench.domain.hashing import digest
from dubbench.engines import registry
from dubbench.engines.added import Added

TAGS = {"pb": "pt-BR", "zt": "zh-TW"}
"""Argos's own language codes that are no BCP 47 tags."""
PREFERRED_PIVOT = "en"


@dataclass(frozen=True, slots=True)
class Step:
    """A package as far as the way matters: its model id, its two languages by their codes, a hash of its files."""

    id: str
    source: str
    target: str
    hash: str


Route = tuple[Step, ...]


def tag(code: str) -> str:
    """Write a package's language code as a BCP 47 tag."""
    return TAGS.get(code, code.replace("_", "-"))


def steps(added: Iterable[Added]) -> tuple[Step, ...]:
    """Read the packages out of their cards; a card that does not say both languages is passed over."""
    return tuple(
        Step(card.id, card.facts["from"], card.facts["to"], digest(repr(sorted(card.files.items()))))
        for card in added
        if card.facts.get("from") and card.facts.get("to")
    )


def pairs(there: Sequence[Step]) -> tuple[tuple[str, str], ...]:
    """List every pair that can be reached, the direct ones first."""
    return tuple(dict.fromkeys((tag(route[0].source), tag(route[-1].target)) for route in _routes(there)))


def route(there: Sequence[Step], source: str, target: str) -> Route:
    """Find the best way between two tags: the shortest, then the nearest in region, then by English; empty: none."""
    able = [
        way
        for way in _routes(there)
        if registry.covers((tag(way[0].source),), source) and registry.covers((tag(way[-1].target),), target)
    ]
    return min(able, key=lambda way: _cost(way, source, target), default=())


def _routes(there: Sequence[Step]) -> list[Route]:
    by_two = [
        (first, second)
        for first, second in itertools.permutations(there, 2)
        if first.target == second.source and first.source != second.target
    ]
    return [*((step,) for step in there), *by_two]


def _cost(way: Route, source: str, target: str) -> tuple[int, bool, bool, bool, tuple[str, ...]]:
    ends = tag(way[0].source).lower(), tag(way[-1].target).lower()
    return (
        len(way),
        ends[1] != target.lower(),
        ends[0] != source.lower(),
        len(way) > 1 and way[0].target != PREFERRED_PIVOT,
        tuple(step.id for step in way),
    )
