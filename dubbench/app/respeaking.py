"""Speak single lines again at once, and place them: what a person hears after changing a text."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection

from dubbench.app.dubbing import Dub, Placed, fit_episode, voice_episode
from dubbench.app.engines import Choice, Chooser
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session, as_error
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.script import Line
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def speak_lines(
    session: Session, episode: int, locale: str, line_ids: Collection[str], *, choice: Choice, ctx: Context
) -> list[Placed]:
    """Speak what these Lines say in a market, unless that is spoken already, and place it; a failure is raised.

    Every Take is stored as soon as it is spoken, before anything is placed.
    """
    dub = _dub(session, episode, locale, choice)
    wanted = {target.id for target in dub.targets() if set(line_ids) & set(target.line_ids) and target.text.strip()}
    if not wanted:
        raise BadInput(tr("Nothing is said for this line yet. Write what it should say."))
    _made, failures = voice_episode(dub, ctx, only=wanted)
    if failures:
        raise as_error(failures[0])
    _changed, placed, _issues = fit_episode(dub, ctx)
    return [one for one in placed if one.target.id in wanted]


def _dub(session: Session, number: int, locale: str, choice: Choice) -> Dub:
    (episode,), (market,) = find_episodes(session, [number]), find_markets(session, [locale])
    stems = session.store.all(Stem, episode_id=episode.id)
    dialogue = next((stem for stem in stems if stem.kind is StemKind.DIALOGUE), None)
    lines = session.store.all(Line, episode_id=episode.id)
    if dialogue is None or not lines:
        raise BadInput(
            tr("Nobody has listened to episode {number} yet: dubbench run SERIES -e {number} --until transcribe",
               number=number)
        )  # fmt: skip
    return Dub(session, episode, market, lines, dialogue, Chooser(choice, session.models), upgrade=False)
