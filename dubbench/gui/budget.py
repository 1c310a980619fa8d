"""What a text costs, in one line under its editor: characters, lines, reading speed, length spoken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from dubbench.gui import marks, theme
from dubbench.gui.type import Type, with_symbols
from dubbench.gui.values import Budget, Limits, Row
from dubbench.i18n import ntr, tr

_DOT = " · "


class Part(NamedTuple):
    """A few words, and how well that is: "", ok, warn or bad."""

    words: str
    role: str = ""


def plain_budget(row: Row, text: str) -> Budget:
    """Count characters and characters a second; nothing is predicted."""
    slot = max(1, row.duration_ms)
    return Budget(len(text), row.duration_ms, cps_milli=len(text) * 1_000_000 // slot)


def parts(budget: Budget, limits: Limits) -> Iterator[Part]:
    """Say a budget in parts; what is over a limit has a glyph beside its colour."""
    yield Part(ntr("{count} char", "{count} chars", budget.chars))
    if budget.lines:
        words = ntr("{count} row", "{count} rows", budget.lines)
        over = budget.lines > limits.lines_per_cue
        yield Part(f"{marks.FLAGS['safe-area']} {words}" if over else words, "bad" if over else "")
    if budget.cps_milli:
        yield _speed(budget.cps_milli, limits)
    yield _length(budget, limits)


def _speed(cps_milli: int, limits: Limits) -> Part:
    words = tr("{number} cps", number=round(cps_milli / 1000))
    if cps_milli > limits.cps_max * 1000:
        return Part(f"{marks.FLAGS['too-fast']} {words}", "bad")
    return Part(words, "warn" if cps_milli > limits.cps_ideal * 1000 else "")


def _length(budget: Budget, limits: Limits) -> Part:
    fit = budget.fit_ppm
    if fit is None or budget.dub_ms is None:
        return Part(_seconds(budget.slot_ms))
    words = tr("dub {length} ({difference})", length=_seconds(budget.dub_ms), difference=marks.fit(fit))
    if fit > limits.fit_high_ppm:
        return Part(f"{marks.FLAGS['over-long']} {words}", "bad" if fit > limits.fit_worst_ppm else "warn")
    return Part(words, "warn" if fit < limits.fit_low_ppm else "")


def _seconds(milliseconds: int) -> str:
    return tr("{seconds} s", seconds=f"{milliseconds / 1000:.2f}")


class BudgetLine(QWidget):
    """Shows a budget, or a remark in its place; where room is short, what warns is what stays."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._dress()
        self._say()

    @property
    def words(self) -> str:
        """What it says, without colours."""
        return _DOT.join(part.words for part in self._parts)

    def set_budget(self, budget: Budget, limits: Limits) -> None:
        """Show what a text costs against what is allowed."""
        self._set(tuple(parts(budget, limits)))

    def set_remark(self, words: str, role: str = "warn") -> None:
        """Show a remark instead; "" shows nothing."""
        self._set((Part(words, role),) if words else ())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.StyleChange} and hasattr(self, "_parts"):
            self._dress()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        painter = QPainter(self)
        painter.setFont(self._type.font)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        baseline, at = self._type.baseline(0, self.height()), 0
        for n, part in enumerate(self._fitting()):
            for words, role in ((_DOT if n else "", "soft"), (part.words, part.role or "soft")):
                shown = self._type.fitted(words, self.width() - at)
                painter.setPen(theme.colour(role))
                painter.drawText(at, baseline, shown)
                at += round(self._type.width(shown))
        painter.end()

    def _fitting(self) -> tuple[Part, ...]:
        """Leave out parts that warn of nothing, from the start, until the rest has room."""
        left = self._parts
        while len(left) > 1 and self._type.width(_DOT.join(part.words for part in left)) > self.width():
            calm = next((n for n, part in enumerate(left) if not part.role), 0)
            left = left[:calm] + left[calm + 1 :]
        return left

    def _set(self, new: tuple[Part, ...]) -> None:
        if new != self._parts:
            self._parts = new
            self._say()
            self.update()

    def _dress(self) -> None:
        self._type = Type(with_symbols(QApplication.font()))
        self.setFixedHeight(round(self._type.height) + theme.px(2))
        self.update()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name}: {self.words}" if self._parts else self._name)
        self.setToolTip(self.words)
