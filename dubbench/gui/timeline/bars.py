"""The bars of one line: its own, its dub, its reading speed, its flags."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from dubbench.gui import marks
from dubbench.gui.timeline.geometry import Strip, View
from dubbench.gui.timeline.look import Look
from dubbench.gui.values import Limits, Row

PPM = 1_000_000


class Across(NamedTuple):
    """Left and right edge in whole pixels, the right one exclusive."""

    left: int
    right: int


@dataclass(slots=True)
class Brush:
    """What every bar is drawn with; the small font is set. Whole pixels throughout."""

    painter: QPainter
    look: Look
    view: View
    limits: Limits

    def across(self, start_ms: int, end_ms: int) -> Across:
        """Return a span's place from left to right, at least two pixels wide."""
        left = round((start_ms - self.view.start_ms) * self.view.scale / 1000)
        right = round((end_ms - self.view.start_ms) * self.view.scale / 1000)
        return Across(left, max(left + 2, right))

    def fill(self, across: Across, strip: Strip, ink: QColor) -> None:
        self.painter.fillRect(across.left, strip.top, across.right - across.left, strip.height, ink)

    def frame(self, across: Across, strip: Strip, pen: QPen) -> None:
        self.painter.setPen(pen)
        width, height = across.right - across.left - 1, strip.height - 1
        self.painter.drawRect(QRectF(across.left + 0.5, strip.top + 0.5, width, height))  # inside, also in fine pixels

    def number(self, text: str, across: Across, strip: Strip, ink: QColor) -> None:
        """Write a number in a bar, whole or not at all: half a number is another number."""
        look = self.look
        room = min(across.right, self.view.width) - max(across.left, 0) - look.pad - look.hair
        if room >= look.least_number and look.small.width(text) <= room:
            self.painter.setPen(ink)
            left = max(across.left, 0) + look.pad
            self.painter.drawText(left, look.small.baseline(strip.top, strip.height), text)

    def name(self, mark: str, name: str, across: Across, strip: Strip, ink: QColor) -> int:
        """Write who speaks, starting where the bar comes into view; return where that ends, 0 if there is no room."""
        look = self.look
        left = max(across.left, 0) + look.pad
        room = min(across.right, self.view.width) - left - look.hair
        if room < look.least_text:
            return 0
        shown = look.small.named(mark, name, room)
        self.painter.setPen(ink)
        self.painter.drawText(left, look.small.baseline(strip.top, strip.height), shown)
        return left + int(look.small.width(shown))


def line_bar(brush: Brush, row: Row, across: Across, strip: Strip, selected: bool) -> None:
    """Draw a line: state as a glyph and as the colour of its upper edge, who speaks, and the text if there is room."""
    look = brush.look
    body = Across(across.left, across.right - 1)
    brush.fill(body, strip, look.selection if selected else look.colours["raised"])
    brush.fill(body, Strip(strip.top, look.hair), look.colours[marks.STATE_COLOURS[row.state]])
    ink = look.colours["ink"] if selected else look.speaker(row.colour)
    end = brush.name(f"{marks.state(row.state)} ", row.character, across, strip, ink)
    if end and row.target:
        _written(brush, row.target, Across(end + 2 * look.pad, min(across.right, brush.view.width) - look.pad), strip)


def _written(brush: Brush, text: str, across: Across, strip: Strip) -> None:
    """Write what the line says after the name, in its own script's font and direction."""
    look, painter = brush.look, brush.painter
    room = across.right - across.left
    if room < 3 * look.least_text:
        return
    shown = look.written.fitted(text.replace("\n", " "), room)
    painter.setFont(look.written.font)
    painter.setPen(look.colours["soft"])
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight)
    painter.drawText(across.left, look.written.baseline(strip.top, strip.height), shown)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    painter.setFont(look.small.font)


def dub_bar(brush: Brush, row: Row, across: Across, strip: Strip) -> None:
    """Draw the dub against its line: over-run hatched, time left free dotted, trouble and work as a mark."""
    look = brush.look
    if row.dub_spans:
        brush.frame(across, strip, look.free)
        for start_ms, end_ms in row.dub_spans:
            _spoken(brush, row, start_ms, end_ms, strip)
    elif row.failed:
        brush.frame(across, strip, look.trouble)
    elif row.fit_ppm is not None:
        length = (row.end_ms - row.start_ms) * row.fit_ppm // PPM
        brush.frame(brush.across(row.start_ms, row.start_ms + length), strip, look.predicted(row.colour))
    else:
        brush.frame(across, strip, look.nothing)
    if text := dub_text(row):
        brush.number(text, across, strip, look.colours["bad" if row.failed else "ink"])


def dub_text(row: Row) -> str:
    """Say in a few letters how the dub fits: measured, or with ≈ predicted."""
    if row.failed:
        return marks.FAILED
    if row.busy:
        return marks.BUSY
    if row.fit_ppm is None:
        return marks.FLAGS["not-dubbed"] if "not-dubbed" in row.flags else ""
    return ("" if row.dub_spans else "≈") + marks.fit(row.fit_ppm)


def _spoken(brush: Brush, row: Row, start_ms: int, end_ms: int, strip: Strip) -> None:
    over_from = max(start_ms, min(end_ms, row.end_ms))
    if over_from > start_ms:
        brush.fill(brush.across(start_ms, over_from), strip, brush.look.bar(row.colour))
    if end_ms > over_from:
        over = brush.across(over_from, end_ms)
        brush.fill(over, strip, brush.look.over_ground)
        brush.painter.fillRect(over.left, strip.top, over.right - over.left, strip.height, brush.look.hatch)
        brush.frame(over, strip, brush.look.over)


def speed_bar(brush: Brush, cps_milli: int, across: Across, strip: Strip) -> None:
    """Draw the reading speed in characters a second; too fast has a glyph and a line above beside its colour."""
    if cps_milli <= 0:
        return
    cps, limits = cps_milli / 1000, brush.limits
    name = "ok" if cps <= limits.cps_ideal else "warn" if cps <= limits.cps_max else "bad"
    brush.fill(Across(across.left, across.right - 1), strip, brush.look.colours[name])
    text = str(round(cps))
    if name == "bad":
        brush.fill(Across(across.left, across.right - 1), Strip(strip.top, brush.look.hair), brush.look.colours["ink"])
        text = marks.FLAGS["too-fast"] + text
    brush.number(text, across, strip, brush.look.colours["page"])


def flag(brush: Brush, row: Row, across: Across, strip: Strip, free_from: int) -> int:
    """Write the flags under a line, glyphs alone where words have no room; return where the next may begin."""
    look = brush.look
    left = max(across.left, free_from, 0)
    full = "  ".join(f"{marks.flag(name)} {marks.flag_word(name)}" for name in row.flags)
    fits = look.small.width(full) <= max(across.right - left, look.px(60))
    text = full if fits else " ".join(marks.flag(name) for name in row.flags)
    brush.painter.setPen(look.colours["warn"])
    brush.painter.drawText(left, look.small.baseline(strip.top, strip.height), text)
    return left + int(look.small.width(text)) + look.pad
