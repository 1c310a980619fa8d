"""A panel that is brought up to date only while it is seen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from dubbench.gui.frame import EpisodeFrame


class WhenSeen(QObject):
    """Gathers news of what a panel shows; `due` comes once for many, and waits until the panel is to be seen."""

    due = Signal()

    def __init__(self, frame: EpisodeFrame, panel_id: str, parent: QObject, wait_ms: int = 30) -> None:
        super().__init__(parent)
        self._panel_id = panel_id
        self._stale = True
        self.seen = False
        self._settle = QTimer(self, singleShot=True, interval=wait_ms)
        self._settle.timeout.connect(self._tell)
        frame.panel_shown.connect(self._shown)

    def touch(self, *_news: object) -> None:
        """Take note that what the panel shows may be another."""
        self._stale = True
        if self.seen and not self._settle.isActive():  # news that never end must not put it off for ever
            self._settle.start()

    def _shown(self, panel_id: str, seen: bool) -> None:
        if panel_id == self._panel_id:
            self.seen = seen
            if seen and self._stale:
                self._settle.start()

    def _tell(self) -> None:
        if self.seen and self._stale:
            self._stale = False
            self.due.emit()
