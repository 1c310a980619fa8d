"""`dubbench recut`: a new cut of an episode, in which its lines are found again."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Episode, Folder
from dubbench.i18n import ntr, tr

_MARKS = {"kept": " ", "changed": "~", "dropped": "-"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("recut")(recut)


def recut(
    series: Folder,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The new cut.", show_default=False)],
    episode: Episode = None,
    audio_stream: Annotated[
        int | None, typer.Option("--audio-stream", metavar="N", min=0, help="Which sound of it; as before if left out.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell what became of every line, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Put a new cut in an episode's place. Its lines are found again by their sound, and keep their texts."""
    with speaking("recut", as_json) as console:
        from dubbench.app import recutting_told as told

        made = told.recut(series, file, episode, console.context, audio_stream=audio_stream, dry=dry)
        console.result(made, "\n".join(_written(made, dry=dry)))


def _written(made: dict[str, Any], *, dry: bool) -> list[str]:
    rows = [f"{_MARKS[one['fate']]} {one['number']:>4}  {_where(one)}  {one['text']}" for one in made["lines"]]
    rows += [f"+       {_clock(one['start_ms'])} – {_clock(one['end_ms'])}" for one in made["new"]]
    rows.append(
        ntr("{count} line kept", "{count} lines kept", made["kept"])
        + ", "
        + tr("{changed} changed (~), {dropped} dropped (-).", changed=made["changed"], dropped=made["dropped"])
    )
    if dry:
        return [*rows, tr("Nothing was changed. Without --dry-run it is.")]
    return [*rows, tr("The next run hears what is new (+) and places the takes. dubbench undo takes the cut back.")]


def _where(one: dict[str, Any]) -> str:
    now = _clock(one["now_ms"]) if one["now_ms"] is not None else "–".rjust(8)
    return f"{_clock(one['was_ms'])} → {now}"


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes:>2}:{rest / 1000:05.2f}"
