"""The videos of a new series: dropped or chosen, in the order of their names, each can be taken out again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from dubbench.gui import theme
from dubbench.gui.dropzone import DropZone
from dubbench.i18n import tr

_PATH = Qt.ItemDataRole.UserRole


class MediaList(QWidget):
    """A drop zone over the list of what was dropped; Delete takes a video out."""

    changed = Signal()
    browse_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = DropZone(tr("Drop the videos here"), tr("One, or a whole season."))
        self._zone.setFixedHeight(theme.px(130))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Videos"))
        self._list.setMaximumHeight(theme.px(132))
        self._list.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self._zone)
        layout.addWidget(self._list)
        remove = QAction(tr("Take out"), self._list)
        remove.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        remove.triggered.connect(self._remove)
        self._list.addAction(remove)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._zone.clicked.connect(self.browse_asked)
        self._zone.files_dropped.connect(self.add)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusProxy(self._zone)

    def add(self, paths: Sequence[str]) -> None:
        """Add videos; one that is there already stays one."""
        every = sorted({*self.paths(), *paths}, key=natural)
        self._list.clear()
        for path in every:
            item = QListWidgetItem(PurePath(path).name, self._list)
            item.setData(_PATH, path)
            item.setToolTip(path)
        self._show()

    def paths(self) -> tuple[str, ...]:
        """Give the videos in order."""
        return tuple(self._list.item(row).data(_PATH) for row in range(self._list.count()))

    def _remove(self) -> None:
        if self._list.currentRow() >= 0:
            self._list.takeItem(self._list.currentRow())
            self._show()

    def _show(self) -> None:
        self._list.setVisible(self._list.count() > 0)
        self._zone.setFixedHeight(theme.px(72 if self._list.count() else 130))
        self.changed.emit()


def natural(path: str) -> tuple[tuple[bool, int, str], ...]:
    """Sort names as people do: episode 2 comes before episode 10."""
    parts = re.findall(r"\d+|\D+", PurePath(path).name.casefold())
    return tuple((False, int(part), "") if part.isdecimal() else (True, 0, part) for part in parts)
