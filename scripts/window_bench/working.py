"""What people wait for at work, in the real window over a real series: frames, keys beside a run, a line spoken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dubbench import paths
from dubbench.app import proxies, season, wording
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui import start
from dubbench.gui.values import Row, Shown
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context
from dubbench.jobs.processes import ProcessExecutor
from dubbench.media.frames import Box
from window_bench.figures import Figure, timed
from window_bench.opening import SETTINGS, settle
from window_bench.painted import Painted

SEEK_MS, KEY_MS, SPEAK_MS = 30.0, 50.0, 2_500.0
PATIENCE_S = 60.0
ONE_FRAME = 0.02  # levels of 255; the frame beside is 0.1 to 40 away
LOCALE = "pt-BR"
NO_MODIFIER, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def measure(times: int) -> Iterator[Figure]:
    """Dub one demo and keep a second one for the run that goes on beside; then sit down at the window."""
    with tempfile.TemporaryDirectory(prefix="dubbench-bench-") as held:
        folder = _dubbed(Path(held) / "two.dubbench")
        app = start.application(SETTINGS)
        desk = Desk(app, start.opened(SETTINGS, folder))
        try:
            yield desk.seeks(times * 4)
            yield from desk.keys(max(4, times // 2))
            yield desk.lines_spoken(max(2, times // 12))
        finally:
            desk.bench.close_series()
            desk.bench.window.close()
            settle(app)


def _dubbed(folder: Path) -> Path:
    demo = paths.resources() / "demo"
    season.start(folder, [LOCALE], title="Two", source="en")
    season.add(folder, [demo / "the-empty-chair.mp4", demo / "the-understudy.mp4"])
    with Session.open(folder, ProcessExecutor()) as session:
        produce(session, Order((1,), (LOCALE,), Stage.FIT), Context())
        produce(session, Order((2,), (LOCALE,), Stage.TRANSLATE), Context())
        for episode in session.store.all(Episode):
            proxies.ensure(session, episode, Context())
    return folder


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two pictures are of one frame: scaling them gives now and then another last bit."""
    return one.shape == other.shape and float(np.abs(one.astype(np.int16) - other).mean()) < ONE_FRAME


def _seen(shown: list[np.ndarray], wanted: np.ndarray, painted: Painted, before: int) -> bool:
    return bool(shown) and painted.times > before and _same(shown[-1], wanted)


class Desk:
    """The window with the first episode open."""

    def __init__(self, app: QApplication, bench: Workbench) -> None:
        self.app, self.bench, self.page = app, bench, bench.page
        bench.window.resize(1600, 950)
        store = bench.series.session.store
        self.first, self.second = sorted(store.all(Episode), key=lambda one: one.number)
        self.market = store.all(Market)[0]
        bench.open_episode(self.first.id, self.market.id)
        self.until(lambda: self.page.tracks and self.page.footage and not self.page.reading.waits)
        settle(app, 2.0)

    def until(self, done: Callable[[], object], sleep_s: float = 0.0) -> None:
        """Let the window work until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not done():
            if time.monotonic() > end:
                raise SystemExit("The window did not answer within a minute.")
            self.app.processEvents()
            time.sleep(sleep_s)

    def seeks(self, times: int) -> Figure:
        """Seek to frames at random, and compare what is shown with what a reader of its own gives."""
        footage, screen = self.page.footage, self.bench.page.widgets.video.screen_view
        assert footage
        assert footage.is_proxy
        painted = Painted(screen)
        shown: list[np.ndarray] = []
        plain = screen.set_frame
        screen.set_frame = lambda pixels, *more: (shown.append(pixels), plain(pixels, *more))  # type: ignore[method-assign]
        dice, spent, number = random.Random(5), [], -1
        with footage.open(box=Box(540, 960)) as reader:
            for _ in range(times):
                number = dice.choice([n for n in range(footage.shown.frames) if abs(n - number) > 1])
                wanted = reader.read(number).pixels
                shown.clear()
                before, began = painted.times, time.perf_counter()
                self.bench.playing.seek(footage.shown.start_ms(number))
                self.until(partial(_seen, shown, wanted, painted, before))
                spent.append((time.perf_counter() - began) * 1000)
                settle(self.app, 0.05)
                if not _same(shown[-1], wanted):
                    raise SystemExit(f"Frame {number} was asked for, and another one stayed.")
        screen.set_frame = plain  # type: ignore[method-assign]
        return Figure("seek on the proxy until the exact frame is painted", tuple(spent), SEEK_MS)

    def keys(self, times: int) -> Iterator[Figure]:
        """Press keys while the other episode is dubbed in worker processes."""
        self.bench.work.run("export", [(self.second.id, self.market.id)])
        self.until(lambda: self.bench.work.job and self.bench.work.job.done_permille, sleep_s=0.01)
        moved, typed, confirmed, undone = [], [], [], []
        for n in range(times):
            row = self.rows[n % (len(self.rows) - 1)]
            self.page.choose(row.line_id)
            self._rest()
            moved.append(self._press(Qt.Key.Key_Down, ALT, lambda row=row: self._at(row) != row.line_id))  # type: ignore[misc]
            self.page.choose(row.line_id)
            self.page.widgets.editors.focus("target")
            self._rest()
            typed.append(self._typed())
            self.page.widgets.editors.flush()
            self._rest()
            confirmed.append(
                self._press(
                    Qt.Key.Key_Return,
                    CONTROL,
                    lambda row=row: self._now(row).state is Shown.CONFIRMED and self._at(row) != row.line_id,  # type: ignore[misc]
                )
            )
            self._rest()
            undone.append(
                self._press(Qt.Key.Key_Z, CONTROL, lambda row=row: self._now(row).state is not Shown.CONFIRMED)  # type: ignore[misc]
            )
            if self.bench.work.job is None:
                raise SystemExit("The run ended before the keys were pressed: it cannot be said what it costs them.")
        yield Figure("while a run is on: Alt+↓ to the next line painted", tuple(moved), KEY_MS)
        yield Figure("a letter typed, painted in the editor", tuple(typed), KEY_MS)
        yield Figure("Ctrl+Enter, the line confirmed in the grid", tuple(confirmed), KEY_MS)
        yield Figure("Ctrl+Z, painted in the grid", tuple(undone), KEY_MS)
        self.bench.work.cancel()
        self.until(lambda: self.bench.work.job is None, sleep_s=0.01)

    def lines_spoken(self, times: int) -> Figure:
        """Change a line's words and press Ctrl+R: until the new take can be heard in its place."""
        changed: list[object] = []
        self.page.sounds_changed.connect(changed.append)
        self.bench.work.warm()
        settle(self.app, 6.0)
        spent = []
        rows = [row for row in self.rows if len(row.target.split()) > 3]
        for n in range(times + 1):
            row = rows[n * len(rows) // (times + 1)]
            words = row.target.split()
            wording.edit_target(self.bench.series.session, row.line_id, self.market.id, " ".join([*words, words[0]]))
            self.page.choose(row.line_id)
            settle(self.app)
            changed.clear()
            began = time.perf_counter()
            QTest.keyClick(self.page.widgets.grid.view, Qt.Key.Key_R, CONTROL)
            self.until(lambda: changed, sleep_s=0.002)
            spent.append((time.perf_counter() - began) * 1000)
            self.bench.playing.pause()
            self.until(lambda: self.bench.work.job is None, sleep_s=0.01)
        return Figure("Ctrl+R, a changed line spoken and laid, warm", tuple(spent[1:]), SPEAK_MS)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.page.rows if row.target)

    def _at(self, _row: Row) -> str:
        return self.page.widgets.grid.current

    def _now(self, row: Row) -> Row:
        found = self.page.row(row.line_id)
        assert found
        return found

    def _rest(self) -> None:
        settle(self.app, 0.25)

    def _press(self, key: Qt.Key, held: Qt.KeyboardModifier, done: Callable[[], object]) -> float:
        """Press a key in the grid; return the milliseconds until it shows what that did."""
        view = self.page.widgets.grid.view
        painted = Painted(view.viewport(), done)
        began = time.perf_counter()
        QTest.keyClick(QApplication.focusWidget() or view, key, held)
        self.until(lambda: painted.at_s)
        view.viewport().repaint()  # what painting it takes, which that moment is before
        painting_s = timed(view.viewport().repaint) / 1000
        painted.deleteLater()
        return (painted.at_s - began + painting_s) * 1000

    def _typed(self) -> float:
        editor = QApplication.focusWidget()
        assert editor
        painted = Painted(editor.viewport())  # type: ignore[attr-defined]
        began = time.perf_counter()
        QTest.keyClick(editor, Qt.Key.Key_A, NO_MODIFIER)
        self.until(lambda: painted.times)
        spent = (time.perf_counter() - began) * 1000
        painted.deleteLater()
        return spent
