"""Errors that nobody foresaw: one sentence for people, and the trace in a log."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
import traceback

from dubbench.cli.streams import mention
from dubbench.errors import DubbenchError
from dubbench.i18n import tr
from dubbench.jobs import trouble


class Unexpected(DubbenchError):
    """A fault of the program itself; `trace` says where it happened."""

    def __init__(self, error: Exception) -> None:
        told = tr("Unexpected error ({error}). This is a fault of dubbench; please report it.", error=_named(error))
        if isinstance(error, MemoryError):
            told = tr("There was not enough memory. Close other programs and run the same command again.")
        super().__init__(told)
        self.trace = "".join(traceback.format_exception(error))


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def traced(error: DubbenchError) -> DubbenchError:
    """Put the trace of an unexpected error into the log and name the log; a known error has none."""
    trace = getattr(error, "trace", "")
    if not trace:
        return error
    log = trouble.keep(trace)
    if log is None:  # nowhere to keep it: better seen than lost
        mention(sys.stderr, trace)
        return error
    told = DubbenchError(tr("{error} Its trace is in {log}.", error=error, log=log))
    told.exit_code = error.exit_code
    return told
