"""Whether a process that left a mark still runs, be its number given to another by now."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os


def mark() -> str:
    """Name this process so that no other has the same name."""
    return _mark_of(os.getpid())


def lives(name: str) -> bool:
    """Tell whether the process of a mark still runs."""
    number = name.partition("@")[0]
    return number.isdigit() and _mark_of(int(number)) == name


def _mark_of(process: int) -> str:
    import psutil

    try:
        return f"{process}@{psutil.Process(process).create_time():.0f}"
    except (psutil.Error, OverflowError):
        return ""
