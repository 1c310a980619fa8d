"""`dubbench speakers`: who speaks in an episode and in a season, told by the voices."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder
from dubbench.i18n import ntr, tr


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("speakers")(speakers)


def speakers(
    series: Folder,
    episode: Annotated[
        list[int] | None, typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat. All if left out.")
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("--count", metavar="N", min=1, max=50, help="How many speak in an episode, if known."),
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell who was found, and change nothing.")] = False,
    engine: Annotated[str, typer.Option("--engine", metavar="ENGINE", help="What tells voices apart.")] = "",
    offline: Annotated[bool, typer.Option("--offline", help="Fetch no model.")] = False,
    as_json: Json = False,
) -> None:
    """Tell speakers apart by their voices. Characters stay the same people in every episode."""
    with speaking("speakers", as_json) as console:
        from dubbench.app import telling_apart_told as told
        from dubbench.app.engines import Choice

        found = told.tell(
            series, episode or (), Choice(diarizer=engine), console.context, count=count, dry=dry, offline=offline,
            note=console.note,
        )  # fmt: skip
        console.result(found, "\n".join([*map(_row, found["speakers"]), *_foot(found, dry=dry)]))


def _row(one: dict[str, Any]) -> str:
    lines = ntr("{count} line", "{count} lines", one["lines"])
    guesses = f"  {one['unsure']} ?" if one["unsure"] else ""
    return f"{'+' if one['new'] else ' '} {one['name']:<20} {lines:>10}  {one['seconds']:>7} s{guesses}"


def _foot(found: dict[str, Any], *, dry: bool) -> list[str]:
    said = [tr("Nobody has listened yet to episode {number}; it is left out.", number=n) for n in found["skipped"]]
    if found["unsure"]:
        said.append(ntr("{count} line is a guess (?): dubbench lines shows it.",
                        "{count} lines are guesses (?): dubbench lines shows them.", found["unsure"]))  # fmt: skip
    if dry:
        return [*said, tr("Nothing was changed. Without --dry-run it is.")]
    done = tr("Done; dubbench undo takes it back.") if found["changed"] else tr("Nothing changed.")
    return [*said, done]
