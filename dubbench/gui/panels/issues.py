"""What the checks found in the episode, in the order of time."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QSizePolicy, QWidget

from dubbench.gui import timecode
from dubbench.gui.panels.cards import Card
from dubbench.gui.panels.panel import CardPanel
from dubbench.gui.parts import button
from dubbench.i18n import ntr, tr

MINOR, MAJOR, CRITICAL = 1, 5, 25
_MARKS = {CRITICAL: ("✗", "bad"), MAJOR: ("▲", "warn"), MINOR: ("•", "info")}


@dataclass(frozen=True, slots=True)
class IssueItem:
    """A finding in words; `severity` as MQM: 1 minor, 5 major, 25 critical; `at_ms` `None`: of the whole episode."""

    issue_id: str
    words: str
    severity: int
    line_id: str = ""
    number: int = 0
    at_ms: int | None = None
    waived: str = ""


class IssuesPanel(CardPanel):
    """Enter goes to the place of the issue at hand."""

    go_asked = Signal(str, object)  # line id or "", milliseconds or None
    retry_asked = Signal()  # the failed lines again

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Issues"), tr("✓ Nothing was found."), parent, lines=2)
        self._issues: tuple[IssueItem, ...] = ()
        self._line_id = ""
        self._least = QComboBox()
        self._least.setAccessibleName(tr("Which issues"))
        for words, least in (
            (tr("All issues"), MINOR),
            (tr("Major and critical"), MAJOR),
            (tr("Critical alone"), CRITICAL),
        ):
            self._least.addItem(words, least)
        self._here = QCheckBox(tr("This line alone"))
        self._count = QLabel()
        self._count.setProperty("role", "soft")
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._go = button(tr("Go there"), "next-issue", lambda: self._go_to(self.list.current))
        self._retry = button("", "retry", self.retry_asked.emit)
        self.add_above(self._least, self._here, self._count)
        self.add_below(self._go, self._retry)
        self.list.taken.connect(self._go_to)
        self.list.picked.connect(lambda key: self._go.setEnabled(bool(key)))
        self._least.currentIndexChanged.connect(lambda _n: self._show())
        self._here.toggled.connect(lambda _on: self._show())
        self._go.setEnabled(False)
        self.set_failed(0)

    def set_issues(self, issues: Iterable[IssueItem]) -> None:
        """Show these."""
        self._issues = tuple(issues)
        self._show()

    def set_line(self, line_id: str) -> None:
        """Name the line at hand: its first issue is taken in hand, and may be all that is shown."""
        self._line_id = line_id
        if self._here.isChecked():
            self._show()
        self._follow()

    def set_failed(self, count: int) -> None:
        """Offer to try so many failed lines again."""
        self._retry.setVisible(count > 0)
        self._retry.setText(ntr("Retry {count} failed", "Retry {count} failed", count))

    def _show(self) -> None:
        least, here = self._least.currentData(), self._here.isChecked()
        shown = [i for i in self._issues if i.severity >= least and (not here or i.line_id == self._line_id)]
        self.list.set_cards(map(_card, shown))
        hidden = len(self._issues) - len(shown)
        self._count.setText(ntr("{count} hidden", "{count} hidden", hidden) if hidden else "")
        self._follow()
        self.list.set_empty(tr("No issue passes this choice.") if self._issues else tr("✓ Nothing was found."))

    def _follow(self) -> None:
        """Take an issue of the line at hand, where it has one."""
        theirs = {one.issue_id: one.line_id for one in self._issues}
        shown = [card.key for card in self.list.cards if theirs[card.key] == self._line_id]
        if self._line_id and shown and self.list.current not in shown:
            self.list.set_current(shown[0])

    def _go_to(self, issue_id: str) -> None:
        issue = next((one for one in self._issues if one.issue_id == issue_id), None)
        if issue is not None:
            self.go_asked.emit(issue.line_id, issue.at_ms)


def _card(issue: IssueItem) -> Card:
    mark, colour = _MARKS[max(level for level in _MARKS if level <= max(MINOR, issue.severity))]
    where = [
        *([tr("Line {number}", number=issue.number)] if issue.number else []),
        *([timecode.short(issue.at_ms)] if issue.at_ms is not None else []),
        *([tr("accepted: {reason}", reason=issue.waived)] if issue.waived else []),
    ]
    severity = {CRITICAL: tr("critical"), MAJOR: tr("major"), MINOR: tr("minor")}
    level = severity[next(one for one in _MARKS if _MARKS[one][0] == mark)]
    return Card(
        key=issue.issue_id,
        title=issue.words,
        detail=" · ".join((level, *where)),
        mark="✓" if issue.waived else mark,
        colour="soft" if issue.waived else colour,
        faint=bool(issue.waived),
        said=", ".join((level, *where, issue.words)),
    )
