"""`dubbench rights`: seconds of every voice, whose words the lines are, and whom to credit."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from dubbench.cli.console import Console, Json, speaking
from dubbench.cli.given import place
from dubbench.cli.lines import Folder
from dubbench.i18n import tr

app = typer.Typer(help="Reports: voices in use, authors, credits.", no_args_is_help=True)

Table = Annotated[Path | None, typer.Option("--csv", metavar="FILE", parser=place, help="Write a table.")]


@app.command()
def usage(series: Folder, table: Table = None, as_json: Json = False) -> None:
    """Count the seconds that each voice speaks. By episode and market, now and delivered, with its licence."""
    with speaking("rights usage", as_json) as console:
        from dubbench.app import usage as use_case

        found = use_case.voices(series)
        rows = [
            f"{'●' if one['covered'] else '✗'} {one['voice']:<28} {one['episode']:>3} {one['market']:<8} "
            f"{one['seconds']:>7} s {_out(one):>7} s  {one['performer'] or one['licence']}"
            for one in found
        ]
        _told(console, found, rows, table)


@app.command()
def authorship(
    series: Folder,
    episode: Annotated[
        list[int] | None, typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat. All if left out.")
    ] = None,
    market: Annotated[
        list[str] | None, typer.Option("--market", "-m", metavar="LOCALE", help="Market; repeat. All if left out.")
    ] = None,
    table: Table = None,
    as_json: Json = False,
) -> None:
    """Tell whose work every line is. With the machine's draft, and how far the text is from it."""
    with speaking("rights authorship", as_json) as console:
        from dubbench.app import usage as use_case

        lines = use_case.authorship(series, episode or (), market or ())
        sums = use_case.authors(lines)
        rows = [
            f"{one['episode']:>3} {one['market']:<8} {one['line']:>4}  {', '.join(one['by']) or '⚙':<16} "
            f"{one['changed_characters']:>4}  {one['text']}"
            for one in lines
        ]
        rows += [f"{one['person'] or '⚙':<16} {one['lines']:>5} {one['changed_characters']:>6}" for one in sums]
        told = [{name: cell for name, cell in one.items() if name != "edits"} for one in lines]
        _told(console, told if table else {"lines": lines, "people": sums}, rows, table)


@app.command("credits")
def credit(series: Folder, table: Table = None, as_json: Json = False) -> None:
    """List whom to credit in each market. Who wrote, reviewed, approved and speaks."""
    with speaking("rights credits", as_json) as console:
        from dubbench.app import usage as use_case

        found = use_case.credits(series)
        rows = [f"{one['market']:<8} {one['for']:<10} {one['name']}{_licensed(one)}" for one in found]
        _told(console, found, rows, table)


def _out(row: Mapping[str, Any]) -> str:
    """Write the delivered seconds; a question mark where the delivery's manifest is gone or altered."""
    return "?" if row["delivered_seconds"] is None else str(row["delivered_seconds"])


def _licensed(one: Mapping[str, str]) -> str:
    return f" ({one['licence']})" if one["for"] == "engine" and one["licence"] else ""


def _told(console: Console, found: Any, rows: Sequence[str], table: Path | None) -> None:
    if table is None:
        console.result(found, "\n".join(rows))
        return
    from dubbench.app.tables import write_csv

    listed: Sequence[Mapping[str, Any]] = found
    write_csv(listed, table)
    console.result(found, tr("Written: {file}", file=table))
