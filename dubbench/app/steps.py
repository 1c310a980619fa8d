"""The past of a series as people read it: steps in words, what is undone, and the way back to one of them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dubbench.app import permits
from dubbench.app.script import sentence
from dubbench.app.session import Session
from dubbench.domain.journal import Author, Step
from dubbench.domain.script import Line
from dubbench.domain.target import Alternative, Fit, Take, Target
from dubbench.errors import BadInput, Conflict, DubbenchError
from dubbench.i18n import tr
from dubbench.store.edit import Changed

RECENT = 300
"""So many steps are read; the command `history` reads further back."""
_REVERSALS = {"undo", "redo"}


@dataclass(frozen=True, slots=True)
class Told:
    """A step in words; `line_id` is the first line it is about, "" where it is about none.

    `undone` tells that its author took it back, `back` how many changes of the person who asks stand after it.
    """

    id: str
    seq: int
    words: str
    author: str
    at: str
    mine: bool
    machine: bool
    undone: bool
    line_id: str
    back: int


@dataclass(frozen=True, slots=True)
class Past:
    """Steps, newest first, and whether the person who asks has anything to take back or to make again."""

    steps: tuple[Told, ...] = ()
    undo: bool = False
    redo: bool = False


def recent(session: Session, *, line_id: str = "", market_id: str = "", limit: int = RECENT) -> Past:
    """Read the newest steps of a series, or those about one Line and what a Market says for it."""
    store = session.store
    steps = store.steps(limit=limit, images=False)
    shown = _about(session, line_id, market_id, limit) if line_id else steps
    known = {step.id: step for step in (*steps, *shown)}
    undone = _undone(sorted(known.values(), key=lambda step: step.seq))
    standing = [step for step in steps if _mine(step, session.person) and _edit(step) and step.id not in undone]
    about = dict.fromkeys((step.seq for step in shown), line_id) if line_id else _lines_of(session, shown)
    told = tuple(_told(step, session.person, undone, standing, about[step.seq]) for step in shown)
    redo = _redoable(step for step in steps if _mine(step, session.person))
    return Past(told[::-1], bool(standing), redo)


def undo(session: Session) -> Step | None:
    """Take back the person's latest change; `None` where nothing is left, `NotPermitted` where it is locked by now."""
    return session.store.undo(session.person, permits.guard(session.person))


def redo(session: Session) -> Step | None:
    """Make again what the person took back last; `None` where nothing is left."""
    return session.store.redo(session.person, permits.guard(session.person))


def back_to(session: Session, seq: int) -> int:
    """Take back everything of the person's own that came after a step; return how many changes that were.

    `BadInput` where nothing did; `Conflict` where one cannot be taken back: what came after it stays taken back.
    """
    steps = session.store.steps(since=seq, images=False)
    undone = _undone(steps)
    mine = [step for step in steps if _mine(step, session.person) and _edit(step) and step.id not in undone]
    wanted = _runs(mine)
    if not wanted:
        raise BadInput(tr("You have changed nothing since. What others changed, only they take back."))
    for done in range(wanted):
        try:
            if undo(session) is None:
                return done
        except DubbenchError as error:
            if not done:
                raise
            raise Conflict(
                tr("{done} of {wanted} changes were taken back; not the next: {why}", done=done, wanted=wanted,
                   why=error)
            ) from error  # fmt: skip
    return wanted


def _told(step: Step, person: Author, undone: frozenset[str], standing: Sequence[Step], line_id: str) -> Told:
    return Told(
        step.id,
        step.seq,
        sentence(step.message.id, step.message.arguments),
        step.author.id,
        step.at,
        _mine(step, person),
        step.author.machine,
        step.id in undone,
        line_id,
        _runs([one for one in standing if one.seq > step.seq]),
    )


# whose, and what stands


def _mine(step: Step, person: Author) -> bool:
    return step.author == person


def _edit(step: Step) -> bool:
    return step.message.id not in _REVERSALS and not step.binding


def _runs(steps: Sequence[Step]) -> int:
    """Count what one undo each takes back: steps of one group are one."""
    before = ["", *(step.group for step in steps)]
    return sum(not step.group or step.group != group for step, group in zip(steps, before, strict=False))


def _undone(steps: Sequence[Step]) -> frozenset[str]:
    """Find the edits that their authors took back and did not make again, among steps in order."""
    by_id = {step.id: step for step in steps}
    groups: dict[tuple[Author, str], list[str]] = {}
    for step in steps:
        groups.setdefault((step.author, step.group or step.id), []).append(step.id)
    found = set[str]()
    for step in steps:
        if _edit(step) or (root := _root(step, by_id)) is None:
            continue
        run = groups[root.author, root.group or root.id]
        (found.update if step.message.id == "undo" else found.difference_update)(run)
    return frozenset(found)


def _root(step: Step, by_id: Mapping[str, Step]) -> Step | None:
    """Return the edit that an undo or redo is about; `None` where it was before what is read."""
    found: Step | None = step
    while found is not None and not _edit(found):
        found = by_id.get(found.undoes)
    return found


def _redoable(mine: Iterable[Step]) -> bool:
    """Tell whether the person's newest undo is not redone, with no edit on top."""
    left = 0
    for step in mine:
        left = max(0, {"undo": left + 1, "redo": left - 1}.get(step.message.id, 0))
    return left > 0


# what a step is about


def _about(session: Session, line_id: str, market_id: str, limit: int) -> list[Step]:
    """Read the newest steps that touched a Line, its Target in a Market, or what is made of that."""
    store = session.store
    line = store.get(Line, line_id)
    rows = [line_id]
    if line is not None:
        targets = store.all(Target, episode_id=line.episode_id, market_id=market_id)
        own = [target.id for target in targets if line_id in target.line_ids]
        rows += own
        rows += [take.id for take in store.all(Take, target_id=own)]
        rows += [fit.id for fit in store.all(Fit, target_id=own)]
        rows += [text.id for text in store.all(Alternative, target_id=own)]
    found = {step.seq: step for row in rows for step in store.steps(row_id=row, limit=limit, images=False)}
    return [found[seq] for seq in sorted(found)][-limit:]


def _lines_of(session: Session, steps: Sequence[Step]) -> dict[int, str]:
    """Return the Line that each of these steps is about, by its place in the journal."""
    touched = session.store.touched(steps[0].seq - 1) if steps else {}
    lines = _Lines(session)
    return {step.seq: lines.first(touched.get(step.seq, ())) for step in steps}


class _Lines:
    """Says which Line a step is about; every row is looked up once."""

    def __init__(self, session: Session) -> None:
        self._store = session.store
        self._known: dict[tuple[str, str], str] = {}

    def first(self, touched: Changed | Iterable[tuple[str, str]]) -> str:
        """Return the Line of the first row that has one: where a step changed many, one of them."""
        ordered = sorted(touched, key=lambda row: (_ORDER.get(row[0], len(_ORDER)), row))
        found = (self._of(*row) for row in ordered[:TRIED] if row[0] in _ORDER)
        return next(filter(None, found), "")

    def _of(self, table: str, row_id: str) -> str:
        if (table, row_id) not in self._known:
            self._known[table, row_id] = self._read(table, row_id)
        return self._known[table, row_id]

    def _read(self, table: str, row_id: str) -> str:
        if table == "line":
            return row_id if self._store.get(Line, row_id) else ""
        if table == "target":
            target = self._store.get(Target, row_id)
            return next((i for i in target.line_ids if self._of("line", i)), "") if target else ""
        made = self._store.get(_MADE[table], row_id)
        return self._of("target", made.target_id) if made else ""


TRIED = 4
_MADE: Mapping[str, type[Take] | type[Fit] | type[Alternative]] = {"take": Take, "fit": Fit, "alternative": Alternative}
_ORDER = {table: place for place, table in enumerate(("line", "target", *_MADE))}
