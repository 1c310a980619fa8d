"""Speak single lines again at once, and place them: what a person hears after changing a text."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Collection

from dubbench.app.engines import Choice
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.session import Session
from dubbench.app.speaking import Spoken, speak
from dubbench.domain.target import Target
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def speak_lines(
    session: Session, episode: int, locale: str, line_ids: Collection[str], *, choice: Choice, ctx: Context
) -> list[Spoken]:
    """Speak what these Lines say in a market, unless that is spoken already, and place it; a failure is raised.

    Every Take is stored as soon as it is spoken, before anything is placed.
    """
    (found,), (market,) = find_episodes(session, [episode]), find_markets(session, [locale])
    targets = session.store.all(Target, episode_id=found.id, market_id=market.id)
    wanted = [target.id for target in targets if set(line_ids) & set(target.line_ids) and target.text.strip()]
    if not wanted:
        raise BadInput(tr("Nothing is said for this line yet. Write what it should say."))
    return [speak(session, target_id, ctx, choice=choice) for target_id in wanted]
