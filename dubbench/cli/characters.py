"""`dubbench character`: who speaks in the series."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder
from dubbench.i18n import ntr, tr

app = typer.Typer(help="Characters: add, rename, list, remove.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The character's name.")]


@app.command()
def add(
    series: Folder,
    name: Name,
    gender: Annotated[str, typer.Option("--gender", metavar="TEXT", help="Female, male …")] = "",
    age: Annotated[str, typer.Option("--age", metavar="TEXT", help="In words or years.")] = "",
    role: Annotated[str, typer.Option("--role", metavar="TEXT", help="Lead, villain, mother …")] = "",
    as_json: Json = False,
) -> None:
    """Add a character. `dubbench line speaker` gives them lines, `dubbench cast` a voice."""
    with speaking("character add", as_json) as console:
        from dubbench.app import numbered

        made = numbered.add_character(series, name, gender, age, role)
        console.result(made, tr("Added: {name}", name=made["name"]))


@app.command()
def rename(
    series: Folder,
    name: Name,
    to: Annotated[str, typer.Argument(metavar="NEW", help="The new name.")],
    as_json: Json = False,
) -> None:
    """Give a character another name."""
    with speaking("character rename", as_json) as console:
        from dubbench.app import numbered

        made = numbered.rename_character(series, name, to)
        console.result(made, tr("{before} is called {name} now.", before=name, name=made["name"]))


@app.command("list")
def list_characters(series: Folder, as_json: Json = False) -> None:
    """List the characters with their lines and voices."""
    with speaking("character list", as_json) as console:
        from dubbench.app import numbered

        found = numbered.list_characters(series)
        rows = [
            f"{one['name']:<20} {ntr('{count} line', '{count} lines', one['lines'])}  "
            + "  ".join(f"{locale}: {voice}" for locale, voice in one["voices"].items())
            for one in found
        ]
        console.result(found, "\n".join(row.rstrip() for row in rows) or tr("No character has a name yet."))


@app.command()
def remove(series: Folder, name: Name, as_json: Json = False) -> None:
    """Delete a character; their lines are of an unnamed speaker again."""
    with speaking("character remove", as_json) as console:
        from dubbench.app import numbered

        made = numbered.remove_character(series, name)
        told = ntr("{name} is gone; {count} line stays.", "{name} is gone; {count} lines stay.", made["lines"],
                   name=made["name"])  # fmt: skip
        console.result(made, told)
