"""How far the work is: a bar on a terminal, a plain line now and then where there is none."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from dubbench.cli.streams import mention
from dubbench.jobs.context import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

LINE_EVERY_S = 1.0
SHOW_CURSOR = "\r\x1b[?25h"


def shown_on(stream: TextIO) -> Bar | Lines:
    """Choose how progress is shown on a stream."""
    return Bar(stream) if stream.isatty() else Lines(stream)


class Bar:
    """One progress bar of rich, imported only where there is a terminal to draw on."""

    left_behind = SHOW_CURSOR
    """What has to be written where the program ends with the bar still drawn."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn: tuple[Bars, TaskID] | None = None

    def show(self, progress: Progress) -> None:
        """Draw how far the work is."""
        bars, task = self._drawn = self._drawn or self._draw()
        told = " · ".join(filter(None, (progress.note, progress.item)))
        bars.update(task, description=told, completed=progress.done, total=progress.total or None)

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._drawn:
            self._drawn[0].stop()
            self._drawn = None

    def _draw(self) -> tuple[Bars, TaskID]:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        bars = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=Terminal(file=self._stream),
            transient=True,
        )
        task = bars.add_task("", total=None)
        bars.start()
        return bars, task


class Lines:
    """A plain line for what is begun: only where that is something else than before, and at most one a second."""

    left_behind = ""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._told = ""
        self._next = float("-inf")

    def show(self, progress: Progress) -> None:
        """Write what is begun, where it is time for it."""
        if progress.note in {"", self._told} or self._clock() < self._next:
            return
        self._told, self._next = progress.note, self._clock() + LINE_EVERY_S
        mention(self._stream, progress.note + " …\n")

    def close(self) -> None:
        """Leave what was written."""
