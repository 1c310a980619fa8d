"""The chip of the sound device in the status bar: what plays, or why nothing is heard, and another to choose."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from dubbench.errors import DubbenchError
from dubbench.gui.playing import Playing
from dubbench.gui.preferences import Preferences
from dubbench.gui.window import MainWindow
from dubbench.i18n import tr


class SoundDevice(QObject):
    """Shows the device and lets the person choose; `refused` says why a choice cannot be kept."""

    refused = Signal(str)
    _found = Signal(object)  # tuple[str, ...]

    def __init__(self, window: MainWindow, playing: Playing, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._playing, self._preferences = window, playing, preferences
        self._menu: QMenu | None = None
        self._name = preferences.now.audio_device
        playing.use_device(self._name)
        playing.sound_changed.connect(window.set_sound)
        preferences.changed.connect(lambda now: self._use(now.audio_device))
        window.status.sound_asked.connect(self.ask)
        self._found.connect(self._offer, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Look which devices there are, beside, and offer them."""
        threading.Thread(target=self._look, name="dubbench sound devices", daemon=True).start()

    def _look(self) -> None:
        from dubbench.media.speaker import devices

        self._found.emit(devices())

    def _offer(self, names: tuple[str, ...]) -> None:
        menu = self.menu(names)
        menu.popup(self._window.status.sound_corner(menu.sizeHint().height()))

    def menu(self, names: tuple[str, ...]) -> QMenu:
        """Make the menu of these devices; one that was chosen and is gone stays in it."""
        if self._menu:
            self._menu.deleteLater()
        self._menu = menu = QMenu(tr("Sound device"), self._window)
        group = QActionGroup(menu)
        chosen = self._preferences.now.audio_device
        words = {"": tr("That of the system"), **{name: name for name in names}}
        words.setdefault(chosen, tr("{device} (not there)", device=chosen))
        for name, says in words.items():
            action = QAction(says, group, checkable=True, checked=name == chosen)
            action.triggered.connect(lambda _on=False, name=name: self.choose(name))
            menu.addAction(action)
        menu.addSeparator()
        menu.addAction(tr("Look again for a sound device"), lambda: self._playing.use_device(self._name))
        return menu

    def choose(self, name: str) -> None:
        """Keep a device in the settings and be heard from it; empty is the system's own."""
        try:
            self._preferences.change("audio_device", name)
        except DubbenchError as error:
            self.refused.emit(str(error))

    def _use(self, name: str) -> None:
        if name != self._name:
            self._name = name
            self._playing.use_device(name)
