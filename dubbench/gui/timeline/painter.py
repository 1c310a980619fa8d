"""Draws a timeline: everything but the playhead and what a hand is dragging."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from dubbench.checks.subtitles import reading_length
from dubbench.gui import timecode
from dubbench.gui.timeline.bars import PPM, Brush, dub_bar, flag, line_bar, speed_bar
from dubbench.gui.timeline.geometry import Lane, Lanes, Strip, View
from dubbench.gui.timeline.look import Look
from dubbench.gui.timeline.scene import Scene
from dubbench.gui.values import Row, Timed
from dubbench.i18n import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dubbench.gui.timeline.wave import PeaksOf

EDGE_PX = 3
"""How far beside its times a line may be drawn."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn; `ratio` is device pixels a pixel, `shapes` asks for shapes instead of pixels (SVG).

    Reading speeds are those of the `cues`; where they are `None`, those of the lines. `wave` is the waveform where it
    is drawn already. Of a `part`, no ruler and no flags are drawn: lines that keep theirs look otherwise in it.
    """

    look: Look
    scene: Scene
    view: View
    lanes: Lanes
    peaks: PeaksOf | None = None
    wave: QImage | None = None
    cues: tuple[Timed, ...] | None = None
    gain: float = 1.0
    current: str = ""
    chosen: frozenset[str] = frozenset()
    ratio: float = 1.0
    shapes: bool = False
    part: QRect | None = None

    def strip(self, lane: Lane) -> Strip:
        strip: Strip = getattr(self.lanes, lane.value)
        return strip

    @property
    def seen(self) -> tuple[int, ...]:
        """The places of the lines that are to be drawn."""
        known = self.scene.between(self.view.start_ms, self.view.end_ms)
        if self.part is None:
            return tuple(known)
        return tuple(k for k in known if self.part.intersects(covered(self.scene.rows[k], self)))


def covered(row: Row, drawing: Drawing) -> QRect:
    """Return where a line is drawn with its dub, below the ruler and above the flags."""
    look, view, lanes = drawing.look, drawing.view, drawing.lanes
    predicted = row.start_ms + (row.end_ms - row.start_ms) * (row.fit_ppm or 0) // PPM
    spans = row.dub_spans or ((row.start_ms, predicted),)
    left = math.floor(view.x(min(row.start_ms, spans[0][0]))) - EDGE_PX
    right = math.ceil(view.x(max(row.end_ms, *(end for _, end in spans)))) + EDGE_PX
    return QRect(look.labels + left, lanes.ruler.bottom, right - left, lanes.speed.bottom - lanes.ruler.bottom)


def draw(painter: QPainter, drawing: Drawing) -> None:
    """Draw the lanes, their names on the left; the origin is the widget's own."""
    look, view, lanes = drawing.look, drawing.view, drawing.lanes
    if drawing.part is not None:
        painter.setClipRect(drawing.part)
    painter.fillRect(QRectF(0, 0, look.labels + view.width, lanes.height), look.colours["page"])
    painter.save()
    painter.translate(look.labels, 0)
    painter.setClipRect(QRectF(0, 0, view.width, lanes.height), Qt.ClipOperation.IntersectClip)
    if drawing.part is None:
        _ruler(painter, drawing)
    _slots(painter, drawing)
    _wave(painter, drawing)
    _shots(painter, drawing)
    _lines(painter, drawing)
    painter.restore()
    _names(painter, drawing)


def _ruler(painter: QPainter, drawing: Drawing) -> None:
    look, view, strip = drawing.look, drawing.view, drawing.lanes.ruler
    step = view.tick_ms()
    painter.fillRect(QRectF(0, 0, view.width, strip.height), look.colours["surface"])
    painter.setFont(look.small.font)
    baseline = look.small.baseline(strip.top, strip.height)
    for at_ms in view.ticks():
        x = round(view.x(at_ms))
        painter.setPen(look.colours["rule"])
        painter.drawLine(x, strip.top + look.px(4), x, strip.bottom - 1)
        words, at = timecode.tick(at_ms, step), x + look.px(3)
        if 0 <= at <= view.width - look.small.width(words):  # half a time is another time
            painter.setPen(look.colours["soft"])
            painter.drawText(QPointF(at, baseline), words)


def _slots(painter: QPainter, drawing: Drawing) -> None:
    """Shade the time of each line behind the wave, the current line's down to its dub."""
    look, view, lanes = drawing.look, drawing.view, drawing.lanes
    for k in drawing.seen:
        row = drawing.scene.rows[k]
        left, right = view.x(row.start_ms), view.x(row.end_ms)
        if row.line_id == drawing.current:
            height = lanes.dub.bottom - lanes.source.top
            painter.fillRect(QRectF(left, lanes.source.top, right - left, height), look.veil)
        else:
            painter.fillRect(QRectF(left, lanes.source.top, right - left, lanes.source.height), look.spoken_veil)


def _wave(painter: QPainter, drawing: Drawing) -> None:
    look, view, strip = drawing.look, drawing.view, drawing.lanes.source
    if drawing.peaks is None:
        middle = strip.top + strip.height / 2
        painter.setPen(look.colours["rule"])
        painter.drawLine(QPointF(0, middle), QPointF(view.width, middle))
        return
    if drawing.shapes:
        from dubbench.gui.timeline import wave

        peaks = drawing.peaks(view.start_ms, view.end_ms, view.width)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.wave)
        painter.drawPolygon(wave.outline(peaks, strip.height, drawing.gain, 0, strip.top))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    image = drawing.wave or wave_image(drawing)
    image.setDevicePixelRatio(drawing.ratio)
    painter.drawImage(QPointF(0, strip.top), image)


def wave_image(drawing: Drawing) -> QImage:
    """Draw the waveform in device pixels."""
    import numpy as np

    from dubbench.gui.timeline import wave

    assert drawing.peaks is not None  # noqa: S101 - the caller has looked
    view, look = drawing.view, drawing.look
    columns = round(view.width * drawing.ratio)
    peaks = drawing.peaks(view.start_ms, view.end_ms, columns)
    height = round(drawing.lanes.source.height * drawing.ratio)
    inks = np.where(_spoken(drawing, len(peaks)), np.uint32(look.wave.rgba()), np.uint32(look.wave_faint.rgba()))
    return wave.picture(peaks, height, drawing.gain, inks)


def _spoken(drawing: Drawing, columns: int) -> NDArray[np.bool_]:
    """Tell which columns lie inside a line."""
    import numpy as np

    spoken = np.zeros(columns, dtype=np.bool_)
    view, ratio = drawing.view, drawing.ratio
    for k in drawing.scene.between(view.start_ms, view.end_ms):
        row = drawing.scene.rows[k]
        spoken[max(0, round(view.x(row.start_ms) * ratio)) : max(0, round(view.x(row.end_ms) * ratio))] = True
    return spoken


def _shots(painter: QPainter, drawing: Drawing) -> None:
    view, lanes = drawing.view, drawing.lanes
    painter.setPen(drawing.look.shot)
    for at_ms in drawing.scene.shots_between(view.start_ms, view.end_ms):
        x = round(view.x(at_ms))
        painter.drawLine(x, lanes.ruler.bottom, x, lanes.speed.bottom)


def _lines(painter: QPainter, drawing: Drawing) -> None:
    look, scene, view = drawing.look, drawing.scene, drawing.view
    painter.setFont(look.small.font)
    brush = Brush(painter, look, view, scene.limits)
    if not scene.rows:
        _empty(painter, drawing)
    flags_from = 0
    parts = [
        (drawing.lanes.lines.part(level, scene.depth), drawing.lanes.dub.part(level, scene.depth))
        for level in range(scene.depth)
    ]
    for k in drawing.seen:
        row, (line, dub) = scene.rows[k], parts[scene.levels[k]]
        across = brush.across(row.start_ms, row.end_ms)
        line_bar(brush, row, across, line, row.line_id == drawing.current or row.line_id in drawing.chosen)
        dub_bar(brush, row, across, dub)
        if drawing.cues is None:
            speed_bar(brush, row.cps_milli, across, drawing.lanes.speed)
        if row.flags and drawing.part is None:
            flags_from = flag(brush, row, across, drawing.lanes.flags, flags_from)
    _cues(brush, drawing)


def _cues(brush: Brush, drawing: Drawing) -> None:
    """Draw how fast each subtitle is to be read while it is on screen."""
    view, cues = drawing.view, drawing.cues or ()
    first = bisect_right(cues, view.start_ms, key=lambda cue: cue[1])
    for start_ms, end_ms, text in itertools.takewhile(lambda cue: cue[0] < view.end_ms, cues[first:]):
        cps_milli = reading_length(text) * 1_000_000 // max(1, end_ms - start_ms)
        speed_bar(brush, cps_milli, brush.across(start_ms, end_ms), drawing.lanes.speed)


def _empty(painter: QPainter, drawing: Drawing) -> None:
    look, strip = drawing.look, drawing.lanes.lines
    painter.setPen(look.colours["soft"])
    text = tr("No lines yet: transcribe (F7)")
    shown = look.small.fitted(text, drawing.view.width - look.px(16))
    painter.drawText(QPointF(look.px(8), look.small.baseline(strip.top, strip.height)), shown)


def _names(painter: QPainter, drawing: Drawing) -> None:
    look = drawing.look
    painter.fillRect(QRectF(0, 0, look.labels, drawing.lanes.height), look.colours["surface"])
    painter.setPen(QPen(look.colours["rule"], 1))
    painter.drawLine(QPointF(look.labels - 0.5, 0), QPointF(look.labels - 0.5, drawing.lanes.height))
    painter.setFont(look.small.font)
    painter.setPen(look.colours["soft"])
    for lane, name in look.names.items():
        strip = drawing.strip(lane)
        shown = look.small.fitted(name, look.labels - look.px(10))
        painter.drawText(QPointF(look.px(6), look.small.baseline(strip.top, strip.height)), shown)
