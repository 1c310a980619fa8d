"""How a cell of the season's grid looks; cells that are alike are drawn once and kept as pictures."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dubbench.gui import theme
from dubbench.gui.painting import painting
from dubbench.gui.seasons import COLOURS, GLYPHS, Cell
from dubbench.i18n import tr

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
_KEPT = 600  # pictures


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a cell's picture depends on; sizes in pixels."""

    cell: Cell
    width: int
    height: int
    tokens: theme.Tokens
    scale: int
    chosen: bool = False
    rtl: bool = False
    ratio: float = 1.0


class Cells(QStyledItemDelegate):
    """Paint a cell warm by how far it is, a bar at its foot, the count of issues at its end."""

    def __init__(self, parent: object = None) -> None:
        super().__init__(parent)  # type: ignore[arg-type]  # the view
        self._pictures: dict[Look, QPixmap] = {}

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(160), theme.px(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell = index.data(CELL)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if not isinstance(cell, Cell):
            _words(painter, option, str(index.data()), named=index.column() == 1, chosen=chosen)
            return
        look = Look(
            cell,
            option.rect.width(),
            option.rect.height(),
            theme.tokens(),
            theme.scale_percent(),
            chosen,
            option.direction == Qt.LayoutDirection.RightToLeft,
            painter.device().devicePixelRatioF(),
        )
        painter.drawPixmap(option.rect.topLeft(), self._picture(look, option.font))

    def _picture(self, look: Look, font: QFont) -> QPixmap:
        kept = self._pictures.get(look)
        if kept is None:
            if len(self._pictures) >= _KEPT:
                self._pictures.clear()
            kept = self._pictures[look] = _drawn(look, font)
        return kept


def _drawn(look: Look, font: QFont) -> QPixmap:
    picture = QPixmap(round(look.width * look.ratio), round(look.height * look.ratio))
    picture.setDevicePixelRatio(look.ratio)
    picture.fill(theme.colour("page"))
    with painting(picture) as painter:
        painter.setFont(font)
        draw_cell(painter, look)
    return picture


def draw_cell(painter: QPainter, look: Look) -> None:
    """Draw a cell at the painter's origin."""
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft if look.rtl else Qt.LayoutDirection.LeftToRight)
    box = QRect(1, 1, look.width - 2, look.height - 2)
    _ground(painter, box, look)
    _said(painter, box, look)


def _ground(painter: QPainter, box: QRect, look: Look) -> None:
    now, hue = look.tokens, theme.colour(COLOURS[look.cell.standing])
    warmth = theme.mix(now.page, hue, 4 + look.cell.permille * 16 // 1000)
    painter.fillRect(box, theme.colour("selection") if look.chosen else warmth)
    foot = QRect(box.left(), box.bottom() - theme.px(2), box.width(), theme.px(3))
    painter.fillRect(foot, theme.mix(now.page, now.rule, 80))
    share = QRect(foot.left(), foot.top(), foot.width() * look.cell.permille // 1000, foot.height())
    painter.fillRect(_sided(share, foot, look), hue)


def _said(painter: QPainter, box: QRect, look: Look) -> None:
    """Write the glyph, the words, and the count of issues."""
    cell, side = look.cell, theme.px(24)
    glyph = QRect(box.left() + theme.px(4), box.top(), side, box.height() - theme.px(3))
    painter.setPen(theme.colour("ink" if look.chosen else COLOURS[cell.standing]))
    painter.drawText(_sided(glyph, box, look), Qt.AlignmentFlag.AlignCenter, GLYPHS[cell.standing])
    words = box.adjusted(side + theme.px(8), 0, -theme.px(6), -theme.px(3))
    flags = tr("⚑ {count}", count=cell.issues) if cell.issues else ""
    metrics = painter.fontMetrics()
    room = words.width() - (metrics.horizontalAdvance(flags) + theme.px(8) if flags else 0)
    where, middle = _sided(words, box, look), Qt.AlignmentFlag.AlignVCenter
    painter.setPen(theme.colour("ink"))
    text = metrics.elidedText(cell.words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(where, middle | Qt.AlignmentFlag.AlignLeading, text)
    painter.setPen(theme.colour("ink" if look.chosen else "warn"))
    painter.drawText(where, middle | Qt.AlignmentFlag.AlignTrailing, flags)


def _sided(part: QRect, whole: QRect, look: Look) -> QRect:
    """Mirror a part of a box where writing goes from right to left."""
    if not look.rtl:
        return part
    return QRect(whole.left() + whole.right() - part.right(), part.top(), part.width(), part.height())


def _words(painter: QPainter, option: QStyleOptionViewItem, text: str, *, named: bool, chosen: bool) -> None:
    painter.fillRect(option.rect, theme.colour("selection" if chosen else "page"))
    words = option.rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
    painter.setFont(option.font)
    painter.setPen(theme.colour("ink" if named or chosen else "soft"))
    painter.setLayoutDirection(option.direction)
    side = Qt.AlignmentFlag.AlignLeading if named else Qt.AlignmentFlag.AlignHCenter
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, side | Qt.AlignmentFlag.AlignVCenter, shown)
