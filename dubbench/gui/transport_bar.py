"""The bar under the picture as the rest of the window has it: its keys, and whether the safe area is framed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from dubbench.gui import keys
from dubbench.gui.actions import Actions
from dubbench.gui.keys import Scope
from dubbench.gui.preferences import Preferences
from dubbench.gui.video.transport import Transport

SAFE_AREA = "view.safe-area"
NAMED = (
    "playback.start",
    "playback.frame-back",
    "playback.play",
    "playback.frame-forward",
    "playback.end",
    "playback.ab",
    "playback.mute",
    SAFE_AREA,
)


class TransportBar(QObject):
    """Keeps the bar as the settings are."""

    def __init__(self, transport: Transport, actions: Actions, preferences: Preferences) -> None:
        super().__init__(transport)
        self._transport, self._actions, self._preferences = transport, actions, preferences
        transport.safe_area_asked.connect(self._ask_safe_area)
        preferences.changed.connect(self._show, Qt.ConnectionType.QueuedConnection)  # after whoever sets the keys
        self._show()

    def _ask_safe_area(self, _on: bool) -> None:
        self._actions.run(SAFE_AREA)
        self._show()

    def _show(self, *_: object) -> None:
        keymap = self._actions.keymap
        named = {command: keymap.keys(command, Scope.PANE) or keymap.keys(command) for command in NAMED}
        self._transport.set_keys({command: keys.shown(wanted) for command, wanted in named.items()})
        self._transport.set_safe_area(self._preferences.now.safe_zone != "off")
