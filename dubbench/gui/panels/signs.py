"""The signatures of the line at hand, each with its button, and what was changed since one was given."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dubbench.domain.difference import Change, Run
from dubbench.gui import theme
from dubbench.gui.parts import button, label, wrapped
from dubbench.i18n import tr


class Signed(StrEnum):
    """How a signature stands."""

    NONE = "none"
    PARTLY = "partly"
    SIGNED = "signed"
    STALE = "stale"
    SENT_BACK = "sent-back"


_MARKS = {
    Signed.NONE: ("○", "soft"),
    Signed.PARTLY: ("◐", "warn"),
    Signed.SIGNED: ("✓", "ok"),
    Signed.STALE: ("↻", "warn"),
    Signed.SENT_BACK: ("✗", "bad"),
}


@dataclass(frozen=True, slots=True)
class SignItem:
    """One signature of a line: its name, how it stands, by whom; `refused` says why this person cannot give it."""

    kind: str
    name: str
    standing: Signed
    by: str = ""
    refused: str = ""
    mine: bool = False


class Signs(QWidget):
    """A row for each signature; below, what changed since the one that is out of date."""

    sign_asked = Signal(str)  # a kind
    revoke_asked = Signal(str)  # a kind: take my signature back

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Signatures"))
        self._rows = QGridLayout()
        self._rows.setColumnStretch(0, 1)
        self._rows.setHorizontalSpacing(theme.px(6))
        self._rows.setVerticalSpacing(theme.px(2))
        self._labels: dict[str, QLabel] = {}
        self._buttons: dict[str, tuple[QPushButton, QPushButton]] = {}
        self.changed = wrapped("", "")
        self.changed.setTextFormat(Qt.TextFormat.RichText)
        self.changed.setAccessibleName(tr("Changed since it was signed"))
        self.changed.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addLayout(self._rows)
        layout.addWidget(self.changed)

    def set_signs(self, signs: Sequence[SignItem]) -> None:
        """Show these; rows of kinds that are not named are hidden."""
        for sign in signs:
            self._show(sign)
        named = {sign.kind for sign in signs}
        for kind, words in self._labels.items():
            words.setVisible(kind in named)
            if kind not in named:
                for one in self._buttons[kind]:
                    one.hide()

    def set_changed(self, runs: Iterable[Run]) -> None:
        """Show what was signed against what is there; nothing where both say the same."""
        shown = list(runs)
        told = any(run.change is not Change.SAME for run in shown)
        self.changed.setVisible(told)
        self.changed.setText("".join(map(_html, shown)) if told else "")
        self.changed.setAccessibleDescription(", ".join(filter(None, map(_spoken, shown))) if told else "")

    def _show(self, sign: SignItem) -> None:
        if sign.kind not in self._labels:
            self._add(sign)
        mark, role = _MARKS[sign.standing]
        words, (give, back) = self._labels[sign.kind], self._buttons[sign.kind]
        told = f"{mark} {sign.name}" + (f" · {sign.by}" if sign.by else "")
        words.setText(told)
        words.setToolTip(sign.by)
        words.setAccessibleName(f"{sign.name}: {standing_word(sign.standing)}" + (f", {sign.by}" if sign.by else ""))
        words.setProperty("role", role)
        words.style().unpolish(words)
        words.style().polish(words)
        give.setVisible(not sign.mine)
        give.setEnabled(not sign.refused)
        give.setToolTip(sign.refused)
        back.setVisible(sign.mine)

    def _add(self, sign: SignItem) -> None:
        at, kind = len(self._labels), sign.kind
        words = label("", "soft")
        words.setWordWrap(True)
        give = button(tr("Sign"), "sign", lambda: self.sign_asked.emit(kind))
        back = button(tr("Take back"), "undo", lambda: self.revoke_asked.emit(kind))
        give.setAccessibleName(tr("Sign: {what}", what=sign.name))
        back.setAccessibleName(tr("Take my signature back: {what}", what=sign.name))
        self._labels[kind], self._buttons[kind] = words, (give, back)
        for column, widget in enumerate((words, give, back)):
            self._rows.addWidget(widget, at, column)


def standing_word(standing: Signed) -> str:
    """Say how a signature stands."""
    return {
        Signed.NONE: tr("not signed"),
        Signed.PARTLY: tr("signed once of twice"),
        Signed.SIGNED: tr("signed"),
        Signed.STALE: tr("out of date"),
        Signed.SENT_BACK: tr("sent back"),
    }[standing]


def _html(run: Run) -> str:
    text = escape(run.text)
    if run.change is Change.GONE:
        return f'<s style="color:{theme.colour("bad").name()}">−{text}</s>'
    if run.change is Change.NEW:
        return f'<u style="color:{theme.colour("ok").name()}">+{text}</u>'
    return text


def _spoken(run: Run) -> str:
    words = {Change.GONE: tr("gone: {text}"), Change.NEW: tr("new: {text}")}
    said = run.text.strip()
    return words[run.change].format(text=said) if run.change in words and said else said
