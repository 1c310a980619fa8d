"""Where the program writes: each text at once, and a sentence where nobody can take it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from dubbench.i18n import tr

NOT_WRITTEN = 3
READER_GONE = 141
"""What a shell says of a program that a closed pipe ended: 128 and the number of SIGPIPE."""


def stand_in() -> None:
    """Put something in the place of streams that were closed before the program began.

    A file opened later would get their numbers, and be written into. What goes to a closed standard output cannot be
    written, and is told; what goes to a closed standard error is dropped.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def write(stream: TextIO, text: str) -> None:
    """Write a text and wait until it is out; raise `typer.Exit` where it cannot be written."""
    import typer

    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        raise typer.Exit(unwritten(error)) from error


def mention(stream: TextIO, text: str) -> None:
    """Write a text that the work does not depend on; where it cannot be written it is dropped."""
    with suppress(OSError):
        stream.write(text)
        stream.flush()


def unwritten(error: OSError) -> int:
    """Say why the output cannot be written and return the exit code; a reader that has enough is no news."""
    if isinstance(error, BrokenPipeError):
        return READER_GONE
    told = tr("The output cannot be written: {cause}. Send it to another place.", cause=error.strerror or error)
    mention(sys.stderr, tr("dubbench: {error}", error=told) + "\n")
    return NOT_WRITTEN
