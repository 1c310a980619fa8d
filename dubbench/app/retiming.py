"""Move Lines in time: their ends, their bodies, the edges they share."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping

from dubbench.app.revising import Edited, Page, Revision, episode_of, present, revise
from dubbench.app.session import Session
from dubbench.domain.journal import Message
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.timing import moved, with_neighbours


def retime(session: Session, line_id: str, span: Span, *, neighbours: bool = False) -> Edited:
    """Give a Line another span; with `neighbours` the edges that it shares with them move along.

    Snapping happens before, where the person points: `domain.timing.snapped`.
    """

    def change(page: Page) -> Revision:
        line = page.line(line_id)
        own = [one for one in page.lines if one.episode_id == line.episode_id]
        spans = with_neighbours(own, line, span) if neighbours else {line.id: span}
        put = [moved(page.line(moving), wanted) for moving, wanted in spans.items()]
        return Revision(Message.of("retime-line", number=page.number(line)), put, ids=tuple(spans))

    return revise(session, [episode_of(session, line_id)], change)


def retime_many(session: Session, spans: Mapping[str, Span]) -> Edited:
    """Give several Lines other spans, by id, as one Step: none moves where one of them cannot."""
    episodes = {episode_of(session, line_id) for line_id in spans}

    def change(page: Page) -> Revision:
        put = [moved(page.line(line_id), span) for line_id, span in spans.items()]
        told = Message.of("retime-lines", count=len(put))
        if len(put) == 1:
            told = Message.of("retime-line", number=page.number(put[0]))
        return Revision(told, put, ids=tuple(spans))

    return revise(session, episodes, change) if spans else Edited()


def set_in(session: Session, line_id: str, start_ms: int, *, neighbours: bool = False) -> Edited:
    """Set where a Line begins."""
    return _set(session, line_id, start_ms=start_ms, neighbours=neighbours)


def set_out(session: Session, line_id: str, end_ms: int, *, neighbours: bool = False) -> Edited:
    """Set where a Line ends."""
    return _set(session, line_id, end_ms=end_ms, neighbours=neighbours)


def shift(session: Session, line_id: str, by_ms: int, *, neighbours: bool = False) -> Edited:
    """Move a Line as a whole, earlier where negative."""
    span = present(session.store.get(Line, line_id)).span
    return retime(session, line_id, span.shifted(by_ms), neighbours=neighbours)


def _set(session: Session, line_id: str, *, neighbours: bool, **ends: int) -> Edited:
    span = present(session.store.get(Line, line_id)).span
    return retime(session, line_id, span._replace(**ends), neighbours=neighbours)
