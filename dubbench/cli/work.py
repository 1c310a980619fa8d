"""Commands that look at a series' work: jobs, checklist."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

NOT_READY = 6

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (checklist, jobs):
        app.command()(command)


def checklist(
    series: Folder,
    episode: Annotated[
        list[int] | None,
        typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat for several. All if left out."),
    ] = None,
    market: Annotated[
        list[str] | None,
        typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; repeat for several. All if left out."),
    ] = None,
    final: Annotated[
        bool, typer.Option("--final", help="Also what keeps it a draft: signatures that are missing or out of date.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show what stands between episodes and their delivery. Names the command that mends it; changes nothing."""
    with speaking("checklist", as_json) as console:
        from dubbench.app import checklist as use_case
        from dubbench.app.session import Session

        with Session.open(series) as session:
            found = use_case.checklists(session, episode or (), market or (), final=final)
        ready = all(one.ready for one in found)
        console.result(use_case.as_data(found), use_case.as_text(found), ok=ready)
        if not ready:
            raise typer.Exit(NOT_READY)


def jobs(
    series: Folder,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many.")] = 20,
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
