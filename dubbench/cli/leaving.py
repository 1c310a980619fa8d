"""How the program ends: with the exit code it says, whatever still computes and however often Ctrl-C is pressed."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

STOPPED = 130


def leave(code: int) -> NoReturn:
    """End at once: an engine's own threads may still be computing, and tearing them down aborts the process."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, RuntimeError):  # a reader that is gone; a Ctrl-C in the middle of a write
            stream.flush()
    os._exit(code)


def leave_on_ctrl_c() -> None:
    """Let Ctrl-C end the program at once, as long as no command answers it."""
    signal.signal(signal.SIGINT, _stopped)


def ignore_ctrl_c() -> None:
    """Let Ctrl-C do nothing any more.

    A function of our own, and not the system's way to ignore a signal: of one that has arrived already Python would
    say that it was lost.
    """
    signal.signal(signal.SIGINT, _unheard)


def _stopped(_signal: int, _frame: FrameType | None) -> NoReturn:
    leave(STOPPED)


def _unheard(_signal: int, _frame: FrameType | None) -> None:
    return
