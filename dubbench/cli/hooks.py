"""`dubbench hooks`: the lines that make a viewer stay, and why."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated, Any

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Folder
from dubbench.i18n import tr

_STEPS = "▁▂▃▄▅▆▇█"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("hooks")(hooks)


def hooks(
    series: Folder,
    episode: Annotated[
        list[int] | None, typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat. All if left out.")
    ] = None,
    dry: Annotated[bool, typer.Option("--dry-run", help="Tell what was found, and change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Mark the lines that make a viewer stay. The opening, the peaks and the cliffhanger, each with its reasons."""
    with speaking("hooks", as_json) as console:
        from dubbench.app import hooks_told as told

        made = told.mark(series, episode or (), console.context, dry=dry)
        rows = [row for one in made["episodes"] for row in _rows(one)]
        done = tr("Done; dubbench undo takes it back.") if made["changed"] else tr("Nothing changed.")
        last = tr("Nothing was changed. Without --dry-run it is.") if dry else done
        console.result(made, "\n".join([*rows, last]))


def _rows(one: dict[str, Any]) -> list[str]:
    from dubbench.app.hooks import why_words

    drawn = "".join(_STEPS[min(len(_STEPS) - 1, int(value * len(_STEPS)))] for value in one["curve"])
    rows = [
        f"★ {hook['line']:>4}  {_clock(hook['start_ms'])}  {hook['kind']:<8} {hook['text']}"
        f"  ({', '.join(why_words(hook['why']))})"
        for hook in one["hooks"]
    ]
    return [f"{one['number']:>3} {one['title']}", drawn, *rows]


def _clock(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"{minutes}:{rest / 1000:05.2f}"
