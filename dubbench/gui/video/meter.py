"""A small level meter: how loud what is heard is now, and the highest it was a moment ago."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dubbench.gui import theme
from dubbench.gui.painting import painting
from dubbench.i18n import tr

FLOOR_MDB, HOT_MDB, CLIP_MDB = -60_000, -9_000, -1_000
HOLD_MS = 1_500


class Meter(QWidget):
    """Shows one bar a channel over 60 dB; levels are peaks in thousandths of a decibel below full scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._levels: tuple[int, ...] = (FLOOR_MDB, FLOOR_MDB)
        self._highest = FLOOR_MDB
        self._since = QElapsedTimer()
        self._since.start()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Level"))
        self._describe()

    def set_levels(self, levels_mdb: Sequence[int]) -> None:
        """Show the peak of each channel since the last call; none is silence."""
        levels = tuple(levels_mdb) or (FLOOR_MDB, FLOOR_MDB)
        loudest = max(levels)
        if loudest >= self._highest or self._since.elapsed() > HOLD_MS:
            if loudest != self._highest:
                self._highest = loudest
                self._describe()
            self._since.restart()
        elif levels == self._levels:
            return
        self._levels = levels
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(64), theme.px(12))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(theme.px(36), theme.px(12))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        with painting(self) as canvas:
            gap, count = theme.px(1), len(self._levels)
            each = (self.height() - gap * (count - 1)) / count
            for channel, level in enumerate(self._levels):
                top = channel * (each + gap)
                canvas.fillRect(QRectF(0, top, self.width(), each), theme.colour("raised"))
                for start, end, name in ((FLOOR_MDB, HOT_MDB, "ok"), (HOT_MDB, CLIP_MDB, "warn"), (CLIP_MDB, 0, "bad")):
                    right = self._x(min(level, end))
                    left = self._x(start)
                    if right > left:
                        canvas.fillRect(QRectF(left, top, right - left, each), theme.colour(name))
            if self._highest > FLOOR_MDB:
                name = "bad" if self._highest >= CLIP_MDB else "ink"
                canvas.fillRect(QRectF(self._x(self._highest) - 1, 0, theme.px(2), self.height()), theme.colour(name))

    def _x(self, level_mdb: int) -> float:
        return max(0.0, min(1.0, 1 - level_mdb / FLOOR_MDB)) * self.width()

    def _describe(self) -> None:
        highest = self._highest / 1000
        said = tr("silent") if self._highest <= FLOOR_MDB else tr("{level} dB", level=f"{highest:.1f}")
        self.setAccessibleDescription(said)
        self.setToolTip(tr("Level, highest: {level}", level=said))
