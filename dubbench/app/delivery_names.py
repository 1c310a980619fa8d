"""What the files of a delivery are called: after the episode, apart from one another, within what disks allow."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dubbench import formats
from dubbench.app.destinations import destination
from dubbench.app.episodes import find_episodes
from dubbench.app.rendering import Names
from dubbench.app.session import Session
from dubbench.domain.market import Destination, Market
from dubbench.domain.series import Episode
from dubbench.media.files import fitting_name
from dubbench.media.probe import container_for

LONGEST_SUFFIX = ".background.flac"


def file_names(session: Session, episode: Episode, market: Market, *, draft: bool = True) -> tuple[str, ...]:
    """Name the files of a delivery before it is made."""
    base, suffix = _base(session, episode, market, draft=draft), container_for(episode.media)
    return tuple(base + ending for ending in endings(suffix, destination(market.destination)))


def names(session: Session, episode: Episode, market: Market, folder: Path, *, draft: bool) -> Names:
    """Say where a delivery goes; a draft says in every name that it is one."""
    return Names(str(folder), _base(session, episode, market, draft=draft), container_for(episode.media))


def _base(session: Session, episode: Episode, market: Market, *, draft: bool) -> str:
    """Name a delivery after the episode's title; names that two episodes would share get their number."""
    mark = f".{market.locale}" + (".draft" if draft else "")
    return distinct(find_episodes(session, []), mark + LONGEST_SUFFIX)[episode.id] + mark


def distinct(episodes: Sequence[Episode], suffix: str) -> dict[str, str]:
    """Give every episode's id a file name's stem of its own, whatever the case, cut so that `suffix` still fits."""
    tails = dict.fromkeys((e.id for e in episodes), "")
    stems = {e.id: _stem(e, suffix).removesuffix(suffix) for e in episodes}
    for tail in ("-{0.number}", "-{0.id:.8}"):
        count = Counter(map(folded, stems.values()))
        for episode in (e for e in episodes if count[folded(stems[e.id])] > 1):
            tails[episode.id] += tail.format(episode)
            stems[episode.id] = _stem(episode, tails[episode.id] + suffix).removesuffix(suffix)
    return stems


def _stem(episode: Episode, end: str) -> str:
    title = re.sub(r"[\x00-\x1f/\\:*?\"<>|]", "_", episode.title).strip() or f"episode-{episode.number}"
    return fitting_name(title, end)


def folded(name: str) -> str:
    """Write a name as the file systems compare it that see no difference of case or composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def endings(container: str, preset: Destination) -> list[str]:
    """Return how the names of a delivery's files end."""
    subtitles = [formats.FORMATS[name].suffix for name in preset.formats]
    return [container, *subtitles, ".dialogue.flac", ".background.flac", ".manifest.json"]
