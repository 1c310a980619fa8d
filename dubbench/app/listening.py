"""The source side of a production: stems, then Lines; once for an episode, whatever the number of markets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

from dubbench.app import work
from dubbench.app.engines import Chooser
from dubbench.app.episodes import media_path
from dubbench.app.session import MACHINE, Session
from dubbench.checks import dubbed
from dubbench.domain.delivery import Stem, StemKind
from dubbench.domain.hashing import digest, recipe
from dubbench.domain.journal import Issue, Message
from dubbench.domain.script import Line, Origin
from dubbench.domain.series import Episode, Listening
from dubbench.domain.target import Target
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.jobs.context import Context
from dubbench.jobs.items import About, Lane, WorkItem
from dubbench.pipeline.lines import heard_again, uncovered
from dubbench.pipeline.plan import as_recorded, is_fresh, label
from dubbench.pipeline.transcribe import RULES, Transcribed, stayed_issues, transcript_recipe


def stems(session: Session, episode: Episode, chooser: Chooser, upgrade: bool, ctx: Context) -> dict[StemKind, Stem]:
    """Give the episode's stems, separating them where there are none that stand on today's source."""
    info = chooser.separator()

    def made_from(engine: EngineInfo) -> str:
        return recipe("stems", media=episode.media.sha256, stream=episode.audio_stream, engine=label(engine))

    found = {s.kind: s for s in session.store.all(Stem, episode_id=episode.id)}
    named = chooser.named(EngineKind.SEPARATOR)
    if len(found) == len(StemKind) and all(
        is_fresh(s.recipe, s.engine, info, made_from, upgrade=upgrade, named=named) and session.has_asset(s.asset)
        for s in found.values()
    ):
        return found
    item = work.Separate(session.place, str(media_path(session, episode)), episode.audio_stream, info.id)
    made: work.Stems = session.one(_of_episode("separate", "separate", episode, item), ctx)
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


def _of_episode(function: str, stage: str, episode: Episode, payload: object) -> WorkItem:
    key, about = f"{function} {episode.id}", About(stage, episode.id)
    return WorkItem(key, f"dubbench.app.work:{function}", payload, Lane.LONG, about=about)


def lines(
    session: Session, episode: Episode, dialogue: Stem, chooser: Chooser, ctx: Context, *, upgrade: bool
) -> tuple[Episode, list[Line]]:
    """Give the episode's Lines, transcribing where they do not stand on today's dialogue."""
    detector, info = chooser.detector(), chooser.transcriber(episode.language)
    if episode.listening and _stands(episode, episode.listening, dialogue, chooser, upgrade):
        return episode, session.store.all(Line, episode_id=episode.id)
    made_from = transcript_recipe(dialogue.asset, info, detector, episode.language)
    item = work.Hear(session.place, episode.id, dialogue.asset, info.id, detector.id, episode.language, made_from)
    heard: Transcribed = session.one(_of_episode("hear", "transcribe", episode, item), ctx)
    listening = Listening(heard.transcript.language, heard.speech, label(info), made_from, label(detector), RULES)
    return _keep(session, replace(episode, listening=listening), heard.transcript.lines)


def _stands(episode: Episode, known: Listening, dialogue: Stem, chooser: Chooser, upgrade: bool) -> bool:
    """Tell whether a hearing is still good: the same sound, by the engines and rules it was made with.

    That a person later says what language was found anyway changes nothing.
    """
    detector, rules = chooser.detector(), RULES if upgrade else known.rules
    if not upgrade:
        detector = as_recorded(detector, known.detector, chooser.named(EngineKind.DETECTOR))
    languages = {episode.language, ""} if episode.language == known.language else {episode.language}

    def stands(language: str) -> bool:
        return is_fresh(
            known.recipe,
            known.engine,
            chooser.transcriber(episode.language),
            lambda engine: transcript_recipe(dialogue.asset, engine, detector, language, rules),
            upgrade=upgrade,
            named=chooser.named(EngineKind.TRANSCRIBER),
        )

    return any(stands(language) for language in languages)


def _keep(session: Session, episode: Episode, heard: tuple[Line, ...]) -> tuple[Episode, list[Line]]:
    """Store a transcription.

    Lines that a person made, or wrote a text for, stay; machine Lines in their time give way. A Line that is heard
    again as before keeps its id, and with it everything that was made from it.
    """
    old = session.store.all(Line, episode_id=episode.id)
    again = heard_again(old, heard)
    written = _written(session, episode)
    kept = [line for line in old if line.origin is Origin.PERSON or (line.id in written and line.id not in again)]
    fresh = [line for line in again.values() if not any(line.span.overlap_ms(one.span) for one in kept)]
    with session.store.edit(Message.of("transcribe-episode", number=episode.number), MACHINE) as edit:
        edit.put(episode)
        stays = {line.id for line in (*fresh, *kept)}
        for line in old:
            if line.id not in stays:
                edit.delete(line)
        for line in fresh:
            edit.put(line)
    return episode, sorted([*kept, *fresh], key=lambda line: line.span)


def _written(session: Session, episode: Episode) -> set[str]:
    """Return the ids of the Lines that a person wrote a text for, in any market."""
    targets = session.store.all(Target, episode_id=episode.id)
    return {line_id for target in targets if target.by_person for line_id in target.line_ids}


def issues(episode: Episode, lines: list[Line]) -> tuple[Issue, ...]:
    """List the speech that no Line covers, nothing said goes missing silently, and Lines of an earlier hearing."""
    listening = episode.listening
    if not listening:
        return ()
    stayed = [line for line in lines if line.origin is Origin.MACHINE and line.recipe != listening.recipe]
    return (*dubbed.uncovered(uncovered(lines, listening.speech)), *stayed_issues(stayed))
