"""Models as values, and as Qt asks for them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from dubbench.gui.words import size
from dubbench.i18n import tr

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
TITLE, FOR, LANGUAGES, LICENCE, SIZE, STATE = range(6)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A model: `kind` as engines have it; `done_permille` while it is fetched; `broken` says what is wrong with it."""

    id: str
    title: str
    kind: str
    languages: tuple[str, ...] = ()
    licence: str = ""
    bytes: int = 0
    default: bool = False
    installed: bool = False
    own: bool = False
    done_permille: int | None = None
    broken: str = ""
    verified: bool = False

    @property
    def state(self) -> str:
        """Say how it stands, with its sign."""
        if self.done_permille is not None:
            return tr("{percent} %", percent=self.done_permille // 10)
        if self.broken:
            return "✗ " + tr("damaged: {what}", what=self.broken)
        if self.verified:
            return "✓✓ " + tr("verified")
        if self.installed:
            return "✓ " + (tr("your own") if self.own else tr("installed"))
        return "○ " + (tr("needed for the default engines") if self.default else tr("not installed"))


def kind_words(kind: str) -> str:
    """Say what a model is for."""
    known = {
        "transcriber": tr("transcription"),
        "detector": tr("who speaks when"),
        "separator": tr("dialogue and background"),
        "diarizer": tr("who speaks"),
        "translator": tr("translation"),
        "synthesizer": tr("voices"),
    }
    return known.get(kind, kind)


class ModelTable(QAbstractTableModel):
    """Models in rows; progress repaints one cell."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[ModelRow, ...] = ()

    def set_rows(self, rows: Sequence[ModelRow]) -> None:
        """Show models; where they are the same ones, only what changed is painted."""
        before, self.rows = self.rows, tuple(rows)
        if [one.id for one in before] != [one.id for one in self.rows]:
            self.beginResetModel()
            self.endResetModel()
            return
        for n, (old, new) in enumerate(zip(before, self.rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(n, 0), self.index(n, STATE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's name and signature
        return 0 if parent.isValid() else STATE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Model"), tr("For"), tr("Languages"), tr("Licence"), tr("Size"), tr("State"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.rows[index.row()]
        if role == ROW:
            return one
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == SIZE:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return _cells(one)[index.column()]
        return None


def _cells(one: ModelRow) -> tuple[str, ...]:
    spoken = tr("any") if "*" in one.languages or not one.languages else ", ".join(one.languages)
    return (one.title, kind_words(one.kind), spoken, one.licence, size(one.bytes), one.state)
