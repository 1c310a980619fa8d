"""What people wait for at work, in the real window over a real series: frames, keys beside a run, a line spoken."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dubbench import paths
from dubbench.app import proxies, season, wording
from dubbench.app.engines import FAKE, Choice
from dubbench.app.production import Order, Stage, produce
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.series import Episode
from dubbench.gui import start
from dubbench.gui.values import Row, Shown
from dubbench.gui.workbench import Workbench
from dubbench.jobs.context import Context
from dubbench.jobs.processes import ProcessExecutor
from dubbench.jobs.threads import ThreadExecutor
from dubbench.media.ffmpeg import ffmpeg_exe
from dubbench.media.frames import Box
from window_bench.figures import Extent, Figure, Watch
from window_bench.opening import SETTINGS, settle
from window_bench.painted import Painted

SEEK_MS, KEY_MS, SPEAK_MS = 30.0, 50.0, 2_500.0
PATIENCE_S = 60.0
WARMING_S = 6.0
TRIAL_S = 8
ONE_FRAME = 0.02  # levels of 255; the frame beside is 0.1 to 40 away
LOCALE = "pt-BR"
NO_MODIFIER, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def measure(extent: Extent) -> Iterator[Figure]:
    """Dub one demo and keep a second one for the run that goes on beside; then sit down at the window."""
    settings = SETTINGS if extent.real else replace(SETTINGS, **asdict(FAKE))
    with tempfile.TemporaryDirectory(prefix="dubbench-bench-") as held:
        folder = _dubbed(Path(held), settings.choice(), extent)
        app = start.application(settings)
        desk = Desk(app, start.opened(settings, folder), extent)
        try:
            yield desk.seeks(extent.times * 4)
            yield from desk.keys(max(2, extent.times // 2))
            yield desk.lines_spoken()
        finally:
            desk.bench.close_series()
            desk.bench.window.close()
            settle(app)


def _dubbed(held: Path, choice: Choice, extent: Extent) -> Path:
    demo, folder = paths.resources() / "demo", held / "two.dubbench"
    first = demo / "the-empty-chair.mp4"
    season.start(folder, [LOCALE], title="Two", source="en")
    season.add(folder, [first if extent.real else _short(first, held), demo / "the-understudy.mp4"])
    with Session.open(folder, ProcessExecutor() if extent.real else ThreadExecutor()) as session:
        produce(session, Order((1,), (LOCALE,), Stage.FIT, choice=choice), Context())
        if extent.real:
            produce(session, Order((2,), (LOCALE,), Stage.TRANSLATE, choice=choice), Context())
        proxies.ensure(session, min(session.store.all(Episode), key=lambda one: one.number), Context())
    return folder


def _short(programme: Path, held: Path) -> Path:
    """Cut the beginning off a programme, which a trial is made with."""
    short = held / programme.name
    cut = ("-i", programme, "-t", TRIAL_S, "-c", "copy", short)
    subprocess.run([ffmpeg_exe(), "-v", "error", *map(str, cut)], check=True)
    return short


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two pictures are of one frame: scaling them gives now and then another last bit."""
    return one.shape == other.shape and float(np.abs(one.astype(np.int16) - other).mean()) < ONE_FRAME


class Desk:
    """The window with the first episode open."""

    def __init__(self, app: QApplication, bench: Workbench, extent: Extent) -> None:
        self.app, self.bench, self.page, self.extent = app, bench, bench.page, extent
        bench.window.resize(1600, 950)
        store = bench.series.session.store
        self.first, self.second = sorted(store.all(Episode), key=lambda one: one.number)
        self.market = store.all(Market)[0]
        bench.open_episode(self.first.id, self.market.id)
        self.until(lambda: self.page.tracks and self.page.footage and not self.page.reading.waits)
        settle(app, extent.rest_s)

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
        shown: list[np.ndarray] = []
        plain = screen.set_frame

        def show(pixels: Any, *more: Any) -> None:
            shown.append(pixels)
            plain(pixels, *more)

        screen.set_frame = show  # type: ignore[method-assign,assignment]
        dice, watch, number = random.Random(5), Watch(), -1
        with footage.open(box=Box(540, 960)) as reader:
            for _ in range(times):
                number = dice.choice([n for n in range(footage.shown.frames) if abs(n - number) > 1])
                wanted = reader.read(number).pixels
                shown.clear()
                at_ms = footage.shown.start_ms(number)
                self._until_painted(watch, screen, partial(self.bench.playing.seek, at_ms), lambda: shown, 0.0002)
                settle(self.app, 0.05)
                if not all(_same(one, wanted) for one in shown):
                    raise SystemExit(f"Frame {number} was asked for, and another one was shown.")
        screen.set_frame = plain  # type: ignore[method-assign]
        return watch.figure("seek on the proxy until the exact frame is painted", SEEK_MS)

    def keys(self, times: int) -> Iterator[Figure]:
        """Press keys while the other episode is dubbed in worker processes."""
        self.bench.work.run("export", [(self.second.id, self.market.id)])
        self.until(lambda: self.bench.work.job and (self.bench.work.job.done_permille or not self.extent.real), 0.01)
        moved, typed, confirmed, undone = Watch(), Watch(), Watch(), Watch()
        for n in range(times):
            row = self.rows[n % (len(self.rows) - 1)]
            self.page.choose(row.line_id)
            self._rest()
            self._press(moved, Qt.Key.Key_Down, ALT, lambda row=row: self._left(row))  # type: ignore[misc]
            self.page.choose(row.line_id)
            self.page.widgets.editors.focus("target")
            self._rest()
            self._type(typed)
            self.page.widgets.editors.flush()
            self._rest()
            settled = partial(self._settled, row)
            self._press(confirmed, Qt.Key.Key_Return, CONTROL, lambda: settled() and self._left(row))  # noqa: B023
            self._rest()
            self._press(undone, Qt.Key.Key_Z, CONTROL, lambda: not settled())  # noqa: B023
            if self.extent.real and self.bench.work.job is None:
                raise SystemExit("The run ended before the keys were pressed: it cannot be said what it costs them.")
        yield moved.figure("while a run is on: Alt+↓ to the next line painted", KEY_MS)
        yield typed.figure("a letter typed, painted in the editor", KEY_MS)
        yield confirmed.figure("Ctrl+Enter, the line confirmed in the grid", KEY_MS)
        yield undone.figure("Ctrl+Z, painted in the grid", KEY_MS)
        self.bench.work.cancel()
        self.until(lambda: self.bench.work.job is None, 0.01)

    def lines_spoken(self) -> Figure:
        """Change a line's words and press Ctrl+R: until the new take can be heard in its place."""
        changed: list[object] = []
        self.page.sounds_changed.connect(changed.append)
        self.bench.work.warm()
        settle(self.app, WARMING_S if self.extent.real else 0.0)
        spent = []
        rows = [row for row in self.rows if len(row.target.split()) > 3]
        for n in range(self.extent.few + 1):
            row = rows[n * len(rows) // (self.extent.few + 1)]
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
            self.until(lambda: self.bench.work.job is None, 0.01)
        return Figure("Ctrl+R, a changed line spoken and laid, warm", tuple(spent[1:]), SPEAK_MS)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.page.rows if row.target)

    def _left(self, row: Row) -> bool:
        return self.page.widgets.grid.current != row.line_id

    def _settled(self, row: Row) -> bool:
        found = self.page.row(row.line_id)
        return found is not None and found.state is Shown.CONFIRMED

    def _rest(self) -> None:
        settle(self.app, self.extent.rest_s / 8)

    def _press(self, watch: Watch, key: Qt.Key, held: Qt.KeyboardModifier, done: Callable[[], object]) -> None:
        """Press a key, until the grid shows what that did, and the window all else that is painted with it."""
        view = self.page.widgets.grid.view
        self._until_painted(watch, view.viewport(), lambda: QTest.keyClick(_focus() or view, key, held), done)

    def _type(self, watch: Watch) -> None:
        editor = _focus()
        assert editor
        text = editor.viewport()  # type: ignore[attr-defined]
        self._until_painted(watch, text, lambda: QTest.keyClick(editor, Qt.Key.Key_A, NO_MODIFIER), lambda: True)

    def _until_painted(
        self,
        watch: Watch,
        widget: QWidget,
        do: Callable[[], object],
        done: Callable[[], object],
        sleep_s: float = 0.0,
    ) -> None:
        painted = Painted(widget, done)
        watch.begin()
        do()
        self.until(lambda: painted.at, sleep_s)
        assert painted.at
        watch.end(painted.at)
        painted.deleteLater()


def _focus() -> QWidget | None:
    return QApplication.focusWidget()
