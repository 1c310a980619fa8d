"""How the command line speaks: text or JSON out, progress on a terminal, errors as exit codes, Ctrl-C as cancel."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any, NoReturn, TextIO

import typer

from dubbench.cli.leaving import ignore_ctrl_c, leave
from dubbench.cli.progress import shown_on
from dubbench.cli.streams import mention, write
from dubbench.cli.unexpected import Unexpected, traced
from dubbench.errors import Cancelled, DubbenchError
from dubbench.i18n import tr
from dubbench.jobs.context import Context, Progress

SCHEMA = "dubbench.cli/1"

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object (schema dubbench.cli/1) and nothing else.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never use the network; say what is missing instead.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the result.")]


_CONTROLS = re.compile(r"\x1b(?!\[[0-9;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Take out of a text what would steer the terminal: a colleague's comment must not wipe a screen; colours stay."""
    return _CONTROLS.sub("\ufffd", text)


class Console:
    """One command's voice: `result` once at the end, `note` on the way, `context` for work that can be stopped."""

    def __init__(self, command: str, as_json: bool = False, quiet: bool = False) -> None:
        self.command = command
        self.as_json = as_json
        self.quiet = quiet or as_json
        self._stop = False
        self._concluded = False
        self._progress = shown_on(sys.stderr)
        self.context = Context(self._show, lambda: self._stop)

    def result(self, data: Any, text: str | Callable[[], str] = "", *, ok: bool = True) -> None:
        """Print what the command found: the data as JSON, or the text for people; not `ok` ends with another code."""
        self._conclude()
        if self.as_json:
            write(sys.stdout, self._object(ok=ok, result=data))
        elif told := text() if callable(text) else text:
            write(sys.stdout, harmless(told.rstrip("\n")) + "\n")

    def note(self, text: str) -> None:
        """Say something on the way, on standard error."""
        if not self.quiet:
            self.clear()
            mention(sys.stderr, harmless(text) + "\n")

    def clear(self) -> None:
        """Take the progress bar off the terminal."""
        self._progress.close()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Answer Ctrl-C: the first asks running work to stop, a second ends the program where it is."""
        if self._stop:
            self._abandon()
        self._stop = True
        self.context.kill()

    def fail(self, error: DubbenchError) -> None:
        """Print what went wrong; a sentence that nobody can take changes nothing of the exit code."""
        self._conclude()
        (write if self.as_json else mention)(*self._failure(error))

    def _conclude(self) -> None:
        self.clear()
        self._concluded = True

    def _failure(self, error: DubbenchError) -> tuple[TextIO, str]:
        if not self.as_json:
            return sys.stderr, tr("dubbench: {error}", error=error) + "\n"
        body = {"type": type(error).__name__, "message": str(error), "exit_code": error.exit_code}
        return sys.stdout, self._object(ok=False, error=body)

    def _object(self, *, ok: bool, **rest: Any) -> str:
        return json.dumps({"schema": SCHEMA, "command": self.command, "ok": ok, **rest}, indent=2) + "\n"

    def _abandon(self) -> NoReturn:
        """Leave in the middle of whatever runs, past the locks and buffers that it may hold."""
        ignore_ctrl_c()
        if not self._concluded:
            stream, text = self._failure(Cancelled(tr("Stopped at once. Run the same command again to go on.")))
            os.write(sys.stderr.fileno(), self._progress.left_behind.encode())
            os.write(stream.fileno(), text.encode())
        leave(Cancelled.exit_code)

    def _show(self, progress: Progress) -> None:
        if not self.quiet:
            self._progress.show(progress)


@contextmanager
def speaking(command: str, as_json: bool = False, quiet: bool = False) -> Iterator[Console]:
    """Run a command's body: errors become one sentence and an exit code, Ctrl-C a clean stop."""
    console = Console(command, as_json, quiet)
    before = signal.signal(signal.SIGINT, console.stop)
    try:
        yield console
    except DubbenchError as error:
        console.fail(traced(error))
        raise typer.Exit(error.exit_code) from error
    except (typer.Exit, typer.Abort, typer.TyperException):
        raise
    except Exception as error:  # the top of a command: people read a sentence, the trace goes into the log
        console.fail(traced(Unexpected(error)))
        raise typer.Exit(1) from error
    finally:
        console.clear()
        signal.signal(signal.SIGINT, before)
