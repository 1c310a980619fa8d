"""What outlives the window: where the person was and how the window is laid out, also after a crash; and leaving it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer

from dubbench import paths
from dubbench.gui.banner import Banner, Tone
from dubbench.gui.episode_page import EpisodePage
from dubbench.gui.preferences import Preferences
from dubbench.gui.window import MainWindow
from dubbench.gui.work import Work
from dubbench.i18n import tr

EVERY_MS, SOON_MS = 10_000, 1_000
NAME = "window.json"
LEAVING, LEAVE, STAY = "leaving", "leave", "stay"


class Leaving(QObject):
    """Keeps both now and then, and asks before work that runs is stopped; whoever closes twice is not asked."""

    def __init__(
        self,
        window: MainWindow,
        page: EpisodePage,
        work: Work,
        preferences: Preferences,
        remember: Callable[[], None],
    ) -> None:
        super().__init__(window)
        self._window, self._work, self._preferences, self._remember = window, work, preferences, remember
        self._asked = False
        self._often = QTimer(self, interval=EVERY_MS)
        self._often.timeout.connect(self.keep)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._remember)
        page.line_changed.connect(lambda _row: self._soon.isActive() or self._soon.start())
        window.closing.connect(self._left)
        window.banner_chosen.connect(self._choose)
        window.installEventFilter(self)

    def restore(self) -> None:
        """Lay the window out as it was; call it when all panels are there, before it is shown."""
        self._window.restore_layout(place())
        self._often.start()

    def keep(self) -> None:
        """Keep what a crash would lose."""
        self._remember()
        self._window.save_layout(place())

    def leave(self) -> None:
        """Close the window without a question."""
        self._asked = True
        self._window.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Close and watched is self._window and self._stays():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _stays(self) -> bool:
        """Ask, where work runs and nobody was asked yet."""
        job = self._work.job
        if job is None or self._asked or not self._preferences.now.confirm_leaving:
            return False
        self._asked = True
        text = tr("{job} is not finished. What is finished is kept either way.", job=job.title)
        choices = ((LEAVE, tr("Stop it and leave")), (STAY, tr("Stay")))
        self._window.set_banner(Banner(LEAVING, text, Tone.WARNING, choices, closable=False))
        return True

    def _choose(self, banner: str, choice: str) -> None:
        if banner == LEAVING and choice == LEAVE:
            self.leave()
        elif banner == LEAVING:
            self._asked = False
            self._window.clear_banner(LEAVING)

    def _left(self) -> None:
        self._often.stop()
        self._soon.stop()
        self._window.save_layout(place())


def place() -> Path:
    """Return the file of the window's layout."""
    return paths.state() / NAME
