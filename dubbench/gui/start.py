"""Start the window."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
import signal
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dubbench.app.settings import Settings
from dubbench.app.settings_file import load
from dubbench.gui import display, language, preferring
from dubbench.gui.banner import Tone
from dubbench.gui.keys import Keymap
from dubbench.gui.window import MainWindow
from dubbench.gui.workbench import Workbench

FETCH_MS = 150
TURN_S = 0.0005
"""How long a thread that reads beside may hold the interpreter while the window waits for it; 5 ms by default."""


def application(settings: Settings) -> QApplication:
    """Make the application, dressed and speaking as the settings say."""
    sys.setswitchinterval(TURN_S)
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("dubbench")
    app.setDesktopFileName("dubbench")
    language.speak(app, settings.language)
    preferring.dress(app, settings)
    return app


def opened(settings: Settings, series: Path | None = None) -> Workbench:
    """Make the window and show it, with a series if one is named; otherwise what a crash interrupted."""
    window = MainWindow(Keymap.of(settings.key_preset, settings.keys))
    bench = Workbench(window, settings)
    bench.leaving.restore()
    window.show()
    QTimer.singleShot(FETCH_MS, window, _fetch)
    if series is not None:
        bench.open_series(series)
    elif settings.reopen:
        QTimer.singleShot(0, bench.reopen)
    return bench


def _fetch() -> None:
    """Import what opening a series takes while the home page is looked at: so the window is there sooner."""

    def all_of_it() -> None:
        for name in ("desk", "grid", "preview", "footage"):
            importlib.import_module(f"dubbench.app.{name}")

    threading.Thread(target=all_of_it, name="dubbench imports", daemon=True).start()


def run(series: Path | None = None) -> int:
    """Show the window until it is closed; return the exit code. BadInput where no window can be shown here."""
    display.check()
    loaded = load()
    settings = loaded.settings
    app = application(settings)
    bench = opened(settings, series)
    if loaded.problems:
        bench.tell("\n".join(loaded.problems), Tone.WARNING)
    signal.signal(signal.SIGINT, lambda *_: bench.leaving.leave())
    beat = QTimer(interval=200)  # lets Python see Ctrl-C
    beat.timeout.connect(lambda: None)
    beat.start()
    return app.exec()
