"""The series a person worked on lately, each with a picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QImage, QKeySequence, QPainter, QPainterPath
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dubbench.gui import theme
from dubbench.gui.parts import choose_row
from dubbench.i18n import tr

_RECENT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Recent:
    """A series folder: its title, what is in it, when it was last open; `missing` where it is not there today."""

    folder: str
    title: str
    holds: str = ""
    when: str = ""
    picture: QImage | None = None
    missing: bool = False


class Recents(QListWidget):
    """A list of series; Enter opens, Delete forgets (the series itself stays)."""

    open_asked = Signal(str)
    forget_asked = Signal(str)
    folder_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Recent series"))
        self.setItemDelegate(_Cards(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.itemActivated.connect(lambda item: self.open_asked.emit(item.data(_RECENT).folder))
        self.itemClicked.connect(lambda item: self.open_asked.emit(item.data(_RECENT).folder))
        self.customContextMenuRequested.connect(self._menu)
        forget = QAction(tr("Forget"), self)
        forget.setShortcut(QKeySequence.StandardKey.Delete)
        forget.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        forget.triggered.connect(self._forget)
        self.addAction(forget)

    def set_recents(self, recents: Sequence[Recent]) -> None:
        """Show the series, the latest first."""
        self.clear()
        for one in recents:
            item = QListWidgetItem(one.title, self)
            item.setData(_RECENT, one)
            item.setToolTip(one.folder)
            said = (one.title, one.holds, tr("not found") if one.missing else one.when)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, said)))
        choose_row(self, 0)

    def set_picture(self, folder: str, picture: QImage) -> None:
        """Show a picture that came later."""
        for row in range(self.count()):
            item = self.item(row)
            one: Recent = item.data(_RECENT)
            if one.folder == folder:
                item.setData(_RECENT, Recent(one.folder, one.title, one.holds, one.when, picture, one.missing))

    def recents(self) -> list[Recent]:
        """Give what is shown."""
        return [self.item(row).data(_RECENT) for row in range(self.count())]

    def _forget(self) -> None:
        if self.currentRow() >= 0:
            self.forget_asked.emit(self.currentItem().data(_RECENT).folder)

    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        folder = index.data(_RECENT).folder
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Open"), lambda: self.open_asked.emit(folder))
        menu.addAction(tr("Show in the file manager"), lambda: self.folder_asked.emit(folder))
        menu.addAction(tr("Forget (the series stays where it is)"), lambda: self.forget_asked.emit(folder))
        menu.popup(self.viewport().mapToGlobal(at))


class _Cards(QStyledItemDelegate):
    """Paint a picture, the title, what the series holds, and when it was open."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(theme.px(240), theme.px(68))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        one: Recent = index.data(_RECENT)
        option.text = ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        pad = theme.px(6)
        row = option.rect.adjusted(pad, pad, -pad, -pad)
        picture = QRect(row.left(), row.top(), round(row.height() * 9 / 16) + theme.px(6), row.height())
        words = row.adjusted(picture.width() + theme.px(10), 0, 0, 0)
        painter.save()
        self._picture(painter, style.visualRect(option.direction, row, picture), one)
        self._words(painter, style.visualRect(option.direction, row, words), one, option)
        painter.restore()

    @staticmethod
    def _picture(painter: QPainter, box: QRect, one: Recent) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = QPainterPath()
        frame.addRoundedRect(box, theme.px(4), theme.px(4))
        painter.fillPath(frame, theme.colour("raised"))
        if one.picture is None or one.picture.isNull():
            side = theme.px(18)
            at = QRect(box.center() - QPoint(side // 2, side // 2), QSize(side, side))
            theme.icon("warning" if one.missing else "film", theme.tokens().soft).paint(painter, at)
            return
        painter.save()
        painter.setClipPath(frame)
        size = one.picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
        target = QRect(QPoint(0, 0), size)
        target.moveCenter(box.center())
        painter.drawImage(target, one.picture)
        painter.restore()

    @staticmethod
    def _words(painter: QPainter, box: QRect, one: Recent, option: QStyleOptionViewItem) -> None:
        start = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        third = tr("not found: {folder}", folder=one.folder) if one.missing else one.when
        lines = (
            (one.title, strong, "ink"),
            (one.holds, option.font, "soft"),
            (third, option.font, "warn" if one.missing else "soft"),
        )
        height = box.height() // len(lines)
        painter.setLayoutDirection(option.direction)
        for n, (text, font, colour) in enumerate(lines):
            painter.setFont(font)
            painter.setPen(theme.colour(colour))
            line = QRect(box.left(), box.top() + n * height, box.width(), height)
            painter.drawText(
                line, start, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
            )
