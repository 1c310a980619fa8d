"""A panel that is brought up to date only while it is seen."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dubbench.gui.frame import EpisodeFrame
from dubbench.gui.soon import Soon


class WhenSeen(QObject):
    """Gathers news of what a panel shows; `due` comes once for many, and waits until the panel is to be seen."""

    due = Signal()

    def __init__(self, frame: EpisodeFrame, panel_id: str, parent: QObject, wait_ms: int = 80) -> None:
        super().__init__(parent)
        self._panel_id = panel_id
        self._stale = True
        self.seen = False
        self._soon = Soon(self, wait_ms, self._tell)
        frame.panel_shown.connect(self._shown)

    def touch(self, *_news: object) -> None:
        """Take note that what the panel shows may be another."""
        self._stale = True
        if self.seen:
            self._soon.touch()

    def _shown(self, panel_id: str, seen: bool) -> None:
        if panel_id == self._panel_id:
            self.seen = seen
            if seen and self._stale:
                self._soon.touch()

    def _tell(self) -> None:
        if self.seen and self._stale:
            self._stale = False
            self.due.emit()
