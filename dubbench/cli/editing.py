"""Commands on the script: lines, edit, confirm, replace, cast, undo, redo, history, and groups of their own."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli import characters, takes
from dubbench.cli import lines as line
from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Episode, Folder, Market, Numbers, at, tell
from dubbench.i18n import ntr, tr


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (lines, edit, confirm, replace, cast, takes.speak, undo, redo, history):
        app.command()(command)
    for name, group in (("line", line.app), ("character", characters.app), ("takes", takes.app)):
        app.add_typer(group, name=name)


def lines(series: Folder, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """List the lines of an episode. Each with number, time, source, target, voice and fit."""
    with speaking("lines", as_json) as console:
        from dubbench.app import script

        found = script.listing(series, episode, market)
        console.result(found, lambda: script.table_of(found))


def edit(
    series: Folder,
    number: Annotated[int, typer.Argument(metavar="LINE", help="Line number as `dubbench lines` shows it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="The new text to speak.")],
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Write what a line says in a market. The next run speaks it."""
    with speaking("edit", as_json) as console:
        from dubbench.app import editing

        made = editing.write(series, episode, market, number, text)
        console.result(made, tr("Line {number} now says: {text}", number=number, text=made["text"]))


def confirm(
    series: Folder,
    numbers: Numbers,
    off: Annotated[bool, typer.Option("--off", help="Take the mark off.")] = False,
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Mark what lines say in a market as right. The mark holds as long as the source stays as it is."""
    with speaking("confirm", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.confirm(at(series, episode, market), numbers, off=off))


def replace(
    series: Folder,
    find: Annotated[str, typer.Argument(metavar="FIND", help="What to look for.")],
    by: Annotated[str, typer.Argument(metavar="BY", help="What to put there.")],
    source: Annotated[bool, typer.Option("--source", help="In the original, not in what the markets say.")] = False,
    case: Annotated[bool, typer.Option("--case", help="Tell capitals from small letters.")] = False,
    words: Annotated[bool, typer.Option("--words", help="Whole words only.")] = False,
    pattern: Annotated[bool, typer.Option("--pattern", help="FIND is a regular expression.")] = False,
    keep_case: Annotated[
        bool, typer.Option("--keep-case", help="Write it with capitals where what was found has them.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list the places.")] = False,
    only: Annotated[
        list[int] | None, typer.Option("--only", metavar="N", help="Only this place of the list; repeat for several.")
    ] = None,
    episode: Annotated[
        list[int] | None,
        typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat for several. All if left out."),
    ] = None,
    market: Annotated[
        list[str] | None,
        typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; repeat for several. All if left out."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find and replace over a series, in one step."""
    with speaking("replace", as_json) as console:
        from dubbench.app import numbered
        from dubbench.app.finding import Search

        order = numbered.Replacing(series, episode or (), market or (), source, dry_run, only or ())
        made = numbered.replace(order, Search(find, by, case, words, pattern, keep_case))
        rows = [
            f"{one['place']:>3}  {one['episode']}:{one['number']} {one['market']}  {one['before']}  →  {one['after']}"
            for one in made["places"]
        ]
        head = ntr("{count} place replaced.", "{count} places replaced.", made["replaced"])
        console.result(made, "\n".join([*rows, head]))


def cast(
    series: Folder,
    who: Annotated[
        str, typer.Argument(metavar="WHO", help="A character's name, or low or high (unnamed speakers by pitch).")
    ],
    voice: Annotated[str, typer.Argument(metavar="VOICE", help="Voice id; see `dubbench engines show kokoro`.")],
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Choose the voice that somebody speaks with in a market."""
    with speaking("cast", as_json) as console:
        from dubbench.app import casting

        made = casting.cast(series, market, who, voice)
        told = tr("{who} speaks with {voice}.") if made["changed"] else tr("{who} speaks with {voice} already.")
        console.result(made, told.format(who=who, voice=voice))


def undo(
    series: Folder,
    to: Annotated[
        int | None, typer.Option("--to", metavar="STEP", help="All of yours after this step of `dubbench history`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take back your latest change, or all since a step."""
    with speaking("undo", as_json) as console:
        from dubbench.app import editing

        made = editing.undo(series) if to is None else editing.undo_to(series, to)
        console.result(made, made["message"])


def redo(series: Folder, as_json: Json = False) -> None:
    """Make again what you took back."""
    with speaking("redo", as_json) as console:
        from dubbench.app import editing

        made = editing.redo(series)
        console.result(made, made["message"])


def history(
    series: Folder,
    last: Annotated[int, typer.Option("--last", metavar="N", help="How many steps.")] = 20,
    as_json: Json = False,
) -> None:
    """Show who changed what, newest first."""
    with speaking("history", as_json) as console:
        from dubbench.app import script

        found = script.history(series, last)
        rows = [f"{s['seq']:>6}  {s['at']}  {s['author']:<12} {s['message']}" for s in found]
        console.result(found, "\n".join(rows))
