"""The delivery checklist: what stands, what is open and where to mend it; the same as a command for scripts."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import fonts, theme
from dubbench.gui.parts import button, label, tool, wrapped
from dubbench.i18n import ntr, tr


class Mark(StrEnum):
    """How a point of the list stands; the value is the role of its colour."""

    GOOD = "ok"
    OPEN = "soft"  # made by the delivery itself
    CARE = "warn"  # delivered all the same
    STOP = "bad"  # nothing is delivered


_SIGNS = {Mark.GOOD: "✓", Mark.OPEN: "○", Mark.CARE: "⚑", Mark.STOP: "✗"}


@dataclass(frozen=True, slots=True)
class Point:
    """One point: what it says, more about it, and what the button that mends it says (none: nothing to mend).

    `accept` is what the button says that accepts it as it is, or takes that back.
    """

    id: str
    text: str
    mark: Mark
    more: str = ""
    mend: str = ""
    accept: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """A delivery before it is made; `destinations` are (id, label); `files` are the names it will write.

    A `final` one is no draft: everything in it must be signed.
    """

    title: str
    points: tuple[Point, ...]
    destinations: tuple[tuple[str, str], ...]
    destination: str
    folder: str
    files: tuple[str, ...] = ()
    command: str = ""
    final: bool = False

    @property
    def stopped(self) -> int:
        return sum(one.mark is Mark.STOP for one in self.points)


class ChecklistView(QWidget):
    """Shows a checklist; a delivery is asked for, never made here."""

    mend_asked = Signal(str)  # point id
    accept_asked = Signal(str)  # point id
    destination_chosen = Signal(str)
    folder_asked = Signal()
    folder_written = Signal(str)
    final_chosen = Signal(bool)
    deliver_asked = Signal()
    copied = Signal(str)
    close_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Delivery checklist"))
        self._list: Checklist | None = None
        self._title = label("", "title")
        self._points = QFrame()
        self._points.setProperty("role", "card")
        self._points.setAccessibleName(tr("Points"))
        self._grid = QGridLayout(self._points)
        self._destination, self._folder, self._command = QComboBox(), QLineEdit(), QLineEdit()
        self._files = wrapped("")
        self._files.setContentsMargins(0, theme.px(6), 0, 0)  # its first line beside its name
        self._verdict = wrapped("")
        self._final = QCheckBox(tr("No draft: everything in it is signed"))
        self._final.clicked.connect(self.final_chosen)
        self._deliver = button(tr("Deliver the draft"), "deliver", self.deliver_asked.emit, "primary")
        self._build()

    def set_checklist(self, checklist: Checklist) -> None:
        """Show a delivery."""
        self._list = checklist
        self._title.setText(checklist.title)
        self._fill(checklist.points)
        self._destination.clear()
        for destination, says in checklist.destinations:
            self._destination.addItem(says, destination)
        self._destination.setCurrentIndex(self._destination.findData(checklist.destination))
        self._folder.setText(checklist.folder)
        self._files.setText("\n".join(checklist.files))
        self._command.setText(checklist.command)
        self._command.setCursorPosition(0)
        stopped = checklist.stopped
        self._final.setChecked(checklist.final)
        self._deliver.setEnabled(not stopped)
        self._deliver.setText(tr("Deliver") if checklist.final else tr("Deliver the draft"))
        self._verdict.setText(_verdict(checklist))

    def checklist(self) -> Checklist | None:
        """Give what is shown."""
        return self._list

    def copy_command(self) -> None:
        """Put the command on the clipboard."""
        QGuiApplication.clipboard().setText(self._command.text())
        self.copied.emit(self._command.text())

    def _build(self) -> None:
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._grid.setContentsMargins(*(theme.px(10),) * 4)
        for field, says in (
            (self._destination, tr("Destination")),
            (self._folder, tr("Folder of the delivery")),
            (self._command, tr("The same as a command")),
        ):
            field.setAccessibleName(says)
        self._command.setReadOnly(True)
        self._command.setFont(fonts.mono())
        self._destination.activated.connect(lambda _n: self.destination_chosen.emit(self._destination.currentData()))
        self._folder.editingFinished.connect(lambda: self.folder_written.emit(self._folder.text()))
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Destination"), self._destination)
        form.addRow(tr("Folder"), _beside(self._folder, tool(tr("Choose a folder"), "folder", self.folder_asked.emit)))
        form.addRow("", self._final)
        form.addRow(tr("Files"), self._files)
        form.addRow(tr("Command"), _beside(self._command, button(tr("Copy as command"), "copy", self.copy_command)))
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._points)
        foot = QHBoxLayout()
        foot.addWidget(self._verdict, 1)
        foot.addWidget(button(tr("Close"), "close", self.close_asked.emit))
        foot.addWidget(self._deliver)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self._title)
        layout.addWidget(area, 1)
        layout.addLayout(form)
        layout.addLayout(foot)

    def _fill(self, points: Sequence[Point]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for row, one in enumerate(points):
            sign = label(_SIGNS[one.mark], one.mark.value)
            sign.setAccessibleName(_spoken(one.mark))
            self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
            words = wrapped(one.text if not one.more else f"{one.text}\n{one.more}", "")
            words.setObjectName(f"point-{one.id}")
            words.setAccessibleName(f"{_spoken(one.mark)}: {one.text} {one.more}".strip())
            self._grid.addWidget(words, row, 1)
            if one.mend:
                mend = button(one.mend, "right", partial(self.mend_asked.emit, one.id))
                mend.setObjectName(f"mend-{one.id}")
                mend.setAccessibleDescription(one.text)
                self._grid.addWidget(mend, row, 2, Qt.AlignmentFlag.AlignTop)
            if one.accept:
                accept = button(one.accept, "check", partial(self.accept_asked.emit, one.id), "flat")
                accept.setObjectName(f"accept-{one.id}")
                accept.setAccessibleDescription(one.text)
                self._grid.addWidget(accept, row, 3, Qt.AlignmentFlag.AlignTop)
        self._grid.setRowStretch(len(points), 1)


def _verdict(checklist: Checklist) -> str:
    if stopped := checklist.stopped:
        return ntr("{count} point stops the delivery.", "{count} points stop the delivery.", stopped)
    if checklist.final:
        return tr("The delivery can be made: all of it is signed.")
    return tr("The delivery can be made. It says that it is a draft, in its name and its metadata.")


def _spoken(mark: Mark) -> str:
    return {
        Mark.GOOD: tr("done"),
        Mark.OPEN: tr("made by the delivery"),
        Mark.CARE: tr("take care"),
        Mark.STOP: tr("stops the delivery"),
    }[mark]


def _beside(field: QWidget, other: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(field, 1)
    row.addWidget(other)
    return row
