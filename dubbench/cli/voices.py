"""`dubbench voices`: clone a voice with its performer's consent, list cloned voices, remove one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

app = typer.Typer(help="Cloned voices: clone with consent, list, remove.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the voice is called; ENGINE:NAME names it in a dub.")]


@app.command()
def clone(
    name: Name,
    model: Annotated[
        str, typer.Option("--model", metavar="MODEL", help="An added model that can take a voice from a recording.")
    ],
    reference: Annotated[
        Path,
        typer.Option(
            "--reference", metavar="FILE", parser=place, help="The recording: 3 s or more of one person speaking."
        ),
    ],
    performer: Annotated[str, typer.Option("--performer", metavar="NAME", help="Who is heard in it.")],
    consent: Annotated[
        Path | None,
        typer.Option(
            "--consent", metavar="FILE", parser=place, help="The document in which the performer consents. It is kept."
        ),
    ] = None,
    languages: Annotated[
        str,
        typer.Option(
            "--languages", metavar="TAGS", help="What the voice may speak, e.g. pt-BR,es; else all the model speaks."
        ),
    ] = "",
    scope: Annotated[str, typer.Option("--scope", metavar="TEXT", help="What the consent covers, in words.")] = "",
    as_json: Json = False,
) -> None:
    """Clone a voice; without the performer's consent it is refused."""
    with speaking("voices clone", as_json) as console:
        from dubbench.app import voices
        from dubbench.engines.bringing import Cloning
        from dubbench.errors import BadInput

        if consent is None:
            raise BadInput(
                tr("A voice is cloned only with the document in which its performer consents: --consent FILE")
            )
        spoken = tuple(one.strip() for one in languages.split(",") if one.strip())
        asked = Cloning(name, model, reference, performer, consent, spoken, scope)
        made = voices.clone(asked, console.context)
        console.result(made, tr("Cloned: {voice} ({licence})", voice=made["id"], licence=made["licence"]))


@app.command("list")
def list_voices(as_json: Json = False) -> None:
    """List the cloned voices and whether each may speak."""
    with speaking("voices list", as_json) as console:
        from dubbench.app import voices

        found = voices.listing(console.context)
        rows = [
            f"{'○' if v['problem'] else '●'} {v['id']:<24} {', '.join(v['languages']):<16} {v['performer']}"
            f"  [{v['licence']}]" + (f"\n  {v['problem']}" if v["problem"] else "")
            for v in found
        ]
        console.result(found, "\n".join(rows))


@app.command()
def remove(name: Name, as_json: Json = False) -> None:
    """Delete a cloned voice with its recording and its consent."""
    with speaking("voices remove", as_json) as console:
        from dubbench.app import voices

        made = voices.remove(name)
        console.result(made, tr("Removed: {names}", names=made["removed"]))
