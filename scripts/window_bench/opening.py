"""How long people wait for the window, for a season in it, and for an episode."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from dubbench.app.settings import Settings
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui import start
from dubbench.gui.workbench import Workbench
from window_bench import season
from window_bench.figures import Extent, Figure, Watch
from window_bench.painted import Painted

START_MS, OPEN_MS = 1_000.0, 1_000.0
SETTINGS = Settings(theme="dark", language="en", reopen=False, confirm_leaving=False)

CHILD = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from dubbench.cli import start as cli
loop = QApplication.exec
def usable():
    print(time.monotonic(), flush=True)
    QApplication.closeAllWindows()
    QApplication.quit()
def once(app=None):
    QTimer.singleShot(0, lambda: QTimer.singleShot(0, usable))  # shown and painted, and the loop turns
    return loop()
QApplication.exec = once
sys.argv[0] = "dubbench"
cli.run()
"""
"""Starts the program as its command does, and tells the moment at which its window is painted and answers."""


def measure(extent: Extent) -> Iterator[Figure]:
    """Start the window in new processes, then open the season in one."""
    with tempfile.TemporaryDirectory(prefix="dubbench-bench-") as held:
        folder = season.made(Path(held) / "season.dubbench", extent.episodes)
        size = f"{extent.episodes} episodes"
        if extent.real:
            yield Figure("start of the program to a usable window", _starts(extent, Path(held)), START_MS)
        yield Figure(f"the same, with a season of {size}", _starts(extent, Path(held), folder), 2 * START_MS)
        yield from _opened(folder, extent)


def _starts(extent: Extent, code: Path, *arguments: object) -> tuple[float, ...]:
    """Start it again and again; the first time compiles the modules, which an installer does, and reads the files.

    So the figure is that of a machine which has the files in its memory.
    """
    compiled = {**os.environ, "PYTHONPYCACHEPREFIX": str(code)}
    compiled.pop("PYTHONDONTWRITEBYTECODE", None)
    spent = []
    for _ in range(extent.few + extent.real):
        began = time.monotonic()
        call = [sys.executable, "-c", CHILD, "gui", *map(str, arguments)]
        done = subprocess.run(call, capture_output=True, text=True, check=False, env=compiled)
        if done.returncode:
            raise SystemExit(f"The window did not start:\n{done.stderr[-3000:]}")
        spent.append((float(done.stdout.split()[-1]) - began) * 1000)
    return tuple(spent[extent.real :])


def _opened(folder: Path, extent: Extent) -> Iterator[Figure]:
    app = start.application(SETTINGS)
    bench = start.opened(SETTINGS)
    bench.window.resize(1600, 950)
    settle(app)
    opens, firsts, turns = Watch(), Watch(), Watch()
    for number in range(extent.few):
        with opens:
            bench.open_series(folder)
            app.processEvents()
        store = bench.series.session.store
        ids, market = [one.id for one in store.all(Episode)], store.all(Market)[0].id
        for n in range(number, min(number + 5, len(ids))):
            _episode(turns if n > number else firsts, bench, ids[n], market)
            settle(app, extent.rest_s)
        bench.close_series()
        settle(app)
    yield opens.figure(f"open a season of {len(ids)} episodes x 60 lines, 2 markets", OPEN_MS)
    yield firsts.figure("its first episode, until the lines are painted")
    yield turns.figure("turn to another episode")
    bench.window.close()
    settle(app)


def _episode(watch: Watch, bench: Workbench, episode: str, market: str) -> None:
    painted = Painted(bench.page.widgets.grid.view.viewport())
    watch.begin()
    bench.open_episode(episode, market)
    while not painted.at:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
    watch.end(painted.at)
    painted.deleteLater()


def settle(app: QApplication, seconds: float = 0.4) -> None:
    """Let the window come to rest."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        app.processEvents()
        time.sleep(0.002)
