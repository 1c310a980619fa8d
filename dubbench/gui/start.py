"""Start the window."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from dubbench.app.settings import Settings
from dubbench.app.settings_file import load
from dubbench.gui import language, preferring
from dubbench.gui.banner import Tone
from dubbench.gui.keys import Keymap
from dubbench.gui.window import MainWindow
from dubbench.gui.workbench import Workbench

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
    if series is not None:
        bench.open_series(series)
    elif settings.reopen:
        QTimer.singleShot(0, bench.reopen)
    return bench


def run(series: Path | None = None) -> int:
    """Show the window until it is closed; return the exit code."""
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
