"""Start a series and fill it: what `new` and `add` do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from dubbench.app import languages
from dubbench.app.destinations import destination as preset
from dubbench.app.engines import doubt
from dubbench.app.episodes import add_episode, add_market
from dubbench.app.session import Session
from dubbench.domain.series import Episode
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.store.folder import CARD, in_words

SUFFIX = ".dubbench"


class Added(StrEnum):
    """What adding a programme came to: a new episode, or one that the series had already."""

    NEW = "new"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    CHANGED = "changed"


def start(
    folder: Path, locales: Sequence[str], *, title: str = "", source: str = "", destination: str = "", url: str = ""
) -> dict[str, Any]:
    """Make a series folder, or open the one that is there, and add markets."""
    tags = [languages.normal(locale) for locale in locales]
    language = languages.normal(source) if source else ""
    if destination:
        preset(destination)
    folder = _named(folder)
    with in_words(folder):
        exists = (folder / CARD).is_file()
    if exists and (title or source or url):
        raise BadInput(tr("{folder} exists already. Only markets can be added to it: --to.", folder=folder))
    with Session.ensure(folder, title or folder.stem, language, url or None) as session:
        for tag in tags:
            add_market(session, tag, destination)
        return {
            "folder": str(folder),
            "id": session.series.id,
            "title": session.series.title,
            "markets": tags,
            "restored": session.restored,
            "warnings": [said for tag in tags if (said := doubt(session.series.source_language, tag))],
        }


def _named(folder: Path) -> Path:
    """Give the series folder that a name stands for, `NAME.dubbench`."""
    if folder.name in {"", ".."}:
        folder = folder.resolve()
    if not folder.name:
        raise BadInput(tr("{folder} is no name for a series. Give one: dubbench new NAME", folder=folder))
    return folder if folder.name.endswith(SUFFIX) else folder.with_name(folder.name + SUFFIX)


def add(
    folder: Path,
    videos: Sequence[Path],
    *,
    number: int | None = None,
    title: str = "",
    source: str = "",
    audio_stream: int | None = None,
) -> list[dict[str, Any]]:
    """Add programmes as episodes."""
    if len(videos) > 1 and (number is not None or title):
        raise BadInput(tr("--number and --title go with a single programme; {count} were given.", count=len(videos)))
    language = languages.normal(source) if source else ""
    made = []
    with Session.open(folder) as session:
        for video in videos:
            known = {episode.id: episode for episode in session.store.all(Episode)}
            episode = add_episode(
                session, video, number=number, title=title, audio_stream=audio_stream, language=language
            )
            state = _state(known.get(episode.id), episode)
            made.append(
                {
                    "id": episode.id,
                    "number": episode.number,
                    "title": episode.title,
                    "path": str(video),
                    "state": state.value,
                }
            )
    return made


def _state(before: Episode | None, now: Episode) -> Added:
    if before is None:
        return Added.NEW
    if before == now:
        return Added.UNCHANGED
    return Added.MOVED if before.media.path != now.media.path else Added.CHANGED


def told(added: Mapping[str, Any]) -> str:
    """Say what became of a programme that was added."""
    sentences = {
        Added.NEW: tr("Episode {number}: {title}"),
        Added.UNCHANGED: tr("Episode {number}: {title}. It is {path} already; nothing changed."),
        Added.MOVED: tr("Episode {number}: {title}. It was in the series already and is found again at {path}."),
        Added.CHANGED: tr("Episode {number}: {title}. It is {path} already; its language or audio stream changed."),
    }
    return sentences[Added(added["state"])].format_map(added)
