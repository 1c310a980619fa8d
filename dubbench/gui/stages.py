"""How far each of the seven stages of an episode is, from what is known of it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dubbench.gui.stagebar import Stage, StageState
from dubbench.gui.values import Row, Shown
from dubbench.i18n import tr

INGEST, TRANSCRIBE, TRANSLATE, ADAPT, REVIEW, DUB, DELIVER = range(1, 8)
UNTIL = {INGEST: "separate", TRANSCRIBE: "transcribe", TRANSLATE: "translate", DUB: "fit", DELIVER: "export"}
"""How far a run goes that does a stage; adapting and reviewing are people's work."""

_STANDING = {Shown.CONFIRMED, Shown.REVIEWED, Shown.APPROVED}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an episode in a market; `doing` is the stage that a run is at work for, 0 for none."""

    separated: bool
    heard: bool
    in_market: bool
    rows: Sequence[Row] = ()
    delivered: bool = False
    changed: bool = False
    doing: int = 0
    percent: int | None = None


def stages(known: Known) -> tuple[Stage, ...]:
    """Return the seven stages, in order."""
    rows = known.rows
    wordless = sum(row.state is Shown.EMPTY for row in rows)
    stale = sum(row.state is Shown.STALE for row in rows)
    made: tuple[Stage, ...] = (
        _made(INGEST, done=known.separated),
        _made(TRANSCRIBE, done=known.heard),
        _left(TRANSLATE, rows, wordless),
        Stage(ADAPT, reason=tr("Market decisions have no page in this version: they are made in the texts.")),
        Stage(REVIEW, StageState.STALE, stale) if stale else _left(REVIEW, rows, unsettled(rows)),
        _left(DUB, rows, sum(not row.take for row in rows)),
        Stage(DELIVER, StageState.STALE) if known.delivered and known.changed else _made(DELIVER, done=known.delivered),
    )
    if not known.in_market:
        made = (*made[:TRANSCRIBE], *(_waiting(stage) for stage in made[TRANSCRIBE:]))
    if known.doing:
        made = tuple(_doing(stage, known) if stage.number == known.doing else stage for stage in made)
    return made


def unsettled(rows: Sequence[Row]) -> int:
    """Count the lines whose words nobody has confirmed as they are now."""
    return sum(row.state not in _STANDING for row in rows)


def _made(number: int, *, done: bool) -> Stage:
    return Stage(number, StageState.DONE if done else StageState.TODO)


def _left(number: int, rows: Sequence[Row], left: int) -> Stage:
    if not rows:
        return Stage(number, StageState.TODO)
    return Stage(number, StageState.TODO if left else StageState.DONE, left)


def _waiting(stage: Stage) -> Stage:
    if stage.number == ADAPT:
        return stage
    return Stage(stage.number, StageState.BLOCKED, reason=tr("The series has no market yet: add one in the file menu."))


def _doing(stage: Stage, known: Known) -> Stage:
    return replace(stage, state=StageState.DOING, percent=known.percent)
