"""Commands on a series as a whole: new, add, status, gc, pack, unpack."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dubbench.cli.console import Json, Quiet, speaking
from dubbench.cli.given import place
from dubbench.i18n import ntr, tr

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (new, add, locate, status, gc, pack, unpack):
        app.command()(command)


def new(
    series: Folder,
    source: Annotated[str, typer.Option("--from", metavar="LANGUAGE", help="Language spoken in the source.")] = "",
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="LOCALE", help="Market locale; repeat for several.")
    ] = None,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="The season's title; the folder's name if left out.")
    ] = "",
    destination: Annotated[
        str,
        typer.Option(
            "--destination", metavar="PRESET", help="Delivery preset of the markets: social, podcast, ebu-r128."
        ),
    ] = "",
    store: Annotated[
        str,
        typer.Option(
            "--store",
            metavar="URL",
            help="PostgreSQL address without password (postgresql://user@host/db); SQLite in the folder if left out.",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Start a series, or add markets to one that exists."""
    with speaking("new", as_json) as console:
        from dubbench.app import season

        made = season.start(series, to or [], title=title, source=source, destination=destination, url=store)
        for warning in made["warnings"]:
            console.note(tr("Note: {warning}", warning=warning))
        ready = tr("{folder} is ready. Next: dubbench add {folder} VIDEO", folder=made["folder"])
        again = tr("Its series.toml was lost and is made again from the database; nothing else changed.")
        console.result(made, f"{again}\n{ready}" if made["restored"] else ready)


def add(
    series: Folder,
    videos: Annotated[
        list[Path], typer.Argument(metavar="VIDEO", parser=place, help="Programmes; numbered in the order given.")
    ],
    number: Annotated[
        int | None, typer.Option("--number", "-n", metavar="N", help="Episode number, for a single programme.")
    ] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Episode title, for a single programme.")] = "",
    source: Annotated[
        str, typer.Option("--from", metavar="LANGUAGE", help="Language spoken, where it is not the series'.")
    ] = "",
    audio_stream: Annotated[
        int | None, typer.Option("--audio-stream", metavar="N", help="Audio stream to dub, counted from 0.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Add programmes as episodes; one that moved is found again."""
    with speaking("add", as_json) as console:
        from dubbench.app import season

        made = season.add(series, videos, number=number, title=title, source=source, audio_stream=audio_stream)
        console.result(made, "\n".join(map(season.told, made)))


def locate(
    series: Folder,
    where: Annotated[
        Path, typer.Argument(metavar="PLACE", parser=place, help="The programme's file, or a folder to look through.")
    ],
    episode: Annotated[
        list[int] | None,
        typer.Option("--episode", "-e", help="Episode number; repeat for several. Left out: all that are missing."),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find programmes that moved, by their content."""
    with speaking("locate", as_json, quiet) as console:
        from dataclasses import asdict

        from dubbench.app import locating
        from dubbench.app.session import Session

        with Session.open(series) as session:
            found = locating.locate(session, where, episode or [], console.context)
        console.result([asdict(one) for one in found], locating.told(found))


def status(series: Folder, as_json: Json = False) -> None:
    """Show how far each episode is in each market."""
    with speaking("status", as_json) as console:
        from dubbench.app import status as use_case

        found = use_case.status(series)
        console.result(found, use_case.text(found))


def gc(
    series: Folder,
    deep: Annotated[bool, typer.Option("--deep", help="Also drop sounds that only undo could bring back.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    as_json: Json = False,
) -> None:
    """Delete sounds that nothing in the series refers to."""
    with speaking("gc", as_json) as console:
        from dubbench.app import housekeeping

        found = housekeeping.collect(series, deep=deep, dry_run=dry_run, ctx=console.context)
        sentence = ntr(
            "{count} sound is unused ({megabytes} MB).",
            "{count} sounds are unused ({megabytes} MB).",
            found["files"],
            megabytes=round(found["bytes"] / 1e6, 1),
        )
        console.result(found, sentence if dry_run else sentence + " " + tr("Deleted."))


def pack(
    series: Folder,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", parser=place, help="The pack to write, NAME.dubpack.")
    ],
    media: Annotated[bool, typer.Option("--media", help="Take the programmes along.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file that is there.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a whole series into one file."""
    with speaking("pack", as_json, quiet) as console:
        from dubbench.app import packs

        made = packs.pack(series, out, with_media=media, ctx=console.context, force=force)
        told = tr("{file} holds the series ({megabytes} MB).", file=out, megabytes=made["megabytes"])
        if made["left_behind"]:
            told += " " + ntr(
                "Its {count} programme stays where it is; --media takes it along.",
                "Its {count} programmes stay where they are; --media takes them along.",
                made["left_behind"],
            )
        rows = [told]
        if made["missing"]:
            rows.append(tr("Sounds that were not there, and that the next run makes again:"))
        console.result(made, "\n".join([*rows, *(f"  {sound}" for sound in made["missing"])]))


def unpack(
    pack_file: Annotated[Path, typer.Argument(metavar="FILE", parser=place, help="A pack, NAME.dubpack.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            parser=place,
            help="Folder to put the series into; the current one if left out.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take a series out of a pack."""
    with speaking("unpack", as_json, quiet) as console:
        from dubbench.app import packs

        made = packs.unpack(pack_file, out or Path(), console.context)
        rows = [tr("{folder} is ready.", folder=made["folder"])]
        if made["missing"]:
            rows.append(
                tr(
                    "These programmes are missing. Put them beside the series, or say where they are: "
                    "dubbench add {folder} FILE",
                    folder=made["folder"],
                )
            )
        rows += [tr("  episode {number}: {programme}").format_map(one) for one in made["missing"]]
        console.result(made, "\n".join(rows))
