"""The page of settings, made from the fields of a frozen dataclass; a change is told at once, there is no OK."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from dubbench.errors import DubbenchError
from dubbench.gui import theme
from dubbench.gui.fields import Control, controls
from dubbench.gui.parts import button, label, wrapped
from dubbench.i18n import tr


class SettingsPage(QWidget):
    """Shows one settings value, or one section of it; `changed` gives the next one."""

    changed = Signal(object)

    def __init__(self, value: Any, section: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = value
        self._controls = controls(type(value), self._take, section)
        self._trouble = wrapped("", "bad")
        self._trouble.setVisible(False)
        form = self._form()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(form)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addWidget(self._trouble)
        layout.addWidget(button(tr("Everything as at first"), "undo", self._reset), 0, Qt.AlignmentFlag.AlignLeading)
        self.set_value(value)

    def value(self) -> Any:
        """Give the settings as they are now."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show settings that came from elsewhere; nothing is told."""
        self._value = value
        for one in self._controls:
            inside = [one.widget, *one.widget.findChildren(QWidget)]
            before = [w.blockSignals(True) for w in inside]
            one.show(getattr(value, one.name))
            for widget, was in zip(inside, before, strict=True):
                widget.blockSignals(was)

    def _form(self) -> QWidget:
        page = QWidget()
        form = QGridLayout(page)
        form.setContentsMargins(0, theme.px(4), theme.px(8), 0)
        form.setHorizontalSpacing(theme.px(16))
        form.setVerticalSpacing(theme.px(3))
        form.setColumnStretch(1, 1)
        for group, members in groupby(self._controls, key=lambda one: one.group):
            if group:
                form.addWidget(label(group, "heading"), form.rowCount(), 0, 1, 2)
            for one in members:
                self._row(form, one)
        form.setRowStretch(form.rowCount(), 1)
        return page

    @staticmethod
    def _row(form: QGridLayout, one: Control) -> None:
        """Put a control beside its name, its hint close under it, and air between it and the next."""
        row = form.rowCount()
        if isinstance(one.widget, QCheckBox):
            one.widget.setText(one.label)
        else:
            one.widget.setMinimumWidth(theme.px(220))
            name = label(one.label)
            name.setBuddy(one.widget)
            form.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        form.addWidget(one.widget, row, 1, Qt.AlignmentFlag.AlignLeading)
        if one.help:
            hint = wrapped(one.help)
            hint.setMinimumWidth(theme.px(360))
            form.addWidget(hint, row + 1, 1)
        form.setRowMinimumHeight(row + 2, theme.px(10))

    def _take(self) -> None:
        """Read the page; a value the settings refuse is told, and the last good one stays."""
        try:
            value = dataclasses.replace(self._value, **{one.name: one.read() for one in self._controls})
        except (DubbenchError, ValueError) as reason:
            self.refuse(str(reason))
            return
        self.refuse("")
        if value != self._value:
            self._value = value
            self.changed.emit(value)

    def _reset(self) -> None:
        first = type(self._value)()
        self.set_value(
            dataclasses.replace(self._value, **{one.name: getattr(first, one.name) for one in self._controls})
        )
        self.refuse("")
        self.changed.emit(self._value)

    def refuse(self, trouble: str) -> None:
        """Say under the page why a value cannot be; nothing, where all is well."""
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))


class SettingsDialog(QDialog):
    """Pages side by side with their names: settings, keys, models; changes hold at once."""

    def __init__(self, pages: Sequence[tuple[str, QWidget]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._names = QListWidget()
        self._names.setAccessibleName(tr("Pages"))
        self._names.setSpacing(theme.px(2))
        self._stack = QStackedWidget()
        for name, page in pages:
            self._names.addItem(name)
            self._stack.addWidget(page)
        self._names.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._names.setCurrentRow(0)
        self._measure()
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        row.addWidget(self._names)
        row.addWidget(self._stack, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(12),) * 4)
        layout.addLayout(row, 1)
        layout.addWidget(button(tr("Close"), "check", self.accept), 0, Qt.AlignmentFlag.AlignTrailing)
        self.resize(theme.px(900), theme.px(600))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()
        super().changeEvent(event)

    def _measure(self) -> None:
        """Let the names have the room they need at this size of text."""
        self._names.setFixedWidth(max(theme.px(120), self._names.sizeHintForColumn(0) + theme.px(20)))

    def show_page(self, page: int) -> None:
        """Turn to a page, counted from 0."""
        self._names.setCurrentRow(page)
