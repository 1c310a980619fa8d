"""`dubbench consents`: what each performer agreed to, entered, listed, revoked; and what left the machine."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.cli.lines import Folder
from dubbench.i18n import ntr, tr

app = typer.Typer(help="Consents of performers: enter, list, revoke.", no_args_is_help=True)

Several = list[str] | None


@app.command()
def give(
    series: Folder,
    voice: Annotated[str, typer.Argument(metavar="VOICE", help="The voice, ENGINE:NAME.")],
    performer: Annotated[str, typer.Option("--performer", metavar="NAME", help="Whose voice it is.")],
    document: Annotated[
        Path, typer.Option("--document", metavar="FILE", parser=place, help="What they signed. It is kept.")
    ],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="replica, recording or licensed.")] = "replica",
    use: Annotated[
        Several, typer.Option("--use", metavar="USE", help="dub, trailer, advertising, training; repeat. Else dub.")
    ] = None,
    title: Annotated[
        Several, typer.Option("--title", metavar="TITLE", help="For this title; repeat. Else all.")
    ] = None,
    language: Annotated[
        Several, typer.Option("--language", metavar="TAG", help="In this language, pt or pt-BR; repeat. Else all.")
    ] = None,
    territory: Annotated[
        Several, typer.Option("--territory", metavar="XX", help="In this territory, as BR; repeat. Else the world.")
    ] = None,
    medium: Annotated[
        Several, typer.Option("--medium", metavar="PRESET", help="For this destination; repeat. Else all.")
    ] = None,
    begins: Annotated[str, typer.Option("--from", metavar="DAY", help="From this day on, YYYY-MM-DD.")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="DAY", help="Until this day, inclusive.")] = "",
    pay_creation: Annotated[str, typer.Option("--pay-creation", metavar="TEXT", help="Paid for making it.")] = "",
    pay_use: Annotated[str, typer.Option("--pay-use", metavar="TEXT", help="Paid for using it.")] = "",
    as_json: Json = False,
) -> None:
    """Enter a performer's consent. A producer does, with the paper that they signed."""
    with speaking("consents give", as_json) as console:
        from dubbench.app import rights_told as told
        from dubbench.app.rights import Given

        given = Given(
            voice,
            performer,
            document,
            told.kind(kind),
            tuple(title or ()),
            told.uses(use or ["dub"]),
            tuple(language or ()),
            tuple(territory or ()),
            tuple(medium or ()),
            begins,
            ends,
            pay_creation,
            pay_use,
        )
        made = told.give(series, given)
        console.result(made, _row(made))


@app.command("list")
def list_consents(series: Folder, as_json: Json = False) -> None:
    """List the consents and what each covers today."""
    with speaking("consents list", as_json) as console:
        from dubbench.app import rights_told as told

        found = told.listing(series)
        console.result(found, "\n".join(map(_row, found)) or tr("The series holds no consent."))


@app.command()
def revoke(
    series: Folder,
    name: Annotated[str, typer.Argument(metavar="CONSENT", help="Its id or its voice, as `consents list` has it.")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; the history keeps it.")],
    as_json: Json = False,
) -> None:
    """Revoke a consent for good. Lists the deliveries that contain the voice."""
    with speaking("consents revoke", as_json) as console:
        from dubbench.app import rights_told as told

        made = told.revoke(series, name, why)
        rows = [f"  {one['episode']} · {one['market']}  {one['folder']}" for one in made["deliveries"]]
        count = ntr("{count} delivery contains the voice:", "{count} deliveries contain the voice:", len(rows))
        console.result(made, "\n".join([_row(made["consent"]), count, *rows]))


@app.command()
def sent(series: Folder, as_json: Json = False) -> None:
    """List what left this machine over a network. Tells when, to whom and how much, never what it said."""
    with speaking("consents sent", as_json) as console:
        from dubbench.app import outbound

        found = outbound.sent(series)
        rows = [f"{one['at']}  {one['person']}  {one['engine']}  {one['what']} {one['amount']}" for one in found]
        console.result(found, "\n".join(rows) or tr("Nothing has left this machine."))


def _row(one: dict[str, Any]) -> str:
    mark = "✗" if one["revoked"] else "●" if all(m["covered"] for m in one["markets"]) else "○"
    why = [f"\n    {m['market']}: {m['why']}" for m in one["markets"] if m["why"]]
    return f"{mark} {one['id'][:12]}  {one['voice']}  {one['performer']}" + "".join(why)
