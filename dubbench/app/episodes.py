"""The episodes and markets of a series: add them, find them, find their media."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from dubbench.app import languages
from dubbench.app.destinations import destination
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.series import Episode, Media
from dubbench.errors import BadInput, MediaError
from dubbench.i18n import tr
from dubbench.media.files import sha256_of
from dubbench.media.probe import probe


def add_episode(
    session: Session,
    path: Path,
    *,
    number: int | None = None,
    title: str = "",
    audio_stream: int | None = None,
    language: str = "",
) -> Episode:
    """Add a programme to the series; one that is already in it (by hash) is found again at its new place."""
    media = probe(path)
    known = next((e for e in session.store.all(Episode) if e.media.sha256 == media.sha256), None)
    language = language or session.series.source_language
    stream = pick_stream(media, audio_stream, language)
    media = replace(media, path=_relative(session, path))
    if known:
        wanted = replace(
            known,
            media=media,
            language=language or known.language,
            audio_stream=known.audio_stream if audio_stream is None else stream,
        )
        return _put(session, wanted, "relink-episode") if wanted != known else known
    taken = {e.number for e in session.store.all(Episode)}
    if number in taken:
        raise BadInput(tr("Episode {number} exists already. Choose another number.", number=number))
    chosen = number if number is not None else max(taken, default=0) + 1
    return _put(session, Episode(new_id(), chosen, title or path.stem, media, stream, language), "add-episode")


def pick_stream(media: Media, wanted: int | None, language: str) -> int:
    """Choose the audio stream: the one asked for, else the first in the source language, else the first."""
    if not media.audio:
        raise MediaError(tr("{path} has no sound, so there is nothing to dub.", path=media.path))
    if wanted is None:
        matching = (s.index for s in media.audio if language and languages.same(s.language, language))
        return next(matching, media.audio[0].index)
    if wanted not in {s.index for s in media.audio}:
        found = ", ".join(f"{s.index} ({s.language or 'und'}, {s.channels} ch)" for s in media.audio)
        raise MediaError(
            tr("{path} has no audio stream {wanted}. It has: {found}.", path=media.path, wanted=wanted, found=found)
        )
    return wanted


def add_market(session: Session, locale: str, destination_id: str = "") -> Market:
    """Add a market by its locale, or find it; a destination given changes where it is delivered."""
    tag = languages.normal(locale)
    found = next((m for m in session.store.all(Market) if m.locale == tag), None)
    if destination_id:
        destination(destination_id)
    wanted = found or Market(new_id(), tag)
    if destination_id:
        wanted = replace(wanted, destination=destination_id)
    if wanted != found:
        with session.store.edit(Message.of("add-market", locale=tag), session.person) as edit:
            edit.put(wanted)
    return wanted


def find_episodes(session: Session, numbers: list[int]) -> list[Episode]:
    """Find episodes by number, in order; none given means all."""
    episodes = sorted(session.store.all(Episode), key=lambda e: e.number)
    if missing := set(numbers) - {e.number for e in episodes}:
        known = ", ".join(str(e.number) for e in episodes) or tr("none yet")
        raise BadInput(
            tr("There is no episode {missing} in this series. It has: {known}.", missing=min(missing), known=known)
        )
    return [e for e in episodes if not numbers or e.number in numbers]


def find_markets(session: Session, locales: list[str]) -> list[Market]:
    """Find markets by locale; none given means all."""
    markets = sorted(session.store.all(Market), key=lambda m: m.locale)
    wanted = [languages.normal(locale) for locale in locales]
    if missing := set(wanted) - {m.locale for m in markets}:
        known = ", ".join(m.locale for m in markets) or tr("none yet")
        raise BadInput(tr("This series has no market {missing}. It has: {known}.", missing=min(missing), known=known))
    return [m for m in markets if not wanted or m.locale in wanted]


def media_path(session: Session, episode: Episode) -> Path:
    """Find an episode's programme: where it was, or by size and hash nearby."""
    home = (session.folder / episode.media.path).resolve()
    if home.is_file() and home.stat().st_size == episode.media.size_bytes:
        return home
    for folder in dict.fromkeys([home.parent, session.folder.resolve().parent]):
        if found := _same_file(folder, episode.media):
            return found
    raise MediaError(
        tr(
            "The programme of episode {number} is not at {path} any more, or it has changed. "
            "Put it back, or say where it is: dubbench add SERIES NEW_PLACE",
            number=episode.number,
            path=home,
        )
    )


def _same_file(folder: Path, media: Media) -> Path | None:
    if not folder.is_dir():
        return None
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.stat().st_size == media.size_bytes and sha256_of(path) == media.sha256:
            return path
    return None


def _relative(session: Session, path: Path) -> str:
    try:
        return os.path.relpath(path.resolve(), session.folder.resolve())
    except ValueError:  # another drive on Windows
        return str(path.resolve())


def _put(session: Session, episode: Episode, message: str) -> Episode:
    with session.store.edit(Message.of(message, number=episode.number), session.person) as edit:
        edit.put(episode)
    return episode
