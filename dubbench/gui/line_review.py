"""Review at the line at hand: what is signed and by whom, what changed since, comments, and sending it back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from dubbench.app.desk_events import Changed
from dubbench.domain.people import Person
from dubbench.domain.remarks import Subject
from dubbench.domain.signing import Mqm, SignKind, Standing
from dubbench.errors import DubbenchError
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.frame import EpisodeFrame
from dubbench.gui.panels.review import Remark, ReviewPanel
from dubbench.gui.panels.signs import Signed, SignItem
from dubbench.gui.seen import WhenSeen
from dubbench.gui.values import Row
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.comments import Thread
    from dubbench.app.review import View

PANEL = "review"
TABLES = {"signoff", "sent_back", "comment", "person", "grant_", "target", "line", "take", "fit", "profile", "series"}


class LineReview(QObject):
    """Joins the panel with the page; each wish is one call of a use case."""

    def __init__(self, page: EpisodePage, panel: ReviewPanel, frame: EpisodeFrame) -> None:
        super().__init__(page)
        self._page, self._series, self._panel, self._frame = page, page.series, panel, frame
        self._views: dict[str, View] = {}
        self._seen = WhenSeen(frame, PANEL, self)
        self._seen.due.connect(self._show)
        for news in (page.line_changed, page.turned):
            news.connect(self._seen.touch)
        self._series.heard.connect(self._hear)
        self._series.opened.connect(self._opened)
        panel.sign_asked.connect(self.sign)
        panel.revoke_asked.connect(self.revoke)
        panel.write_asked.connect(self.write)
        panel.back_asked.connect(self.send_back)
        panel.resolve_asked.connect(self.resolve)

    # what the person does

    def comment(self) -> None:
        """Bring the panel to the front, ready to write a comment."""
        self._frame.show_panel(PANEL)
        self._show()
        self._panel.begin_comment()

    def ask_back(self) -> None:
        """Bring the panel to the front, ready to say why the line is sent back."""
        self._frame.show_panel(PANEL)
        self._show()
        self._panel.begin_back()

    def sign(self, kind: str) -> None:
        """Sign the line at hand, as it is shown."""
        from dubbench.app import review

        row, market = self._page.current, self._page.market
        view = self._views.get(kind)
        if row and market and view:
            self._page.widgets.editors.flush()
            seen = {row.target_id: view.content}
            self._series.edit(
                lambda session: review.sign(
                    session, SignKind(kind), [row.target_id], market_id=market.id, expected=seen
                )
            )

    def revoke(self, kind: str) -> None:
        """Take one's own signature back; the reason that the history keeps is what stands in the field."""
        from dubbench.app import review

        view, me = self._views.get(kind), self._series.session.person.id
        mine = [one.id for one in view.signoffs if one.person_id == me] if view else []
        why = self._panel.field.text().strip() or tr("taken back by who gave it")
        if mine and self._series.edit(lambda session: review.revoke(session, mine, why)):
            self._panel.clear()

    def write(self, text: str, thread_id: str) -> None:
        """Comment on the line at hand, or go on with a thread."""
        from dubbench.app import comments

        row, market = self._page.current, self._page.market
        if row is None or market is None:
            return
        about = (Subject.TARGET, row.target_id) if row.target_id else (Subject.LINE, row.line_id)
        done = self._series.edit(
            (lambda session: comments.reply(session, thread_id, text))
            if thread_id
            else (lambda session: comments.write(session, *about, text, market_id=market.id))
        )
        if done:
            self._panel.clear()

    def send_back(self, category: str, text: str) -> None:
        """Send the line at hand back, instead of the signature that this person would give."""
        from dubbench.app import review

        row = self._page.current
        kind = self._mine()
        if row and row.target_id and kind:
            done = self._series.edit(
                lambda session: review.send_back(session, kind, row.target_id, Mqm(category), text)
            )
            if done:
                self._panel.clear()

    def resolve(self, thread_id: str, done: bool) -> None:
        """Say that a thread is done, or open it again."""
        from dubbench.app import comments

        change = comments.resolve if done else comments.reopen
        self._series.edit(lambda session: change(session, thread_id))

    # what is shown

    def _opened(self) -> None:
        from dubbench.app.review import category_word

        self._panel.set_reasons((one.value, category_word(one)) for one in Mqm)
        self._seen.touch()

    def _hear(self, event: object) -> None:
        if isinstance(event, Changed) and any(table in TABLES for table, _ in event.rows):
            self._seen.touch()

    def _mine(self) -> SignKind | None:
        """Return the kind of signature that this person gives here; `None` where they give none."""
        from dubbench.app import approving

        market = self._page.market
        return approving.kind_of(self._series.session, market.id) if market and self._series else None

    def _show(self) -> None:
        row = self._page.current if self._series else None
        views = self._read(row)
        self._views = {view.kind.value: view for view in views}
        me = self._series.session.person.id if self._series else ""
        refused = "" if self._series and self._mine() else tr("Only who may sign here can send a line back.")
        names = self._names()
        signs = [_sign(view, me, names) for view in views]
        self._panel.set_line(row is not None, signs, self._remarks(row, views, names), refused)
        stale = next((part for view in views for one in view.differences for part in one.parts if part.differs), None)
        self._panel.signs.set_changed(stale.runs if stale else ())

    def _read(self, row: Row | None) -> Sequence[View]:
        from dubbench.app import review

        if row and row.target_id:
            with suppress(DubbenchError):  # deleted a moment ago: the next news says so
                return review.views(self._series.session, row.target_id)
        return ()

    def _names(self) -> dict[str, str]:
        return {one.id: one.name for one in self._series.session.store.all(Person)} if self._series else {}

    def _remarks(self, row: Row | None, views: Iterable[View], names: Mapping[str, str]) -> list[Remark]:
        from dubbench.app import comments
        from dubbench.app.review import category_word

        if row is None:
            return []
        session = self._series.session
        threads: list[Thread] = list(comments.about(session, Subject.LINE, row.line_id))
        if row.target_id:
            threads += comments.about(session, Subject.TARGET, row.target_id)
        back = {one.comment_id: category_word(one.category) for view in views for one in view.sent}
        return [
            Remark(
                one.id,
                one.thread_id,
                one.text,
                names.get(one.person_id, one.person_id),
                _clock(one.at),
                answer=one.id != one.thread_id,
                resolved=thread.resolved,
                back=back.get(one.id, ""),
                quoted=one.quoted,
            )
            for thread in threads
            for one in thread.comments
        ]


_STANDS = {
    Standing.NONE: Signed.NONE,
    Standing.PARTLY: Signed.PARTLY,
    Standing.SIGNED: Signed.SIGNED,
    Standing.STALE: Signed.STALE,
}


def _sign(view: View, me: str, names: Mapping[str, str]) -> SignItem:
    from dubbench.app.review import kind_word

    standing = Signed.SENT_BACK if view.sent else _STANDS[view.standing]
    valid = [one for one in view.signoffs if one.content == view.content]
    shown = valid or view.signoffs[-1:]
    by = ", ".join(f"{names.get(one.person_id, one.person_id)} {_clock(one.at)}" for one in shown)
    mine = any(one.person_id == me for one in valid)
    return SignItem(view.kind.value, kind_word(view.kind), standing, by, view.refused, mine)


def _clock(at: str) -> str:
    """Write a moment as the day and the time of this machine."""
    with suppress(ValueError):
        return f"{datetime.fromisoformat(at).astimezone():%d.%m. %H:%M}"
    return at
