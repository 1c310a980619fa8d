"""Tells when a window has painted one of its widgets."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from window_bench.figures import Moment, now


class Painted(QObject):
    """`at` is when the window was first painted, all of it, with the widget in it, after something was `so`."""

    def __init__(self, widget: QWidget, so: Callable[[], object] = lambda: True) -> None:
        super().__init__(widget)
        self.at: Moment | None = None
        self._widget, self._window, self._so, self._in_it = widget, widget.window(), so, False
        widget.installEventFilter(self)
        self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._widget and event.type() == QEvent.Type.Paint:
            self._in_it = self._in_it or bool(self._so())
        elif watched is self._window and event.type() == QEvent.Type.UpdateRequest:
            self._window.event(event)
            if self._in_it and self.at is None:
                self.at = now()
            return True
        return super().eventFilter(watched, event)
