"""Picture and bar in one pane."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dubbench.gui.video.screen import Screen
from dubbench.gui.video.transport import Transport
from dubbench.i18n import tr


class VideoPane(QWidget):
    """Holds the screen above the transport; bare keys may be bound to it as a whole."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.screen_view, self.transport = Screen(), Transport()
        self.screen_view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.screen_view.play_asked.connect(lambda: self.transport.command_asked.emit("playback.play"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.screen_view, 1)
        layout.addWidget(self.transport)
        self.setAccessibleName(tr("Video"))
