"""`dubbench line`: split, merge, add, delete, move lines; write their source and subtitle; who speaks them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dubbench.cli.console import Console, Json, speaking
from dubbench.cli.given import place
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.numbered import Where

app = typer.Typer(help="One line or a few: split, merge, add, move, reword and more.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(metavar="SERIES", parser=place, help="The series folder, NAME.dubbench.")]
Number = Annotated[int, typer.Argument(metavar="LINE", help="Line number as `dubbench lines` shows it.")]
Numbers = Annotated[list[int], typer.Argument(metavar="LINE", help="Line numbers as `dubbench lines` shows them.")]
Market = Annotated[
    str, typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; may be left out where there is one.")
]
Episode = Annotated[
    int | None, typer.Option("--episode", "-e", metavar="N", help="Episode number; may be left out where there is one.")
]


def at(series: Path, episode: int | None, market: str = "") -> Where:
    """Say which script is meant."""
    from dubbench.app.numbered import Where

    return Where(series, episode, market)


def tell(console: Console, made: dict[str, Any]) -> None:
    """Print the lines as they are now; where there are none, that it is done."""
    done = tr("Done; dubbench undo takes it back.") if made["changed"] else tr("Nothing changed.")
    console.result(made, "\n".join(map(_line, made["lines"])) if made["changed"] and made["lines"] else done)


def _line(line: dict[str, Any]) -> str:
    clock = f"{line['start_ms'] // 60000}:{line['start_ms'] % 60000 / 1000:06.3f}"
    return f"{line['number']:>4}  {clock}  {line['source']}  →  {line['target']}"


@app.command()
def source(
    series: Folder,
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said in the original.")],
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Write what the original says. Words that stand keep their times."""
    with speaking("line source", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.source(at(series, episode), number, text))


@app.command()
def subtitle(
    series: Folder,
    number: Number,
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="The subtitle; as it is spoken if left out.")
    ] = None,
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Write a subtitle that differs from what is spoken."""
    with speaking("line subtitle", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.subtitle(at(series, episode, market), number, text))


@app.command()
def split(
    series: Folder,
    number: Number,
    char: Annotated[
        int | None, typer.Option("--at", metavar="N", help="Split after so many characters of the source.")
    ] = None,
    word: Annotated[int | None, typer.Option("--word", metavar="N", help="Split before this word, from 2 on.")] = None,
    said: Annotated[
        int | None,
        typer.Option("--said", metavar="N", help="Split the market's text after so many characters; else by time."),
    ] = None,
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Split a line in two, in every market."""
    with speaking("line split", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.split(at(series, episode, market), number, at=char, word=word, said=said))


@app.command()
def merge(
    series: Folder,
    numbers: Numbers,
    mixed: Annotated[
        bool, typer.Option("--mixed", help="Also lines of different speakers; the first keeps it.")
    ] = False,
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Merge two or three lines that follow one another."""
    with speaking("line merge", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.merge(at(series, episode), numbers, mixed=mixed))


@app.command()
def add(
    series: Folder,
    start: Annotated[str, typer.Argument(metavar="IN", help="Where it begins: 1:02.5, or seconds.")],
    end: Annotated[str, typer.Argument(metavar="OUT", help="Where it ends.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said there.")] = "",
    character: Annotated[str, typer.Option("--character", metavar="NAME", help="Who says it.")] = "",
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Add a line."""
    with speaking("line add", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.add(at(series, episode), start, end, text, character))


@app.command()
def delete(series: Folder, numbers: Numbers, episode: Episode = None, as_json: Json = False) -> None:
    """Delete lines in every market. Undo brings them back."""
    with speaking("line delete", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.delete(at(series, episode), numbers))


@app.command()
def time(
    series: Folder,
    number: Number,
    start: Annotated[str, typer.Option("--in", metavar="TIME", help="Where it begins: 1:02.5, or seconds.")] = "",
    end: Annotated[str, typer.Option("--out", metavar="TIME", help="Where it ends.")] = "",
    shift: Annotated[int, typer.Option("--shift", metavar="MS", help="Move it as a whole; earlier if negative.")] = 0,
    neighbours: Annotated[bool, typer.Option("--neighbours", help="Move the edges it shares along.")] = False,
    snap: Annotated[int, typer.Option("--snap", metavar="MS", help="Draw to other lines' edges as near as this.")] = 0,
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Move a line in time, or its ends."""
    with speaking("line time", as_json) as console:
        from dubbench.app import numbered

        move = numbered.Move(start, end, shift, neighbours, snap)
        tell(console, numbered.time(at(series, episode), number, move))


@app.command()
def speaker(
    series: Folder,
    numbers: Numbers,
    character: Annotated[
        str, typer.Option("--character", metavar="NAME", help="Who; an unnamed speaker if left out.")
    ] = "",
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Say who speaks lines. The next run speaks them by that voice."""
    with speaking("line speaker", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.speaker(at(series, episode), numbers, character))


@app.command()
def hook(
    series: Folder,
    numbers: Numbers,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="opening, peak, closing or none.")] = "peak",
    episode: Episode = None,
    as_json: Json = False,
) -> None:
    """Say that lines carry a hook, or none. A hook is spoken at its voice's own pace and comes first in review."""
    with speaking("line hook", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.hook(at(series, episode), numbers, kind))


@app.command()
def voice(
    series: Folder,
    number: Number,
    voice_id: Annotated[str, typer.Argument(metavar="VOICE", help="Voice id; the speaker's if left out.")] = "",
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Give one line a voice of its own in a market."""
    with speaking("line voice", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.voice(at(series, episode, market), number, voice_id))


@app.command()
def revert(series: Folder, number: Number, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """Give a line back to the machine. It gets the machine's newest text, as a draft."""
    with speaking("line revert", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.revert(at(series, episode, market), number))


@app.command()
def alternatives(
    series: Folder,
    number: Number,
    take: Annotated[int | None, typer.Option("--take", metavar="N", help="Let the line say this one.")] = None,
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """List other texts for a line, or take one."""
    with speaking("line alternatives", as_json) as console:
        from dubbench.app import numbered

        where = at(series, episode, market)
        if take is not None:
            tell(console, numbered.take_alternative(where, number, take))
            return
        found = numbered.alternatives(where, number)
        rows = [f"{one['number']:>3}  {one['text']}  [{one['engine'] or tr('a person')}]" for one in found]
        console.result(found, "\n".join(rows) or tr("There is no other text for this line."))


@app.command()
def shorter(
    series: Folder,
    number: Number,
    take: Annotated[int | None, typer.Option("--take", metavar="N", help="Let the line say this one.")] = None,
    episode: Episode = None,
    market: Market = "",
    mt: Annotated[str, typer.Option("--mt", metavar="ENGINE", help="Translation engine.")] = "",
    as_json: Json = False,
) -> None:
    """List shorter wordings of a line and their fit, or take one."""
    with speaking("line shorter", as_json) as console:
        from dubbench.app import numbered
        from dubbench.app.engines import Choice

        where, choice = at(series, episode, market), Choice(translator=mt)
        if take is not None:
            tell(console, numbered.take_shorter(where, number, take, choice, console.context))
            return
        found = numbered.shorter(where, number, choice, console.context)
        rows = [f"{one['number']:>3}  {_filled(one)}  {one['text']}  [{one['by']}]" for one in found["wordings"]]
        console.result(found, "\n".join(rows or [tr("Nothing shorter is known for this line."), *found["doubts"]]))


def _filled(one: Mapping[str, Any]) -> str:
    return "   – %" if one["fit_percent"] is None else f"{one['fit_percent']:>4} %"
