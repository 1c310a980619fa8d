"""What this program is, under which licences, and on which machine it runs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from dubbench.gui import fonts, theme
from dubbench.gui.parts import button, label, wrapped
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Facts:
    """The version, the licences of engines and models as (name, licence), the machine as lines of text."""

    version: str
    licences: tuple[tuple[str, str], ...] = ()
    machine: tuple[str, ...] = ()


class AboutDialog(QDialog):
    """A page to read, and to copy into a report."""

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About dubbench"))
        self._text = "\n".join(_lines(facts))
        sign = label("")
        side = theme.px(64)
        sign.setPixmap(theme.icon("dubbench").pixmap(QSize(side, side)))
        words = QVBoxLayout()
        words.addWidget(label(f"dubbench {facts.version}", "title"))
        words.addWidget(wrapped(tr("Localizes and dubs a season of micro-drama, on your own machine."), ""))
        words.addWidget(wrapped(tr("Free software under the GNU General Public License, version 3 or later.")))
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        facts_shown = QPlainTextEdit(self._text)
        facts_shown.setReadOnly(True)
        facts_shown.setTabChangesFocus(True)
        facts_shown.setFont(fonts.mono())
        facts_shown.setAccessibleName(tr("Engines, models and this machine"))
        foot = QHBoxLayout()
        foot.addWidget(button(tr("Copy"), "copy", self.copy))
        foot.addStretch(1)
        foot.addWidget(button(tr("Close"), "check", self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(20),) * 4)
        layout.setSpacing(theme.px(16))
        layout.addLayout(head)
        layout.addWidget(facts_shown, 1)
        layout.addLayout(foot)
        self.resize(theme.px(780), theme.px(560))

    def copy(self) -> None:
        """Put what is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)


def _lines(facts: Facts) -> Sequence[str]:
    width = max((len(name) for name, _ in facts.licences), default=0)
    licences = [f"{name:<{width}}  {licence}" for name, licence in facts.licences]
    return (f"dubbench {facts.version}", *facts.machine, "", *licences)
