"""How each column draws a line: colours, fonts and bars measured once a theme, nothing worked out while painting."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication

from dubbench.gui import marks, theme
from dubbench.gui.grid.columns import Column, fit_text
from dubbench.gui.type import Type, with_symbols
from dubbench.gui.values import Limits, Row, Shown

FIT_SHOWN_PPM = 400_000
"""A dub that differs from its slot by this much fills half the width of its bar."""


class Style:
    """Everything the cells are drawn with: one for a theme, a size of type and a pair of languages."""

    def __init__(self, source: str, target: str, limits: Limits) -> None:
        now = theme.tokens()
        body = QApplication.font()
        self.body, self.marks = Type(body), Type(with_symbols(body))
        self.source, self.target = Type(theme.font_for(source)), Type(theme.font_for(target))
        self.source_rtl, self.target_rtl = theme.is_rtl(source), theme.is_rtl(target)
        self.limits = limits
        names = ("ink", "soft", "rule", "ok", "warn", "bad", "info", "accent", "selection")
        self.colours = {name: QColor(getattr(now, name)) for name in names}
        self.speakers = [QColor(name) for name in now.speakers]
        self.page, self.band = QColor(now.page), theme.mix(now.page, now.surface, 70)
        self.pad, self.bar, self.edge = theme.px(6), theme.px(3), theme.px(3)
        tallest = max(kind.height for kind in (self.source, self.target, self.marks))  # their own air is in it
        self.row_height = round(max(self.body.height + theme.px(10), tallest + theme.px(4)))


@dataclass(slots=True)
class Box:
    """Where a cell is drawn, in whole pixels, and whether its row is chosen."""

    left: int
    top: int
    width: int
    height: int
    chosen: bool


Cell = Callable[[QPainter, Style, Row, Column, Box], None]


def _write(painter: QPainter, kind: Type, box: Box, text: str, pad: int, *, rtl: bool = False) -> None:
    room = box.width - 2 * pad
    if not text or room <= 0:
        return
    shown = kind.fitted(text, room)
    painter.setFont(kind.font)
    left = box.left + (box.width - pad - kind.width(shown) if rtl else pad)
    if rtl:
        painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    painter.drawText(QPointF(left, kind.baseline(box.top, box.height)), shown)
    if rtl:
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def _plain(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    painter.setPen(style.colours["ink"])
    _write(painter, style.body, box, column.text(row), style.pad)


def _time(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    painter.setPen(style.colours["ink" if box.chosen else "soft"])
    _write(painter, style.body, box, column.text(row), style.pad)


def _speaker(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    hue = style.speakers[row.colour % len(style.speakers)]
    painter.setPen(style.colours["ink"] if box.chosen else hue)
    name = style.body.named("", column.text(row), box.width - 2 * style.pad)
    _write(painter, style.body, box, name, style.pad)


def _source(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    painter.setPen(style.colours["ink"])
    _write(painter, style.source, box, column.text(row), style.pad, rtl=style.source_rtl)


def _target(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    painter.setPen(style.colours["ink"])
    _write(painter, style.target, box, column.text(row), style.pad, rtl=style.target_rtl)


def _under(painter: QPainter, style: Style, box: Box, ink: str) -> None:
    painter.fillRect(box.left, box.top + box.height - style.bar - style.edge, box.width, style.bar, style.colours[ink])


def _speed(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    """Write characters a second over a bar as wide as the pace; too fast has the glyph beside the colour."""
    if row.cps_milli <= 0:
        return
    ideal, most = style.limits.cps_ideal * 1000, style.limits.cps_max * 1000
    name = "ok" if row.cps_milli <= ideal else "warn" if row.cps_milli <= most else "bad"
    text = column.text(row)
    painter.setPen(style.colours["ink" if box.chosen or name == "ok" else name])
    _write(
        painter,
        style.marks,
        _above(box, style),
        f"{marks.FLAGS['too-fast']}{text}" if name == "bad" else text,
        style.pad,
    )
    room = box.width - 2 * style.pad
    length = min(room, room * row.cps_milli // most)
    _under(painter, style, replace(box, left=box.left + style.pad, width=length), name)


def _fit(painter: QPainter, style: Style, row: Row, _column: Column, box: Box) -> None:
    """Write how far the dub is from its time over a bar that grows from the middle: shorter left, longer right."""
    text = fit_text(row)
    if not text:
        return
    limits = style.limits
    if row.failed or row.fit_ppm is None:
        painter.setPen(style.colours["bad" if row.failed else "soft"])
        _write(painter, style.marks, box, text, style.pad)
        return
    fine = limits.fit_low_ppm <= row.fit_ppm <= limits.fit_high_ppm
    name = "info" if fine else "warn" if row.fit_ppm <= limits.fit_worst_ppm else "bad"
    painter.setPen(style.colours["ink" if box.chosen or name == "info" else name])
    _write(painter, style.marks, _above(box, style), text, style.pad)
    half = box.width // 2 - style.pad
    over = row.fit_ppm - 1_000_000
    length = min(half, max(1, half * abs(over) // FIT_SHOWN_PPM))
    middle = box.left + box.width // 2
    left = middle if over >= 0 else middle - length
    _under(painter, style, replace(box, left=left, width=length), name)


def _above(box: Box, style: Style) -> Box:
    return replace(box, height=box.height - style.bar)


def _state(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    colour = "soft" if row.state is Shown.EMPTY else marks.STATE_COLOURS[row.state]
    painter.setPen(style.colours["ink" if box.chosen else colour])
    text = column.text(row)
    painter.setFont(style.marks.font)
    left = box.left + (box.width - style.marks.width(text)) / 2
    painter.drawText(QPointF(left, style.marks.baseline(box.top, box.height)), text)


def _flags(painter: QPainter, style: Style, row: Row, column: Column, box: Box) -> None:
    """Write flags with their words, or the glyphs alone where words have no room."""
    if not row.flags:
        return
    text = column.text(row)
    if style.marks.width(text) > box.width - 2 * style.pad:
        text = " ".join(marks.FLAGS.get(flag, flag) for flag in row.flags)
    painter.setPen(style.colours["ink" if box.chosen else "warn"])
    _write(painter, style.marks, box, text, style.pad)


CELLS: dict[str, Cell] = {
    "number": _time,
    "in": _time,
    "out": _time,
    "length": _time,
    "character": _speaker,
    "source": _source,
    "target": _target,
    "subtitle": _target,
    "cps": _speed,
    "fit": _fit,
    "rung": _plain,
    "state": _state,
    "flags": _flags,
}
