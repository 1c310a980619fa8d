"""The review of the line at hand: its signatures, what changed since, what people say of it, and sending it back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.panels.signs import SignItem, Signs
from dubbench.gui.parts import button
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment; `answer` tells that it is not the first of its thread, `back` that it sent the line back."""

    comment_id: str
    thread_id: str
    text: str
    author: str
    when: str
    answer: bool = False
    resolved: bool = False
    back: str = ""
    quoted: str = ""


class ReviewPanel(CardPanel):
    """Enter in the field writes the comment, or sends the line back where a reason is chosen."""

    sign_asked = Signal(str)  # a kind of signature
    revoke_asked = Signal(str)
    write_asked = Signal(str, str)  # what it says, the thread it answers or ""
    back_asked = Signal(str, str)  # a category, what is wrong
    resolve_asked = Signal(str, bool)  # a thread, whether it is resolved from now on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Review"), tr("Nobody has said anything about this line."), parent, lines=2)
        self._remarks: dict[str, Remark] = {}
        self._line = False
        self._refused = ""
        self.signs = Signs()
        self.signs.sign_asked.connect(self.sign_asked)
        self.signs.revoke_asked.connect(self.revoke_asked)
        self.reason = QComboBox()
        self.reason.setAccessibleName(tr("Why it is sent back"))
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Comment"))
        self.field.setPlaceholderText(tr("Say what is wrong, or ask; @name tells somebody"))
        self.field.returnPressed.connect(self._commit)
        self.field.textChanged.connect(lambda _text: self._allow())
        self.reason.currentIndexChanged.connect(lambda _n: self._allow())
        self._write = button(tr("Comment"), "comment", self._ask_to_write)
        self._answer = button(tr("Answer"), "comment", self._ask_to_answer)
        self._back = button(tr("Send back"), "undo", self._ask_back)
        self._resolve = button(tr("Resolve"), "check", self._ask_to_resolve)
        self.add_note(self.signs)
        self.add_field(self.field)
        self.add_below(self._write, self._answer, self._resolve, self.reason, self._back)
        self.list.picked.connect(lambda _key: self._allow())
        self.list.taken.connect(lambda _key: self.begin_comment())
        self._allow()

    def set_reasons(self, reasons: Iterable[tuple[str, str]]) -> None:
        """Offer these reasons for sending back, each with its id."""
        self.reason.clear()
        self.reason.addItem(tr("Why? (to send back)"), "")
        for reason_id, words in reasons:
            self.reason.addItem(words, reason_id)

    def set_line(self, there: bool, signs: Sequence[SignItem], remarks: Iterable[Remark], refused: str = "") -> None:
        """Show what people made of a line; `refused` says why this person may not send it back."""
        self._line, self._refused = there, refused
        self._remarks = {one.comment_id: one for one in remarks}
        self.signs.set_signs(signs)
        self.list.set_empty(tr("Nobody has said anything about this line.") if there else tr("No line is chosen."))
        self.list.set_cards(map(_card, self._remarks.values()))
        self._allow()

    def begin_comment(self) -> None:
        """Put the keyboard where a comment is written."""
        self.reason.setCurrentIndex(0)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_back(self) -> None:
        """Put the keyboard where the reason for sending back is chosen; its first letters choose one."""
        self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if self.reason.currentIndex() < 1:
            self.reason.setCurrentIndex(min(1, self.reason.count() - 1))

    def clear(self) -> None:
        """Forget what was being written: it is done."""
        self.field.clear()
        self.reason.setCurrentIndex(0)

    @property
    def _said(self) -> str:
        return " ".join(self.field.text().split())

    def _commit(self) -> None:
        if self.reason.currentData():
            self._ask_back()
        elif self.list.current and self._answer.isVisible():
            self._ask_to_answer()
        else:
            self._ask_to_write()

    def _ask_to_write(self) -> None:
        if self._line and self._said:
            self.write_asked.emit(self._said, "")

    def _ask_to_answer(self) -> None:
        remark = self._remarks.get(self.list.current)
        if remark and self._said:
            self.write_asked.emit(self._said, remark.thread_id)

    def _ask_back(self) -> None:
        if self._line and self._said and self.reason.currentData():
            self.back_asked.emit(self.reason.currentData(), self._said)

    def _ask_to_resolve(self) -> None:
        if remark := self._remarks.get(self.list.current):
            self.resolve_asked.emit(remark.thread_id, not remark.resolved)

    def _allow(self) -> None:
        remark, said = self._remarks.get(self.list.current), bool(self._said)
        self.field.setEnabled(self._line)
        self.reason.setEnabled(self._line and not self._refused)
        self._write.setEnabled(self._line and said)
        self._answer.setVisible(remark is not None)
        self._answer.setEnabled(said)
        self._back.setEnabled(self._line and said and bool(self.reason.currentData()) and not self._refused)
        needs = tr("Choose a reason and say what is wrong.")
        self._back.setToolTip(self._refused or ("" if self._back.isEnabled() else needs))
        self._resolve.setVisible(remark is not None)
        self._resolve.setText(tr("Open again") if remark and remark.resolved else tr("Resolve"))


def _card(one: Remark) -> Card:
    told = [one.author, *([tr("sent back: {reason}", reason=one.back)] if one.back else [])]
    told += [tr("on “{text}”", text=one.quoted)] if one.quoted else []
    told += [tr("resolved")] if one.resolved else []
    return Card(
        key=one.comment_id,
        title=one.text,
        detail=" · ".join(told),
        end=one.when,
        mark="✓" if one.resolved else "✗" if one.back else "↳" if one.answer else "●",
        colour="ok" if one.resolved else "bad" if one.back else "accent",
        faint=one.resolved,
    )
