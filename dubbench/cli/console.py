"""How the command line speaks: text or JSON out, progress on a terminal, errors as exit codes, Ctrl-C as cancel."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Annotated, Any, TextIO

import typer

from dubbench.errors import Cancelled, DubbenchError
from dubbench.i18n import tr
from dubbench.jobs.context import Context, Progress

SCHEMA = "dubbench.cli/1"

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object (schema dubbench.cli/1) and nothing else.")]
Offline = Annotated[bool, typer.Option("--offline", help="Never use the network; say what is missing instead.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, only the result.")]


class Console:
    """One command's voice: `result` once at the end, `note` on the way, `context` for work that can be stopped."""

    def __init__(self, command: str, as_json: bool = False, quiet: bool = False) -> None:
        self.command = command
        self.as_json = as_json
        self.quiet = quiet or as_json
        self._stop = False
        self._bar: _Bar | None = None
        self.context = Context(self._show, lambda: self._stop)

    def result(self, data: Any, text: str | Callable[[], None] = "", *, ok: bool = True) -> None:
        """Print what the command found: the data as JSON, or the text for people; not `ok` ends with another code."""
        self.clear()
        if self.as_json:
            json.dump({"schema": SCHEMA, "command": self.command, "ok": ok, "result": data}, sys.stdout, indent=2)
            sys.stdout.write("\n")
        elif callable(text):
            text()
        elif text:
            sys.stdout.write(text.rstrip("\n") + "\n")

    def note(self, text: str) -> None:
        """Say something on the way, on standard error."""
        if not self.quiet:
            self.clear()
            sys.stderr.write(text + "\n")

    def clear(self) -> None:
        """Take the progress bar off the terminal."""
        if self._bar:
            self._bar.close()
            self._bar = None

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Answer Ctrl-C: the first asks running work to stop, a second ends the program."""
        if self._stop:
            raise KeyboardInterrupt
        self._stop = True
        self.context.kill()

    def fail(self, error: DubbenchError) -> None:
        self.clear()
        if self.as_json:
            body = {"type": type(error).__name__, "message": str(error), "exit_code": error.exit_code}
            json.dump({"schema": SCHEMA, "command": self.command, "ok": False, "error": body}, sys.stdout, indent=2)
            sys.stdout.write("\n")
        else:
            sys.stderr.write(tr("dubbench: {error}", error=error) + "\n")

    def _show(self, progress: Progress) -> None:
        if self.quiet or not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = _Bar(sys.stderr)
        self._bar.show(progress)


class _Bar:
    """One progress bar of rich, imported only where there is a terminal to draw on."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        self._bars = Bars(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            console=Terminal(file=stream),
            transient=True,
        )
        self._task = self._bars.add_task("", total=None)
        self._bars.start()

    def show(self, progress: Progress) -> None:
        self._bars.update(self._task, description=progress.note, completed=progress.done, total=progress.total or None)

    def close(self) -> None:
        self._bars.stop()


@contextmanager
def speaking(command: str, as_json: bool = False, quiet: bool = False) -> Iterator[Console]:
    """Run a command's body: errors become one sentence and an exit code, Ctrl-C a clean stop."""
    console = Console(command, as_json, quiet)
    before = signal.signal(signal.SIGINT, console.stop)
    try:
        yield console
    except DubbenchError as error:
        console.fail(error)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as stopped:
        cancelled = Cancelled(tr("Stopped. What was finished is kept; run the same command again to go on."))
        console.fail(cancelled)
        raise typer.Exit(cancelled.exit_code) from stopped
    except BrokenPipeError as gone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from gone
    finally:
        console.clear()
        signal.signal(signal.SIGINT, before)
