"""Commands as Qt actions: keys, menus, and who carries a command out."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from dubbench.gui import theme
from dubbench.gui.commands import Command, commands, menus
from dubbench.gui.keys import Keymap, Scope

_ROLES = {
    "file.quit": QAction.MenuRole.QuitRole,
    "file.settings": QAction.MenuRole.PreferencesRole,
    "help.about": QAction.MenuRole.AboutRole,
}


@dataclass(frozen=True, slots=True)
class Handler:
    """Who carries a command out, when that is possible, and whether it is switched on."""

    do: Callable[[], object]
    possible: Callable[[], bool]
    checked: Callable[[], bool]


def _always() -> bool:
    return True


def _never() -> bool:
    return False


class Actions(QObject):
    """The window's commands; one that nobody carries out is not shown."""

    done = Signal(str)  # the id of a command that was carried out

    def __init__(self, window: QWidget, keymap: Keymap | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._keymap = keymap or Keymap()
        self._handlers: dict[str, Handler] = {}
        self._table: dict[str, Command] = {}
        self._main: dict[str, QAction] = {}
        self._in_pane: dict[str, QAction] = {}
        self._panes: list[QWidget] = []
        self._menus: dict[str, QMenu] = {}
        self._make()

    def action(self, command: str) -> QAction:
        """Give the action of a command, for a button or a menu of one's own."""
        return self._main[command]

    def on(
        self,
        command: str,
        do: Callable[[], object],
        possible: Callable[[], bool] = _always,
        checked: Callable[[], bool] = _never,
    ) -> None:
        """Name who carries a command out; `possible` and `checked` are asked at every `refresh`."""
        self._main[command].setVisible(True)
        self._handlers[command] = Handler(do, possible, checked)
        self._refresh(command)
        self._show_menus()

    def run(self, command: str) -> bool:
        """Carry a command out if that is possible now; say whether it was."""
        handler = self._handlers.get(command)
        if handler is None or not handler.possible():
            return False
        handler.do()
        self.refresh()
        self.done.emit(command)
        return True

    def possible(self, command: str) -> bool:
        """Say whether a command can be carried out now."""
        handler = self._handlers.get(command)
        return handler is not None and handler.possible()

    def refresh(self) -> None:
        """Ask every handler anew what is possible; call it after what was chosen or open changed."""
        for command in self._handlers:
            self._refresh(command)

    def offered(self) -> tuple[Command, ...]:
        """Give the commands that can be carried out now, in the order of the menus."""
        return tuple(one for one in self._table.values() if self.possible(one.id))

    @property
    def keymap(self) -> Keymap:
        return self._keymap

    def set_keymap(self, keymap: Keymap) -> None:
        """Use other keys from now on."""
        self._keymap = keymap
        for command in self._table:
            self._bind(command)

    def add_pane(self, widget: QWidget) -> None:
        """Let the bare keys (Space, J K L, …) work in this widget and what is in it: video and timeline."""
        self._panes.append(widget)
        widget.addActions(list(self._in_pane.values()))

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Make the menus; give them by id so that a window can add to them."""
        self._menus = {name: bar.addMenu(label) for name, label in menus().items()}
        for one in self._table.values():
            if one.break_before:
                self._menus[one.menu].addSeparator()
            self._menus[one.menu].addAction(self._main[one.id])
        for menu in self._menus.values():
            menu.aboutToShow.connect(self.refresh)
        self._show_menus()
        return self._menus

    def retranslate(self) -> None:
        """Say everything again in the language of the window."""
        self._table = {one.id: one for one in commands()}
        for one in self._table.values():
            self._main[one.id].setText(one.label)
            self._bind(one.id)
        for name, label in menus().items():
            if name in self._menus:
                self._menus[name].setTitle(label)

    def _make(self) -> None:
        for one in commands():
            self._table[one.id] = one
            self._main[one.id] = action = QAction(one.label, self)
            action.setObjectName(one.id)
            action.setCheckable(one.checkable)
            action.setVisible(False)
            action.setEnabled(False)
            action.setMenuRole(_ROLES.get(one.id, QAction.MenuRole.NoRole))
            if one.icon:
                action.setIcon(theme.icon(one.icon))
            action.triggered.connect(lambda _checked=False, command=one.id: self.run(command))
            self._window.addAction(action)
            self._bind(one.id)

    def _bind(self, command: str) -> None:
        action = self._main[command]
        action.setShortcuts([QKeySequence(key) for key in self._keymap.keys(command)])
        bare = [QKeySequence(key) for key in self._keymap.keys(command, Scope.PANE)]
        if bare and command not in self._in_pane:
            self._in_pane[command] = self._twin(command)
        if command in self._in_pane:
            self._in_pane[command].setShortcuts(bare)

    def _twin(self, command: str) -> QAction:
        """Make the action of the bare keys; it works only inside the panes it is added to."""
        twin = QAction(self._table[command].label, self)
        twin.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        twin.triggered.connect(lambda: self.run(command))
        for pane in self._panes:
            pane.addAction(twin)
        return twin

    def _refresh(self, command: str) -> None:
        handler, action = self._handlers[command], self._main[command]
        action.setEnabled(handler.possible())
        if action.isCheckable():
            action.setChecked(handler.checked())

    def _show_menus(self) -> None:
        for menu in self._menus.values():
            menu.menuAction().setVisible(any(one.isVisible() for one in menu.actions() if not one.isSeparator()))
