"""The models on this machine: install with progress, verify, remove."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import theme
from dubbench.gui.model_rows import ROW, SIZE, STATE, TITLE, Index, ModelRow, ModelTable
from dubbench.gui.parts import button, choose_row, label, wrapped
from dubbench.gui.words import size
from dubbench.i18n import ntr, tr


class ModelManager(QWidget):
    """Tells what is wanted for the chosen models, as lists of ids."""

    install_asked = Signal(list)
    verify_asked = Signal(list)
    remove_asked = Signal(list)
    cancel_asked = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Models"))
        self._table = ModelTable()
        self._room: int | None = None
        self._view = self._made_view()
        self._summary = wrapped("")
        self._defaults = button(
            tr("Install what the default engines need"), "download", self._install_defaults, "primary"
        )
        self._install = button(tr("Install"), "download", lambda: self.install_asked.emit(self._missing()))
        self._cancel = button(tr("Cancel"), "stop", lambda: self.cancel_asked.emit(self._fetching()))
        self._verify = button(tr("Verify"), "verify", lambda: self.verify_asked.emit(self._present()))
        self._remove = button(tr("Remove…"), "trash", self._ask)
        self._sure = self._question()
        top = QHBoxLayout()
        top.addWidget(self._summary, 1)
        top.addWidget(self._defaults)
        foot = QHBoxLayout()
        for one in (self._install, self._cancel, self._verify, self._remove):
            foot.addWidget(one)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._sure)
        layout.addLayout(foot)
        self._view.selectionModel().selectionChanged.connect(lambda _new, _old: self._look())
        self._look()

    def set_models(self, rows: Sequence[ModelRow], room_bytes: int | None = None) -> None:
        """Show the models, and how much room the disk has."""
        self._table.set_rows(rows)
        self._room = room_bytes
        if not self._view.currentIndex().isValid() and rows:
            choose_row(self._view, 0)
        self._look()

    def choose(self, model_id: str) -> None:
        """Show a model: the one that an error was about."""
        for n, one in enumerate(self._table.rows):
            if one.id == model_id:
                choose_row(self._view, n)

    def chosen(self) -> list[ModelRow]:
        """Give the chosen models."""
        return [self._table.rows[index.row()] for index in self._view.selectionModel().selectedRows()]

    def _missing(self) -> list[str]:
        return [one.id for one in self.chosen() if not one.installed and one.done_permille is None]

    def _present(self) -> list[str]:
        return [one.id for one in self.chosen() if one.installed]

    def _fetching(self) -> list[str]:
        return [one.id for one in self.chosen() if one.done_permille is not None]

    def _lacking(self) -> list[ModelRow]:
        return [m for m in self._table.rows if m.default and not m.installed and m.done_permille is None]

    def _install_defaults(self) -> None:
        self.install_asked.emit([one.id for one in self._lacking()])

    def _look(self) -> None:
        """Enable what is possible for the chosen models; say what is there and what is lacking."""
        lacking = self._lacking()
        self._defaults.setVisible(bool(lacking))
        self._install.setEnabled(bool(self._missing()))
        self._cancel.setEnabled(bool(self._fetching()))
        self._verify.setEnabled(bool(self._present()))
        self._remove.setEnabled(bool(self._present()))
        self._sure.setVisible(False)
        there = [one for one in self._table.rows if one.installed]
        words = [
            ntr("{count} model on this machine", "{count} models on this machine", len(there)),
            size(sum(one.bytes for one in there)),
        ]
        if self._room is not None:
            words.append(tr("{size} free", size=size(self._room)))
        if lacking:
            words.append(tr("{size} to fetch for the default engines", size=size(sum(one.bytes for one in lacking))))
        self._summary.setText(" · ".join(words))

    def _ask(self) -> None:
        """Ask in the page, not over it, before models are deleted."""
        rows = [one for one in self.chosen() if one.installed]
        names = ", ".join(one.title for one in rows)
        self._words.setText(
            tr("Delete {names} ({size}) from this disk?", names=names, size=size(sum(m.bytes for m in rows)))
        )
        self._sure.setVisible(True)
        self._yes.setFocus()

    def _question(self) -> QWidget:
        bar = QWidget()
        self._words = label("", "warn")
        self._yes = button(tr("Delete"), "trash", lambda: self.remove_asked.emit(self._present()))
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._words, 1)
        row.addWidget(self._yes)
        row.addWidget(button(tr("Keep"), "close", lambda: bar.setVisible(False)))
        return bar

    def _made_view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("models")
        view.setProperty("role", "roomy")
        view.setAccessibleName(tr("Models"))
        view.setModel(self._table)
        view.setItemDelegateForColumn(STATE, _State(view))
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.verticalHeader().setVisible(False)
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(theme.px(28))
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 190), (2, 110), (3, 140), (SIZE, 80), (STATE, 230)):
            header.resizeSection(column, theme.px(width))
        return view


class _State(QStyledItemDelegate):
    """Paint how a model stands; while it is fetched, a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        one: ModelRow = index.data(ROW)
        words, option.text = option.text, ""
        style = option.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        box = option.rect.adjusted(theme.px(6), theme.px(4), -theme.px(6), -theme.px(4))
        painter.setFont(option.font)
        if one.done_permille is not None:
            painter.fillRect(box, theme.colour("raised"))
            share = QRect(box.left(), box.top(), box.width() * one.done_permille // 1000, box.height())
            painter.fillRect(
                style.visualRect(option.direction, box, share),
                theme.mix(theme.tokens().selection, theme.tokens().accent, 25),
            )
            painter.setPen(theme.colour("ink"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme.colour("ink" if chosen else _colour(one)))
        painter.setLayoutDirection(option.direction)
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, text)


def _colour(one: ModelRow) -> str:
    if one.broken:
        return "bad"
    if one.installed:
        return "ok"
    return "warn" if one.default else "soft"
