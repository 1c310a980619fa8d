"""The page of keys: a set to start from, each command's keys to change, and what two commands both want."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QIcon, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dubbench.gui import theme
from dubbench.gui.commands import commands, menus
from dubbench.gui.fuzzy import score
from dubbench.gui.keys import PRESETS, Keymap, Scope
from dubbench.gui.parts import button, label, wrapped
from dubbench.gui.presets import title
from dubbench.i18n import tr

_COMMAND = Qt.ItemDataRole.UserRole
_SCOPES = (Scope.ANYWHERE, Scope.PANE)  # of the columns after the name


class KeysPage(QWidget):
    """Shows a keymap; `changed` gives the next one."""

    changed = Signal(object)

    def __init__(self, keymap: Keymap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keymap = keymap
        self._labels = {one.id: one.label for one in commands()}
        self._preset = QComboBox()
        self._preset.setAccessibleName(tr("Set of keys"))
        for preset in PRESETS:
            self._preset.addItem(title(preset), preset)
        self._find = QLineEdit()
        self._find.setPlaceholderText(tr("Find a command or a key"))
        self._find.setAccessibleName(tr("Find a command or a key"))
        self._tree = QTreeWidget()
        self._groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        self._edit = {scope: QKeySequenceEdit() for scope in _SCOPES}
        self._trouble = wrapped("", "warn")
        self._build()
        self._fill()
        self.set_keymap(keymap)
        self._preset.activated.connect(self._take_preset)
        self._find.textChanged.connect(self._narrow)
        self._tree.currentItemChanged.connect(lambda _now, _before: self._show_keys())
        for scope, edit in self._edit.items():
            edit.editingFinished.connect(lambda scope=scope: self._take_key(scope))

    def set_keymap(self, keymap: Keymap) -> None:
        """Show keys that came from elsewhere; nothing is told."""
        self._keymap = keymap
        self._preset.setCurrentIndex(self._preset.findData(keymap.preset))
        for item in self._items():
            for column, scope in enumerate(_SCOPES, start=1):
                item.setText(column, ", ".join(map(_native, keymap.keys(item.data(0, _COMMAND), scope))))
        self._show_keys()
        self._show_conflicts()

    def keymap(self) -> Keymap:
        """Give the keys as they are now."""
        return self._keymap

    def choose(self, command: str) -> None:
        """Show a command."""
        self._tree.setCurrentItem(next(item for item in self._items() if item.data(0, _COMMAND) == command))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(label(tr("Set of keys")))
        top.addWidget(self._preset)
        top.addWidget(self._find, 1)
        self._tree.setAccessibleName(tr("Commands and their keys"))
        self._tree.setHeaderLabels([tr("Command"), tr("Anywhere"), tr("In video and timeline")])
        self._tree.setUniformRowHeights(True)
        self._tree.setRootIsDecorated(False)
        self._tree.setIndentation(theme.px(12))
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            self._tree.header().resizeSection(column, theme.px(170))
        self._tree.header().setStretchLastSection(False)
        foot = QHBoxLayout()
        for scope, says in zip(_SCOPES, (tr("Anywhere"), tr("In video and timeline")), strict=True):
            edit = self._edit[scope]
            edit.setAccessibleName(says)
            edit.setMaximumSequenceLength(1)
            edit.setClearButtonEnabled(True)
            foot.addWidget(label(says))
            foot.addWidget(edit)
        foot.addWidget(button(tr("As in the set"), "undo", self._reset))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._trouble)
        layout.addLayout(foot)

    def _fill(self) -> None:
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        blank = QPixmap(theme.px(16), theme.px(16))
        blank.fill(Qt.GlobalColor.transparent)
        for name, says in menus().items():
            group = QTreeWidgetItem(self._tree, [says.replace("&", "")])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFont(0, strong)
            self._groups[name] = (group, [])
        for one in commands():
            group, rows = self._groups[one.menu]
            item = QTreeWidgetItem(group, [one.label.rstrip("…")])
            rows.append(item)
            item.setData(0, _COMMAND, one.id)
            item.setIcon(0, theme.icon(one.icon) if one.icon else QIcon(blank))
        self._tree.expandAll()
        self._tree.setCurrentItem(self._items()[0])

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for _group, rows in self._groups.values() for item in rows]

    def _command(self) -> str:
        item = self._tree.currentItem()
        return str(item.data(0, _COMMAND) or "") if item is not None else ""

    def _narrow(self, wanted: str) -> None:
        for item in self._items():
            texts = [item.text(0), item.text(1), item.text(2)]
            item.setHidden(all(score(wanted, text) is None for text in texts))
        for group, rows in self._groups.values():
            group.setHidden(all(row.isHidden() for row in rows))

    def _show_keys(self) -> None:
        command = self._command()
        for scope, edit in self._edit.items():
            keys = self._keymap.keys(command, scope) if command else ()
            edit.setEnabled(bool(command))
            edit.setKeySequence(QKeySequence(keys[0] if keys else ""))

    def _show_conflicts(self) -> None:
        words = [
            tr("{key}: {commands}", key=_native(one.key), commands=" + ".join(self._name(c) for c in one.commands))
            for one in self._keymap.conflicts()
        ]
        self._trouble.setText(
            tr("Wanted by two, so it works for neither. {keys}", keys="; ".join(words)) if words else ""
        )
        self._trouble.setVisible(bool(words))

    def _name(self, command: str) -> str:
        return f"“{self._labels.get(command, command)}”"

    def _take_preset(self) -> None:
        self._tell(Keymap(self._preset.currentData(), self._keymap.overrides))

    def _take_key(self, scope: Scope) -> None:
        """Put the written key before a command's others; an empty one takes all away."""
        command = self._command()
        written = self._edit[scope].keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        before = self._keymap.keys(command, scope)
        if not command or written == (before[0] if before else ""):
            return
        self._tell(self._keymap.bound(command, scope, (written, *before[1:]) if written else ()))

    def _reset(self) -> None:
        self._tell(self._keymap.reset(self._command()))

    def _tell(self, keymap: Keymap) -> None:
        if keymap != self._keymap:
            self.set_keymap(keymap)
            self.changed.emit(keymap)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
