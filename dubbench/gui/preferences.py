"""The settings as they hold in the window; who depends on them hears of every change."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from dubbench.app import settings_file
from dubbench.app.settings import Settings


class Preferences(QObject):
    """`now` are the settings; `changed` tells the new ones after each change."""

    changed = Signal(object)  # Settings

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now = settings

    def change(self, name: str, value: Any) -> None:
        """Keep a setting in the file; BadInput where the value is wrong."""
        kept = settings_file.change(name, value)
        head = name.partition(".")[0]
        self.take(replace(self.now, **{head: getattr(kept, head)}))

    def take(self, settings: Settings) -> None:
        """Use these settings from now on."""
        if settings != self.now:
            self.now = settings
            self.changed.emit(settings)
