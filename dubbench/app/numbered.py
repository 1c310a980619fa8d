"""The edits of the script as the command line names things: a folder, an episode, a locale, numbers and names."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.app import finding, hooks, lines, retiming, shortening, speakers, speaking, wording
from dubbench.app.engines import Choice
from dubbench.app.episodes import find_episodes, find_markets
from dubbench.app.finding import Hit, Scope, Search
from dubbench.app.hooks_told import kind_of
from dubbench.app.provision import Note, ensure_voice
from dubbench.app.revising import Edited
from dubbench.app.script import Script, script
from dubbench.app.session import Session
from dubbench.domain.market import Market
from dubbench.domain.script import Line
from dubbench.domain.span import Span
from dubbench.domain.target import Alternative, Target
from dubbench.domain.timing import edges, snapped
from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.jobs.context import Context

_CLOCK = re.compile(r"(?:(?P<minutes>\d+):)?(?P<seconds>\d+(?:\.\d{1,3})?)")


class Where(NamedTuple):
    """Which script is meant; a number or locale may be left out where there is only one."""

    folder: Path
    episode: int | None = None
    locale: str = ""


@dataclass(frozen=True, slots=True)
class _Open:
    """A script that is open for editing."""

    session: Session
    found: Script

    def line(self, number: int) -> Line:
        return self.found.line(number)

    def ids(self, numbers: Sequence[int]) -> list[str]:
        return [self.line(number).id for number in numbers]

    def target(self, number: int) -> Target:
        target = self.found.targets.get(self.line(number).id)
        if target is None:
            raise BadInput(tr("Line {number} says nothing in this market yet.", number=number))
        return target


@contextmanager
def opened(where: Where) -> Iterator[_Open]:
    """Open a series at a script; any market does for what concerns the source alone."""
    with Session.open(where.folder) as session:
        yield _Open(session, script(session, where.episode, where.locale))


@contextmanager
def _source(where: Where) -> Iterator[_Open]:
    """Open a series at an episode, for what is the same in every market."""
    with Session.open(where.folder) as session:
        markets = find_markets(session, [where.locale] if where.locale else [])
        locale = markets[0].locale if markets else ""
        yield _Open(session, script(session, where.episode, locale))


def moment(text: str) -> int:
    """Read a time as `dubbench lines` shows it, M:SS.mmm, or seconds; in milliseconds."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise BadInput(tr("“{text}” is no time. Write minutes and seconds, 1:02.5, or seconds, 62.5.", text=text))
    return int(match["minutes"] or 0) * 60_000 + round(float(match["seconds"]) * 1000)


def source(where: Where, number: int, text: str) -> dict[str, Any]:
    """Write what the source says in a line."""
    with _source(where) as desk:
        return _told(desk, wording.edit_source(desk.session, desk.line(number).id, text))


def subtitle(where: Where, number: int, text: str | None) -> dict[str, Any]:
    """Write a subtitle of its own for a line; `None`: as it is spoken."""
    with opened(where) as desk:
        return _told(desk, wording.edit_subtitle(desk.session, desk.target(number).id, text))


def split(where: Where, number: int, *, at: int | None, word: int | None, said: int | None) -> dict[str, Any]:
    """Split a line before a character of its source (counted from 0) or before a word (counted from 1)."""
    if (at is None) == (word is None):
        raise BadInput(tr("Say where to split: --at CHARACTER or --word NUMBER."))
    with opened(where) if said is not None else _source(where) as desk:
        cut = {desk.target(number).id: said} if said is not None else None
        line_id = desk.line(number).id
        if at is not None:
            return _told(desk, lines.split(desk.session, line_id, at, cut))
        return _told(desk, lines.split_at_word(desk.session, line_id, (word or 0) - 1, cut))


def merge(where: Where, numbers: Sequence[int], *, mixed: bool) -> dict[str, Any]:
    """Merge lines that follow one another."""
    with _source(where) as desk:
        return _told(desk, lines.merge(desk.session, desk.ids(numbers), mixed=mixed))


def add(where: Where, start: str, end: str, text: str, character: str) -> dict[str, Any]:
    """Add a line at a time."""
    span = Span(moment(start), moment(end))
    with _source(where) as desk:
        who = speakers.find_character(desk.session, character).id if character else ""
        return _told(desk, lines.add(desk.session, desk.found.episode.id, span, text, who))


def delete(where: Where, numbers: Sequence[int]) -> dict[str, Any]:
    """Delete lines."""
    with _source(where) as desk:
        return _told(desk, lines.delete(desk.session, desk.ids(numbers)))


class Move(NamedTuple):
    """How a line shall move: its ends, or as a whole; `snap_ms` draws ends to other lines that are as near."""

    start: str = ""
    end: str = ""
    shift_ms: int = 0
    neighbours: bool = False
    snap_ms: int = 0


def time(where: Where, number: int, move: Move) -> dict[str, Any]:
    """Move a line in time."""
    if not (move.start or move.end or move.shift_ms):
        raise BadInput(tr("Say where to: --in TIME, --out TIME or --shift MILLISECONDS."))
    with _source(where) as desk:
        line = desk.line(number)
        span = line.span.shifted(move.shift_ms)
        span = Span(moment(move.start) if move.start else span.start_ms, moment(move.end) if move.end else span.end_ms)
        near = edges(desk.found.lines, but=line.id)
        span = Span(*(snapped(end, near, move.snap_ms) for end in span)) if move.snap_ms else span
        return _told(desk, retiming.retime(desk.session, line.id, span, neighbours=move.neighbours))


def speaker(where: Where, numbers: Sequence[int], character: str) -> dict[str, Any]:
    """Give lines to a character; empty: to an unnamed speaker."""
    with _source(where) as desk:
        who = speakers.find_character(desk.session, character).id if character else ""
        return _told(desk, speakers.assign(desk.session, desk.ids(numbers), who))


def hook(where: Where, numbers: Sequence[int], kind: str) -> dict[str, Any]:
    """Say whether lines carry a hook, and of what kind."""
    wanted = kind_of(kind)
    with _source(where) as desk:
        return _told(desk, hooks.say(desk.session, desk.ids(numbers), wanted))


def voice(where: Where, number: int, voice_id: str) -> dict[str, Any]:
    """Give a line a voice of its own; empty: its speaker's."""
    with opened(where) as desk:
        return _told(desk, speaking.voice_line(desk.session, desk.target(number).id, voice_id))


def confirm(where: Where, numbers: Sequence[int], *, off: bool = False) -> dict[str, Any]:
    """Mark what lines say as right, or take the mark off."""
    with opened(where) as desk:
        ids = [desk.target(number).id for number in numbers]
        return _told(desk, (wording.unconfirm if off else wording.confirm)(desk.session, ids))


def revert(where: Where, number: int) -> dict[str, Any]:
    """Give a line's text back to the machine."""
    with opened(where) as desk:
        return _told(desk, wording.revert(desk.session, desk.target(number).id))


def alternatives(where: Where, number: int) -> list[dict[str, Any]]:
    """List the other texts there are for a line."""
    with opened(where) as desk:
        return [
            {"number": place, "id": one.id, "text": one.text, "engine": one.engine}
            for place, one in enumerate(_alternatives(desk, number), 1)
        ]


def take_alternative(where: Where, number: int, wanted: int) -> dict[str, Any]:
    """Let a line say one of its other texts."""
    with opened(where) as desk:
        known = _alternatives(desk, number)
        if not 1 <= wanted <= len(known):
            raise BadInput(tr("There is no text {wanted}. The line has {count}.", wanted=wanted, count=len(known)))
        return _told(desk, wording.take_alternative(desk.session, known[wanted - 1].id))


def shorter(where: Where, number: int, choice: Choice, ctx: Context) -> dict[str, Any]:
    """Look for shorter wordings of a line."""
    with opened(where) as desk:
        found = shortening.shorter(desk.session, desk.target(number).id, ctx, choice=choice)
        return {
            "wordings": [
                {
                    "number": place,
                    "text": one.text,
                    "by": one.engine or (shortening.named(one.way) if one.way else ""),
                    "fit_percent": one.percent,
                }
                for place, one in enumerate(found.offers, 1)
            ],
            "doubts": list(found.doubts),
        }


def take_shorter(where: Where, number: int, wanted: int, choice: Choice, ctx: Context) -> dict[str, Any]:
    """Let a line say one of its shorter wordings, by its number in the list."""
    with opened(where) as desk:
        target = desk.target(number)
        found = shortening.shorter(desk.session, target.id, ctx, choice=choice).offers
        if not 1 <= wanted <= len(found):
            raise BadInput(tr("There is no text {wanted}. The line has {count}.", wanted=wanted, count=len(found)))
        one = found[wanted - 1]
        return _told(desk, wording.take_wording(desk.session, target.id, one.text, one.engine, seen=target.text))


def predict(where: Where, number: int, texts: Sequence[str], choice: Choice, ctx: Context) -> list[dict[str, Any]]:
    """Predict how much of a line's time each text would fill."""
    with opened(where) as desk:
        filled = speaking.predict(desk.session, desk.target(number).id, texts, ctx, choice=choice)
        return [{"text": text, "fit_percent": share} for text, share in zip(texts, filled, strict=True)]


class Speaking(NamedTuple):
    """How a line shall be spoken: once more, by which engines, without the network, and who is told of downloads."""

    choice: Choice
    note: Note
    again: bool = False
    offline: bool = False


def speak(where: Where, number: int, how: Speaking, ctx: Context) -> dict[str, Any]:
    """Speak a line now and place it."""
    with opened(where) as desk:
        ensure_voice(desk.session, desk.found.market.locale, how.choice, ctx, offline=how.offline, note=how.note)
        made = speaking.speak(desk.session, desk.target(number).id, ctx, choice=how.choice, again=how.again)
        return {
            "number": number,
            "take": made.take.id,
            "spoken": made.take.spoken,
            "voice": made.take.voice_id,
            "file": str(desk.session.sound(made.take.asset)),
            "start_ms": made.fit.span.start_ms,
            "end_ms": made.fit.span.end_ms,
            "rung": made.fit.rung,
            "changed": len(made.changed),
        }


def takes(where: Where, number: int) -> list[dict[str, Any]]:
    """List the takes of a line."""
    with opened(where) as desk:
        return [
            {
                "number": place,
                "id": one.take.id,
                "spoken": one.take.spoken,
                "voice": one.take.voice_id,
                "duration_ms": one.take.duration_ms,
                "file": str(desk.session.sound(one.take.asset)),
                "chosen": one.chosen,
                "heard": one.heard,
                "says": one.says,
            }
            for place, one in enumerate(speaking.takes(desk.session, desk.target(number).id), 1)
        ]


def choose_take(where: Where, number: int, wanted: int) -> dict[str, Any]:
    """Let one of a line's takes be heard, by its number in the list; 0 leaves it to the machine again."""
    with opened(where) as desk:
        target = desk.target(number)
        if wanted == 0:
            return _told(desk, speaking.unchoose_take(desk.session, target.id))
        known = speaking.takes(desk.session, target.id)
        if not 1 <= wanted <= len(known):
            raise BadInput(tr("There is no take {wanted}. The line has {count}.", wanted=wanted, count=len(known)))
        return _told(desk, speaking.choose_take(desk.session, known[wanted - 1].take.id))


class Replacing(NamedTuple):
    """Where to look and what to do: episodes and locales (none: all), the source instead of what markets say."""

    folder: Path
    episodes: Sequence[int] = ()
    locales: Sequence[str] = ()
    source: bool = False
    dry_run: bool = False
    only: Sequence[int] = ()


def replace(order: Replacing, search: Search) -> dict[str, Any]:
    """Find places and replace all of them, or only some by their number in the list."""
    with Session.open(order.folder) as session:
        scope = Scope(
            tuple(e.id for e in find_episodes(session, list(order.episodes))),
            tuple(m.id for m in find_markets(session, list(order.locales))),
            order.source,
        )
        hits = finding.find(session, search, scope)
        if wrong := [number for number in order.only if not 1 <= number <= len(hits)]:
            raise BadInput(tr("There is no place {number}. There are {count}.", number=wrong[0], count=len(hits)))
        chosen = [hits[number - 1] for number in dict.fromkeys(order.only)] if order.only else hits
        edited = Edited() if order.dry_run else finding.replace_hits(session, search, chosen)
        locales = {m.id: m.locale for m in session.store.all(Market)}
        told = [_hit(place, hit, locales.get(hit.market_id, "")) for place, hit in enumerate(hits, 1)]
        return {"places": told, "replaced": 0 if order.dry_run else len(chosen), "changed": len(edited.changed)}


def _hit(place: int, hit: Hit, locale: str) -> dict[str, Any]:
    return {
        "place": place,
        "episode": hit.episode,
        "number": hit.number,
        "market": locale,
        "side": hit.side.value,
        "start": hit.place.start,
        "end": hit.place.end,
        "before": hit.text,
        "after": hit.after,
    }


def add_character(folder: Path, name: str, gender: str, age: str, role: str) -> dict[str, Any]:
    """Add a character."""
    with Session.open(folder) as session:
        made = speakers.add_character(session, name, gender=gender, age=age, role=role)
        return {"id": made.ids[0], "name": speakers.find_character(session, name).name}


def rename_character(folder: Path, name: str, to: str) -> dict[str, Any]:
    """Rename a character."""
    with Session.open(folder) as session:
        speakers.rename_character(session, speakers.find_character(session, name).id, to)
        return {"name": speakers.find_character(session, to).name}


def remove_character(folder: Path, name: str) -> dict[str, Any]:
    """Delete a character; the lines stay."""
    with Session.open(folder) as session:
        gone = speakers.find_character(session, name)
        return {"name": gone.name, "lines": len(speakers.delete_character(session, gone.id).ids)}


def list_characters(folder: Path) -> list[dict[str, Any]]:
    """List the characters, their lines and their voices by locale."""
    with Session.open(folder) as session:
        locales = {market.id: market.locale for market in session.store.all(Market)}
        return [
            one | {"voices": {locales[market]: voice for market, voice in one["voices"].items()}}
            for one in speakers.characters(session)
        ]


def _alternatives(desk: _Open, number: int) -> list[Alternative]:
    return desk.session.store.all(Alternative, target_id=desk.target(number).id)


def _told(desk: _Open, edited: Edited) -> dict[str, Any]:
    """Say how many rows changed, and which lines there are now in the place of those that were meant."""
    now = script(desk.session, desk.found.episode.number, desk.found.market.locale)
    targets = {target.id: target for target in now.targets.values()}
    wanted = set(edited.ids) | {i for t in edited.ids if t in targets for i in targets[t].line_ids}
    return {
        "changed": len(edited.changed),
        "lines": [
            {
                "number": number,
                "id": line.id,
                "start_ms": line.span.start_ms,
                "end_ms": line.span.end_ms,
                "source": line.text,
                "target": now.targets[line.id].text if line.id in now.targets else "",
            }
            for number, line in enumerate(now.lines, 1)
            if line.id in wanted
        ],
    }
