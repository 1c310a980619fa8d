"""`dubbench audit`: whether the past, the signatures and the consents of a series are what people made them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder
from dubbench.i18n import ntr, tr

app = typer.Typer(help="Whether past and signatures are what people made.", no_args_is_help=True)

ALTERED = 1


@app.command()
def verify(series: Folder, as_json: Json = False) -> None:
    """Check every step, row, signature and consent. Names the first altered step and a shortened past."""
    with speaking("audit verify", as_json) as console:
        from dubbench.app import audit
        from dubbench.app.session import Session

        with Session.open(series) as session:
            head = session.store.head()
            found = list(audit.thorough(session.store, console.context))
        sound = tr(
            "{count} steps, and all is what was written. The chain ends with {hash}", count=head.seq, hash=head.hash
        )
        told = [ntr("{count} finding:", "{count} findings:", len(found)), *(f"✗ {one}" for one in found)]
        data = {"sound": not found, "steps": head.seq, "head": head.hash, "findings": found}
        console.result(data, "\n".join(told) if found else sound, ok=not found)
        if found:
            raise typer.Exit(ALTERED)


@app.command()
def accept(
    series: Folder,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; the history keeps it.")],
    as_json: Json = False,
) -> None:
    """Hold the past as it is for the right one here. As after a backup was restored."""
    with speaking("audit accept", as_json) as console:
        from dubbench.app import audit
        from dubbench.app.session import Session

        with Session.open(series) as session:
            head = audit.accept(session, why)
        console.result({"steps": head.seq, "head": head.hash}, tr("Accepted: {count} steps.", count=head.seq))
