"""A monkey that does things at random to the real window: commands, keys, clicks, drags, panels, dialogs, the look."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gc
import random
import resource
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QDrag, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from dubbench.gui.commands import commands
from dubbench.gui.keys import Scope
from dubbench.gui.panels.cards import CardList
from dubbench.gui.workbench import Workbench

LEFT_ALONE = ("file.quit",)
"""What would end the window that is watched."""

SELDOM = (
    *("stage.run", "stage.1", "stage.2", "stage.3", "stage.4", "stage.6", "line.speak"),  # it starts work
    *("file.close", "file.home", "file.demo", "file.open", "file.add-episodes", "view.full-screen"),  # it leads away
    *("view.larger", "view.smaller"),  # it dresses the whole window anew
)
"""Done one time in ten, so that the monkey comes to do other things."""

KEYS = (
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp),
)
HELD = (*(Qt.KeyboardModifier.NoModifier,) * 5, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier)
TYPED = ("a", "no, ", "não ", "夜", "ليل ", "…", "10 ", "Nora ", "(", "\\", "\U0001f3ac")
THEMES = ("system", "light", "dark", "high-contrast")
SCALES = (75, 100, 100, 125, 200)
AREAS = [area for area in Qt.DockWidgetArea if area.value in {1, 2, 4, 8}]
LEFT = Qt.MouseButton.LeftButton
Act = Callable[[], Any]


class Monkey:
    """`dice` decides everything it does; `story` keeps what it did last. With `runs` it also starts stages."""

    def __init__(self, bench: Workbench, seed: int, *, runs: bool = False) -> None:
        self.bench, self.dice, self.seed = bench, random.Random(seed), seed
        self.left_alone = LEFT_ALONE if runs else (*LEFT_ALONE, "stage.run")
        self.settings, self.folder = bench.preferences.now, bench.series.folder
        self.story: deque[str] = deque(maxlen=25)
        self.done, self._acts = 0, False
        self.acts: dict[Act, int] = {
            self.command: 24,
            self.type: 18,
            self.key: 14,
            self.shortcut: 10,
            self.click: 12,
            self.press: 8,
            self.drag: 9,
            self.menu: 3,
            self.wheel: 3,
            self.focus: 4,
            self.card: 5,
            self.turn: 1,
            self.search: 3,
            self.speaker: 2,
            self.panels: 2,
            self.undo: 6,
            self.redo: 3,
            self.resize: 1,
        }

    def act(self) -> None:
        """Do one thing, and let the window answer."""
        self.done += 1
        self._come_back()
        act = self.dice.choices(list(self.acts), list(self.acts.values()))[0]
        self.say(act.__name__)
        self._acts = True
        QTimer.singleShot(0, self._let_go)
        act()
        self._acts = False
        QApplication.processEvents()
        self._leave_dialogs()
        if self.done % 25 == 0:
            freed()
        if self.done % 200 == 0:
            self.look()

    def say(self, *what: object) -> None:
        self.story.append(" ".join(map(str, what)))

    # what it does

    def command(self) -> None:
        if QApplication.activeModalWidget():
            return
        offered = [one.id for one in self.bench.window.actions_.offered() if not one.id.startswith(self.left_alone)]
        wanted = self.dice.choice(offered)
        if wanted not in SELDOM or self.dice.random() < 0.1:
            self.say(wanted)
            self.bench.window.actions_.run(wanted)

    def type(self) -> None:
        wanted = [one for one in self.seen() if isinstance(one, QPlainTextEdit | QLineEdit)]
        focus = QApplication.focusWidget()
        if focus not in wanted and wanted:
            focus = self.dice.choice(wanted)
            focus.setFocus()
        text = self.dice.choice(TYPED)
        self.say(text, name(focus))
        if focus is not None and text.isascii():
            QTest.keyClicks(focus, text)
        elif focus is not None:  # as an input method writes
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(focus, event)

    def key(self) -> None:
        key, held = self.dice.choice(KEYS), self.dice.choice(HELD)
        self.say(key.name, held.name, name(self.focused()))
        QTest.keyClick(self.focused(), key, held)

    def shortcut(self) -> None:
        """Press a key of the whole map, also one that does nothing here."""
        keymap = self.bench.window.actions_.keymap
        wanted = self.dice.choice(
            [one for one in commands() if not one.id.startswith(self.left_alone) and one.id not in SELDOM]
        )
        keys = [key for scope in Scope for key in keymap.keys(wanted.id, scope)]
        quits = keymap.keys("file.quit")
        if keys and (key := self.dice.choice(keys)) not in quits:
            self.say(key, wanted.id, name(self.focused()))
            QTest.keySequence(self.focused(), QKeySequence(key))

    def click(self) -> None:
        widget = self.somewhere()
        twice = self.dice.random() < 0.15
        self.say(name(widget), twice)
        (QTest.mouseDClick if twice else QTest.mouseClick)(widget, LEFT, self.dice.choice(HELD), self.place(widget))

    def press(self) -> None:
        """Press a button wherever it is: few are hit by chance."""
        buttons = [one for one in self.seen() if isinstance(one, QAbstractButton)]
        if buttons:
            button = self.dice.choice(buttons)
            self.say(name(button))
            button.click()

    def drag(self) -> None:
        w = self.bench.page.widgets
        wanted = [one for one in (w.timeline, w.timeline, w.map, w.grid.view.viewport()) if one.isVisible()]
        widget = self.dice.choice(wanted) if wanted and self.dice.random() < 0.7 else self.somewhere()
        self.say(name(widget))
        held, start, end = self.dice.choice(HELD), self.place(widget), self.place(widget)
        QTest.mousePress(widget, LEFT, held, start)
        for step in (1, 2, 3):
            QTest.mouseMove(widget, start + (end - start) * step / 3)
        QTest.mouseRelease(widget, LEFT, held, end)

    def menu(self) -> None:
        widget = self.somewhere()
        place = self.place(widget)
        self.say(name(widget))
        reason = self.dice.choice([QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
        QApplication.sendEvent(widget, QContextMenuEvent(reason, place, widget.mapToGlobal(place)))

    def wheel(self) -> None:
        timeline = self.bench.page.widgets.timeline
        self.dice.choice([timeline.zoom_in, timeline.zoom_out, timeline.zoom_fit])()
        widget = self.somewhere()
        QTest.wheelEvent(widget.window().windowHandle(), self.place(widget), QPoint(0, self.dice.choice((-120, 120))))

    def focus(self) -> None:
        wanted = [one for one in self.seen() if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
        if wanted:
            self.dice.choice(wanted).setFocus()

    def card(self) -> None:
        """Take a card of a panel in hand, and do something to it."""
        lists = [one for one in self.seen() if isinstance(one, CardList) and one.cards]
        if lists:
            cards = self.dice.choice(lists)
            cards.set_current(self.dice.choice(list(cards.cards)).key)
            self.say(cards.accessibleName(), cards.current)
            QTest.keyClick(cards, self.dice.choice((Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Delete)))

    def turn(self) -> None:
        """Turn to another episode or market."""
        top = self.bench.window.top
        chooser: QComboBox = self.dice.choice((top.episodes, top.markets))
        if chooser.isVisible() and chooser.count() and not QApplication.activeModalWidget():
            chooser.setCurrentIndex(self.dice.randrange(chooser.count()))
            chooser.activated.emit(chooser.currentIndex())

    def search(self) -> None:
        """Look for a few letters, or press something in the bar: replace among others."""
        bar = self.bench.finding.bar
        if not bar.isVisible():
            self.bench.window.actions_.run("edit.replace")
        elif self.dice.random() < 0.4:
            for field in bar.findChildren(QLineEdit):
                field.setText(self.dice.choice(("a", "e", "ver", "Casa", "o", "x{2}", "")))
        else:
            self.dice.choice(bar.findChildren(QAbstractButton)).click()

    def speaker(self) -> None:
        """Give lines to somebody, so that speakers come together, or to somebody new."""
        if not (self.bench.window.in_episode and self.bench.page.rows):
            return
        speakers = self.bench.speakers
        speakers.ask(self.dice.choice(self.bench.page.rows).line_id)
        known = [one.character_id for one in speakers._items()]
        speakers.picker.hide()
        if known and self.dice.random() < 0.7:
            speakers.assign(self.dice.choice(known))
        else:
            speakers.assign_to_new(self.dice.choice(("Nora", "Ali", "夜子", "  ")))

    def panels(self) -> None:
        """Move, float, hide and show panels; keep the layout and lay it out again."""
        frame = self.bench.window.episode
        panels = frame.findChildren(QDockWidget)
        one, other = self.dice.choice(panels), self.dice.choice(panels)
        does = self.dice.choice(("hide", "show", "show", "float", "move", "tab", "raise", "size", "keep", "arrange"))
        self.say(does, one.objectName())
        if does in {"hide", "show"}:
            one.setVisible(does == "show")
        elif does == "float":
            one.setFloating(not one.isFloating())
        elif does == "move":
            frame.addDockWidget(self.dice.choice(AREAS), one)
        elif does == "tab" and one is not other:
            frame.tabifyDockWidget(one, other)
        elif does == "raise":
            one.raise_()
        elif does == "size":
            frame.resizeDocks([one], [self.dice.randrange(50, 900)], Qt.Orientation.Horizontal)
        elif does == "keep":
            self.bench.leaving.keep()
            self.bench.leaving.restore()
        elif does == "arrange":
            frame.arrange()

    def look(self) -> None:
        """Change colours or size of text, as settings do; put the engines back where the monkey changed them."""
        change = self.bench.preferences.change
        if self.dice.random() < 0.5:
            change("theme", self.dice.choice(THEMES))
        else:
            change("font_scale_percent", self.dice.choice(SCALES))
        for kind in ("transcriber", "detector", "separator", "translator", "synthesizer"):
            change(kind, getattr(self.settings, kind))

    def undo(self) -> None:
        self.bench.window.actions_.run("edit.undo")

    def redo(self) -> None:
        self.bench.window.actions_.run("edit.redo")

    def resize(self) -> None:
        self.bench.window.resize(self.dice.randrange(500, 1900), self.dice.randrange(400, 1200))

    # where it does it

    def top(self) -> QWidget:
        """Choose what it works in: what lies over everything, else the window or one of its dialogs."""
        over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if over:
            return over
        others = [one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not self.bench.window]
        return self.dice.choice(others) if others and self.dice.random() < 0.4 else self.bench.window

    def seen(self) -> Sequence[QWidget]:
        """Give every widget of one window that can be worked with."""
        top = self.top()
        return [one for one in top.findChildren(QWidget) if one.isVisibleTo(top) and one.isEnabled()] or [top]

    def somewhere(self) -> QWidget:
        """Give a widget: by the place it takes up, or as likely as any other."""
        if self.dice.random() < 0.5:
            top = self.top()
            return top.childAt(self.place(top)) or top
        seen = self.seen()
        parents = {one.parentWidget() for one in seen}
        return self.dice.choice([one for one in seen if one not in parents])

    def place(self, widget: QWidget) -> QPoint:
        return QPoint(self.dice.randrange(max(1, widget.width())), self.dice.randrange(max(1, widget.height())))

    def focused(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.bench.window

    # its way back

    def _let_go(self) -> None:
        """End what waits in a loop of its own for a real hand: a text that is dragged, the menu of a number."""
        if self._acts:
            QDrag.cancel()
            if popup := QApplication.activePopupWidget():
                popup.close()

    def _come_back(self) -> None:
        """Go back to the series and into an episode, after a while."""
        if self.dice.random() > 0.25:
            return
        bench = self.bench
        if not bench.series or bench.series.folder != self.folder:
            self.say("opens the series again")
            bench.open_series(self.folder)
        if not bench.window.in_episode:
            self.show()

    def show(self) -> None:
        """Show one of the episodes in one of the markets."""
        from dubbench.domain.market import Market
        from dubbench.domain.series import Episode

        store = self.bench.series.session.store
        self.bench.open_episode(self.dice.choice(store.all(Episode)).id, self.dice.choice(store.all(Market)).id)

    def _leave_dialogs(self) -> None:
        """Escape from what lies over the window, some time after it came."""
        while (popup := QApplication.activePopupWidget()) and self.dice.random() < 0.6:
            popup.close()
        for one in dialogs():
            if self.dice.random() < 0.08:
                QTest.keyClick(one, Qt.Key.Key_Escape)


class Weight(NamedTuple):
    """What the process holds: memory in MB, widgets, Qt's objects below the window, Python's hold on them, threads."""

    memory_mb: int
    widgets: int
    objects: int
    wrappers: int
    threads: int


def weighed(bench: Workbench) -> Weight:
    """Weigh the process, once nothing is left that was given up."""
    freed()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return Weight(
        pages * resource.getpagesize() // 1_000_000,
        len(QApplication.allWidgets()),
        len(bench.window.findChildren(QObject)),
        len(shiboken6.Shiboken.getAllValidWrappers()),
        threading.active_count(),
    )


def dialogs() -> Iterable[QDialog]:
    """Give the dialogs that are open."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def freed() -> None:
    """Let Qt delete what was given up: without `exec`, nobody does."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def name(widget: QObject | None) -> str:
    """Name a widget in the story."""
    if widget is None:
        return "nothing"
    told = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return f"{type(widget).__name__} {widget.objectName() or told}"
