"""What a Comment is about: a line, a target, a character or an episode, and the text that a span of it marks."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dubbench.app.revising import in_order
from dubbench.domain.market import Market
from dubbench.domain.remarks import Comment, Extent, Subject
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.domain.target import Target
from dubbench.errors import BadInput, Conflict
from dubbench.i18n import tr
from dubbench.store.store import ReadAll

SOURCE, TARGET = "source", "target"
Row = Line | Target | Character | Episode
_KEPT: dict[Subject, type[Line] | type[Target] | type[Character] | type[Episode]] = {
    Subject.LINE: Line,
    Subject.TARGET: Target,
    Subject.CHARACTER: Character,
    Subject.EPISODE: Episode,
}


def first(
    read: ReadAll, subject: Subject, subject_id: str, market_id: str, *, extent: Extent | None, made_id: str
) -> Comment:
    """Begin a thread on something, as it is under the lock; who says what, and when, is still to be filled in."""
    row = _row(read, subject, subject_id)
    market = row.market_id if isinstance(row, Target) else market_id
    if market_id not in {"", market}:
        raise BadInput(tr("What is commented is said in another market. Leave the market out."))
    if market and not read(Market, id=market):
        raise Conflict(tr("This market was deleted meanwhile. Read it again and decide."))
    marked = "" if extent is None else _marked(side(read, row, market, extent.side), extent)
    return Comment(made_id, made_id, subject, subject_id, _episode(row), market, "", "", "", extent, marked)


def text_of(read: ReadAll, comment: Comment) -> str:
    """Return the text in which a Comment marked something, as it is today; empty where it is gone."""
    if comment.extent is None:
        return ""
    try:
        row = _row(read, comment.subject, comment.subject_id)
        return side(read, row, comment.market_id, comment.extent.side)
    except (BadInput, Conflict):  # the line is deleted, or has no text in the market any more
        return ""


def side(read: ReadAll, row: Row, market_id: str, which: str) -> str:
    """Return the `source` text of a Line or Target, or its `target` text in a Market."""
    if which not in {SOURCE, TARGET}:
        raise BadInput(tr("“{side}” is no side of a line. Write source or target.", side=which))
    if isinstance(row, Line):
        return row.text if which == SOURCE else _said(read, row, market_id)
    if isinstance(row, Target):
        return row.text if which == TARGET else " ".join(line.text for line in _lines(read, row))
    raise BadInput(tr("Only a part of a line's text can be marked."))


def _row(read: ReadAll, subject: Subject, subject_id: str) -> Row:
    if subject not in _KEPT:
        raise BadInput(tr("This series keeps no decisions to comment on."))
    rows: list[Row] = list(read(_KEPT[subject], id=subject_id))
    if not rows:
        raise Conflict(tr("What is commented on is not there, or was deleted meanwhile. Read it again and decide."))
    return rows[0]


def _episode(row: Row) -> str:
    if isinstance(row, Character):
        return ""
    return row.id if isinstance(row, Episode) else row.episode_id


def _said(read: ReadAll, line: Line, market_id: str) -> str:
    if not market_id:
        raise BadInput(tr("Say in which market the text is: --market pt-BR"))
    targets = read(Target, episode_id=line.episode_id, market_id=market_id)
    said = next((target.text for target in targets if line.id in target.line_ids), None)
    if said is None:
        raise BadInput(tr("“{text}” says nothing in this market yet.", text=line.text))
    return said


def _lines(read: ReadAll, target: Target) -> tuple[Line, ...]:
    return in_order(read(Line, id=target.line_ids))


def _marked(text: str, extent: Extent) -> str:
    if not 0 <= extent.start < extent.end <= len(text):
        raise BadInput(
            tr("Characters {start} to {end} are not in “{text}”, which has {count}.", start=extent.start,
               end=extent.end, text=text, count=len(text))
        )  # fmt: skip
    return text[extent.start : extent.end]
