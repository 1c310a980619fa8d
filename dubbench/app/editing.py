"""What a person changes in the script: texts and voices, undone and redone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Any

from dubbench.app import steps
from dubbench.app.revising import present
from dubbench.app.script import Script, script, sentence
from dubbench.app.session import Session
from dubbench.app.wording import edit_target
from dubbench.domain.journal import Step
from dubbench.domain.script import Line
from dubbench.domain.target import Target
from dubbench.errors import BadInput
from dubbench.i18n import ntr, tr


def write(folder: Path, episode: int | None, locale: str, number: int, text: str) -> dict[str, Any]:
    """Write what a line says in a market, in one step."""
    with Session.open(folder) as session:
        found = script(session, episode, locale)
        return {"number": number, "text": write_line(session, found, found.line(number), text).text}


def write_line(session: Session, found: Script, line: Line, text: str) -> Target:
    """Put a person's text in the place of a line's Target."""
    edited = edit_target(session, line.id, found.market.id, text)
    return present(session.store.get(Target, edited.ids[0]))


def undo(folder: Path) -> dict[str, Any]:
    """Take back this person's latest change."""
    with Session.open(folder) as session:
        return _told(steps.undo(session), tr("There is nothing of yours to take back."))


def undo_to(folder: Path, seq: int) -> dict[str, Any]:
    """Take back all this person's changes after a step, by its number in the history."""
    with Session.open(folder) as session:
        done = steps.back_to(session, seq)
        return {"undone": done, "message": ntr("{count} change taken back", "{count} changes taken back", done)}


def redo(folder: Path) -> dict[str, Any]:
    """Make again what this person took back last."""
    with Session.open(folder) as session:
        return _told(steps.redo(session), tr("There is nothing to make again."))


def _told(step: Step | None, nothing: str) -> dict[str, Any]:
    if step is None:
        raise BadInput(nothing)
    return {"seq": step.seq, "message": sentence(step.message.id, step.message.arguments)}
