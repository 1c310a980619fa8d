"""`dubbench assign` and `dubbench assignments`: who does which work, and until when."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder, Market
from dubbench.cli.people import Id, RoleName
from dubbench.i18n import tr


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (assign, assignments):
        app.command()(command)


def assign(
    series: Folder,
    person: Id,
    role: RoleName,
    episode: Annotated[
        list[int] | None,
        typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat for several. All if left out."),
    ] = None,
    market: Market = "",
    due: Annotated[str, typer.Option("--due", metavar="DAY", help="Until which day, YYYY-MM-DD.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What they should know.")] = "",
    done: Annotated[bool, typer.Option("--done", help="Say that this work is done.")] = False,
    again: Annotated[bool, typer.Option("--not-done", help="Say that it is not done after all.")] = False,
    off: Annotated[bool, typer.Option("--off", help="Take this work back.")] = False,
    as_json: Json = False,
) -> None:
    """Give somebody work on episodes in a market. Producers and approvers do; whoever does the work says it is done."""
    with speaking("assign", as_json) as console:
        from dubbench.app import duties
        from dubbench.errors import BadInput

        if done + again + off > 1:
            raise BadInput(tr("--done, --not-done and --off say different things. Give one of them."))
        given = duties.Given(series, person, role, episode or (), market)
        if off:
            made = duties.unassign(given)
        elif done or again:
            made = duties.done(given, off=again)
        else:
            made = duties.assign(given, due, note)
        rows = map(duties.told, made)
        console.result(made, "\n".join(tr("taken back: {work}", work=row) if off else row for row in rows))


def assignments(
    series: Folder,
    person: Annotated[str, typer.Option("--person", "-p", metavar="PERSON", help="Only this person's.")] = "",
    mine: Annotated[bool, typer.Option("--mine", help="Only yours.")] = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is late.")] = False,
    finished: Annotated[bool, typer.Option("--all", help="Also what is done.")] = False,
    as_json: Json = False,
) -> None:
    """List who does which work and until when, the most urgent first."""
    with speaking("assignments", as_json) as console:
        from dubbench.app import duties

        found = duties.listing(series, person, mine=mine, overdue=overdue, finished=finished)
        console.result(found, "\n".join(map(duties.told, found)) or tr("Nobody has work to do."))
