"""What people see of a Target once it is signed or sent back, and whose work nobody may sign themselves."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dubbench.domain.script import Line
from dubbench.domain.signing import SentBack, SignKind, SignOff, Standing, standing
from dubbench.domain.state import State
from dubbench.domain.target import Take, Target

ContentOf = Callable[[SignKind], str]
"""Gives the hash of what is there today for a kind of signature; "" where there is nothing to sign."""


def steps_of(kind: SignKind, text_steps: int) -> int:
    """Return how many different people sign a kind."""
    return text_steps if kind is SignKind.TEXT else 1


def standings(signoffs: Iterable[SignOff], content_of: ContentOf, text_steps: int = 1) -> dict[SignKind, Standing]:
    """Tell how each kind stands that anybody ever signed; content is asked for these alone."""
    by_kind: dict[SignKind, list[SignOff]] = {}
    for one in signoffs:
        by_kind.setdefault(one.kind, []).append(one)
    return {kind: standing(rows, content_of(kind), steps_of(kind, text_steps)) for kind, rows in by_kind.items()}


def sent_back(sent: Iterable[SentBack], content_of: ContentOf) -> tuple[SentBack, ...]:
    """Return what still waits to be mended: a line is sent back as long as it is what was sent back."""
    return tuple(one for one in sent if one.content == content_of(one.kind))


def reviewed(
    base: State,
    signoffs: Sequence[SignOff],
    sent: Sequence[SentBack],
    content_of: ContentOf,
    text_steps: int = 1,
) -> State:
    """Tell how far a Target is; `base` is its state before anybody signed.

    Sent back comes first, then stale: somebody signed it, and what is there differs. A text that is approved is held
    against the source as it is, whatever it was written for.
    """
    if base is State.EMPTY or not (signoffs or sent):
        return base
    if sent and sent_back(sent, content_of):
        return State.SENT_BACK
    found = standings(signoffs, content_of, text_steps)
    if Standing.STALE in found.values():
        return State.STALE
    if found.get(SignKind.TEXT) is Standing.SIGNED:
        return State.APPROVED
    if found.get(SignKind.CULTURE) is Standing.SIGNED and base is not State.STALE:
        return State.CULTURE_REVIEWED
    return base


def makers(kind: SignKind, target: Target, lines: Iterable[Line], take: Take | None) -> frozenset[str]:
    """Return the people whose work a signature on a Target would cover."""
    if kind is SignKind.AUDIO:
        return frozenset({take.chosen_by} if take and take.chosen_by else ())
    wrote = set(target.written_by)
    if kind is SignKind.TEXT:
        wrote.update(name for line in lines for name in line.written_by)
    return frozenset(wrote)


_OWN: Mapping[SignKind, tuple[str, ...]] = {
    SignKind.TEXT: ("source", "target", "subtitle"),
    SignKind.CULTURE: ("target", "subtitle"),
    SignKind.AUDIO: ("take", "spoken", "voice"),
}


def unchanged(kind: SignKind, signed: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether what a person judged is as it was, so that its signature can be renewed without a look.

    Only white space may differ in a text; of a culture's review the words, whatever the Profile says by now; of a sound
    the take, wherever a new cut of the picture put it.
    """
    return all(_spaced(signed.get(name)) == _spaced(now.get(name)) for name in _OWN.get(kind, ()))


def _spaced(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    return [_spaced(one) for one in value] if isinstance(value, list) else value
