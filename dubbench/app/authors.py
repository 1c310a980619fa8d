"""Whose work a text is: kept with it, so that nobody signs their own."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Target


def attributed(
    put: Sequence[Any], gone: Sequence[Any], known: Mapping[str, Line | Target], person_id: str, *, cut: bool
) -> list[Any]:
    """Return what is put with the people named whose work its words are.

    Who writes a text joins those who wrote it before; where it goes back to the machine, it is nobody's. Where Lines
    are only `cut` or joined, the words stay the work of all who wrote any part.
    """
    parts = [known[row.id] for row in (*put, *gone) if row.id in known and isinstance(row, (Line, Target))]
    return [_named(row, known, parts, person_id, cut=cut) for row in put]


def _named(
    row: Any, known: Mapping[str, Line | Target], parts: Sequence[Line | Target], person_id: str, *, cut: bool
) -> Any:
    if not isinstance(row, (Line, Target)):
        return row
    old = known.get(row.id)
    if old is not None and _words(old) == _words(row):
        return row
    if cut:
        alike = [part for part in parts if isinstance(part, type(row)) and _market(part) == _market(row)]
        return replace(row, written_by=_joined(*(part.written_by for part in alike)))
    if row.origin is Origin.MACHINE and not (isinstance(row, Target) and row.subtitle_text is not None):
        return replace(row, written_by=())
    return replace(row, written_by=_joined(old.written_by if old else (), row.written_by, (person_id,)))


def _words(row: Line | Target) -> tuple[object, ...]:
    return (row.text, row.subtitle_text) if isinstance(row, Target) else (row.text,)


def _market(row: Line | Target) -> str:
    return row.market_id if isinstance(row, Target) else ""


def _joined(*names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))
