"""The `dubbench` program: one command for each thing people and scripts do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dubbench import __version__
from dubbench.cli import (
    assignments,
    audit,
    comments,
    consents,
    doctor,
    dubbing,
    editing,
    engines,
    hooks,
    importing,
    models,
    people,
    recut,
    review,
    rights,
    series,
    settings,
    speakers,
    usage,
    voices,
    window,
    work,
)
from dubbench.cli.leaving import leave
from dubbench.cli.streams import unwritten

EXIT_CODES = (
    "Exit codes: 0 done · 1 failed · 2 bad input or usage · "
    "3 disk full, no permission, or output that cannot be written · 4 an engine or a model is missing or broken · "
    "5 the series cannot be opened or written, or a newer change stands · "
    "6 some lines failed or are not in the dub, the rest is done · 7 you may not do this · "
    "8 not signed, so not delivered · 130 stopped · "
    "141 nobody reads the output any more."
)

app = typer.Typer(
    name="dubbench",
    help="Localize and dub a season of micro-drama.\n\n"
    "To begin: `dubbench doctor`, then `dubbench dub VIDEO --to pt-BR -o out`.",
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


for group in (dubbing, series, importing, speakers, hooks, recut, editing, work, assignments, doctor, window):
    group.register(app)
app.add_typer(models.app, name="models")
app.add_typer(engines.app, name="engines")
app.add_typer(voices.app, name="voices")
app.add_typer(comments.app, name="comments")
app.add_typer(consents.app, name="consents")
app.add_typer(rights.app, name="rights")
app.add_typer(review.app, name="review")
app.add_typer(audit.app, name="audit")
app.add_typer(people.app, name="people")
app.add_typer(settings.app, name="settings")


def run() -> None:
    """Run the program; text is UTF-8 whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = _done()
    except typer.Exit as end:
        code = end.exit_code
    except OSError as error:  # commands tell their own: this is a help page or a version that nobody can take
        code = unwritten(error)
    leave(code)


def _done() -> int:
    """Do what the command line says; return the exit code."""
    try:
        return app(prog_name="dubbench", standalone_mode=False) or 0
    except typer.TyperException as error:
        return usage.refuse(error, sys.argv[1:])
