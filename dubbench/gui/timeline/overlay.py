"""What lies above the drawn timeline and changes with every tick or every move of the hand."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from dubbench.domain.span import Span
from dubbench.gui.timeline.geometry import Lanes, View
from dubbench.gui.timeline.gestures import Preview
from dubbench.gui.timeline.look import Look
from dubbench.gui.timeline.painter import Drawing

PLAYHEAD_PX = 6
"""The playhead and its handle reach so far to either side, in pixels."""


def draw_playhead(painter: QPainter, drawing: Drawing, at_ms: int) -> None:
    """Draw the playhead, with a handle in the ruler so that it is not a cut."""
    look, view = drawing.look, drawing.view
    x = round(view.x(at_ms)) + look.labels
    if not look.labels <= x <= look.labels + view.width:
        return
    half = PLAYHEAD_PX - 1
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.playhead)
    painter.drawPolygon(QPolygonF([QPointF(x - half, 0), QPointF(x + half, 0), QPointF(x, half * 1.6)]))
    painter.fillRect(QRectF(x - 1, 0, 2, drawing.lanes.height), look.playhead)


def draw_preview(painter: QPainter, drawing: Drawing, preview: Preview, words: str) -> None:
    """Draw where lines would go, what attracts them, and the times."""
    look, view, height = drawing.look, drawing.view, drawing.lanes.height
    painter.save()
    painter.translate(look.labels, 0)
    painter.setClipRect(QRectF(0, 0, view.width, height))
    spans = [change.span for change in preview.changes] + ([preview.made] if preview.made else [])
    for span in spans:
        rect = _rect(view, drawing.lanes, span)
        painter.fillRect(rect, look.veil)
        painter.setPen(QPen(look.colours["accent"], 2))
        painter.drawRect(rect)
    if preview.snapped_ms is not None:
        x = round(view.x(preview.snapped_ms))
        painter.setPen(QPen(look.colours["accent"], 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, 0, x, height)
    if words and spans:
        _plate(painter, drawing, spans[0], words)
    painter.restore()


def _rect(view: View, lanes: Lanes, span: Span) -> QRectF:
    left = round(view.x(span.start_ms))
    top = lanes.source.top
    return QRectF(left, top, max(2, round(view.x(span.end_ms)) - left), lanes.lines.bottom - top)


def _plate(painter: QPainter, drawing: Drawing, span: Span, words: str) -> None:
    """Write on a small plate above the lines, kept inside the view."""
    look, view = drawing.look, drawing.view
    width = look.small.width(words) + look.px(12)
    height = look.small.height + look.px(4)
    left = max(0.0, min(view.x(span.start_ms), view.width - width))
    rect = QRectF(left, drawing.lanes.source.top + look.px(2), width, height)
    painter.setPen(QPen(look.colours["rule"], 1))
    painter.setBrush(look.colours["surface"])
    painter.drawRoundedRect(rect, 4, 4)
    painter.setFont(look.small.font)
    painter.setPen(look.colours["ink"])
    painter.drawText(QPointF(rect.left() + look.px(6), look.small.baseline(rect.top(), rect.height())), words)


def draw_focus(painter: QPainter, look: Look, width: int, height: int) -> None:
    """Draw the frame of the widget that has the keyboard."""
    painter.setPen(QPen(look.colours["accent"], 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(1, 1, width - 2, height - 2))
