"""What a desk tells, brought to the window's own thread."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

from dubbench.app.desk_events import Event


class News(QObject):
    """`tell` may be called on any thread; `told` is heard on the window's, in the same order."""

    told = Signal(object)  # Event
    _sent = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sent.connect(self.told, Qt.ConnectionType.QueuedConnection)

    def tell(self, event: Event) -> None:
        self._sent.emit(event)

    def catch_up(self) -> None:
        """Let what is on its way be heard now, on the window's thread."""
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
