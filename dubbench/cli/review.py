"""`dubbench review`: what is to sign, sign it, revoke, send back, see what changed since."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from dubbench.cli.console import Console, Json, speaking
from dubbench.cli.lines import Episode, Folder, Market, Number, at
from dubbench.errors import NotReleased
from dubbench.i18n import ntr, tr

if TYPE_CHECKING:
    from dubbench.app.review_numbered import Scope

app = typer.Typer(help="Review: what is to sign, sign it, revoke, send back.", no_args_is_help=True)

Kind = Annotated[str, typer.Option("--kind", "-k", metavar="KIND", help="text, culture or audio.")]
Episodes = Annotated[
    list[int] | None,
    typer.Option("--episode", "-e", metavar="N", help="Episode number; repeat for several. All if left out."),
]
States = Annotated[
    list[str] | None, typer.Option("--state", metavar="STATE", help="Only lines this far, e.g. confirmed; repeat.")
]
Standings = Annotated[
    list[str] | None,
    typer.Option(
        "--standing", metavar="HOW", help="none, partly, stale or signed; repeat. All but signed if left out."
    ),
]
Words = Annotated[str, typer.Option("--words", metavar="WORDS", help="Only lines in which these words occur.")]


def _scope(series: Any, episodes: list[int] | None, market: str) -> Scope:
    from dubbench.app.review_numbered import Scope

    return Scope(series, episodes or (), market)


@app.command()
def queue(
    series: Folder,
    kind: Kind = "text",
    mine: Annotated[bool, typer.Option("--mine", help="Only what you may sign.")] = False,
    state: States = None,
    standing: Standings = None,
    words: Words = "",
    episode: Episodes = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """List what is to sign. That is what nobody, or too few, have signed as it is."""
    with speaking("review queue", as_json) as console:
        from dubbench.app import review_numbered as numbered

        only = numbered.narrowed(state or (), standing or (), words, mine=mine)
        found = numbered.queue(_scope(series, episode, market), numbered.kind_of(kind), only)
        if found["refused"]:
            console.note(found["refused"])
        rows = [
            f"{one['episode']:>3}:{one['number']:<4} {one['standing']:<7} {one['state']:<17} {one['content'][:12]:<12} "
            f"{one['target']}" + (f"  [{one['refused']}]" if one["refused"] else "")
            for one in found["lines"]
        ]
        head = ntr("{count} line to review.", "{count} lines to review.", len(rows))
        console.result(found, "\n".join([*rows, head]))


@app.command()
def sign(
    series: Folder,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="LINE", help="Line numbers of an episode; or say --all.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", "-k", metavar="KIND", help="text, culture, audio, profile or casting.")
    ] = "text",
    every: Annotated[bool, typer.Option("--all", help="All that the filters list and you may sign.")] = False,
    character: Annotated[
        list[str] | None, typer.Option("--character", metavar="NAME", help="With --kind profile: who; repeat.")
    ] = None,
    content: Annotated[
        list[str] | None,
        typer.Option(
            "--content", metavar="HASH", help="What you looked at, as `review queue` shows it; for each LINE."
        ),
    ] = None,
    state: States = None,
    standing: Standings = None,
    words: Words = "",
    episode: Episodes = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Sign lines as they are. No one signs their own work."""
    with speaking("review sign", as_json) as console:
        from dubbench.app import review_numbered as numbered
        from dubbench.errors import BadInput

        wanted, scope = numbered.kind_of(kind), _scope(series, episode, market)
        if character:
            made = numbered.sign_characters(scope, character)
        elif every or kind == "casting":
            only = numbered.narrowed(state or (), standing or (), words, mine=False)
            made = numbered.sign_all(scope, wanted, only)
        elif not numbers:
            raise BadInput(tr("Say which lines: their numbers, or --all."))
        elif len(episode or ()) > 1:
            raise BadInput(tr("Line numbers are those of one episode: --episode once, or --all."))
        else:
            where = at(series, next(iter(episode or ()), None), market)
            made = numbered.sign_lines(where, wanted, numbers, content or ())
        told = [f"{one['number']:>4}  {one['content'][:12]}  {one['text']}" for one in made.get("lines", ())]
        told += [tr("not signed: {why}", why=one["why"]) for one in made["left"]]
        console.result(made, "\n".join([*told, ntr("{count} signature.", "{count} signatures.", made["signed"])]))


@app.command("episode")
def sign_episode(
    series: Folder,
    lines: Annotated[bool, typer.Option("--lines", help="First sign the lines of it that you may.")] = False,
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Sign an episode, its programme and subtitles as they stand. Lists what is in the way."""
    with speaking("review episode", as_json) as console:
        from dubbench.app import approving

        made = approving.by_number(series, episode, market, lines=lines)
        told = [f"✗ {one['line'] or '–':>4} {one['text']}" for one in made["in_the_way"]]
        done = tr("The episode is signed.") if made["episode"] else tr("The episode is not signed.")
        count = ntr("{count} signature.", "{count} signatures.", made["signed"])
        console.result(made, "\n".join([*told, f"{count} {done}"]), ok=made["episode"])
        if not made["episode"]:
            raise typer.Exit(NotReleased.exit_code)


@app.command()
def revoke(
    series: Folder,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="LINE", help="Line numbers: all signatures of the kind on them.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it stays in the history.")] = "",
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="A signature by its id in `dubbench review list`.")
    ] = None,
    kind: Kind = "text",
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:
    """Take signatures away. Your own, or any as a producer; no undo brings them back."""
    with speaking("review revoke", as_json) as console:
        from dubbench.app import review_numbered as numbered
        from dubbench.errors import BadInput

        if not (numbers or ids):
            raise BadInput(tr("Say which signatures: line numbers, or --id."))
        where = at(series, episode, market)
        made = numbered.revoke(where, numbered.kind_of(kind), numbers or (), ids or (), why)
        console.result(made, ntr("{count} signature taken away.", "{count} signatures taken away.", made["revoked"]))


@app.command("send-back")
def send_back(
    series: Folder,
    number: Number,
    comment: Annotated[str, typer.Argument(metavar="COMMENT", help="What is wrong; @name tells somebody.")] = "",
    category: Annotated[
        str,
        typer.Option(
            "--category", "-c", metavar="NAME",
            help="terminology, accuracy, linguistic, style, locale, audience, design, timing, rate, voice, emotion or "
            "pronunciation.",
        ),
    ] = "",
    off: Annotated[bool, typer.Option("--off", help="Take back that it was sent back.")] = False,
    kind: Kind = "text",
    episode: Episode = None,
    market: Market = "",
    as_json: Json = False,
) -> None:  # fmt: skip
    """Send a line back. It is over when the line changes."""
    with speaking("review send-back", as_json) as console:
        from dubbench.app import review_numbered as numbered

        where, wanted = at(series, episode, market), numbered.kind_of(kind)
        if off:
            made = numbered.keep(where, wanted, number)
            console.result(made, tr("Line {number} is no longer sent back.", number=number))
            return
        made = numbered.send_back(where, wanted, number, category, comment)
        console.result(made, tr("Line {number} is sent back.", number=number))


@app.command()
def diff(series: Folder, number: Number, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """Show how a line differs from what was signed. [-gone-] and {+new+}, word by word."""
    with speaking("review diff", as_json) as console:
        from dubbench.app import review_numbered as numbered

        found = numbered.diff(at(series, episode, market), number)
        _tell_differences(console, found)


def _tell_differences(console: Console, found: list[dict[str, Any]]) -> None:
    from dubbench.app.review import kind_word, part_word
    from dubbench.app.review_numbered import kind_of, marked

    rows = []
    for one in found:
        stands = tr("changed since") if one["stale"] else tr("as it was signed")
        rows.append(f"{kind_word(kind_of(one['kind']))}, {one['by']}, {one['at']}: {stands}")
        rows += [f"  {part_word(part['name'])}: {marked(part['runs'])}" for part in one["parts"]]
    console.result(found, "\n".join(rows) or tr("Nobody has signed this line."))


@app.command()
def resign(series: Folder, episode: Episodes = None, market: Market = "", as_json: Json = False) -> None:
    """Sign again what is as it was. The words of a text, the take of a sound."""
    with speaking("review resign", as_json) as console:
        from dubbench.app import review_numbered as numbered

        made = numbered.resign(_scope(series, episode, market))
        count = sum(made["signed"].values())
        told = [tr("not signed: {why}", why=why) for why in made["left"]]
        console.result(made, "\n".join([*told, ntr("{count} signature.", "{count} signatures.", count)]))


@app.command()
def watched(series: Folder, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """Remember that you have watched an episode as it is now."""
    with speaking("review watched", as_json) as console:
        from dubbench.app import review_numbered as numbered

        made = numbered.watched(at(series, episode, market))
        console.result(made, tr("What changes in episode {episode} from now on is listed by: dubbench review changed",
                                episode=made["episode"]))  # fmt: skip


@app.command()
def changed(series: Folder, episode: Episode = None, market: Market = "", as_json: Json = False) -> None:
    """List the lines that changed since you last watched an episode."""
    with speaking("review changed", as_json) as console:
        from dubbench.app import review_numbered as numbered

        found = numbered.changed(at(series, episode, market))
        rows = [f"{one['number']:>4}  {', '.join(one['changed'])}  {one['target']}" for one in found["lines"]]
        console.result(found, "\n".join(rows) or tr("Nothing changed since you watched it."))


@app.command()
def rules(
    series: Folder,
    text_steps: Annotated[
        int | None, typer.Option("--text-steps", metavar="N", help="How many people sign a text: 1 or 2.")
    ] = None,
    culture: Annotated[bool | None, typer.Option("--culture/--no-culture", help="Culture is signed.")] = None,
    audio: Annotated[bool | None, typer.Option("--audio/--no-audio", help="Sound is signed.")] = None,
    casting: Annotated[bool | None, typer.Option("--casting/--no-casting", help="The cast is signed.")] = None,
    confidential: Annotated[
        bool | None,
        typer.Option("--confidential/--no-confidential", " /--open", help="No engine that uses the network."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show what must be signed, or set it as a producer."""
    with speaking("review rules", as_json) as console:
        from dubbench.app import review_numbered as numbered
        from dubbench.app.review import Wanted

        found = numbered.rules(series, Wanted(text_steps, culture, audio, casting, confidential))
        yes, no = tr("yes"), tr("no")
        rows = [
            tr("People who sign a text: {count}", count=found["text_steps"]),
            tr("Culture is signed: {answer}", answer=yes if found["culture"] else no),
            tr("Sound is signed: {answer}", answer=yes if found["audio"] else no),
            tr("The cast is signed: {answer}", answer=yes if found["casting"] else no),
            tr("Confidential, no engine that uses the network: {answer}", answer=yes if found["confidential"] else no),
        ]
        console.result(found, "\n".join(rows))


@app.command("list")
def list_(series: Folder, episode: Episodes = None, market: Market = "", as_json: Json = False) -> None:
    """List who signed what, and whether it is what is there."""
    with speaking("review list", as_json) as console:
        from dubbench.app import review_numbered as numbered

        found = numbered.signatures(_scope(series, episode, market))
        rows = [
            f"{'✓' if one['stands'] else '↻'}  {one['at']}  {one['name']:<12} {one['kind']:<8} "
            f"{one['episode'] or '':>3}:{one['line'] or '':<4} {one['what']}  {one['id']}"
            for one in found
        ]
        console.result(found, "\n".join(rows) or tr("Nobody has signed anything here."))
