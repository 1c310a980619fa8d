"""Something done once for many news, a moment after the first of them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Soon(QObject):
    """Waits from the first piece of news, not the latest: news that never end put nothing off for ever."""

    def __init__(self, parent: QObject, wait_ms: int, do: Callable[[], object]) -> None:
        super().__init__(parent)
        self._wait = QTimer(self, singleShot=True, interval=wait_ms)
        self._wait.timeout.connect(do)
        self._do = do

    @property
    def due(self) -> bool:
        """Whether there is something to do."""
        return self._wait.isActive()

    def touch(self, *_news: object) -> None:
        """Take note that there is something to do."""
        if not self._wait.isActive():
            self._wait.start()

    def now(self) -> None:
        """Do at once what there is to do."""
        if self._wait.isActive():
            self._wait.stop()
            self._do()
