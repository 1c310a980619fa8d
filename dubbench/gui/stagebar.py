"""The seven stages of an episode in a row: what is done, what is left, which one is at hand."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLayout, QPushButton, QSizePolicy, QWidget

from dubbench.gui import theme
from dubbench.i18n import ntr, tr


class StageState(StrEnum):
    """How far a stage is."""

    NONE = "none"  # not there yet, in this series or in this version
    TODO = "todo"
    DOING = "doing"
    DONE = "done"
    STALE = "stale"
    FAILED = "failed"
    BLOCKED = "blocked"


_GLYPHS = {
    StageState.NONE: "—",
    StageState.TODO: "○",
    StageState.DOING: "▶",
    StageState.DONE: "✓",
    StageState.STALE: "↻",
    StageState.FAILED: "✗",
    StageState.BLOCKED: "⚠",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage, 1 to 7; `left` lines are to do, `reason` says what it waits for or what went wrong."""

    number: int
    state: StageState = StageState.NONE
    left: int = 0
    percent: int | None = None
    reason: str = ""


class StageBar(QWidget):
    """A click takes a stage in hand; again, or its menu, runs it."""

    stage_chosen = Signal(int)
    run_asked = Signal(int)
    menu_asked = Signal(int, QPoint)  # a stage's number, where on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Stages"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stages = {number: Stage(number) for number in range(1, 8)}
        self._current = 0
        self._group = QButtonGroup(self)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.px(2))
        self._layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as narrow as its shortest texts
        self.buttons = {number: self._button(number) for number in self._stages}
        self._layout.addStretch(1)
        self._show()

    @property
    def current(self) -> int:
        """The stage at hand, 1 to 7; 0 for none."""
        return self._current

    def set_stages(self, stages: Iterable[Stage]) -> None:
        """Show how far these stages are; others stay as they are."""
        self._stages |= {stage.number: stage for stage in stages}
        self._show()

    def set_current(self, number: int) -> None:
        """Take a stage in hand, without telling."""
        self._current = number
        self._group.setExclusive(False)
        for one, button in self.buttons.items():
            button.setChecked(one == number)
        self._group.setExclusive(True)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        super().resizeEvent(event)
        self._write()

    def _button(self, number: int) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "flat")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.clicked.connect(lambda: self._click(number))
        button.customContextMenuRequested.connect(lambda at: self.menu_asked.emit(number, button.mapToGlobal(at)))
        self._group.addButton(button)
        self._layout.addWidget(button)
        return button

    def _click(self, number: int) -> None:
        again = number == self._current
        self._current = number
        self._write()
        (self.run_asked if again else self.stage_chosen).emit(number)

    def _show(self) -> None:
        names = _names()
        for number, button in self.buttons.items():
            stage = self._stages[number]
            said = tr("Stage {number}, {name}: {state}", number=number, name=names[number - 1], state=_said(stage))
            button.setAccessibleName(said)
            button.setToolTip(f"{said}\n{stage.reason}" if stage.reason else said)
        self._write()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._room(self._full()), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        least = [self._text(number, full=False) for number in self.buttons]
        return QSize(self._room(least), super().minimumSizeHint().height())

    def _write(self) -> None:
        """Write names and counts; without room for all, the stages not at hand keep number and mark alone."""
        full = self._room(self._full()) <= self.width()
        for number, button in self.buttons.items():
            text = self._text(number, full=full)
            if button.text() != text:
                button.setText(text)
        self.updateGeometry()

    def _full(self) -> list[str]:
        return [self._text(number, full=True) for number in self.buttons]

    def _text(self, number: int, *, full: bool) -> str:
        mark = _mark(self._stages[number])
        return f"{number} {_names()[number - 1]}  {mark}" if full or number == self._current else f"{number} {mark}"

    def _room(self, texts: Iterable[str]) -> int:
        """Return how wide the bar is with these texts on its buttons."""
        return sum(self.fontMetrics().horizontalAdvance(text) + theme.px(22) for text in texts)


def _names() -> tuple[str, ...]:
    return (tr("Ingest"), tr("Transcribe"), tr("Translate"), tr("Adapt"), tr("Review"), tr("Dub"), tr("Deliver"))


def _mark(stage: Stage) -> str:
    if stage.state is StageState.DOING and stage.percent is not None:
        return tr("{percent} %", percent=stage.percent)
    if stage.left and stage.state in {StageState.TODO, StageState.STALE, StageState.FAILED}:
        return f"{_GLYPHS[stage.state]} {stage.left}"
    return _GLYPHS[stage.state]


def _said(stage: Stage) -> str:
    words = {
        StageState.NONE: tr("nothing yet"),
        StageState.TODO: tr("to do"),
        StageState.DOING: tr("under way"),
        StageState.DONE: tr("done"),
        StageState.STALE: tr("out of date"),
        StageState.FAILED: tr("failed"),
        StageState.BLOCKED: tr("cannot be run yet"),
    }
    parts = [words[stage.state]]
    if stage.left:
        parts.append(ntr("{count} left", "{count} left", stage.left))
    return ", ".join(parts)
