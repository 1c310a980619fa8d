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
Name = Annotated[str, typer.Argument(metavar="CONSENT", help="Its id or its voice, as `consents list` has it.")]


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
def show(series: Folder, name: Name, as_json: Json = False) -> None:
    """Tell everything of a consent. Its scope, its pay, its document and who entered it."""
    with speaking("consents show", as_json) as console:
        from dubbench.app import rights_told as told

        one = told.show(series, name)
        every, unbound = tr("all"), tr("no bound")
        rows = (
            (tr("kind"), one["kind"]),
            (tr("titles"), ", ".join(one["titles"]) or every),
            (tr("uses"), ", ".join(one["uses"])),
            (tr("languages"), ", ".join(one["languages"]) or every),
            (tr("territories"), ", ".join(one["territories"]) or every),
            (tr("media"), ", ".join(one["media"]) or every),
            (tr("term"), f"{one['begins'] or unbound} – {one['ends'] or unbound}"),
            (tr("paid for making"), one["pay_creation"] or "–"),
            (tr("paid for use"), one["pay_use"] or "–"),
            (tr("document"), f"{one['document_name']}  {one['document_file'] or tr('missing')}"),
            (tr("entered"), f"{one['by']}  {one['at']}"),
            (
                tr("revoked"),
                f"{one['revoked_by']}  {one['revoked_at']}  {one['revoked_why']}" if one["revoked"] else "",
            ),
        )
        console.result(one, "\n".join([_row(one), *(f"    {name}: {value}" for name, value in rows if value)]))


@app.command()
def uses(series: Folder, name: Name, as_json: Json = False) -> None:
    """Tell where the voice of a consent is heard. In which episodes, markets and deliveries."""
    with speaking("consents uses", as_json) as console:
        from dubbench.app import rights_told as told

        found = told.voice_uses(series, name)
        rows = [f"  {one['episode']} · {one['market']}  {one['seconds']} s" for one in found["uses"]]
        console.result(found, "\n".join([f"{found['voice']}  {found['performer']}", *rows, *_delivered(found)]))


@app.command()
def revoke(
    series: Folder,
    name: Name,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; the history keeps it.")],
    as_json: Json = False,
) -> None:
    """Revoke a consent for good. Lists the deliveries that contain the voice."""
    with speaking("consents revoke", as_json) as console:
        from dubbench.app import rights_told as told

        made = told.revoke(series, name, why)
        console.result(made, "\n".join([_row(made["consent"]), *_delivered(made)]))


@app.command()
def sent(series: Folder, as_json: Json = False) -> None:
    """List what left this machine over a network. Tells when, to whom and how much, never what it said."""
    with speaking("consents sent", as_json) as console:
        from dubbench.app import rights_told as told

        found = told.sent(series)
        rows = [f"{one['at']}  {one['person']}  {one['engine']}  {_amount(one)}" for one in found]
        console.result(found, "\n".join(rows) or tr("Nothing has left this machine."))


def _amount(one: dict[str, Any]) -> str:
    if one["what"] == "text":
        return ntr("{count} character", "{count} characters", one["amount"])
    return tr("{seconds} s of sound", seconds=one["amount"] / 1000)


def _delivered(found: dict[str, Any]) -> list[str]:
    rows = [f"  {one['episode']} · {one['market']}  {one['folder']}" for one in found["deliveries"]]
    return [ntr("{count} delivery contains the voice:", "{count} deliveries contain the voice:", len(rows)), *rows]


def _row(one: dict[str, Any]) -> str:
    mark = "✗" if one["revoked"] else "●" if all(m["covered"] for m in one["markets"]) else "○"
    why = [f"\n    {m['market']}: {m['why']}" for m in one["markets"] if m["why"]]
    return f"{mark} {one['id'][:12]}  {one['voice']}  {one['performer']}" + "".join(why)
