"""Commands on the script: lines, edit, cast, undo, redo, history."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]
Market = Annotated[str, typer.Option("--market", "-m", help="Market locale; may be left out where there is one.")]
Episode = Annotated[
    int | None, typer.Option("--episode", "-e", help="Episode number; may be left out where there is one.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (lines, edit, cast, undo, redo, history):
        app.command()(command)


def lines(series: Folder, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """List the lines of an episode: number, time, source, target, voice and fit."""
    with speaking("lines", as_json) as console:
        from dubbench.app import script

        found = script.listing(series, episode, market)
        console.result(found, lambda: script.show(found))


def edit(
    series: Folder,
    number: Annotated[int, typer.Argument(metavar="LINE", help="Line number as `dubbench lines` shows it.")],
    text: Annotated[str, typer.Argument(help="The new text to speak.")],
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Write what a line says in a market; the next run speaks it."""
    with speaking("edit", as_json) as console:
        from dubbench.app import editing

        made = editing.write(series, episode, market, number, text)
        console.result(made, tr("Line {number} now says: {text}", number=number, text=made["text"]))


def cast(
    series: Folder,
    who: Annotated[str, typer.Argument(help="low or high (unnamed speakers by pitch).")],
    voice: Annotated[str, typer.Argument(help="Voice id; see `dubbench engines show kokoro`.")],
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Choose the voice that somebody speaks with in a market."""
    with speaking("cast", as_json) as console:
        from dubbench.app import casting

        made = casting.cast(series, market, who, voice)
        told = tr("{who} speaks with {voice}.") if made["changed"] else tr("{who} speaks with {voice} already.")
        console.result(made, told.format(who=who, voice=voice))


def undo(series: Folder, as_json: Json = False) -> None:
    """Take back your latest change."""
    with speaking("undo", as_json) as console:
        from dubbench.app import editing

        made = editing.undo(series)
        console.result(made, made["message"])


def redo(series: Folder, as_json: Json = False) -> None:
    """Make again what you took back."""
    with speaking("redo", as_json) as console:
        from dubbench.app import editing

        made = editing.redo(series)
        console.result(made, made["message"])


def history(
    series: Folder,
    last: Annotated[int, typer.Option("--last", help="How many steps.")] = 20,
    as_json: Json = False,
) -> None:
    """Show who changed what, newest first."""
    with speaking("history", as_json) as console:
        from dubbench.app import script

        found = script.history(series, last)
        rows = [f"{s['seq']:>6}  {s['at']}  {s['author']:<12} {s['message']}" for s in found]
        console.result(found, "\n".join(rows))
