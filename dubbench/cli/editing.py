"""Commands on the script: lines, edit, confirm, replace, cast, undo, redo, history, and groups of their own."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli import characters, takes
from dubbench.cli import lines as line
from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
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
    last: Annotated[
        int | None, typer.Option("--last", metavar="N", min=1, help="How many steps; 20, or all into a file.")
    ] = None,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Only what this person did.")] = "",
    people: Annotated[bool, typer.Option("--people", help="Only what people did, no machine.")] = False,
    episode: Annotated[int | None, typer.Option("--episode", "-e", metavar="N", help="Only this episode.")] = None,
    market: Annotated[str, typer.Option("--market", "-m", metavar="LOCALE", help="Only this market.")] = "",
    line: Annotated[
        int | None, typer.Option("--line", "-l", metavar="LINE", help="Only this line, and what is said of it.")
    ] = None,
    since: Annotated[str, typer.Option("--since", metavar="DAY", help="From this day on, YYYY-MM-DD.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="DAY", help="Until this day, inclusive.")] = "",
    table: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", parser=place, help="Write a table with all of it.")
    ] = None,
    paper: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", parser=place, help="Write pages with all of it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show who changed what, newest first."""
    with speaking("history", as_json) as console:
        from dubbench.app import history as use_case

        every = table or paper
        asked = use_case.Asked(person, people, episode, market, line, since, until, last or (None if every else 20))
        found = use_case.listing(series, asked)
        if table:
            from dubbench.app.tables import write_csv

            write_csv(found, table, use_case.COLUMNS)
        if paper:
            from dubbench.app.history_pages import write_pdf

            write_pdf(found, paper, series.stem)
        rows = [f"{s['seq']:>6}  {s['at']}  {s['author']:<12} {s['message']}" for s in found]
        written = [tr("Written: {file}", file=file) for file in (table, paper) if file]
        console.result(found, "\n".join(written or rows))
