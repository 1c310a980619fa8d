"""From the gaps that the checklist finds to the points its page shows, and where each is mended."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dubbench.domain.findings import WAIVABLE
from dubbench.formats.issue_words import sentence
from dubbench.gui.checklist_view import Mark, Point
from dubbench.i18n import ntr, tr

if TYPE_CHECKING:
    from dubbench.app.checklist import Checklist, Gap

STOPS = {"media-missing", "engine-missing", "destination", "not-signed", "signature-stale", "sent-back",
         "consent-missing"}  # fmt: skip
MADE = {"not-heard", "line-without-target", "target-without-take", "not-placed", "not-delivered", "delivery-changed",
        "delivery-lost"}  # by the delivery itself  # fmt: skip
STAGES = {"not-heard": "transcribe", "target-without-take": "fit", "not-placed": "fit"}
TOLD_BELOW = {"draft"}  # the page's last line says it of every delivery
LINES_NAMED = 12
_GRAVEST = (Mark.STOP, Mark.CARE, Mark.OPEN, Mark.GOOD)


class Mend(StrEnum):
    """How a point is mended."""

    LINE = "line"
    LOCATE = "locate"
    MODELS = "models"
    ENGINES = "engines"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Cure:
    """How and where a point is mended; `what` is the id of a line or a model, or the name of a stage."""

    mend: Mend
    episode: int
    market: str
    what: str = ""


class _Kind(NamedTuple):
    """Gaps that are one point."""

    check: str
    episode: int
    market: str
    told: str
    mark: Mark


class Acceptable(NamedTuple):
    """Gaps of one kind that a person may accept as they are, or did, in an episode and a market."""

    episode: int
    market: str
    gaps: tuple[Gap, ...]


class Points(NamedTuple):
    """The points of deliveries, those that stop them first; what mends them, and what a person may accept of them."""

    points: tuple[Point, ...]
    cures: dict[str, Cure]
    acceptable: dict[str, Acceptable]


def points(found: Sequence[Checklist]) -> Points:
    """Give the points of deliveries; cures and gaps that can be accepted, or were, by the point's id."""
    several = len(found) > 1
    made, cures, acceptable = [], dict[str, Cure](), dict[str, Acceptable]()
    for number, (kind, gaps) in enumerate(sorted(_by_kind(found).items(), key=lambda one: _GRAVEST.index(one[0].mark))):
        cure = _cure(kind, gaps)
        if cure:
            cures[str(number)] = cure
        point = _point(str(number), kind, gaps, _place(kind) if several and kind.episode else "", cure)
        if kind.check in WAIVABLE:
            acceptable[point.id] = Acceptable(kind.episode, kind.market, tuple(gaps))
            point = replace(point, accept=tr("Take back") if gaps[0].waiver else tr("Accept…"))
        made.append(point)
    nothing = [] if made else [Point("nothing", tr("Nothing stands in its way."), Mark.GOOD)]
    return Points((*made, *nothing), cures, acceptable)


def _by_kind(found: Sequence[Checklist]) -> dict[_Kind, list[Gap]]:
    kinds: dict[_Kind, list[Gap]] = {}
    for one in found:
        for gap in one.gaps:
            check = gap.issue.check
            if check in TOLD_BELOW:
                continue
            told = str(gap.issue.message.arguments.get("kind", "")) if gap.line else sentence(gap.issue.message)
            everywhere = check == "engine-missing"  # the same for every episode
            place = (0, "") if everywhere else (one.episode, one.market)
            kind = _Kind(check, *place, told, _mark(gap))
            kinds.setdefault(kind, []).append(gap)
    return kinds


def _point(point_id: str, kind: _Kind, gaps: Sequence[Gap], place: str, cure: Cure | None) -> Point:
    said = sentence(gaps[0].issue.message)
    if kind.check == "media-missing":  # whose sentence names a command, where the window has a button
        said = tr("The video of episode {number} is not found.", number=kind.episode)
    text = place + said
    words = {
        Mend.LINE: tr("Go to the line"),
        Mend.LOCATE: tr("Locate…"),
        Mend.MODELS: tr("Models…"),
        Mend.ENGINES: tr("Engines…"),
        Mend.RUN: tr("Run now"),
    }
    more = _lines(gaps)
    if waiver := gaps[0].waiver:
        more = " · ".join(filter(None, (more, tr("accepted: {reason}", reason=waiver.reason))))
    return Point(point_id, text, kind.mark, more, words[cure.mend] if cure else "")


def _mark(gap: Gap) -> Mark:
    """Say how grave a gap is to a delivery that is about to be made; a line without words is not translated by it."""
    check = gap.issue.check
    if gap.waiver:
        return Mark.GOOD
    if check in STOPS:
        return Mark.STOP
    wordless = check == "line-without-target" and not gap.issue.message.arguments.get("text")
    return Mark.OPEN if check in MADE and not wordless else Mark.CARE


def _place(kind: _Kind) -> str:
    return tr("Episode {number} · {market}", number=kind.episode, market=kind.market) + ": "


def _lines(gaps: Sequence[Gap]) -> str:
    numbers = sorted({gap.line for gap in gaps if gap.line})
    if not numbers:
        return ""
    named = ", ".join(map(str, numbers[:LINES_NAMED])) + (", …" if len(numbers) > LINES_NAMED else "")
    return ntr("Line {numbers}", "{count} lines: {numbers}", len(numbers), numbers=named)


def _cure(kind: _Kind, gaps: Sequence[Gap]) -> Cure | None:
    gap = gaps[0]
    if kind.check == "media-missing":
        return Cure(Mend.LOCATE, kind.episode, kind.market)
    if kind.check == "engine-missing":
        models = _models(gap.command)
        return Cure(Mend.ENGINES, 0, "") if models is None else Cure(Mend.MODELS, 0, "", next(iter(models), ""))
    if kind.check in STAGES:
        return Cure(Mend.RUN, kind.episode, kind.market, STAGES[kind.check])
    if gap.issue.line_id:
        return Cure(Mend.LINE, kind.episode, kind.market, gap.issue.line_id)
    return None


def _models(command: str) -> list[str] | None:
    """Read which models a command brings; `None` where it brings none."""
    words = shlex.split(command)
    return [one for one in words[3:] if not one.startswith("-")] if words[1:3] == ["models", "install"] else None
