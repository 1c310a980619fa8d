"""Hooks, as the command line asks for them and tells of them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dubbench.app import hooks
from dubbench.app.episodes import find_episodes
from dubbench.app.session import Session
from dubbench.domain.script import HookKind
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context


def mark(folder: Path, numbers: Sequence[int], ctx: Context, *, dry: bool = False) -> dict[str, Any]:
    """Find the hooks of episodes (none named: all), and keep them unless it is `dry`."""
    with Session.open(folder) as session:
        episodes = find_episodes(session, list(numbers))
        found = [
            hooks.find(session, one, ctx.share(number, number + 1, len(episodes)))
            for number, one in enumerate(episodes)
        ]
        changed = False if dry else bool(hooks.put(session, found).changed)
        return {"episodes": [_episode(one) for one in found], "changed": changed}


def _episode(found: hooks.Found) -> dict[str, Any]:
    numbers = {line.id: number for number, line in enumerate(found.lines, 1)}
    lines = {line.id: line for line in found.lines}
    return {
        "number": found.episode.number,
        "title": found.episode.title,
        "curve": list(found.curve),
        "hooks": [
            {
                "line": numbers[one.line_id],
                "start_ms": lines[one.line_id].span.start_ms,
                "kind": one.kind.value,
                "strength": one.strength,
                "why": list(one.why),
                "text": lines[one.line_id].text,
            }
            for one in found.marked
        ],
    }


def kind_of(name: str) -> HookKind:
    """Read a kind of hook; `BadInput` where there is none of that name."""
    try:
        return HookKind(name)
    except ValueError:
        raise BadInput(
            tr("There is no hook “{kind}”. There are: {kinds}.", kind=name, kinds=", ".join(HookKind))
        ) from None
