"""The real window, offscreen, as the scenes use it: open, choose, wait, take a picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from dubbench import paths
from dubbench.app import recents
from dubbench.app.settings import Settings
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui import start
from dubbench.gui.painting import painting
from dubbench.gui.workbench import Workbench
from screens.series import EPISODES

PATIENCE_S = 180.0
STILL_S = 0.4


class Stage:
    """One window for one scene; `folder` is a copy of the series, so that no scene sees what another did."""

    def __init__(
        self, settings: Settings, made: Path, scratch: Path, out: Path, size: tuple[int, int] = (1440, 900)
    ) -> None:
        self.settings, self.out, self.size = settings, out, QSize(*size)
        self._made, self._scratch = made, scratch
        self.app = start.application(settings)
        self.bench: Workbench
        self._bench: Workbench | None = None

    @property
    def folder(self) -> Path:
        """Copy the series once, and return the copy."""
        copy = self._scratch / self._made.name
        if not copy.exists():
            shutil.copytree(self._made, copy)
            for name in EPISODES:  # the programmes lie beside it, where they are found by their content
                shutil.copy(paths.resources() / "demo" / f"{name}.mp4", self._scratch)
        return copy

    def open(self, series: bool = True, folder: Path | None = None) -> Workbench:
        """Show the window, over the series, another one, or nothing."""
        folder = folder or (self.folder if series else None)
        if folder == self._scratch / self._made.name:
            recents.opened(folder, "The Empty Chair")
            recents.closed(folder)
        self.bench = self._bench = start.opened(self.settings, folder)
        self.bench.window.resize(self.size)
        self.pause(STILL_S)
        return self.bench

    def episode(self, market: str = "pt-BR", number: int = 1, line: int = 5) -> Workbench:
        """Open an episode at one of its lines, and wait until everything of it is there."""
        return self.turn_to(self.open(), market, number, line)

    def turn_to(self, bench: Workbench, market: str = "pt-BR", number: int = 1, line: int = 5) -> Workbench:
        """Turn an open window to an episode, and wait until everything of it is there."""
        store = bench.series.session.store
        episode = next(one for one in store.all(Episode) if one.number == number)
        in_market = next(one for one in store.all(Market) if one.locale == market)
        bench.open_episode(episode.id, in_market.id)
        self.until(lambda: not bench.page.reading.waits)
        rows = bench.page.rows
        if rows:
            bench.page.choose(rows[min(line, len(rows)) - 1].line_id)
        self.pause(1.5)
        return bench

    def run(self, command: str) -> None:
        """Carry out a command of the window."""
        if not self.bench.window.actions_.run(command):
            raise SystemExit(f"{command} cannot be carried out here")
        self.pause(STILL_S)

    def dialog(self) -> QDialog:
        """Give the dialog that is open."""
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
        if not found:
            raise SystemExit("no dialog is open")
        return found[-1]

    def take(self, name: str, widget: QWidget | None = None) -> Path:
        """Take a picture of the window with what lies over it, or of one widget."""
        file = self.out / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not (widget.grab() if widget else self._all()).save(str(file)):
            raise SystemExit(f"{file} could not be written")
        return file

    def _all(self) -> QPixmap:
        """Grab the window, its menus and its lists that have windows of their own."""
        window = self.bench.window
        picture = window.grab()
        with painting(picture) as painter:
            for one in QApplication.topLevelWidgets():
                if one is not window and one.isVisible():
                    painter.drawPixmap(window.mapFromGlobal(one.pos()), one.grab())
        return picture

    def pause(self, seconds: float) -> None:
        """Let the window work for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def until(self, done: Callable[[], object]) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise SystemExit("waited in vain")
            self.pause(0.05)

    def close(self) -> None:
        """Close what is open."""
        for one in QApplication.topLevelWidgets():
            if isinstance(one, QDialog):
                one.close()
        if self._bench:
            self._bench.close_series()
            self._bench.window.close()
