"""What a producer sees to: the people of the series and what they may do, and the consents of its performers."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from dubbench.app.running import Turn
from dubbench.gui import choosing
from dubbench.gui.consents_page import ConsentsPage, Entered
from dubbench.gui.open_series import OpenSeries, Reading
from dubbench.gui.people_page import PeoplePage
from dubbench.gui.settings_page import SettingsDialog
from dubbench.gui.window import MainWindow
from dubbench.i18n import tr
from dubbench.jobs.context import Context

if TYPE_CHECKING:
    from dubbench.app.session import Session

PEOPLE, CONSENTS = 0, 1


class Producing(QObject):
    """Shows both pages, carries out what is asked there, and shows what came of it."""

    def __init__(self, window: MainWindow, series: OpenSeries) -> None:
        super().__init__(window)
        self._window, self._series = window, series
        self._reading, self._hearing = Reading(series, Turn.NOW), Reading(series, Turn.NOW)
        self.dialog: SettingsDialog | None = None
        self.people: PeoplePage | None = None
        self.consents: ConsentsPage | None = None
        self.sure: QMessageBox | None = None
        series.closed.connect(self._close)
        series.edited.connect(lambda _done: self._again())

    def ask_people(self) -> None:
        """Show who works on the series."""
        self._show(PEOPLE)

    def ask_consents(self) -> None:
        """Show what its performers agreed to."""
        self._show(CONSENTS)

    def _again(self) -> None:
        if self.dialog:
            self.refresh()

    def refresh(self) -> None:
        """Read both pages anew."""
        self._reading.forget()
        self._reading.ask(tr("Look who works on the series"), _read, self._have)

    def _show(self, page: int) -> None:
        if self.dialog is None:
            people, consents = PeoplePage(), ConsentsPage()
            self.people, self.consents = people, consents
            self.dialog = SettingsDialog(((tr("People"), people), (tr("Consents"), consents)), self._window)
            self.dialog.setWindowTitle(tr("People and consents"))
            self.dialog.finished.connect(self._left)
            self._connect(people, consents)
        self.dialog.show_page(page)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self.refresh()

    def _connect(self, people: PeoplePage, consents: ConsentsPage) -> None:
        people.begin_asked.connect(lambda name: self._do(lambda p, s: p.found(s, name), people.clear))
        people.add_asked.connect(
            lambda who, name, key, service: self._do(lambda p, s: p.add(s, who, name, key, service), people.clear)
        )
        people.grant_asked.connect(lambda who, role, market: self._do(lambda p, s: p.grant(s, who, role, market)))
        people.withdraw_asked.connect(
            lambda who, role, market: self._do(lambda p, s: p.withdraw(s, p.find_grant(s, who, role, market).id))
        )
        people.leave_asked.connect(self._ask_leave)
        consents.give_asked.connect(self._give)
        consents.revoke_asked.connect(self._revoke)
        consents.document_asked.connect(self._choose_document)
        consents.shown_asked.connect(self._ask_heard)

    def _do(self, do: Callable[[Any, Session], Any], done: Callable[[], None] | None = None) -> None:
        from dubbench.app import people

        if self._series.edit(lambda session: do(people, session)) and done:
            done()

    def _ask_leave(self, who: str) -> None:
        if self.dialog:
            says = tr("{name} loses every role in this series, and keeps what they signed.", name=who)
            title = tr("Let leave")
            self.sure = choosing.sure(self.dialog, title, says, title, lambda: self._do(lambda p, s: p.leave(s, who)))

    def _give(self, entered: Entered) -> None:
        from dubbench.app import rights, rights_told

        def give(session: Session) -> Any:
            given = rights.Given(
                entered.voice,
                entered.performer,
                Path(entered.document).expanduser(),
                rights_told.kind(entered.kind),
                _several(entered.titles),
                rights_told.uses(_several(entered.uses)),
                _several(entered.languages),
                _several(entered.territories),
                _several(entered.media),
                entered.begins,
                entered.ends,
                entered.pay_creation,
                entered.pay_use,
            )
            return rights.give(session, given)

        if self._series.edit(give) and self.consents:
            self.consents.clear()

    def _revoke(self, consent_id: str, why: str) -> None:
        from dubbench.app import rights

        if self._series.edit(lambda session: rights.revoke(session, consent_id, why)) and self.consents:
            self.consents.why.clear()

    def _choose_document(self) -> None:
        if self.dialog and self.consents:
            title = tr("The document that the performer signed")
            choosing.file(self.dialog, title, str(Path.home()), tr("All files") + " (*)", self.consents.set_document)

    def _ask_heard(self, consent_id: str) -> None:
        def read(session: Session, _ctx: Context) -> tuple[float, int]:
            from dubbench.app import rights_told

            return rights_told.heard(session, consent_id)

        def have(found: tuple[float, int]) -> None:
            if self.consents:
                self.consents.set_heard(consent_id, *found)

        self._hearing.forget()
        self._hearing.ask(tr("Look where the voice is heard"), read, have)

    def _have(self, found: tuple[Any, ...]) -> None:
        if self.people and self.consents:
            members, roles, markets, me, consents = found
            self.people.set_people(members, roles, markets, me)
            self.consents.set_consents(consents)

    def _left(self) -> None:
        self._reading.stop()
        self._hearing.stop()
        if self.dialog:
            self.dialog.deleteLater()
        self.dialog, self.people, self.consents = None, None, None

    def _close(self) -> None:
        if self.dialog:
            self.dialog.reject()


def _read(session: Session, _ctx: Context) -> tuple[Any, ...]:
    from dubbench.app import people, permits, persons, rights_told
    from dubbench.domain.market import Market
    from dubbench.domain.people import Role

    markets = sorted(session.store.all(Market), key=lambda one: one.locale)
    members = [persons.as_data(one, markets) for one in people.listing(session)]
    roles = {role.value: permits.word(role) for role in Role}
    return (
        members,
        roles,
        [(m.id, m.locale) for m in markets],
        persons.key(session.person.id),
        rights_told.rows(session),
    )


def _several(text: str) -> tuple[str, ...]:
    """Read a list that is written with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
