"""One programme in one go: a series of one episode beside its delivery, found again by the next call."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dubbench.app import languages
from dubbench.app.destinations import destination as preset
from dubbench.app.engines import Choice, refuse_uncovered
from dubbench.app.episodes import add_episode, add_market, pick_stream
from dubbench.app.places import refuse_file
from dubbench.app.session import Session
from dubbench.engines.models import Models
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.media.files import fitting_name
from dubbench.media.probe import probe
from dubbench.store.folder import CARD

Ready = Callable[[str, Sequence[str]], None]


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
    ready: Ready | None = None,
) -> Iterator[tuple[Session, int]]:
    """Open (or make) the series that dubs this programme into `out`; yield it with the episode's number.

    `ready` is called with the language spoken (empty: not known) and the locales before anything is written: what it
    raises leaves nothing behind.
    """
    locales = [languages.normal(locale) for locale in to]
    source = languages.normal(source) if source else ""
    refuse_file(out)
    if destination:
        preset(destination)
    if os.path.isdir(video):
        raise BadInput(_folder_given(video))
    media = probe(video)
    pick_stream(media, audio_stream, source)
    for locale in locales:
        refuse_uncovered(choice, Models(), source, locale)
    if ready:
        ready(source, locales)
    folder = out / fitting_name(video.stem, ".dubbench")
    with Session.ensure(folder, video.stem, source) as session:
        episode = add_episode(session, video, media=media, audio_stream=audio_stream, language=source, alone=True)
        for locale in locales:
            add_market(session, locale, destination)
        yield session, episode.number


def _folder_given(folder: Path) -> str:
    if (folder / CARD).is_file():
        return tr("{folder} is a series. Dub what is in it with: dubbench run {folder}", folder=folder)
    return tr(
        "{folder} is a folder. Give one video or audio file; for several, begin a series: dubbench new, dubbench add",
        folder=folder,
    )
