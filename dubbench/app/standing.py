"""An episode in a market as it stands: what would be heard if it were delivered now, without making anything."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dubbench.app.dubbing import Dub, Placed, stands_on
from dubbench.app.engines import Choice, Chooser
from dubbench.app.session import Session
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.market import Market, Profile
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Fit
from dubbench.domain.timing import LOW
from dubbench.pipeline import prepare


@dataclass(frozen=True, slots=True)
class Stand:
    """What is there of an episode in a market: its Lines, and every Target that has its Take and its place."""

    dub: Dub
    placed: tuple[Placed, ...]
    background: Stem


def stand(session: Session, episode: Episode, market: Market, choice: Choice | None = None) -> Stand | None:
    """Put together what stands; `None` where nobody has listened to the episode yet."""
    lines = session.store.all(Line, episode_id=episode.id)
    stems = {stem.kind: stem for stem in session.store.all(Stem, episode_id=episode.id)}
    if not lines or stems.keys() != set(StemKind):
        return None
    chooser = Chooser(choice or Choice(), session.models, local=session.series.confidential)
    dub = Dub(session, episode, market, lines, chooser, dialogue=stems[StemKind.DIALOGUE])
    dub.head = session.store.head().hash
    takes = stands_on(dub, casting(session, market, lines))
    fits = {fit.target_id: fit for fit in session.store.all(Fit, episode_id=episode.id, market_id=market.id)}
    placed = [
        Placed(target, takes[target.id], fits[target.id], dub.of_target(target))
        for target in dub.targets()
        if target.id in takes and target.id in fits and fits[target.id].take_id == takes[target.id].id
    ]
    return Stand(dub, tuple(placed), stems[StemKind.BACKGROUND])


def casting(session: Session, market: Market, lines: Sequence[Line]) -> prepare.Casting:
    """Give the cast as it is; casting somebody new would change the series."""
    profiles = session.store.all(Profile, market_id=market.id)
    groups = {line.id: line.voice_range or LOW for line in lines}
    return prepare.Casting({p.character_id: p.voice_id for p in profiles if p.voice_id}, groups)
