"""The consents of a series: what each performer agreed to and whether it covers today; given, and revoked for good."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import theme
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.parts import button, label, wrapped
from dubbench.i18n import ntr, tr

Told = Mapping[str, Any]
"""A consent as `app.rights_told` tells of it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A consent as it was entered, in texts; lists are written with commas, empty covers all."""

    voice: str
    performer: str
    document: str
    kind: str
    uses: str
    titles: str
    languages: str
    territories: str
    media: str
    begins: str
    ends: str
    pay_creation: str
    pay_use: str


class ConsentsPage(QWidget):
    """Tells what is wanted; whether it may be is decided elsewhere, and refused there in words."""

    give_asked = Signal(object)  # Entered
    revoke_asked = Signal(str, str)  # a consent's id, the reason
    document_asked = Signal()  # a file shall be chosen
    shown_asked = Signal(str)  # a consent's id: where its voice is heard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._consents: dict[str, Told] = {}
        self.list = CardList(tr("Consents"), tr("The series holds no consent."), 2)
        self.list.picked.connect(self._pick)
        self.told = wrapped("")
        self.why = _field(tr("Why it is revoked"), "")
        self.revoke = button(tr("Revoke for good"), "trash", self._ask_revoke)
        self.why.textChanged.connect(lambda _text: self._allow())
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind"))
        for kind, words in (
            ("replica", tr("a synthetic copy of their voice")),
            ("recording", tr("their own recorded performance")),
            ("licensed", tr("a library voice under contract")),
        ):
            self.kind.addItem(words, kind)
        self.voice = _field(tr("Voice"), "ENGINE:NAME")
        self.performer = _field(tr("Performer"), "")
        self.document = _field(tr("Document that they signed"), "")
        self.uses = _field(tr("Uses"), "dub, trailer, advertising, training")
        self.uses.setText("dub")
        self.titles = _field(tr("Titles"), tr("all"))
        self.languages = _field(tr("Languages"), tr("all, or as pt, es-419"))
        self.territories = _field(tr("Territories"), tr("the world, or as BR, PT"))
        self.media = _field(tr("Destinations"), tr("all"))
        self.begins, self.ends = _field(tr("From"), "2026-01-31"), _field(tr("Until"), "2027-01-31")
        self.pay_creation, self.pay_use = _field(tr("Paid for making"), ""), _field(tr("Paid for use"), "")
        self.browse = button(tr("Choose…"), "folder", self.document_asked.emit)
        self.give = button(tr("Enter the consent"), "add", self._ask_give, "primary")
        for field in (self.voice, self.performer, self.document):
            field.textChanged.connect(lambda _text: self._allow())
        self._lay_out()
        self._allow()

    def set_consents(self, consents: Sequence[Told]) -> None:
        """Show the consents of the series."""
        self._consents = {one["id"]: one for one in consents}
        self.list.set_cards([_card(one) for one in consents])
        self._pick(self.list.current)

    def set_heard(self, consent_id: str, seconds: float, deliveries: int) -> None:
        """Say where the voice of the consent at hand is heard."""
        if consent_id == self.list.current and consent_id in self._consents:
            heard = tr("The voice is heard for {seconds} s.", seconds=round(seconds, 1))
            out = ntr("{count} delivery contains it.", "{count} deliveries contain it.", deliveries)
            self.told.setText(f"{_scope(self._consents[consent_id])}\n{heard} {out}")

    def set_document(self, place: str) -> None:
        """Name the file that was chosen."""
        self.document.setText(place)

    def clear(self) -> None:
        """Forget what was being entered: it is done."""
        for field in (self.voice, self.performer, self.document, self.titles, self.languages, self.territories,
                      self.media, self.begins, self.ends, self.pay_creation, self.pay_use, self.why):  # fmt: skip
            field.clear()

    def _lay_out(self) -> None:
        gone, form = QHBoxLayout(), QGridLayout()
        gone.addWidget(self.why, 1)
        gone.addWidget(self.revoke)
        form.setHorizontalSpacing(theme.px(10))
        paper = QHBoxLayout()
        paper.addWidget(self.document, 1)
        paper.addWidget(self.browse)
        rows: tuple[tuple[QWidget | QHBoxLayout, ...], ...] = (
            (self.voice, self.performer),
            (self.kind, paper),
            (self.uses, self.titles),
            (self.languages, self.territories),
            (self.media, self.begins),
            (self.ends, self.pay_creation),
            (self.pay_use,),
        )
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                widget = self.document if isinstance(cell, QHBoxLayout) else cell
                name = label(widget.accessibleName(), "soft")
                name.setBuddy(widget)
                form.addWidget(name, row, 2 * column)
                if isinstance(cell, QHBoxLayout):
                    form.addLayout(cell, row, 2 * column + 1)
                else:
                    form.addWidget(cell, row, 2 * column + 1)
        form.addWidget(self.give, len(rows) - 1, 3)
        form.setColumnStretch(1, 1)
        form.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        layout.addLayout(gone)
        layout.addWidget(label(tr("Enter a performer's consent"), "heading"))
        layout.addLayout(form)

    def _pick(self, consent_id: str) -> None:
        one = self._consents.get(consent_id)
        self.told.setText(_scope(one) if one else "")
        self._allow()
        if one:
            self.shown_asked.emit(consent_id)

    def _allow(self) -> None:
        one = self._consents.get(self.list.current)
        standing = one is not None and not one["revoked"]
        self.why.setEnabled(standing)
        self.revoke.setEnabled(standing and bool(self.why.text().strip()))
        self.give.setEnabled(all(f.text().strip() for f in (self.voice, self.performer, self.document)))

    def _ask_revoke(self) -> None:
        if self.revoke.isEnabled():
            self.revoke_asked.emit(self.list.current, self.why.text().strip())

    def _ask_give(self) -> None:
        def said(field: QLineEdit) -> str:
            return field.text().strip()

        self.give_asked.emit(
            Entered(
                said(self.voice),
                said(self.performer),
                said(self.document),
                self.kind.currentData(),
                said(self.uses),
                said(self.titles),
                said(self.languages),
                said(self.territories),
                said(self.media),
                said(self.begins),
                said(self.ends),
                said(self.pay_creation),
                said(self.pay_use),
            )
        )


def _field(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    return made


def _card(one: Told) -> Card:
    lacking = [market for market in one["markets"] if not market["covered"]]
    covered = tr("covers every market") if not lacking else tr(
        "does not cover {markets}", markets=", ".join(market["market"] for market in lacking)
    )  # fmt: skip
    revoked = tr("revoked: {why}", why=one["revoked_why"]) if one["revoked"] else ""
    return Card(
        key=one["id"],
        title=f"{one['performer']} · {one['voice']}",
        detail=revoked or covered,
        end=tr("until {day}", day=one["ends"]) if one["ends"] else "",
        mark="✗" if one["revoked"] else "○" if lacking else "●",
        colour="bad" if one["revoked"] else "warn" if lacking else "ok",
        faint=bool(one["revoked"]),
    )


def _scope(one: Told) -> str:
    every = tr("all")
    told = (
        (tr("titles"), ", ".join(one["titles"]) or every),
        (tr("uses"), ", ".join(one["uses"])),
        (tr("languages"), ", ".join(one["languages"]) or every),
        (tr("territories"), ", ".join(one["territories"]) or every),
        (tr("media"), ", ".join(one["media"]) or every),
        (tr("document"), one["document_name"]),
        (tr("entered"), f"{one['by']}, {one['at'][:10]}"),
    )
    return " · ".join(f"{name}: {value}" for name, value in told)
