"""Which domain objects are stored, in which table, and by which columns they are found."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

import msgspec

from dubbench.domain.delivery import Delivery, Stem
from dubbench.domain.market import Market, Profile
from dubbench.domain.people import Grant, Person
from dubbench.domain.remarks import Assignment, Comment, Waiver, Watched
from dubbench.domain.rights import Consent, Sent
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode, Series
from dubbench.domain.signing import SentBack, SignOff
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.errors import StoreError
from dubbench.i18n import tr

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(order="sorted")


class Key(NamedTuple):
    """A column beside the body, taken from the object, by which rows are found or ordered."""

    column: str
    of: Callable[[Any], Any]
    integer: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """How one domain type is kept; `assets` names the fields that hold an asset's hash."""

    type: type[Any]
    table: str
    keys: tuple[Key, ...] = ()
    order: tuple[str, ...] = ("id",)
    indexes: tuple[tuple[str, ...], ...] = ()
    assets: tuple[str, ...] = ()

    def key_values(self, value: Any) -> dict[str, Any]:
        return {key.column: key.of(value) for key in self.keys}


def _text(*names: str) -> tuple[Key, ...]:
    return tuple(Key(name, attrgetter(name)) for name in names)


_EPISODE_MARKET = ("episode_id", "market_id")

KINDS: tuple[Kind, ...] = (
    Kind(Series, "series"),
    Kind(Episode, "episode", (Key("number", attrgetter("number"), integer=True),), order=("number", "id")),
    Kind(
        Line,
        "line",
        (*_text("episode_id"), Key("start_ms", attrgetter("span.start_ms"), integer=True)),
        order=("start_ms", "id"),
        indexes=(("episode_id", "start_ms"),),
    ),
    Kind(Character, "character"),
    Kind(Market, "market"),
    Kind(Profile, "profile", _text("market_id", "character_id"), indexes=(("market_id", "character_id"),)),
    Kind(Target, "target", _text(*_EPISODE_MARKET), indexes=(_EPISODE_MARKET,)),
    Kind(Alternative, "alternative", _text("episode_id", "target_id"), indexes=(("episode_id",), ("target_id",))),
    Kind(
        Take,
        "take",
        _text(*_EPISODE_MARKET, "target_id"),
        indexes=(_EPISODE_MARKET, ("target_id",)),
        assets=("asset",),
    ),
    Kind(Fit, "fit", _text(*_EPISODE_MARKET, "target_id"), indexes=(_EPISODE_MARKET, ("target_id",))),
    Kind(Stem, "stem", _text("episode_id", "kind"), indexes=(("episode_id",),), assets=("asset",)),
    Kind(
        Delivery,
        "delivery",
        _text(*_EPISODE_MARKET, "made_at", "head"),
        order=("made_at", "id"),
        indexes=(_EPISODE_MARKET,),
    ),
    Kind(Person, "person"),
    Kind(Grant, "grant_", _text("person_id", "market_id")),
    Kind(
        SignOff,
        "signoff",
        _text(*_EPISODE_MARKET, "kind", "subject_id", "content", "person_id", "head"),
        indexes=(_EPISODE_MARKET, ("subject_id",)),
    ),
    Kind(
        SentBack,
        "sent_back",
        _text(*_EPISODE_MARKET, "target_id", "content"),
        indexes=(_EPISODE_MARKET, ("target_id",)),
    ),
    Kind(
        Comment,
        "comment",
        _text(*_EPISODE_MARKET, "thread_id", "subject", "subject_id", "at"),
        order=("at", "id"),
        indexes=(_EPISODE_MARKET, ("thread_id",), ("subject_id",)),
    ),
    Kind(Assignment, "assignment", _text(*_EPISODE_MARKET, "person_id"), indexes=(_EPISODE_MARKET,)),
    Kind(
        Waiver,
        "waiver",
        (*_text(*_EPISODE_MARKET, "subject_id"), Key("check_id", attrgetter("check"))),
        indexes=(_EPISODE_MARKET, ("subject_id",)),
    ),
    Kind(Watched, "watched", _text(*_EPISODE_MARKET, "person_id"), indexes=(_EPISODE_MARKET,)),
    Kind(Consent, "consent", _text("voice_id")),
    Kind(Sent, "sent", _text(*_EPISODE_MARKET, "at"), order=("at", "id"), indexes=(_EPISODE_MARKET,)),
)

_BY_TYPE = {kind.type: kind for kind in KINDS}
_BY_TABLE = {kind.table: kind for kind in KINDS}


def kind_of(type_: type[Any]) -> Kind:
    """Return how a domain type is kept; `TypeError` where it is not."""
    try:
        return _BY_TYPE[type_]
    except KeyError:
        raise TypeError(f"{type_.__name__} is not kept in the store") from None


def kind_in(table: str) -> Kind:
    return _BY_TABLE[table]


@cache
def _one(table: str) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind_in(table).type)


@cache
def _many(table: str) -> msgspec.json.Decoder[list[Any]]:
    return msgspec.json.Decoder(list[kind_in(table).type])  # type: ignore[misc]


def encode(value: Any) -> str:
    """Write an object as canonical JSON, validated: what is written can be read again."""
    try:
        return _ENCODER.encode(_one(kind_of(type(value)).table).decode(_ENCODER.encode(value))).decode()
    except UnicodeEncodeError as error:
        raise StoreError(
            tr(
                "{kind} {id} holds characters that are no valid text; rename or retype it.",
                kind=type(value).__name__,
                id=value.id,
            )
        ) from error


def decode(type_: type[T], body: str) -> T:
    """Read one object from its body; `StoreError` where it does not fit the type."""
    return decode_all(type_, [body])[0]


def decode_all(type_: type[T], bodies: list[str]) -> list[T]:
    """Read many objects at once: one pass over one joined text, several times faster than row by row."""
    try:
        with _without_collector():
            return _many(kind_of(type_).table).decode("[" + ",".join(bodies) + "]")
    except msgspec.DecodeError as error:
        raise StoreError(
            tr(
                "A stored {kind} cannot be read ({cause}). Restore a backup from the series folder's backups.",
                kind=type_.__name__,
                cause=error,
            )
        ) from error


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cyclic collector from walking thousands of new objects again and again, none of which is a cycle."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def same_json(value: Any) -> bytes:
    """Write plain values so that equal values give equal bytes."""
    return _ENCODER.encode(value)
