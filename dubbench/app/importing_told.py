"""An import as the command line asks for it and tells of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dubbench.app import importing
from dubbench.app.episodes import find_episode, media_path
from dubbench.app.importing import Fate, Plan, Planned, Source
from dubbench.app.session import Session
from dubbench.domain.script import Character
from dubbench.formats.incoming import Left
from dubbench.i18n import tr
from dubbench.media.text_tracks import TextTrack, events, text_tracks


def tracks(folder: Path, number: int | None) -> list[dict[str, Any]]:
    """List the text tracks inside an episode's media."""
    with Session.open(folder) as session:
        found = text_tracks(media_path(session, find_episode(session, number)))
        return [_track(one) for one in found]


def import_script(
    folder: Path, number: int | None, source: Source | int, *, keep: bool = False, dry: bool = False
) -> dict[str, Any]:
    """Import a file, or a text track of the episode's media by its number; `dry` only tells what would happen."""
    with Session.open(folder) as session:
        episode = find_episode(session, number)
        if isinstance(source, int):
            media = media_path(session, episode)
            named = Source(Path(f"{media.name}#{source}"), kind="ass", encoding="utf-8")
            found = importing.read_data(session, episode, named, events(media, source).encode())
            found = replace(found, kind=text_tracks(media)[source].codec)
        else:
            named, found = source, importing.read(session, episode, source)
        if dry:
            return _told(session, importing.plan(session, episode, found, keep=keep), changed=False)
        plan, done = importing.carry_out(session, episode, found, named.path.name, keep=keep)
        return _told(session, plan, changed=bool(done.changed))


def _track(one: TextTrack) -> dict[str, Any]:
    return {"track": one.number, "language": one.language, "codec": one.codec, "title": one.title,
            "readable": one.readable}  # fmt: skip


def _told(session: Session, plan: Plan, *, changed: bool) -> dict[str, Any]:
    names = {one.id: one.name for one in (*session.store.all(Character), *plan.characters)}
    fates = [row.fate for row in plan.rows]
    return {
        "changed": changed,
        "format": plan.read.kind,
        "encoding": plan.read.encoding,
        "language": plan.read.language,
        "counts": {fate.value: fates.count(fate) for fate in Fate} | {"gone": len(plan.gone)},
        "unsure": sum(1 for row in plan.rows if row.line is not None and not row.sure),
        "shifted_ms": plan.shifted_ms,
        "characters": [one.name for one in plan.characters],
        "left": {name.value: count for name, count in plan.read.left.items() if count},
        "lines": [_row(row, names) for row in plan.rows],
        "gone": [{"start_ms": line.span.start_ms, "source": line.text} for line in plan.gone],
    }


def _row(row: Planned, names: Mapping[str, str]) -> dict[str, Any]:
    line = row.line
    return {
        "fate": row.fate.value,
        "row": row.entry.row,
        "start_ms": line.span.start_ms if line else None,
        "end_ms": line.span.end_ms if line else None,
        "character": names.get(line.character_id, "") if line else row.entry.speaker,
        "source": row.entry.text,
        "before": row.known.text if row.known else "",
        "sure": row.sure,
    }


def left_in_words(left: Mapping[str, int]) -> list[str]:
    """Say what a file holds that no Line takes."""
    known = {
        Left.POSITION: tr("positions on the picture: {count}"),
        Left.MARKUP: tr("subtitles with colours, fonts or italics: {count}"),
        Left.WORD_TIMES: tr("subtitles with times of single words: {count}"),
        Left.SOUND: tr("sounds and asides in brackets or notes: {count}"),
        Left.COMMENT: tr("comments: {count}"),
        Left.DRAWING: tr("drawings: {count}"),
        Left.IMAGE: tr("images: {count}"),
        Left.EMPTY: tr("subtitles in which nothing is said: {count}"),
        Left.NO_DIALOGUE: tr("entries that are no dialogue: {count}"),
        Left.ACTION: tr("scenes and action: {count}"),
        Left.LANGUAGE: tr("texts in other languages: {count}"),
        Left.STYLE: tr("subtitles in a style that you skip: {count}"),
        Left.TRANSLATION: tr("translations: {count}"),
    }
    return [known[Left(name)].format(count=count) for name, count in left.items()]
