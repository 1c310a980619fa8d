"""Small pieces that every page is made of: labels by role, buttons with icons, a line that says what is wrong."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPushButton, QToolButton, QWidget

from dubbench.gui import theme


def label(text: str, role: str = "") -> QLabel:
    """Make a label; `role` is title, heading, soft, ok, warn or bad."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    return made


def wrapped(text: str, role: str = "soft") -> QLabel:
    """Make a label of several lines."""
    made = label(text, role)
    made.setWordWrap(True)
    return made


def button(says: str, icon: str, do: Callable[[], object], role: str = "") -> QPushButton:
    """Make a button; `role` is primary or flat."""
    made = QPushButton(theme.icon(icon, "on_accent" if role == "primary" else "ink"), says)
    made.setProperty("role", role)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked: do())
    return made


def tool(says: str, icon: str, do: Callable[[], object]) -> QToolButton:
    """Make a button that is an icon alone; what it does is said in its tip and to screen readers."""
    made = QToolButton()
    made.setIcon(theme.icon(icon))
    made.setProperty("role", "flat")
    made.setToolTip(says)
    made.setAccessibleName(says)
    made.clicked.connect(lambda _checked: do())
    return made


def choose_row(view: QAbstractItemView, row: int, column: int = 0) -> None:
    """Choose one row of a list or table and nothing else.

    Qt's own `selectRow` and `setCurrentIndex` look at the keyboard: with Ctrl held, as in Ctrl+Enter, they take the
    choice away.
    """
    command = QItemSelectionModel.SelectionFlag.ClearAndSelect
    if view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
        command |= QItemSelectionModel.SelectionFlag.Rows
    view.selectionModel().setCurrentIndex(view.model().index(row, column), command)


def set_role(widget: QWidget, role: str) -> None:
    """Change the role of a widget that is shown already."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
