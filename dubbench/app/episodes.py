"""The episodes and markets of a series: add them, find them, find their media."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from dubbench.app import languages, permits
from dubbench.app.destinations import destination
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.market import Market
from dubbench.domain.people import EDITING, EVERYWHERE, Role
from dubbench.domain.series import Episode, Media
from dubbench.errors import BadInput, DubbenchError, MediaError
from dubbench.i18n import tr
from dubbench.media.files import sha256_of, write_bytes
from dubbench.media.probe import probe
from dubbench.store.store import Decided, ReadAll

HIGHEST = 999_999

FURNISHING = frozenset({Role.PRODUCER, Role.LOCALIZER})
"""Who may add programmes and Markets and say how they are delivered; where a programme lies, everybody may say."""


def add_episode(
    session: Session,
    path: Path,
    *,
    media: Media | None = None,
    number: int | None = None,
    title: str = "",
    audio_stream: int | None = None,
    language: str = "",
    alone: bool = False,
) -> Episode:
    """Add a programme to the series; one that is already in it (by hash) is found again at its new place.

    `media` is what `probe` said of it, where that is known; `alone` refuses a second programme.
    """
    if number is not None and not 0 <= number <= HIGHEST:
        raise BadInput(tr("{number} is no episode number. Give one from 0 to {last}.", number=number, last=HIGHEST))
    media = media or probe(path)
    language = language or session.series.source_language
    stream = pick_stream(media, audio_stream, language)
    linked = replace(media, path=_relative(session, path))
    new = Episode(new_id(), number if number is not None else -1, title or path.stem, linked, stream, language)
    made: list[Episode] = []

    def decision(read: ReadAll) -> Decided | None:
        episodes = read(Episode)
        known = next((e for e in episodes if e.media.sha256 == linked.sha256), None)
        if alone and episodes and not known:
            raise BadInput(_another(session))
        made.append(_again(known, new, audio_stream) if known else _numbered(new, {e.number for e in episodes}))
        if made[0] != known:
            moved = known is not None and replace(made[0], media=known.media) == known
            permits.require(read, session.person, EDITING if moved else FURNISHING, machines=not moved)
        message = Message.of("relink-episode" if known else "add-episode", number=made[0].number)
        return Decided(message, made)

    session.store.decide(session.person, decision)
    _remember(session, made[0], path)
    return made[0]


def _again(known: Episode, found: Episode, audio_stream: int | None) -> Episode:
    """Give a known episode as it was found again; its stream changes only where one was asked for."""
    stream = known.audio_stream if audio_stream is None else found.audio_stream
    return replace(known, media=found.media, language=found.language or known.language, audio_stream=stream)


def _numbered(new: Episode, taken: set[int]) -> Episode:
    """Give a new episode the number it asks for (negative: the next)."""
    if new.number < 0:
        return replace(new, number=max(taken, default=0) + 1)
    if new.number in taken:
        raise BadInput(tr("Episode {number} exists already. Choose another number.", number=new.number))
    return new


def probed(session: Session, path: Path, episode: Episode, audio_stream: int | None = None) -> Episode:
    """Return an episode with another file as its programme; `BadInput` where that is an episode's already."""
    media = probe(path)
    for one in session.store.all(Episode):
        if one.media.sha256 == media.sha256:
            raise BadInput(tr("{path} is the programme of episode {number} already.", path=path, number=one.number))
    known = {stream.index for stream in media.audio}
    wanted = episode.audio_stream if audio_stream is None and episode.audio_stream in known else audio_stream
    stream = pick_stream(media, wanted, episode.language or session.series.source_language)
    return replace(episode, media=replace(media, path=_relative(session, path)), audio_stream=stream)


def _another(session: Session) -> str:
    return tr("{folder} holds the dub of another programme of this name. Choose another -o.", folder=session.folder)


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
    if destination_id:
        destination(destination_id)
    made: list[Market] = []

    def decision(read: ReadAll) -> Decided:
        known = next((m for m in read(Market) if m.locale == tag), None)
        market = known or Market(new_id(), tag)
        made.append(replace(market, destination=destination_id) if destination_id else market)
        if made[0] != known:
            permits.require(read, session.person, FURNISHING, known.id if known else EVERYWHERE, machines=True)
        return Decided(Message.of("add-market", locale=tag), made)

    session.store.decide(session.person, decision)
    return made[0]


def find_episodes(session: Session, numbers: list[int]) -> list[Episode]:
    """Find episodes by number, in order; none given means all."""
    episodes = sorted(session.store.all(Episode), key=lambda e: e.number)
    if missing := set(numbers) - {e.number for e in episodes}:
        known = ", ".join(str(e.number) for e in episodes) or tr("none yet")
        raise BadInput(
            tr("There is no episode {missing} in this series. It has: {known}.", missing=min(missing), known=known)
        )
    return [e for e in episodes if not numbers or e.number in numbers]


def find_episode(session: Session, number: int | None) -> Episode:
    """Find the episode that is meant; a number may be left out where there is only one."""
    found = find_episodes(session, [] if number is None else [number])
    if len(found) != 1:
        raise BadInput(tr("The series has {count} episodes. Say which one: --episode 1", count=len(found)))
    return found[0]


def find_markets(session: Session, locales: list[str]) -> list[Market]:
    """Find markets by locale; none given means all."""
    markets = sorted(session.store.all(Market), key=lambda m: m.locale)
    wanted = [languages.normal(locale) for locale in locales]
    if missing := set(wanted) - {m.locale for m in markets}:
        known = ", ".join(m.locale for m in markets) or tr("none yet")
        raise BadInput(tr("This series has no market {missing}. It has: {known}.", missing=min(missing), known=known))
    return [m for m in markets if not wanted or m.locale in wanted]


def language_of(session: Session, episode: Episode) -> str:
    """Return the language that an episode speaks: as it was told, as it was heard, as the series has it."""
    heard = episode.listening.language if episode.listening else ""
    return episode.language or heard or session.series.source_language


def media_path(session: Session, episode: Episode) -> Path:
    """Find an episode's programme: where it was, or by size and hash nearby.

    It is read again only where its size or time differs from when it was hashed last.
    """
    home = (session.folder / episode.media.path).resolve()
    if home.is_file() and (_remembered(session, episode, home) or is_programme(home, episode.media)):
        _remember(session, episode, home)
        return home
    for folder in dict.fromkeys([home.parent, session.folder.resolve().parent]):
        if found := _same_file(folder, episode.media):
            return found
    raise MediaError(
        tr(
            "The programme of episode {number} is not at {path} any more, or it has changed. "
            "Put it back, or say where it is: dubbench locate SERIES PLACE",
            number=episode.number,
            path=home,
        )
    )


def is_programme(path: Path, media: Media) -> bool:
    """Tell whether a file has a programme's content."""
    return path.stat().st_size == media.size_bytes and sha256_of(path) == media.sha256


def relink(session: Session, places: Mapping[Episode, Path]) -> None:
    """Note where episodes' programmes are, in one step; whether they are these is known already."""
    new = [replace(one, media=replace(one.media, path=_relative(session, path))) for one, path in places.items()]

    def decision(read: ReadAll) -> Decided:
        permits.require(read, session.person, EDITING)
        return Decided(_relinked(new), new)

    known = {episode.id: episode for episode in places}
    if any(known[one.id] != one for one in new):
        session.store.decide(session.person, decision)
    for episode, path in places.items():
        _remember(session, episode, path)


def _relinked(episodes: Sequence[Episode]) -> Message:
    if len(episodes) == 1:
        return Message.of("relink-episode", number=episodes[0].number)
    return Message.of("relink-episodes", count=len(episodes))


def _same_file(folder: Path, media: Media) -> Path | None:
    if not folder.is_dir():
        return None
    for path in sorted(folder.iterdir()):
        if path.is_file() and is_programme(path, media):
            return path
    return None


def _mark(path: Path, media: Media) -> str:
    """Say what stays the same as long as nobody writes the file."""
    found = path.stat()
    return json.dumps([str(path), found.st_size, found.st_mtime_ns, media.sha256])


def _note(session: Session, episode: Episode) -> Path:
    return session.store.cache / f"programme-{episode.id}.json"


def _remembered(session: Session, episode: Episode, path: Path) -> bool:
    try:
        return _note(session, episode).read_text(encoding="utf-8") == _mark(path, episode.media)
    except (OSError, ValueError):  # a cache: what cannot be read is made again
        return False


def _remember(session: Session, episode: Episode, path: Path) -> None:
    if not _remembered(session, episode, path.resolve()):
        with suppress(DubbenchError):  # a cache: without it the file is only hashed again
            write_bytes(_note(session, episode), _mark(path.resolve(), episode.media).encode())


def _relative(session: Session, path: Path) -> str:
    try:
        return os.path.relpath(path.resolve(), session.folder.resolve())
    except ValueError:  # another drive on Windows
        return str(path.resolve())
