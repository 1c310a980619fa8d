"""Signing an episode: what the person signs with it, what is in its way and where, and the signature."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from dubbench.app.running import Turn
from dubbench.domain.signing import SignKind
from dubbench.formats.issue_words import located
from dubbench.gui import theme
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.open_series import Read, Reading
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.parts import button, label, wrapped
from dubbench.gui.preferences import Preferences
from dubbench.gui.window import MainWindow
from dubbench.i18n import ntr, tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.approving import Outlook
    from dubbench.app.engines import Choice
    from dubbench.app.session import Session


class EpisodeSigning(QObject):
    """Looks at what a signature of the episode that is shown would sign, and gives it."""

    signed = Signal(str)  # in words

    def __init__(self, window: MainWindow, page: EpisodePage, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._page, self._series, self._preferences = window, page, page.series, preferences
        self.reading = Reading(self._series, Turn.NOW)
        self.dialog: SignDialog | None = None
        self._look: Outlook | None = None
        self._series.closed.connect(self._close)
        page.turned.connect(self._close)

    def ask(self) -> None:
        """Look at the episode and show what its signature would sign."""
        page = self._page
        page.widgets.editors.flush()
        if page.episode and page.market:
            self.reading.stop()
            read = _looked(page.episode.id, page.market.id, self._preferences.now.choice())
            self.reading.ask(tr("Look what there is to sign"), read, self._show)

    def sign(self) -> None:
        """Sign what is shown; what was changed since it was looked at is refused, and looked at anew."""
        from dubbench.app import approving

        look = self._look
        if look is None:
            return
        whole = not look.blocked and not look.refused
        if self._series.edit(lambda session: approving.sign_episode(session, look)):
            said = tr("The episode is signed.") if whole else _counted(look)
            self._close()
            self.signed.emit(said)
        else:
            self.ask()

    def _show(self, look: Outlook) -> None:
        page = self._page
        if not (page.episode and page.market) or (look.episode_id, look.market_id) != (page.episode.id, page.market.id):
            return
        self._look = look
        if self.dialog is None:
            self.dialog = SignDialog(self._window)
            self.dialog.sign_asked.connect(self.sign)
            self.dialog.go_asked.connect(self._go)
            self.dialog.finished.connect(self._left)
        number, market = page.episode.number, page.market.locale
        numbers = {row.line_id: row.number for row in page.rows}
        self.dialog.set_look(tr("Sign episode {number} · {market}", number=number, market=market), look, numbers)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def _go(self, line_id: str) -> None:
        if self._page.row(line_id):
            self._page.choose(line_id)
            self._page.widgets.editors.setFocus(Qt.FocusReason.OtherFocusReason)
        self._close()

    def _left(self) -> None:
        self.dialog, self._look = None, None
        self.reading.stop()

    def _close(self) -> None:
        if self.dialog:
            self.dialog.reject()


class SignDialog(QDialog):
    """What is signed with an episode, and what stays in its way; Enter signs, or goes to the line at hand."""

    sign_asked = Signal()
    go_asked = Signal(str)  # a line's id

    def __init__(self, parent: MainWindow) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Sign the episode"))
        self._title, self.summary = label("", "title"), wrapped("", "")
        self.list = CardList(tr("In the way of the signature"), tr("✓ Nothing is in its way."), 2)
        self.list.taken.connect(self._take)
        self.sign_button = button(tr("Sign"), "sign", self.sign_asked.emit, "primary")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("Close"), "close", self.reject))
        foot.addWidget(self.sign_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(10))
        for widget in (self._title, self.summary, self.list):
            layout.addWidget(widget)
        layout.setStretchFactor(self.list, 1)
        layout.addLayout(foot)
        self.resize(theme.px(560), theme.px(420))
        self._lines: dict[str, str] = {}

    def set_look(self, title: str, look: Outlook, numbers: dict[str, int]) -> None:
        """Show an outlook; `numbers` are those that people see of the lines."""
        self._title.setText(title)
        self._lines = {str(n): one.issue.line_id for n, one in enumerate(look.blocked)}
        self.list.set_cards(
            Card(
                str(n),
                located(one.issue),
                tr("Line {number}", number=numbers[one.issue.line_id]) if one.issue.line_id in numbers else "",
                mark="✗",
                colour="bad",
            )
            for n, one in enumerate(look.blocked)
        )
        whole = not look.blocked and not look.refused
        told = [_counted(look)] if look.lines else []
        told += [tr("Then the episode is signed.") if look.lines else tr("The episode is ready to be signed.")] * whole
        told += [look.refused] * bool(look.refused)
        told += [
            ntr("{count} thing is in the way of the episode's signature.",
                "{count} things are in the way of the episode's signature.", len(look.blocked))
        ] * bool(look.blocked)  # fmt: skip
        self.summary.setText("\n".join(told))
        self.sign_button.setEnabled(whole or bool(look.lines))
        self.sign_button.setText(tr("Sign the episode") if whole else tr("Sign what I may"))
        (self.sign_button if self.sign_button.isEnabled() else self.list).setFocus()
        self.sign_button.setAutoDefault(True)
        self.sign_button.setDefault(self.sign_button.isEnabled())

    def _take(self, key: str) -> None:
        if line_id := self._lines.get(key):
            self.go_asked.emit(line_id)


def _counted(look: Outlook) -> str:
    words = {
        SignKind.TEXT: lambda n: ntr("{count} text", "{count} texts", n),
        SignKind.CULTURE: lambda n: ntr("{count} line for its culture", "{count} lines for their culture", n),
        SignKind.AUDIO: lambda n: ntr("{count} sound", "{count} sounds", n),
    }
    told = ", ".join(words[kind](len(contents)) for kind, contents in look.to_sign.items())
    return tr("You sign: {what}.", what=told)


def _looked(episode_id: str, market_id: str, choice: Choice) -> Read:
    def read(session: Session, _ctx: Context) -> Outlook:
        from dubbench.app.approving import outlook

        return outlook(session, episode_id, market_id, choice)

    return read
