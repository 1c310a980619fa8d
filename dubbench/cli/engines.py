"""`dubbench engines`: which engines there are and what they can do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking

app = typer.Typer(help="Engines: list them, show one.", no_args_is_help=True)


@app.command("list")
def list_engines(as_json: Json = False) -> None:
    """List the engines by kind and whether each can be used now."""
    with speaking("engines list", as_json) as console:
        from dubbench.app import modelling

        found = modelling.engines()
        rows = [
            f"{'●' if not e['missing'] else '○'} {e['kind']:<12} {e['id']:<22} {e['licence']:<16} {e['title']}"
            for e in found
        ]
        console.result(found, "\n".join(rows))


@app.command()
def show(engine: Annotated[str, typer.Argument(metavar="ENGINE", help="Engine id.")], as_json: Json = False) -> None:
    """Show one engine: languages, models, voices, what is missing."""
    with speaking("engines show", as_json) as console:
        from dubbench.app import modelling

        found = modelling.engine(engine)
        console.result(found, modelling.describe(found))
