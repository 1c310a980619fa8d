"""`dubbench comments`: what people say to one another about lines, spans, characters and episodes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Annotated

import typer

from dubbench.cli.console import Json, speaking
from dubbench.cli.lines import Episode, Folder, at
from dubbench.i18n import tr

app = typer.Typer(help="Comments: list, write, reply, resolve, those that name you.", no_args_is_help=True)

In = Annotated[str, typer.Option("--market", "-m", metavar="LOCALE", help="Market locale; of all of them if left out.")]
Thread = Annotated[
    str, typer.Argument(metavar="THREAD", help="The thread's letters, as `dubbench comments list` shows them.")
]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="What to say; @id names a person.")]


@app.command("list")
def list_comments(
    series: Folder,
    episode: Episode = None,
    market: In = "",
    resolved: Annotated[bool, typer.Option("--all", help="Also those that are resolved.")] = False,
    as_json: Json = False,
) -> None:
    """List the open threads."""
    with speaking("comments list", as_json) as console:
        from dubbench.app import threads

        found = threads.listing(at(series, episode, market), resolved=resolved)
        console.result(found, "\n".join(map(threads.row, found)) or tr("Nobody has anything open to say."))


@app.command()
def mine(series: Folder, as_json: Json = False) -> None:
    """List the open threads that name you."""
    with speaking("comments mine", as_json) as console:
        from dubbench.app import threads

        found = threads.mine(series)
        console.result(found, "\n".join(map(threads.row, found)) or tr("No open thread names you."))


@app.command()
def write(
    series: Folder,
    text: Text,
    line: Annotated[
        int | None, typer.Option("--line", "-l", metavar="LINE", help="Line number; the whole episode if left out.")
    ] = None,
    mark: Annotated[
        str,
        typer.Option("--mark", metavar="WORDS", help="The part of the line: of what the market says, or the source."),
    ] = "",
    character: Annotated[str, typer.Option("--character", metavar="NAME", help="About a character.")] = "",
    episode: Episode = None,
    market: In = "",
    as_json: Json = False,
) -> None:
    """Comment on a line, a part of it, a character or an episode."""
    with speaking("comments write", as_json) as console:
        from dubbench.app import threads

        made = threads.write(at(series, episode, market), threads.About(line, character, mark), text)
        console.result(made, threads.row(made))


@app.command()
def reply(series: Folder, thread: Thread, text: Text, as_json: Json = False) -> None:
    """Go on with a thread."""
    with speaking("comments reply", as_json) as console:
        from dubbench.app import threads

        made = threads.reply(series, thread, text)
        console.result(made, threads.row(made))


@app.command()
def resolve(
    series: Folder,
    thread: Thread,
    off: Annotated[bool, typer.Option("--off", help="Open it again.")] = False,
    as_json: Json = False,
) -> None:
    """Say that what a thread is about is done."""
    with speaking("comments resolve", as_json) as console:
        from dubbench.app import threads

        made = threads.resolve(series, thread, off=off)
        console.result(made, threads.row(made))


@app.command()
def delete(
    series: Folder,
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="The comment's letters, from `--json`.")],
    as_json: Json = False,
) -> None:
    """Delete a comment of yours that nobody has replied to."""
    with speaking("comments delete", as_json) as console:
        from dubbench.app import threads

        made = threads.delete(series, comment)
        console.result(made, tr("Deleted: {text}", text=made["text"]))
