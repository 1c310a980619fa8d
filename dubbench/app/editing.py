"""What a person changes in the script: texts and voices, undone and redone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dubbench.app.script import Script, script, sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Message, Step
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
