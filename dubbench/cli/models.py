"""`dubbench models`: list, install, verify and remove model files."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, Offline, Quiet, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

app = typer.Typer(help="Model files: list, install, verify, remove.", no_args_is_help=True)

Names = Annotated[
    list[str] | None, typer.Argument(metavar="MODEL", help="Model ids as `dubbench models list` shows them.")
]
Wanted = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="MODEL",
        help="Model ids as `dubbench models list` shows them, or models of one's own: ENGINE:NAME, ENGINE:PATH, "
        "a file with an ending that an engine knows.",
    ),
]


@app.command("list")
def list_models(
    index: Annotated[
        str, typer.Option("--index", metavar="ENGINE", help="What this engine's own index offers; asks the network.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List the models, and which are installed. Those of the catalogue come first, then those that were added."""
    with speaking("models list", as_json) as console:
        from dubbench.app import modelling

        if index:
            offers = modelling.available(index, console.context)
            console.result(
                offers, "\n".join(f"{index}:{o['name']:<40} {o['licence']:<16} {o['title']}" for o in offers)
            )
            return
        found = modelling.listing()
        rows = [
            f"{'●' if m['installed'] else '○'} {m['id']:<18} {m['megabytes']:>6} MB  {m['licence']:<12} {m['title']}"
            for m in found
        ]
        console.result(found, "\n".join(rows))


@app.command()
def install(
    names: Wanted = None,
    default: Annotated[bool, typer.Option("--default", help="The models that the default engines need.")] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--source", metavar="DIR", parser=place, help="A local folder that holds the model's files or packages."
        ),
    ] = None,
    accepted: Annotated[
        bool, typer.Option("--accept-licence", help="Accept a licence that restricts what the model may be used for.")
    ] = False,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="The id to keep a model of one's own under.")
    ] = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Install models; what is there already is left as it is."""
    with speaking("models install", as_json, quiet) as console:
        from dubbench.app import modelling
        from dubbench.engines.bringing import Terms

        terms = Terms(offline, accepted, name)
        made = modelling.install(
            names or [], console.context, console.note, default=default, source=source, terms=terms
        )
        console.result(made, "" if quiet else tr("Installed: {names}", names=", ".join(made["installed"])))


@app.command()
def verify(names: Names = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Check every installed file against its known hash."""
    with speaking("models verify", as_json, quiet) as console:
        from dubbench.app import modelling

        made = modelling.verify(names or [], console.context)
        console.result(made, tr("Sound: {names}", names=", ".join(made["sound"]) or tr("none is installed")))


@app.command()
def remove(names: Annotated[list[str], typer.Argument(metavar="MODEL")], as_json: Json = False) -> None:
    """Delete installed models."""
    with speaking("models remove", as_json) as console:
        from dubbench.app import modelling

        made = modelling.remove(names)
        console.result(made, tr("Removed: {names}", names=", ".join(made["removed"])))
