"""What is there now against what somebody signed: word by word for texts, both values for the rest."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dubbench.app.contents import Facts, facts
from dubbench.app.session import Session
from dubbench.domain.difference import Change, Run, runs
from dubbench.domain.signing import SignKind, SignOff
from dubbench.errors import BadInput
from dubbench.i18n import tr

_ORDER = ("source", "target", "subtitle")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a signature covers, as it was signed and as it is; `runs` show how one text became the other."""

    name: str
    old: str
    new: str
    runs: tuple[Run, ...]

    @property
    def differs(self) -> bool:
        return any(run.change is not Change.SAME for run in self.runs)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything a signature covers; `there` tells whether anything is left of it."""

    signoff: SignOff
    parts: tuple[Part, ...]
    there: bool = True

    @property
    def differs(self) -> bool:
        return not self.there or any(part.differs for part in self.parts)


def difference(session: Session, signoff: SignOff) -> Difference:
    """Compare what is there with what was signed; the texts first, source before target."""
    if signoff.kind is SignKind.EPISODE:
        raise BadInput(tr("What changed in an episode is told line by line: dubbench review queue"))
    episodes = [signoff.episode_id] if signoff.episode_id else []
    return compared(facts(session.store.all, signoff.market_id, episodes, (signoff.kind,)), signoff)


def compared(known: Facts, signoff: SignOff) -> Difference:
    """Compare what is there by these facts with what was signed."""
    old, new = json.loads(signoff.signed), known.covered(signoff.kind, signoff.subject_id)
    return Difference(signoff, tuple(_parts(old, new or {})), new is not None)


def _parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Part]:
    names = sorted({*old, *new}, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    for name in names:
        before, after = _shown(name, old, new), _shown(name, new, old)
        yield Part(name, before, after, runs(before, after))


def _shown(name: str, content: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Write one value as people read it; a subtitle of its own that is none says what is spoken."""
    value = content.get(name)
    if name in _FIGURES and value is not None:
        return _FIGURES[name](value)
    if name == "subtitle" and value is None:
        return str(content.get("target", "")) if other.get(name) is not None else ""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return " ".join(value)
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _places(placements: Iterable[Sequence[Any]]) -> str:
    """Write where the stretches of a take sit, and how much faster or slower than spoken."""
    return ", ".join(
        f"{at / 1000:.2f} s +{(take[1] - take[0]) / 1000:.2f} s {stretch / 10_000:.0f} %"
        for take, at, stretch in placements
    )


_FIGURES: Mapping[str, Callable[[Any], str]] = {
    "placements": _places,
    "gain_mdb": lambda gain: f"{gain / 1000:+.1f} dB",
}


def part_word(name: str) -> str:
    """Name a part of what a signature covers."""
    known = {
        "source": tr("source"),
        "target": tr("target"),
        "subtitle": tr("subtitle"),
        "decisions": tr("decisions"),
        "profile": tr("profile"),
        "take": tr("take"),
        "spoken": tr("spoken text"),
        "voice": tr("voice"),
        "placements": tr("place in the dub"),
        "gain_mdb": tr("level"),
        "cast": tr("cast"),
        "character": tr("character"),
        "name": tr("name"),
        "background": tr("background"),
        "register": tr("register"),
    }
    return known.get(name, name)
