"""PySide6 6.12.0 loses references to None on Python 3.10 and 3.11 until the process aborts: no such version here."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication


def test_calls_that_return_nothing_keep_the_count_of_none(qapp: QApplication) -> None:
    QApplication.processEvents()
    before = sys.getrefcount(None)
    for _ in range(100):
        QApplication.processEvents()
    assert abs(sys.getrefcount(None) - before) < 50
