"""Find programmes again that moved: the same content, by size and hash, at another place."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dubbench.app.episodes import find_episodes, is_programme, media_path, relink
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.errors import BadInput, MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context


@dataclass(frozen=True, slots=True)
class Found:
    """A programme that is found again."""

    episode: int
    title: str
    path: str


def locate(session: Session, place: Path, numbers: Sequence[int], ctx: Context) -> list[Found]:
    """Look for episodes' programmes in a file, or in a folder and all below it, and note where they are.

    Without numbers, for those that are not where they were. Raise `BadInput` where none of those looked for is there.
    """
    if not place.exists():
        raise BadInput(tr("{place} is not there. Give the programme's file, or a folder that it lies in.", place=place))
    wanted = find_episodes(session, list(numbers)) if numbers else missing(session)
    if not wanted:
        return []
    found = search(session, place, wanted, ctx)
    if not found:
        raise BadInput(_strange(place, wanted))
    return found


def search(session: Session, place: Path, wanted: Sequence[Episode], ctx: Context) -> list[Found]:
    """Look for these episodes' programmes, and note where they are."""
    left = {episode.id: episode for episode in wanted}
    found: dict[Episode, Path] = {}
    for path in _files(place, {episode.media.size_bytes for episode in wanted}):
        ctx.progress(len(found), len(wanted), path.name)
        if episode := next((one for one in left.values() if is_programme(path, one.media)), None):
            found[left.pop(episode.id)] = path
        if not left:
            break
    if found:
        relink(session, found)
    return [Found(episode.number, episode.title, str(path)) for episode, path in found.items()]


def missing(session: Session) -> list[Episode]:
    """Find the episodes whose programme is neither where it was nor beside it."""
    return [episode for episode in find_episodes(session, []) if not _there(session, episode)]


def told(found: Sequence[Found]) -> str:
    """Say what was found."""
    if not found:
        return tr("Every programme is where it was.")
    return "\n".join(
        tr("Episode {number}: {title}. Found again at {path}.", number=one.episode, title=one.title, path=one.path)
        for one in found
    )


def _there(session: Session, episode: Episode) -> bool:
    try:
        media_path(session, episode)
    except MediaError:
        return False
    return True


def _files(place: Path, sizes: set[int]) -> Iterator[Path]:
    """Give the files that are as large as one that is looked for."""
    if place.is_file():
        yield place
        return
    for folder, _, names in os.walk(place):
        for path in (Path(folder) / name for name in sorted(names)):
            if path.is_file() and path.stat().st_size in sizes:
                yield path


def _strange(place: Path, wanted: Sequence[Episode]) -> str:
    numbers = ", ".join(str(episode.number) for episode in wanted)
    if place.is_file():
        return tr(
            "{place} is not the programme of episode {numbers}: its content differs. Choose the file that was added, "
            "or add this one as an episode of its own.",
            place=place,
            numbers=numbers,
        )
    return tr(
        "In {place} lies no programme of episode {numbers}. Look in another folder.", place=place, numbers=numbers
    )
