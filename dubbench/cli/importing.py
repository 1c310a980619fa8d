"""`dubbench import`: a script or subtitles that exist already become the lines of an episode."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.given import place
from dubbench.cli.lines import Episode, Folder
from dubbench.errors import BadInput
from dubbench.i18n import ntr, tr

_MARKS = {"same": " ", "changed": "~", "new": "+", "not-heard": "?"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_script)


def import_script(
    series: Folder,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", parser=place, help="SRT, WebVTT, ASS, TTML, DAPT, EBU STL, CSV, Fountain."),
    ] = None,
    episode: Episode = None,
    track: Annotated[
        int | None, typer.Option("--track", metavar="N", help="A text track inside the episode's media, from 0.")
    ] = None,
    tracks: Annotated[bool, typer.Option("--tracks", help="List the text tracks inside the episode's media.")] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell what would happen, and change nothing.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Keep lines that the file does not have.")] = False,
    kind: Annotated[
        str, typer.Option("--format", metavar="NAME", help="srt, vtt, ass, ttml, stl, csv or fountain. Else found out.")
    ] = "",
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME", help="As cp1251. Else found out.")] = "",
    fps: Annotated[
        str, typer.Option("--fps", metavar="RATE", help="Frames a second of time codes, as 25 or 24000/1001.")
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="TITLE=MEANING", help="What a column of a table holds; repeat. As Fala=text."),
    ] = None,
    skip_style: Annotated[
        list[str] | None, typer.Option("--skip-style", metavar="NAME", help="Leave subtitles of this style; repeat.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Begin with a script or subtitles that exist. One without times is laid on what was heard."""
    with speaking("import", as_json) as console:
        from dubbench.app import importing_told as told
        from dubbench.app.importing import Source

        if tracks:
            found = told.tracks(series, episode)
            rows = [
                f"{one['track']:>3}  {one['language'] or '–':<8} {one['codec']:<10} {one['title']}" for one in found
            ]
            console.result(found, "\n".join(rows) or tr("The media has no text track."))
            return
        source: Source | int
        if file is not None and track is None:
            columns, styles = dict(_columns(column or ())), tuple(skip_style or ())
            source = Source(file, kind, encoding, _rate(fps), columns, styles)
        elif file is None and track is not None:
            source = track
        else:
            raise BadInput(tr("Give a file, or --track with the number of a text track. See them: --tracks"))
        made = told.import_script(series, episode, source, keep=keep, dry=dry)
        console.result(made, "\n".join(_written(made, dry=dry)))


def _written(made: dict[str, Any], *, dry: bool) -> Iterator[str]:
    from dubbench.app.importing_told import left_in_words

    counts = made["counts"]
    for row in made["lines"] if dry else ():
        clock = "   –   " if row["start_ms"] is None else f"{row['start_ms'] / 1000:7.2f}"
        yield f"{_MARKS[row['fate']]} {clock}  {row['character']:<12}  {row['source']}" + ("" if row["sure"] else "  ?")
    yield from (f"- {row['start_ms'] / 1000:7.2f}  {row['source']}" for row in (made["gone"] if dry else ()))
    said = tr("{new} new, {changed} changed, {same} as they were, {gone} gone", new=counts["new"],
              changed=counts["changed"], same=counts["same"], gone=counts["gone"])  # fmt: skip
    yield f"{made['format']} {made['encoding']}".strip() + f": {said}"
    if made["characters"]:
        yield tr("New characters: {names}", names=", ".join(made["characters"]))
    if counts["not-heard"]:
        yield ntr("{count} line of the file was not heard (?), and is left out.",
                  "{count} lines of the file were not heard (?), and are left out.", counts["not-heard"])  # fmt: skip
    if made["unsure"]:
        yield ntr("{count} line has its words at times that are a guess (?).",
                  "{count} lines have their words at times that are a guess (?).", made["unsure"])  # fmt: skip
    if made["shifted_ms"]:
        yield tr(
            "Times begin {hours} h later in the file than in the programme.", hours=made["shifted_ms"] // 3_600_000
        )
    if left := left_in_words(made["left"]):
        yield tr("Left in the file: {what}", what="; ".join(left))
    if dry:
        yield tr("Nothing was changed. Without --dry-run it is.")
    elif made["changed"]:
        yield tr("Done; dubbench undo takes it back.")


def _rate(text: str) -> Fraction | None:
    if not text:
        return None
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise BadInput(tr("“{text}” is no rate. Write frames a second, as 25 or 24000/1001.", text=text))
    return rate


def _columns(given: list[str] | tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for one in given:
        title, mark, meaning = one.rpartition("=")
        if not (mark and title.strip() and meaning.strip()):
            raise BadInput(tr("“{text}” says nothing of a column. Write TITLE=MEANING, as Fala=text.", text=one))
        yield title.strip(), meaning.strip().casefold()
