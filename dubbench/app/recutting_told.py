"""A new cut, as the command line asks for it and tells of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

from dubbench.app import recutting
from dubbench.app.episodes import find_episode
from dubbench.app.recutting import Fate, Moved
from dubbench.app.session import Session
from dubbench.jobs.context import Context


def recut(
    folder: Path, path: Path, number: int | None, ctx: Context, *, audio_stream: int | None = None, dry: bool = False
) -> dict[str, Any]:
    """Put a new cut in an episode's place; `dry` only tells what would become of its lines."""
    with Session.open(folder) as session:
        found = recutting.compare(session, find_episode(session, number), path, ctx, audio_stream)
        changed = False if dry else bool(recutting.put(session, found).changed)
        return {
            "episode": found.episode.number,
            "lines": [_line(at, one) for at, one in enumerate(found.lines, 1)],
            "new": [{"start_ms": span.start_ms, "end_ms": span.end_ms} for span in found.new],
            **{fate.value: len(found.of(fate)) for fate in Fate},
            "changed_series": changed,
        }


def _line(number: int, one: Moved) -> dict[str, Any]:
    return {
        "number": number,
        "text": one.line.text,
        "fate": one.fate.value,
        "share": round(one.share, 2),
        "was_ms": one.line.span.start_ms,
        "now_ms": one.now.span.start_ms if one.now else None,
    }
