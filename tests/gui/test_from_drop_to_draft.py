"""A localizer's whole way through the real window with the real engines, by keyboard: from a dropped video to a draft.

The keys that each task takes are counted against what was designed.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from dubbench import paths
from dubbench.app.settings import Settings
from dubbench.gui import start
from dubbench.gui.new_series import NewSeriesDialog
from dubbench.gui.panels.wordings import WordingsPanel
from dubbench.gui.values import Row, Shown
from dubbench.gui.workbench import Workbench
from dubbench.media.ffmpeg import ffmpeg_exe
from dubbench.media.probe import probe

FILM_S = 22
WORK_MS = 180_000
DESIGNED = {
    "next problem": 1,
    "fix it, and on": 1,
    "hear the new line in context": 1,
    "shorten an over-long line": 2,
    "choose a stage and run it": 2,
    "take back": 1,
    "move the beginning of a line": 1,
}
"""How many keys each task of the localizer may take, typing left out."""


class Hands:
    """Presses keys where the focus is, and counts them by task."""

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench
        self.pressed: dict[str, int] = {}
        self._last = ""

    def press(self, task: str, *keys: str) -> None:
        """Press keys for a task: no more of them than were designed."""
        for key in keys:
            QTest.keySequence(self.where, key)
        self.pressed[task] = self.pressed.get(task, 0) + len(keys) if task == self._last else len(keys)
        self._last = "" if self.pressed[task] == DESIGNED.get(task) else task
        assert self.pressed[task] <= DESIGNED.get(task, self.pressed[task]), f"{task}: {keys}"

    def type(self, text: str) -> None:
        QTest.keyClicks(self.where, text)

    @property
    def where(self) -> QWidget:
        return QApplication.focusWidget() or self.bench.window


@pytest.fixture
def film(tmp_path: Path) -> Path:
    made = tmp_path / "videos" / "The Empty Chair.mp4"
    made.parent.mkdir()
    demo = paths.resources() / "demo" / "the-empty-chair.mp4"
    command = [ffmpeg_exe(), "-v", "error", "-i", demo, "-t", str(FILM_S), "-c", "copy", made]
    subprocess.run(command, check=True)
    return made


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workbench]:
    monkeypatch.setattr("dubbench.gui.making.home", lambda: tmp_path / "series")
    settings = Settings(confirm_leaving=False, reopen=False)
    start.application(settings)
    made = start.opened(settings)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    qtbot.waitUntil(made.window.isActiveWindow, timeout=5_000)
    yield made
    made.close_series()


def drop(window: QWidget, film: Path) -> None:
    """Drop a file on the middle of a window, as a file manager does."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(film))])
    place, copy = window.rect().center(), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(place, copy, mime, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(place), copy, mime, left, none))


def dialog_of(bench: Workbench, qtbot: QtBot) -> NewSeriesDialog:
    found: list[NewSeriesDialog] = []

    def there() -> bool:
        found[:] = [one for one in bench.window.findChildren(NewSeriesDialog) if one.isVisible()]
        return bool(found) and found[0].isActiveWindow()

    qtbot.waitUntil(there, timeout=5_000)
    return found[0]


def tab_to(inside: QWidget, widget: QWidget) -> None:
    """Go through a dialog with Tab until a widget has the focus."""
    for _ in range(40):
        if widget.hasFocus():
            return
        QTest.keyClick(QApplication.focusWidget() or inside, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not lead to {widget.accessibleName() or widget}")


@pytest.mark.timeout(600)
def test_a_dropped_video_becomes_a_reviewed_draft(bench: Workbench, qtbot: QtBot, film: Path, tmp_path: Path) -> None:
    hands = Hands(bench)
    make_series(hands, qtbot, film)
    folder = bench.series.folder
    assert folder == tmp_path / "series" / "The Empty Chair.dubbench"
    rows = dub(hands, qtbot)
    row = rows[2]
    lengthen(hands, qtbot, row, rows[0])
    shorten(hands, qtbot, row)
    hear(hands, qtbot, row)
    move_and_take_back(hands, qtbot, row)
    confirm(hands, qtbot, rows)
    deliver(hands, qtbot)
    assert_delivered(folder / "deliveries", now(bench.page.row(row.line_id)))
    assert set(hands.pressed) >= set(DESIGNED)


def make_series(hands: Hands, qtbot: QtBot, film: Path) -> None:
    """Drop the video on the window, choose a market, and make the series; the cursor is then in the season."""
    bench = hands.bench
    drop(bench.window, film)
    dialog = dialog_of(bench, qtbot)
    assert dialog.title.text() == "The Empty Chair"
    tab_to(dialog, dialog.markets._find)
    hands.type("Brazil")
    hands.press("choose a market", "Return")
    assert dialog.value().markets == ("pt-BR",)
    hands.press("make the series", "Return")
    qtbot.waitUntil(lambda: bool(bench.series) and not dialog.isVisible(), timeout=10_000)
    bench.window.activateWindow()  # as a window manager does, where there is one
    qtbot.waitUntil(bench.home.season.hasFocus, timeout=5_000)


def dub(hands: Hands, qtbot: QtBot) -> list[Row]:
    """Open the episode and have everything made as far as it can be heard."""
    bench, page = hands.bench, hands.bench.page
    hands.press("open an episode", "Return")
    qtbot.waitUntil(lambda: bench.window.in_episode and page.market is not None, timeout=10_000)
    assert not page.rows
    hands.press("choose a stage and run it", "Alt+6", "F7")
    ended(bench, qtbot)
    qtbot.waitUntil(lambda: page.tracks is not None and not page.reading.waits, timeout=30_000)
    assert not bench.work.failures
    qtbot.waitUntil(lambda: all(row.dub_spans for row in page.rows if row.target), timeout=5_000)
    rows = [row for row in page.rows if row.target]
    assert len(rows) >= 5
    return rows


def lengthen(hands: Hands, qtbot: QtBot, row: Row, other: Row) -> None:
    """Write far too much for a line: it is told as a problem, and the next-problem key leads there."""
    page = hands.bench.page
    page.choose(row.line_id)
    page.widgets.editors.focus()
    hands.press("mark all of the text", "Ctrl+A")
    hands.type("A verdade, minha querida, e que eu realmente nunca contei isso para absolutamente ninguem aqui.")
    page.choose(other.line_id)
    qtbot.waitUntil(lambda: "over-long" in now(page.row(row.line_id)).flags, timeout=10_000)
    for _ in page.rows:
        hands.press("next problem", "F8")
        if now(page.current).line_id == row.line_id:
            return
    raise AssertionError("F8 does not lead to the line that is too long.")


def shorten(hands: Hands, qtbot: QtBot, row: Row) -> None:
    bench, page = hands.bench, hands.bench.page
    before = now(page.row(row.line_id))
    wordings = bench.window.findChild(WordingsPanel)
    hands.press("shorten an over-long line", "Ctrl+K")
    qtbot.waitUntil(lambda: not bench.panels.wordings.reading.waits and bool(wordings.nth(1)), timeout=60_000)
    hands.press("shorten an over-long line", "Ctrl+1")
    qtbot.waitUntil(lambda: len(now(page.row(row.line_id)).target) < len(before.target), timeout=10_000)


def hear(hands: Hands, qtbot: QtBot, row: Row) -> None:
    """Have the line spoken again: it plays in its place by itself."""
    bench = hands.bench
    hands.press("hear the new line in context", "Ctrl+R")
    qtbot.waitUntil(lambda: bench.playing.plays, timeout=60_000)
    assert abs(bench.playing.position_ms - row.start_ms) < 4_000
    hands.press("pause", "Ctrl+Space")
    assert not bench.playing.plays
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=30_000)
    assert now(bench.page.row(row.line_id)).dub_spans


def move_and_take_back(hands: Hands, qtbot: QtBot, row: Row) -> None:
    bench, page = hands.bench, hands.bench.page
    start_ms = now(page.row(row.line_id)).start_ms
    bench.playing.seek(start_ms + 120)
    hands.press("move the beginning of a line", "F11")
    qtbot.waitUntil(lambda: now(page.row(row.line_id)).start_ms != start_ms, timeout=10_000)
    page.widgets.grid.view.setFocus()
    hands.press("take back", "Ctrl+Z")
    qtbot.waitUntil(lambda: now(page.row(row.line_id)).start_ms == start_ms, timeout=10_000)


def confirm(hands: Hands, qtbot: QtBot, rows: list[Row]) -> None:
    """Confirm every line from the first, with one key each; the cursor stays where it writes."""
    page = hands.bench.page
    page.choose(rows[0].line_id)
    page.widgets.editors.focus()
    for row in rows:
        assert now(page.current).line_id == row.line_id
        hands.press("fix it, and on", "Ctrl+Return")
        qtbot.waitUntil(lambda at=row: now(page.row(at.line_id)).state is Shown.CONFIRMED, timeout=10_000)  # type: ignore[misc]
    assert isinstance(QApplication.focusWidget(), QPlainTextEdit)


def deliver(hands: Hands, qtbot: QtBot) -> None:
    bench = hands.bench
    hands.press("choose a stage and run it", "Alt+7", "F7")
    qtbot.waitUntil(lambda: bench.delivering.view is not None and bench.delivering.view.checklist() is not None)
    view = bench.delivering.view
    assert view
    told = view.checklist()
    assert told
    assert not told.stopped
    qtbot.waitUntil(view.isActiveWindow, timeout=5_000)
    tab_to(view, view._deliver)
    hands.press("deliver", "Space")
    ended(bench, qtbot)


def ended(bench: Workbench, qtbot: QtBot) -> None:
    """Wait until a run has begun and ended."""
    qtbot.waitUntil(lambda: bench.work.job is not None, timeout=10_000)
    qtbot.waitUntil(lambda: bench.work.job is None, timeout=WORK_MS)


def now(row: Row | None) -> Row:
    assert row is not None
    return row


def assert_delivered(folder: Path, changed: Row) -> None:
    """The draft is there, as long as the film, with the words that were decided on."""
    names = sorted(file.name for file in folder.iterdir())
    assert all(".pt-BR.draft." in name for name in names), names
    (programme,) = folder.glob("*.mp4")
    media = probe(programme)
    assert abs(media.duration_ms - FILM_S * 1000) < 300
    assert [one.language for one in media.audio] == ["pt-BR", "en"]
    (manifest,) = folder.glob("*.manifest.json")
    told = json.loads(manifest.read_text("utf-8"))
    assert changed.target in {line["target_text"] for line in told["lines"]}
    (subtitles,) = folder.glob("*.srt")
    assert changed.target.split()[0] in subtitles.read_text("utf-8")
