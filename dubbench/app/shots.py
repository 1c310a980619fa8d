"""The shots of an episode: found once in its picture, kept as derived data."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import bisect
import json
from collections.abc import Iterable
from pathlib import Path

from dubbench.app.derived import derived_path, keep, known
from dubbench.app.footage import footage
from dubbench.app.session import Session
from dubbench.domain.hashing import canonical, recipe
from dubbench.domain.script import Line
from dubbench.domain.series import Episode
from dubbench.jobs.context import Context
from dubbench.media.shots import VERSION, find_cuts, open_small


def find(session: Session, episode: Episode) -> tuple[int, ...] | None:
    """Give the beginnings of an episode's shots in milliseconds where they were looked for; a sound alone has none."""
    return known(_place(session, episode), _read) if episode.media.picture else ()


def ensure(session: Session, episode: Episode, ctx: Context) -> tuple[int, ...]:
    """Give the beginnings of an episode's shots but the first, each the beginning of a frame, in milliseconds.

    Reads the proxy where there is one: seconds of work, else up to a minute, for a thread in the background.
    """
    found = find(session, episode)
    if found is None:
        film = footage(session, episode, ctx)
        with open_small(film.path, film.index, film.shown) as reader:
            found = tuple(film.shown.start_ms(number) for number in find_cuts(reader, ctx))
        keep(_place(session, episode), canonical({"cuts_ms": found}).encode())
    return found


def numbers(session: Session, episode: Episode, lines: Iterable[Line]) -> dict[str, int]:
    """Give the number, from 1, of the shot in which each Line begins; none where shots were not looked for yet."""
    cuts = find(session, episode)
    if cuts is None or not episode.media.picture:
        return {}
    return {line.id: bisect.bisect_right(cuts, line.span.start_ms) + 1 for line in lines}


def _place(session: Session, episode: Episode) -> Path:
    return derived_path(session, "shots", recipe("shots", media=episode.media.sha256, version=VERSION), ".json")


def _read(data: bytes) -> tuple[int, ...]:
    found = json.loads(data)
    try:
        return tuple(int(cut) for cut in found["cuts_ms"])
    except (TypeError, KeyError) as error:
        raise ValueError("damaged shots") from error
