"""`dubbench speak` and `dubbench takes`: one line spoken now, and which of its takes is heard."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, Offline, Quiet, speaking
from dubbench.cli.lines import Episode, Folder, Market, Number, at, tell
from dubbench.i18n import tr

app = typer.Typer(help="Takes of a line: list them, choose one.", no_args_is_help=True)

Tts = Annotated[str, typer.Option("--tts", metavar="ENGINE", help="Speech synthesis engine.")]


def speak(
    series: Folder,
    number: Number,
    again: Annotated[
        bool, typer.Option("--again", help="Speak it again, though it was spoken and nothing changed.")
    ] = False,
    predict: Annotated[
        list[str] | None,
        typer.Option("--predict", metavar="TEXT", help="Speak nothing; say how much of its time a text would fill."),
    ] = None,
    episode: Episode = None,
    market: Market = "",
    tts: Tts = "",
    offline: Offline = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Speak one line now and place it among its neighbours."""
    with speaking("speak", as_json, quiet) as console:
        from dubbench.app import numbered
        from dubbench.app.engines import Choice

        where, choice = at(series, episode, market), Choice(synthesizer=tts)
        if predict:
            found = numbered.predict(where, number, predict, choice, console.context)
            console.result(found, "\n".join(f"{one['fit_percent']:>4} %  {one['text']}" for one in found))
            return
        how = numbered.Speaking(choice, console.note, again, offline)
        made = numbered.speak(where, number, how, console.context)
        sentence = tr("“{spoken}” by {voice}, from {start} to {end} ms: {file}")
        console.result(
            made,
            sentence.format(
                spoken=made["spoken"],
                voice=made["voice"],
                start=made["start_ms"],
                end=made["end_ms"],
                file=made["file"],
            ),
        )


@app.command("list")
def list_takes(
    series: Folder, number: Number, episode: Episode = None, market: Market = "", as_json: Json = False
) -> None:
    """List the takes of a line."""
    with speaking("takes list", as_json) as console:
        from dubbench.app import numbered

        found = numbered.takes(at(series, episode, market), number)
        rows = [
            f"{one['number']:>3}  {_marks(one)}  {one['duration_ms']:>6} ms  {one['voice']}  {one['spoken']}"
            for one in found
        ]
        console.result(found, "\n".join(rows) or tr("Not spoken yet: dubbench speak"))


def _marks(take: Mapping[str, Any]) -> str:
    return ("✓" if take["chosen"] else " ") + ("♪" if take["heard"] else " ")


@app.command()
def choose(
    series: Folder,
    number: Number,
    take: Annotated[int, typer.Argument(metavar="TAKE", help="Its number in the list; 0: let the machine choose.")],
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Let a take be heard from the next run on. It is, as long as it says the line's words."""
    with speaking("takes choose", as_json) as console:
        from dubbench.app import numbered

        tell(console, numbered.choose_take(at(series, episode, market), number, take))
