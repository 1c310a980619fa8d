"""The thread that decodes frames: it gives the latest frame that was asked for and skips those nobody waits for."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from dubbench.errors import DubbenchError, MediaError

if TYPE_CHECKING:
    from dubbench.app.footage import Footage
    from dubbench.media.frames import FrameReader

BOX = (540, 960)


class Frames(QObject):
    """Asked for times in milliseconds; `ready` gives the pixels, `failed` a sentence."""

    ready = Signal(object)  # ndarray of shape (height, width, 4): blue, green, red, unused
    failed = Signal(str)
    _made = Signal(object)
    _ended = Signal()

    def __init__(self, footage: Footage, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._footage = footage
        self._wanted: int | None = None
        self._over = False
        self._bell = threading.Condition()
        self._made.connect(self.ready, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self.deleteLater, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name="dubbench frames", daemon=True)
        self._thread.start()

    def show(self, at_ms: int) -> None:
        """Ask for the frame of a time; an earlier wish that is not begun is dropped."""
        with self._bell:
            self._wanted = at_ms
            self._bell.notify()

    def close(self, *, wait: bool = False) -> None:
        """End the thread after the frame in hand, and wait for that where the window goes."""
        with self._bell:
            self._over = True
            self._bell.notify()
        if wait:
            self._thread.join(2)

    def _work(self) -> None:
        from dubbench.media.frames import Box

        try:
            with self._footage.open(box=Box(*BOX)) as reader:
                self._read(reader)
        except DubbenchError as error:
            self.failed.emit(str(error))
        finally:
            self._ended.emit()

    def _read(self, reader: FrameReader) -> None:
        """Give frames until the end; one that is damaged is told, and the next may be whole."""
        last = -1
        while (wanted := self._next()) is not None:
            try:
                frame = reader.at(wanted)
            except MediaError as error:
                last = -1
                self.failed.emit(str(error))
                continue
            if frame.number != last:
                last = frame.number
                self._made.emit(frame.pixels)

    def _next(self) -> int | None:
        with self._bell:
            while self._wanted is None and not self._over:
                self._bell.wait()
            wanted, self._wanted = self._wanted, None
            return None if self._over else wanted
