"""What one edit gathers before it is committed as a whole."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from dubbench.domain.journal import Step
from dubbench.store.commit import Wish
from dubbench.store.kinds import decode, encode, kind_of
from dubbench.store.rows import Place

T = TypeVar("T")

Changed = frozenset[Place]


class Row(NamedTuple):
    """An object as it was read (`None`: there is none), with the version a later write can insist on."""

    value: Any
    version: int


class Edit:
    """Gathers puts and deletes; a row read through `get` must not have changed by the time of the commit.

    After the `with` block `step` is the committed Step (`None` where nothing changed) and `changed` its rows.
    """

    def __init__(self, read: Callable[[type[Any], str], Row]) -> None:
        self._read = read
        self._seen: dict[Place, int] = {}
        self.wishes: dict[Place, Wish] = {}
        self.step: Step | None = None

    @property
    def changed(self) -> Changed:
        return changed_by(self.step)

    def get(self, type_: type[T], row_id: str) -> T | None:
        """Return an object as this edit would leave it."""
        place = (kind_of(type_).table, row_id)
        if place in self.wishes:
            body = self.wishes[place].body
            return None if body is None else decode(type_, body)
        row = self._read(type_, row_id)
        self._seen.setdefault(place, row.version)
        value: T | None = row.value
        return value

    def put(self, value: Any, expect: int | None = None) -> None:
        """Add or replace an object; `expect` is the version it was read with (0: it must be new)."""
        self._wish(value, encode(value), expect)

    def delete(self, value: Any, expect: int | None = None) -> None:
        """Take an object away."""
        self._wish(value, None, expect)

    def _wish(self, value: Any, body: str | None, expect: int | None) -> None:
        place = (kind_of(type(value)).table, value.id)
        if expect is None:
            expect = self.wishes[place].expect if place in self.wishes else self._seen.get(place)
        self.wishes[place] = Wish(body, expect)


def changed_by(step: Step | None) -> Changed:
    """Return the (table, id) pairs a Step changed."""
    return frozenset((change.table, change.row_id) for change in step.changes) if step else frozenset()
