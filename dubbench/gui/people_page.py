"""The people of a series: who they are, by which key, what each may do where; let in, granted, taken back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.panels.cards import Card, CardList
from dubbench.gui.parts import button, label, wrapped
from dubbench.i18n import tr

Member = Mapping[str, Any]
"""One of the people as `app.persons.as_data` tells of them."""


class PeoplePage(QWidget):
    """Tells what is wanted; whether it may be is decided elsewhere, and refused there in words."""

    begin_asked = Signal(str)  # the name that people read
    add_asked = Signal(str, str, str, bool)  # id, name, public key, a machine
    grant_asked = Signal(str, str, str)  # person, role, market's id or "" for all
    withdraw_asked = Signal(str, str, str)
    leave_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._members: dict[str, Member] = {}
        self._words: Mapping[str, str] = {}
        self._me = ""
        self.mine = wrapped("")
        self._copy = button(tr("Copy my key"), "copy", self._copy_key)
        self.list = CardList(tr("People"), tr("The series knows nobody yet: everybody edits, nobody signs."), 2)
        self.list.picked.connect(lambda _key: self._allow())
        self.role, self.market = _choice(tr("Role")), _choice(tr("Market"))
        self.grant = button(tr("Grant"), "add", lambda: self._ask(self.grant_asked), "primary")
        self.withdraw = button(tr("Take back"), "undo", lambda: self._ask(self.withdraw_asked))
        self.leave = button(tr("Let leave…"), "close", self._ask_leave)
        self.person, self.name, self.key = _field(tr("Id")), _field(tr("Name")), _field(tr("Public key"))
        self.service = QCheckBox(tr("a machine: it never signs"))
        self.add = button(tr("Let in"), "add", self._ask_add)
        self.key.returnPressed.connect(self._ask_add)
        self.begin = button(tr("Be the producer of this series"), "add", self._ask_begin, "primary")
        for field in (self.person, self.name, self.key):
            field.textChanged.connect(lambda _text: self._allow())
        self._lay_out()
        self._allow()

    def set_people(
        self,
        members: Sequence[Member],
        roles: Mapping[str, str],
        markets: Sequence[tuple[str, str]],
        me: Member,
    ) -> None:
        """Show the people; `roles` are written by `roles`' values, `markets` are ids and locales, `me` has the key."""
        self._members, self._words, self._me = {one["id"]: one for one in members}, roles, me["key"]
        self.mine.setText(tr("You are {id} on this machine, fingerprint {fingerprint}.").format_map(me))
        _offer(self.role, [(role, word) for role, word in roles.items()])
        _offer(self.market, [("", tr("all markets")), *markets])
        self.list.set_cards([self._card(one) for one in members])
        self._allow()

    def _lay_out(self) -> None:
        who, what, new = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        who.addWidget(self.mine, 1)
        who.addWidget(self._copy)
        for box in (self.role, self.market):
            what.addWidget(box)
        for act in (self.grant, self.withdraw):
            what.addWidget(act)
        what.addStretch(1)
        what.addWidget(self.leave)
        for field, stretch in ((self.person, 1), (self.name, 2), (self.key, 3)):
            new.addWidget(field, stretch)
        new.addWidget(self.service)
        new.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(10))
        layout.addLayout(who)
        layout.addWidget(self.list, 1)
        layout.addLayout(what)
        self._let_in = label(tr("Let somebody in: compare fingerprints with them first"), "heading")
        layout.addWidget(self._let_in)
        layout.addLayout(new)
        layout.addWidget(self.begin)

    def _card(self, one: Member) -> Card:
        roles = "; ".join(
            f"{locale or tr('all markets')}: {', '.join(self._words.get(role, role) for role in held)}"
            for locale, held in one["roles"].items()
        )
        told = [tr("a machine")] * one["service"] + [tr("has left")] * one["left"]
        told += [roles or tr("no role")] * (not one["left"])
        return Card(
            key=one["id"],
            title=one["name"] if one["name"] == one["id"] else f"{one['name']}  ({one['id']})",
            detail=" · ".join(told),
            end=one["fingerprint"],
            mark="✗" if one["left"] else "●" if one["here"] else "○",
            colour="soft" if one["left"] else "accent" if one["here"] else "soft",
            faint=one["left"],
        )

    def _allow(self) -> None:
        known, one = bool(self._members), self._members.get(self.list.current)
        there = one is not None and not one["left"]
        granting: tuple[QWidget, ...] = (self.role, self.market, self.grant, self.withdraw, self.leave)
        for widget in granting:
            widget.setVisible(known)
            widget.setEnabled(there)
        entering: tuple[QWidget, ...] = (self.person, self.key, self.service, self.add, self._let_in)
        for widget in entering:
            widget.setVisible(known)
        self.begin.setVisible(not known)
        self.add.setEnabled(bool(self.person.text().strip() and self.key.text().strip()))
        self._copy.setEnabled(bool(self._me))

    def clear(self) -> None:
        """Forget what was being entered: it is done."""
        for field in (self.person, self.name, self.key):
            field.clear()
        self.service.setChecked(False)

    def _ask(self, signal: Any) -> None:
        if self.list.current:
            signal.emit(self.list.current, self.role.currentData(), self.market.currentData())

    def _ask_leave(self) -> None:
        if self.list.current:
            self.leave_asked.emit(self.list.current)

    def _ask_add(self) -> None:
        if self.add.isEnabled():
            texts = (field.text().strip() for field in (self.person, self.name, self.key))
            self.add_asked.emit(*texts, self.service.isChecked())

    def _ask_begin(self) -> None:
        self.begin_asked.emit(self.name.text().strip())

    def _copy_key(self) -> None:
        QApplication.clipboard().setText(self._me)


def _field(name: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(name)
    return made


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    return made


def _offer(box: QComboBox, offered: Sequence[tuple[str, str]]) -> None:
    """Offer choices, each by its id; what was chosen stays chosen."""
    was = box.currentData()
    box.clear()
    for key, words in offered:
        box.addItem(words, key)
    box.setCurrentIndex(max(0, box.findData(was)))
