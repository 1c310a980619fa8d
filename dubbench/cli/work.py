"""Commands that look at a series' work, and accept what a check found: jobs, checklist, waive, waivers."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.cli.lines import Episode as OneEpisode
from dubbench.cli.lines import Market as OneMarket
from dubbench.i18n import tr

NOT_READY = 6

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (checklist, jobs, waive, waivers):
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


def waive(
    series: Folder,
    check: Annotated[str, typer.Argument(metavar="CHECK", help="The finding's id, as `checklist --json` tells it.")],
    lines: Annotated[
        list[int] | None, typer.Argument(metavar="LINE", help="Line numbers; all of the episode if left out.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it is kept.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Accept it no longer.")] = False,
    episode: OneEpisode = None,
    market: OneMarket = "",
    as_json: Json = False,
) -> None:
    """Accept what a check found, with a reason. It counts until what it was found in changes."""
    with speaking("waive", as_json) as console:
        from dubbench.app import waivers_told as told

        where = told.Lines(series, tuple(lines or ()), episode, market)
        made = told.withdraw(where, check) if off else told.waive(where, check, why)
        rows = [f"{one['line'] or '–':>4} {one['text']}" for one in made["findings"]]
        console.result(made, "\n".join([*rows, tr("Accepted no longer.") if off else tr("Accepted.")]))


def waivers(series: Folder, as_json: Json = False) -> None:
    """List what was accepted. Tells by whom and why, and whether it still counts."""
    with speaking("waivers", as_json) as console:
        from dubbench.app import waivers_told as told

        found = told.listing(series)
        rows = [
            f"{'✓' if one['stands'] else '↻'} {one['episode']:>3} {one['market']:<8} {one['check']:<20} "
            f"{one['by']}: {one['why']}"
            for one in found
        ]
        console.result(found, "\n".join(rows) or tr("Nothing was accepted."))
