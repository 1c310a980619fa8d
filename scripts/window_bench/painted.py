"""Tells when a widget is painted."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Painted(QObject):
    """Counts how often a widget is painted; `at_s` is when it was first painted after something was `so`."""

    def __init__(self, widget: QWidget, so: Callable[[], object] = lambda: True) -> None:
        super().__init__(widget)
        self.times, self.at_s, self._so = 0, 0.0, so
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Paint:
            self.times += 1
            if not self.at_s and self._so():
                self.at_s = time.perf_counter()
        return super().eventFilter(watched, event)
