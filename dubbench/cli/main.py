"""The `dubbench` program: one command for each thing people and scripts do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated, NoReturn

import typer

from dubbench import __version__
from dubbench.cli import doctor, dubbing, editing, engines, models, series, settings, voices, work
from dubbench.errors import Cancelled

EXIT_CODES = (
    "Exit codes: 0 done · 1 failed · 2 bad input or usage · 3 disk full or no permission · 4 an engine or model · "
    "5 the series cannot be opened or written, or a newer change stands · "
    "6 some lines failed or are not in the dub, the rest is done · 130 stopped."
)

app = typer.Typer(
    name="dubbench",
    help="Localize and dub a season of micro-drama.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dubbench {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Localize and dub a season of micro-drama."""


for group in (dubbing, series, editing, work, doctor):
    group.register(app)
app.add_typer(models.app, name="models")
app.add_typer(engines.app, name="engines")
app.add_typer(voices.app, name="voices")
app.add_typer(settings.app, name="settings")


def run() -> None:
    """Start the program; text is UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except SystemExit as ended:
        if ended.code == Cancelled.exit_code:
            _leave(Cancelled.exit_code)
        raise


def _leave(code: int) -> NoReturn:
    """End at once: an engine's own threads may still be computing, and tearing them down aborts the process."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)
