"""The source side of a production: stems, then Lines; once for an episode, whatever the number of markets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

from dubbench.app import work
from dubbench.app.engines import Chooser
from dubbench.app.episodes import media_path
from dubbench.app.session import MACHINE, Session
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.hashing import digest, recipe
from dubbench.domain.journal import Issue, Message
from dubbench.domain.script import Line, Origin
from dubbench.domain.series import Episode, Listening
from dubbench.engines.interfaces import EngineInfo
from dubbench.jobs.context import Context
from dubbench.jobs.items import WorkItem
from dubbench.pipeline.lines import uncovered
from dubbench.pipeline.plan import is_fresh, label
from dubbench.pipeline.transcribe import Transcribed, transcript_recipe, uncovered_issues


def stems(session: Session, episode: Episode, chooser: Chooser, upgrade: bool, ctx: Context) -> dict[StemKind, Stem]:
    """Give the episode's stems, separating them where there are none that stand on today's source."""
    info = chooser.separator()

    def made_from(engine: EngineInfo) -> str:
        return recipe("stems", media=episode.media.sha256, stream=episode.audio_stream, engine=label(engine))

    found = {s.kind: s for s in session.store.all(Stem, episode_id=episode.id)}
    if len(found) == len(StemKind) and all(
        is_fresh(s.recipe, s.engine, info, made_from, upgrade) and session.has_asset(s.asset) for s in found.values()
    ):
        return found
    item = work.Separate(session.place, str(media_path(session, episode)), episode.audio_stream, info.id)
    made: work.Stems = session.one(WorkItem(f"separate {episode.id}", "dubbench.app.work:separate", item), ctx)
    rows = {kind: _stem(episode, kind, made, label(info), made_from(info)) for kind in StemKind}
    with session.store.edit(Message.of("separate-episode", number=episode.number), MACHINE) as edit:
        for row in rows.values():
            edit.put(row)
    return rows


def _stem(episode: Episode, kind: StemKind, made: work.Stems, engine: str, made_from: str) -> Stem:
    asset = made.dialogue if kind is StemKind.DIALOGUE else made.background
    return Stem(
        digest(f"{episode.id} {kind}")[:32],
        episode.id,
        kind,
        asset,
        made.rate_hz,
        made.channels,
        made.frames,
        engine,
        made_from,
    )


def lines(
    session: Session, episode: Episode, dialogue: Stem, chooser: Chooser, ctx: Context, *, upgrade: bool
) -> tuple[Episode, list[Line]]:
    """Give the episode's Lines, transcribing where they do not stand on today's dialogue."""
    detector, info = chooser.detector(), chooser.transcriber(episode.language)

    def made_from(engine: EngineInfo) -> str:
        return transcript_recipe(dialogue.asset, engine, detector, episode.language)

    known = episode.listening
    if known and is_fresh(known.recipe, known.engine, info, made_from, upgrade):
        return episode, session.store.all(Line, episode_id=episode.id)
    item = work.Hear(session.place, episode.id, dialogue.asset, info.id, detector.id, episode.language, made_from(info))
    heard: Transcribed = session.one(WorkItem(f"hear {episode.id}", "dubbench.app.work:hear", item), ctx)
    listening = Listening(heard.transcript.language, heard.speech, label(info), made_from(info))
    return _keep(session, replace(episode, listening=listening), heard.transcript.lines)


def _keep(session: Session, episode: Episode, heard: tuple[Line, ...]) -> tuple[Episode, list[Line]]:
    """Store a transcription; Lines that a person made stay, and machine Lines in their time give way."""
    old = session.store.all(Line, episode_id=episode.id)
    by_person = [line for line in old if line.origin is Origin.PERSON]
    fresh = [line for line in heard if not any(line.span.overlap_ms(kept.span) for kept in by_person)]
    with session.store.edit(Message.of("transcribe-episode", number=episode.number), MACHINE) as edit:
        edit.put(episode)
        kept_ids = {line.id for line in fresh} | {line.id for line in by_person}
        for line in old:
            if line.id not in kept_ids:
                edit.delete(line)
        for line in fresh:
            edit.put(line)
    return episode, sorted(by_person + fresh, key=lambda line: line.span)


def issues(episode: Episode, lines: list[Line]) -> tuple[Issue, ...]:
    """List the speech that no Line covers: nothing said goes missing silently."""
    if not episode.listening:
        return ()
    return uncovered_issues(uncovered(lines, episode.listening.speech))
