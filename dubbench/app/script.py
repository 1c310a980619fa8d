"""What an episode says in a market, line by line; and steps of its history in words."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.grid import Flag, Row, grid
from dubbench.app.permits import word
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.people import Role
from dubbench.domain.script import Character, Line
from dubbench.domain.series import Episode
from dubbench.domain.state import State
from dubbench.domain.target import Fit, Take, Target
from dubbench.errors import BadInput
from dubbench.i18n import tr


@dataclass(frozen=True, slots=True)
class Script:
    """One episode in one market: Lines in time order, and the Target of each."""

    episode: Episode
    market: Market
    lines: Sequence[Line]
    targets: Mapping[str, Target]

    def line(self, number: int) -> Line:
        """Find a line by the number people see, counted from 1."""
        if not 1 <= number <= len(self.lines):
            raise BadInput(
                tr("There is no line {number}. The episode has {count}.", number=number, count=len(self.lines))
            )
        return self.lines[number - 1]


def script(session: Session, episode: int | None, locale: str) -> Script:
    """Read the script of one episode and market; a number or locale may be left out where there is only one."""
    episodes = find_episodes(session, [] if episode is None else [episode])
    markets = find_markets(session, [locale] if locale else [])
    if not episodes or not markets:
        raise BadInput(tr("The series has no episode or no market yet. See: dubbench add, dubbench new --to"))
    if len(episodes) > 1:
        raise BadInput(tr("The series has {count} episodes. Say which one: --episode 1", count=len(episodes)))
    if len(markets) > 1:
        known = ", ".join(m.locale for m in markets)
        raise BadInput(tr("The series has several markets: {known}. Say which one: --market", known=known))
    lines = session.store.all(Line, episode_id=episodes[0].id)
    rows = session.store.all(Target, episode_id=episodes[0].id, market_id=markets[0].id)
    return Script(episodes[0], markets[0], lines, {i: t for t in rows for i in t.line_ids})


def listing(folder: Path, episode: int | None, locale: str) -> list[dict[str, Any]]:
    """List the lines with what is said, by which voice, and how it fits."""
    from dubbench.app import shots

    with Session.open(folder) as session:
        found = script(session, episode, locale)
        keys = {"episode_id": found.episode.id, "market_id": found.market.id}
        takes = {t.id: t for t in session.store.all(Take, **keys)}
        fits = {f.target_id: f for f in session.store.all(Fit, **keys)}
        names = {c.id: c.name for c in session.store.all(Character)}
        rows = grid(session, found.market.id, [found.episode.id]).rows
        shot = shots.numbers(session, found.episode, (row.line for row in rows))
        return [
            _row(row.number, row.line, found, takes, fits) | _judged(row, names) | {"shot": shot.get(row.line.id)}
            for row in rows
        ]


def _judged(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """Say how far a line is, who speaks it, and how it reads and fits."""
    return {
        "character": names.get(row.line.character_id, ""),
        "unsure": row.line.unsure,
        "hook": row.line.hook.kind.value if row.line.hook and row.line.hooked else "",
        "subtitle": row.target.subtitle_text if row.target else None,
        "state": row.state.value,
        "cps": round(row.cps, 1),
        "subtitle_cps": round(row.subtitle_cps, 1),
        "fit_percent": row.fit_percent,
        "flags": [flag.value for flag in row.flags],
    }


def _row(number: int, line: Line, found: Script, takes: Mapping[str, Take], fits: Mapping[str, Fit]) -> dict[str, Any]:
    target = found.targets.get(line.id)
    placed = fits.get(target.id) if target else None
    take = takes.get(placed.take_id) if placed else None
    return {
        "number": number,
        "id": line.id,
        "start_ms": line.span.start_ms,
        "end_ms": line.span.end_ms,
        "source": line.text,
        "target_id": target.id if target else "",
        "target": target.text if target else "",
        "pivot": target.pivot if target else "",
        "written_by": target.origin.value if target else "",
        "voice": take.voice_id if take else "",
        "rung": placed.rung if placed else 0,
        "dub_start_ms": placed.span.start_ms if placed else None,
        "dub_end_ms": placed.span.end_ms if placed else None,
    }


def table_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Draw the listing as a table, as wide as the terminal and coloured where it has colours."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    columns = [column for column in _columns() if column.shown_empty or any(map(column.of, rows))]
    for column in columns:
        table.add_column(column.name, style=column.style, overflow="fold")
    for row in rows:
        table.add_row(*(Text(column.of(row)) for column in columns))  # people's brackets are text, not markup
    terminal = Console()
    with terminal.capture() as drawn:
        terminal.print(table)
    return drawn.get()


class _Column(NamedTuple):
    """A column of the listing; one that is not `shown_empty` appears where a row has something for it."""

    name: str
    style: str
    of: Callable[[Mapping[str, Any]], str]
    shown_empty: bool = True


def _clock(row: Mapping[str, Any]) -> str:
    return f"{row['start_ms'] // 60000}:{row['start_ms'] % 60000 / 1000:05.2f}"


def _speaker(row: Mapping[str, Any]) -> str:
    """Write who speaks; a question mark where the machine guessed."""
    return f"{row['character']} ?" if row["character"] and row["unsure"] else str(row["character"])


def _columns() -> tuple[_Column, ...]:
    return (
        _Column("#", "dim", lambda row: str(row["number"])),
        _Column(tr("Hook"), "", lambda row: f"★ {row['hook']}" if row["hook"] else "", shown_empty=False),
        _Column(tr("In"), "", _clock),
        _Column(tr("Character"), "", _speaker, shown_empty=False),
        _Column(tr("Source"), "", itemgetter("source")),
        _Column(tr("Pivot"), "italic", itemgetter("pivot"), shown_empty=False),
        _Column(tr("Target"), "bold", itemgetter("target")),
        _Column("", "", lambda row: State(row["state"]).glyph),
        _Column(tr("Voice"), "dim", itemgetter("voice")),
        _Column(tr("Fit"), "", lambda row: str(row["rung"] or "–")),
        _Column("%", "", lambda row: "–" if row["fit_percent"] is None else str(row["fit_percent"])),
        _Column(tr("Flags"), "", lambda row: " ".join(Flag(flag).glyph for flag in row["flags"]), shown_empty=False),
    )


def sentence(message_id: str, arguments: Mapping[str, Any]) -> str:
    """Put a step's message into words."""
    arguments = _roles_in_words(arguments)
    known = {
        "accept-past": tr("accepted the past as it is on a machine: {why}"),
        "add-character": tr("added the character {name}"),
        "add-episode": tr("added episode {number}"),
        "add-line": tr("added a line to episode {episode}"),
        "add-market": tr("added market {locale}"),
        "add-person": tr("let the series know {name}"),
        "assign-lines": tr("gave {count} lines to {name}"),
        "assign-work": tr("gave {name} work as {role} for {market} (episodes: {count})"),
        "begin-people": tr("began the people of the series: {name} is its producer"),
        "cast": tr("cast voices for {market}"),
        "cast-voice": tr("cast {voice} for {who}"),
        "choose-take": tr("chose a take of line {number} for {market}"),
        "confirm": tr("confirmed line {number} for {market}"),
        "confirm-many": tr("confirmed {count} lines for {market}"),
        "delete-character": tr("deleted the character {name}"),
        "delete-comment": tr("deleted a comment"),
        "delete-line": tr("deleted line {number}"),
        "delete-lines": tr("deleted {count} lines"),
        "deliver": tr("delivered {market}"),
        "deliver-final": tr("delivered {market}, signed"),
        "drop-targets": tr("dropped {count} targets without a line"),
        "edit-source": tr("wrote the source of line {number}"),
        "edit-subtitle": tr("wrote the subtitle of line {number} for {market}"),
        "edit-target": tr("wrote line {number} for {market}"),
        "finish-work": tr("said that the work of {name} as {role} for {market} is done"),
        "fit": tr("fitted {market}"),
        "give-consent": tr("entered the consent of {performer} for {voice}"),
        "grant-role": tr("made {name} {role} for all markets"),
        "grant-role-in": tr("made {name} {role} for {market}"),
        "import-script": tr("imported {count} lines from {file} into episode {episode}"),
        "leave-series": tr("let {name} leave the series"),
        "mark-hooks": tr("marked {count} lines as hooks"),
        "mend-sent-back": tr("took back sending back line {number} for {market}"),
        "merge-lines": tr("merged {count} lines from line {number} on"),
        "migrate": tr("brought the series to this version of dubbench"),
        "new-key": tr("gave {name} another key"),
        "new-series": tr("began the series {title}"),
        "recut-episode": tr(
            "put a new cut in episode {number}: {kept} lines kept, {changed} changed, {dropped} dropped"
        ),
        "relink-episode": tr("found episode {number} at a new place"),
        "relink-episodes": tr("found the programmes that came with the series ({count})"),
        "rename-character": tr("renamed {name} to {to}"),
        "reopen-comment": tr("opened a thread of comments again"),
        "reopen-work": tr("took back that {name} had done the work as {role} for {market}"),
        "replace": tr("replaced “{find}” by “{by}” in {count} places"),
        "resolve-comment": tr("resolved a thread of comments"),
        "retime-line": tr("moved line {number}"),
        "retime-lines": tr("moved {count} lines"),
        "revert-target": tr("gave line {number} for {market} back to the machine"),
        "revoke-consent": tr("revoked the consent of {performer} for {voice}: {why}"),
        "revoke": tr("took back {count} signatures for {market}: {why}"),
        "send-back": tr("sent line {number} for {market} back"),
        "send-out": tr("sent {count} pieces of work to {engines}"),
        "separate-episode": tr("separated episode {number}"),
        "set-hook": tr("said of line {number} what hook it is: {kind}"),
        "set-review-rules": tr("set what must be signed"),
        "sign-audio": tr("signed the sound of {count} lines for {market}"),
        "sign-casting": tr("signed the cast for {market}"),
        "sign-culture": tr("reviewed {count} lines for the culture of {market}"),
        "sign-episode": tr("signed an episode for {market}"),
        "sign-profile": tr("signed {count} characters as {market} knows them"),
        "sign-text": tr("approved {count} lines for {market}"),
        "speak": tr("spoke a line for {market}"),
        "speak-again": tr("spoke line {number} for {market} once more"),
        "split-line": tr("split line {number}"),
        "take-alternative": tr("took another text for line {number} in {market}"),
        "tell-speakers": tr("told the speakers of {count} lines apart: {speakers}"),
        "transcribe-episode": tr("transcribed episode {number}"),
        "translate": tr("translated for {market}"),
        "unassign-lines": tr("gave {count} lines to unnamed speakers"),
        "unassign-work": tr("took work as {role} for {market} from {name}"),
        "unchoose-take": tr("took back the choice of a take of line {number} for {market}"),
        "unconfirm": tr("took the mark off line {number} for {market}"),
        "unconfirm-many": tr("took the mark off {count} lines for {market}"),
        "unvoice-line": tr("gave line {number} for {market} its speaker's voice again"),
        "voice-line": tr("gave line {number} for {market} the voice {voice}"),
        "watch": tr("watched episode {number} for {market}"),
        "withdraw-role": tr("took the role {role} for all markets from {name}"),
        "withdraw-role-in": tr("took the role {role} for {market} from {name}"),
        "waive": tr("accepted {count} findings: {why}"),
        "withdraw-waiver": tr("accepted a finding no longer: {why}"),
        "write-comment": tr("commented: {text}"),
    }
    if message_id in {"undo", "redo"}:
        what = sentence(arguments["id"], arguments["arguments"])
        return tr("took back: {what}", what=what) if message_id == "undo" else tr("made again: {what}", what=what)
    template = known.get(message_id)
    if template is None:
        return message_id
    return template.format_map({**arguments, **_missing(template, arguments)})


def _roles_in_words(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    role = arguments.get("role")
    return {**arguments, "role": word(Role(role))} if isinstance(role, str) and role in set(Role) else arguments


def _missing(template: str, arguments: Mapping[str, Any]) -> dict[str, str]:
    """Name the arguments a step does not carry, so that an old step still reads."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    return {name: "…" for name in names if name not in arguments}
