"""Speakers told apart, as the command line asks for it and tells of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dubbench.app import telling_apart
from dubbench.app.engines import Choice
from dubbench.app.episodes import find_episodes
from dubbench.app.provision import Note, ensure_diarizer
from dubbench.app.session import Session
from dubbench.jobs.context import Context


def tell(
    folder: Path,
    numbers: Sequence[int],
    choice: Choice,
    ctx: Context,
    *,
    count: int | None,
    dry: bool,
    offline: bool,
    note: Note,
) -> dict[str, Any]:
    """Find who speaks in episodes (none named: all), and give them their Lines unless it is `dry`."""
    with Session.open(folder) as session:
        episodes = find_episodes(session, list(numbers))
        ensure_diarizer(choice, offline, ctx, note)
        found = telling_apart.find(session, episodes, choice, ctx, count=count)
        names = ("name", "lines", "seconds", "unsure", "new")
        rows = [
            dict(zip(names, (name, lines, round(ms / 1000, 1), unsure, new), strict=True))
            for name, lines, ms, unsure, new in telling_apart.summary(session, found)
        ]
        changed = False if dry else bool(telling_apart.give(session, found).changed)
        return {
            "speakers": rows,
            "unsure": found.unsure,
            "skipped": [one.number for one in found.skipped],
            "changed": changed,
        }
