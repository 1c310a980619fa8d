"""The command that opens the window."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import speaking
from dubbench.cli.given import place
from dubbench.errors import BadInput
from dubbench.i18n import tr


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(gui)


def gui(
    series: Annotated[
        Path | None, typer.Argument(metavar="SERIES", parser=place, help="The series folder to open, NAME.dubbench.")
    ] = None,
) -> None:
    """Open the window."""
    with speaking("gui"):
        try:
            start = importlib.import_module("dubbench.gui.start")  # by name: the command line knows no window
        except ImportError as error:
            raise BadInput(
                tr(
                    "The window cannot be opened ({cause}). Install what it needs: pip install 'dubbench[gui]', "
                    "and on Debian or Ubuntu: sudo apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 "
                    "libfontconfig1 libglib2.0-0",
                    cause=error,
                )
            ) from error
        code = start.run(series)
    raise typer.Exit(code)
