"""A log to read and to copy, and where it lies."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QTabWidget, QVBoxLayout, QWidget

from dubbench.gui import fonts, theme
from dubbench.gui.parts import button, wrapped
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Log:
    """A log: its name, its file, its text, and what to say where there is none."""

    name: str
    path: Path
    text: str
    nothing: str


class LogDialog(QDialog):
    """Shows logs side by side, each at its end."""

    def __init__(self, logs: Sequence[Log], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Log"))
        self._logs = tuple(logs)
        self._pages = QTabWidget()
        self._pages.setDocumentMode(True)
        self._pages.tabBar().setAccessibleName(tr("Logs"))
        for log in self._logs:
            self._pages.addTab(_page(log), log.name)
        foot = QHBoxLayout()
        foot.addWidget(button(tr("Copy"), "copy", self.copy))
        foot.addWidget(button(tr("Open the folder"), "folder", self._open))
        foot.addStretch(1)
        foot.addWidget(button(tr("Close"), "check", self.accept))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(12),) * 4)
        layout.addWidget(self._pages, 1)
        layout.addLayout(foot)
        self.resize(theme.px(820), theme.px(520))

    def copy(self) -> None:
        """Put the log that is shown on the clipboard."""
        QGuiApplication.clipboard().setText(self._log.text)

    @property
    def _log(self) -> Log:
        return self._logs[self._pages.currentIndex()]

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log.path.parent)))


def _page(log: Log) -> QWidget:
    page = QWidget()
    text = QPlainTextEdit(log.text)
    text.setReadOnly(True)
    text.setTabChangesFocus(True)
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setFont(fonts.mono())
    text.setAccessibleName(log.name)
    text.setPlaceholderText(log.nothing)
    text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    place = wrapped(str(log.path))
    place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    place.setAccessibleName(tr("The file of this log"))
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, theme.px(8), 0, 0)
    layout.addWidget(text, 1)
    layout.addWidget(place)
    return page
