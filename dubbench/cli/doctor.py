"""`dubbench doctor`: what is missing here, and the command that mends it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(doctor)


Series = Annotated[
    Path | None,
    typer.Argument(metavar="SERIES", parser=place, help="A series folder: its whole history is checked too."),
]


def doctor(series: Series = None, as_json: Json = False) -> None:
    """Check this machine: program, engines, models, disk. Ends with 1 where something is missing."""
    with speaking("doctor", as_json) as console:
        from dubbench.app import health

        found = health.examine() + (health.examine_series(series, console.context) if series else [])
        rows = [f"{'✓' if c['ok'] else '✗'} {c['what']}: {c['found']}" for c in found]
        rows += [f"→ {mend}" for mend in dict.fromkeys(c["mend"] for c in found if c["mend"])]
        sound = all(c["ok"] for c in found)
        console.result(found, "\n".join(rows), ok=sound)
        if not sound:
            raise typer.Exit(1)
