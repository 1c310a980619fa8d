"""`dubbench people`: who works on a series, with which key, and what a producer lets them do."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder
from dubbench.i18n import tr

app = typer.Typer(help="The people of a series: keys, roles, who comes and leaves.", no_args_is_help=True)

Id = Annotated[str, typer.Argument(metavar="PERSON", help="The person's id, under which their steps stand.")]
Key = Annotated[str, typer.Argument(metavar="KEY", help="Their public key, as `dubbench people key` prints it there.")]
RoleName = Annotated[
    str, typer.Argument(metavar="ROLE", help="One of: localizer, cultural-reviewer, approver, producer.")
]
In = Annotated[str, typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; in all of them if left out.")]
Name = Annotated[str, typer.Option("--name", metavar="TEXT", help="The name that people read; the id if left out.")]


@app.command()
def key(as_json: Json = False) -> None:
    """Print your public key on this machine. It is made if there is none; a producer needs it to let you in."""
    with speaking("people key", as_json) as console:
        from dubbench.app import persons

        made = persons.key()
        told = tr("{key}\nYou are {id} here, fingerprint {fingerprint}. Give the key to a producer.").format_map(made)
        console.result(made, told)


@app.command()
def whoami(series: Folder, as_json: Json = False) -> None:
    """Show who you are in a series and what you may do."""
    with speaking("people whoami", as_json) as console:
        from dubbench.app import persons

        found = persons.whoami(series)
        console.result(found, persons.row(found))


@app.command("list")
def list_people(series: Folder, as_json: Json = False) -> None:
    """List the people with their roles and keys."""
    with speaking("people list", as_json) as console:
        from dubbench.app import persons

        found = persons.listing(series)
        nobody = tr("The series knows nobody yet: everybody edits, nobody signs. Begin: dubbench people begin")
        console.result(found, "\n".join(map(persons.row, found)) or nobody)


@app.command()
def begin(series: Folder, name: Name = "", as_json: Json = False) -> None:
    """Be the first person of a series: its producer. From then on only people it knows edit it."""
    with speaking("people begin", as_json) as console:
        from dubbench.app import persons

        made = persons.begin(series, name)
        told = tr("{name} is the producer. Let others in: dubbench people add", name=made["name"])
        console.result(made, told)


@app.command()
def add(
    series: Folder,
    person: Id,
    key: Key,
    name: Name = "",
    service: Annotated[
        bool, typer.Option("--service", help="A machine: it runs and exports, edits nothing and never signs.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Let a person in by their public key. Compare fingerprints with them first; roles are granted next."""
    with speaking("people add", as_json) as console:
        from dubbench.app import persons

        made = persons.add(series, person, name, key, service=service)
        console.result(made, persons.row(made))


@app.command()
def grant(series: Folder, person: Id, role: RoleName, market: In = "", as_json: Json = False) -> None:
    """Grant a role in one market or in all."""
    with speaking("people grant", as_json) as console:
        from dubbench.app import persons

        made = persons.grant(series, person, role, market)
        console.result(made, persons.row(made))


@app.command()
def withdraw(series: Folder, person: Id, role: RoleName, market: In = "", as_json: Json = False) -> None:
    """Take a role away. What was signed in it stays signed."""
    with speaking("people withdraw", as_json) as console:
        from dubbench.app import persons

        made = persons.withdraw(series, person, role, market)
        console.result(made, persons.row(made))


@app.command()
def leave(series: Folder, person: Id, as_json: Json = False) -> None:
    """Let a person leave. They lose their roles and keep what they signed."""
    with speaking("people leave", as_json) as console:
        from dubbench.app import persons

        made = persons.leave(series, person)
        console.result(made, persons.row(made))


@app.command()
def rekey(
    series: Folder,
    person: Id,
    key: Key,
    keep_roles: Annotated[
        bool, typer.Option("--keep-roles", help="Grant the roles of the old key to the new one.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Give a person another key. What they signed with the old one stays signed."""
    with speaking("people rekey", as_json) as console:
        from dubbench.app import persons

        made = persons.rekey(series, person, key, keep_roles=keep_roles)
        console.result(made, persons.row(made))
