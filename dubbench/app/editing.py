"""What a person changes in the script: texts and voices, undone and redone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dubbench.app.episodes import find_markets
from dubbench.app.script import Script, script, sentence
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message, Step
from dubbench.domain.market import Profile
from dubbench.domain.script import Line, Origin
from dubbench.domain.target import Target, WordOrigin
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.pipeline.divide import phrase_offsets
from dubbench.pipeline.translate import target_id


def write(folder: Path, episode: int | None, locale: str, number: int, text: str) -> dict[str, Any]:
    """Write what a line says in a market, in one step."""
    with Session.open(folder) as session:
        found = script(session, episode, locale)
        return {"number": number, "text": write_line(session, found, found.line(number), number, text).text}


def write_line(session: Session, found: Script, line: Line, number: int, text: str) -> Target:
    """Put a person's text in the place of a line's Target; its phrases follow the source's pauses."""
    said = " ".join(text.split())
    if not said:
        raise BadInput(tr("A line cannot say nothing. Write what it should say."))
    old = found.targets.get(line.id) or Target(
        target_id(found.market.id, (line.id,)), found.episode.id, found.market.id, (line.id,), ""
    )
    wanted = replace(
        old,
        text=said,
        phrases=phrase_offsets(said, line.phrases(), found.market.locale),
        origins=(WordOrigin(0, len(said), "person", session.person.id),),
        origin=Origin.PERSON,
    )
    with session.store.edit(
        Message.of("edit-target", number=number, market=found.market.locale), session.person
    ) as edit:
        edit.put(wanted)
    return wanted


def cast(folder: Path, locale: str, who: str, voice_id: str) -> dict[str, Any]:
    """Choose the voice of unnamed speakers (low, high) in a market."""
    if who not in {"low", "high"}:
        raise BadInput(tr("“{who}” is nobody yet. Unnamed speakers are low and high, by pitch.", who=who))
    with Session.open(folder) as session:
        markets = find_markets(session, [locale] if locale else [])
        if len(markets) != 1:
            raise BadInput(tr("Say which market: --market pt-BR"))
        profiles = session.store.all(Profile, market_id=markets[0].id)
        old = next((p for p in profiles if p.character_id == who), Profile(new_id(), markets[0].id, who))
        with session.store.edit(Message.of("cast-voice", who=who, voice=voice_id), session.person) as edit:
            edit.put(replace(old, voice_id=voice_id))
        return {"who": who, "voice": voice_id, "market": markets[0].locale}


def undo(folder: Path) -> dict[str, Any]:
    """Take back this person's latest change."""
    with Session.open(folder) as session:
        return _told(session.store.undo(session.person), tr("There is nothing of yours to take back."))


def redo(folder: Path) -> dict[str, Any]:
    """Make again what this person took back last."""
    with Session.open(folder) as session:
        return _told(session.store.redo(session.person), tr("There is nothing to make again."))


def _told(step: Step | None, nothing: str) -> dict[str, Any]:
    if step is None:
        raise BadInput(nothing)
    return {"seq": step.seq, "message": sentence(step.message.id, step.message.arguments)}
