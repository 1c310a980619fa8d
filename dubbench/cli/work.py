"""Commands that look at a series' work: jobs, checklist."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.i18n import tr

Folder = Annotated[Path, typer.Argument(metavar="SERIES", help="The series folder, NAME.dubbench.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (jobs,):
        app.command()(command)


def jobs(
    series: Folder,
    last: Annotated[int, typer.Option("--last", min=1, help="How many.")] = 20,
    as_json: Json = False,
) -> None:
    """Show what ran on a series: when, how long, and what failed."""
    with speaking("jobs", as_json) as console:
        from dubbench.app import job_log
        from dubbench.store.folder import read_card

        read_card(series)
        found = job_log.JobLog(series / "cache").entries(last)
        text = "\n".join(map(job_log.as_text, found)) or tr("Nothing ran on this series yet.")
        console.result([job_log.as_data(entry) for entry in found], text)
