"""One programme in one go: a series of one episode beside its delivery, found again by the next call."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dubbench.app import languages
from dubbench.app.destinations import destination as preset
from dubbench.app.engines import Choice, refuse_uncovered
from dubbench.app.episodes import add_episode, add_market, find_episodes
from dubbench.app.session import Session
from dubbench.engines.models import Models
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.media.files import fitting_name
from dubbench.media.probe import probe
from dubbench.store.folder import CARD


@contextmanager
def series_for(
    video: Path,
    out: Path,
    to: Sequence[str],
    *,
    source: str = "",
    audio_stream: int | None = None,
    destination: str = "",
    choice: Choice,
) -> Iterator[tuple[Session, int]]:
    """Open (or make) the series that dubs this programme into `out`; yield it with the episode's number."""
    locales = [languages.normal(locale) for locale in to]
    source = languages.normal(source) if source else ""
    if out.is_file():
        raise BadInput(tr("{out} is a file. Give a folder for the delivery with -o.", out=out))
    if destination:
        preset(destination)
    probe(video)
    for locale in locales:
        refuse_uncovered(choice, Models(), source, locale)
    folder = out / fitting_name(video.stem, ".dubbench")
    with Session.open(folder) if (folder / CARD).is_file() else Session.create(folder, video.stem, source) as session:
        for locale in locales:
            add_market(session, locale, destination)
        known = {e.id for e in find_episodes(session, [])}
        episode = add_episode(session, video, audio_stream=audio_stream, language=source)
        if known and episode.id not in known:
            note = tr("{folder} holds the dub of another programme of this name. Choose another -o.", folder=folder)
            raise BadInput(note)
        yield session, episode.number
