"""Start from what exists: a file's dialogue becomes the Lines of an episode, all of it as one step, or nothing."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from dubbench.app.episodes import language_of
from dubbench.app.lines import left_by
from dubbench.app.revising import Edited, Page, Revision, present, revise
from dubbench.app.session import Session
from dubbench.domain.hashing import new_id
from dubbench.domain.journal import Message
from dubbench.domain.script import Character, Line, OnScreen, Origin, pauses
from dubbench.domain.series import Episode
from dubbench.domain.span import Span
from dubbench.domain.timing import SHORTEST_MS, moved, speaker
from dubbench.errors import BadInput, NoPermission
from dubbench.formats import incoming
from dubbench.formats.incoming import Entry, Incoming, Reading
from dubbench.i18n import tr
from dubbench.pipeline.breaks import CLOSERS, SENTENCE_ENDS
from dubbench.pipeline.conforming import Conformed, conform

RUNS_ON_MS = 1_500
"""A speaker's line without a full stop runs on in their next one within this time: both are one sentence."""
_HOUR_MS = 3_600_000
_STOPS = (*SENTENCE_ENDS, "؟", "।")


class Fate(StrEnum):
    """What becomes of an entry."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    NOT_HEARD = "not-heard"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of dialogue and what is known of it beside; "" and `None`: found out."""

    path: Path
    kind: str = ""
    encoding: str = ""
    fps: Fraction | None = None
    columns: Mapping[str, str] | None = None
    skip_styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One Line that an import would leave; `known` is the Line as it stands, `None` for a new one."""

    entry: Entry
    fate: Fate
    line: Line | None
    known: Line | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: its Lines, the Characters it would add, the Lines that would go.

    `shifted_ms` is the full hour that was taken off every time.
    """

    read: Incoming
    rows: tuple[Planned, ...]
    characters: tuple[Character, ...]
    gone: tuple[Line, ...]
    shifted_ms: int = 0


def read(session: Session, episode: Episode, source: Source) -> Incoming:
    """Read a file; `BadInput` names file, line and reason."""
    return read_data(session, episode, source, _bytes(source.path))


def read_data(session: Session, episode: Episode, source: Source, data: bytes) -> Incoming:
    """Read the bytes of a file of dialogue."""
    picture = episode.media.picture
    fps = source.fps or (picture.rate if picture and picture.rate_num else None)
    names = frozenset(one.name for one in session.store.all(Character))
    reading = Reading(source.path.name, fps, language_of(session, episode), names, source.columns or {})
    found = incoming.read(data, reading, kind=source.kind, encoding=source.encoding)
    skipped = {style.casefold() for style in source.skip_styles}
    kept = tuple(one for one in found.entries if not one.style or one.style.casefold() not in skipped)
    left = dict(found.left)
    if len(kept) < len(found.entries):
        left[incoming.Left.STYLE] = len(found.entries) - len(kept)
    left[incoming.Left.TRANSLATION] = sum(len(one.translations) for one in kept)
    return replace(found, entries=kept, left=left)


def plan(session: Session, episode: Episode, found: Incoming, *, keep: bool = False) -> Plan:
    """Tell what an import would do, and change nothing; `keep` leaves the Lines that the file does not have."""
    lines = session.store.all(Line, episode_id=episode.id)
    return _plan(found, lines, session.store.all(Character), episode, language_of(session, episode), keep=keep)


def carry_out(
    session: Session, episode: Episode, found: Incoming, name: str, *, keep: bool = False
) -> tuple[Plan, Edited]:
    """Import a file's dialogue as one Step, on the script as it stands under the lock."""
    made: list[Plan] = []
    language = language_of(session, episode)

    def change(page: Page) -> Revision | None:
        now = present(page.episodes.get(episode.id))
        wanted = _plan(found, page.lines, page.read(Character), now, language, keep=keep)
        made.append(wanted)
        lines = [row.line for row in wanted.rows if row.line is not None and row.line != row.known]
        told = Message.of("import-script", file=name, episode=now.number, count=len(wanted.rows))
        kept, lost = left_by(page, {line.id for line in wanted.gone})
        if not (lines or wanted.gone):
            return None
        return Revision(
            told, [*wanted.characters, *lines, *kept], [*wanted.gone, *lost], tuple(line.id for line in lines)
        )

    done = revise(session, [episode.id], change)
    return made[-1], done


def _plan(
    found: Incoming, lines: Sequence[Line], known: Sequence[Character], episode: Episode, language: str, *, keep: bool
) -> Plan:
    entries, shifted = _within(found.entries, episode.media.duration_ms)
    if not lines and all(one.span is None for one in entries):
        raise BadInput(
            tr("The file has no times, and nothing was heard yet to lay it on. First: dubbench run SERIES --episode "
               "{number} --until transcribe", number=episode.number)
        )  # fmt: skip
    cast = {one.name.casefold(): one for one in known}
    added = {name.casefold(): Character(new_id(), name) for name in _new_names(entries, cast)}
    cast |= added
    by_id = {line.id: line for line in lines}
    rows = [_row(one, by_id.get(one.line_id), cast, episode, language) for one in conform(entries, lines, language)]
    rows = _running_on(_apart(rows))
    claimed = {row.known.id for row in rows if row.known}
    others = tuple(line for line in lines if line.id not in claimed)
    gone = () if keep else others
    if keep:
        rows = [row for row in rows if row.known or not _covered(row, others)]
    used = {row.line.character_id for row in rows if row.line}
    return Plan(found, tuple(rows), tuple(one for one in added.values() if one.id in used), gone, shifted)


def _within(entries: Sequence[Entry], duration_ms: int) -> tuple[tuple[Entry, ...], int]:
    """Take the full hours off times that begin after the programme's end; end with the programme.

    `BadInput` where an entry still lies outside.
    """
    starts = [one.span.start_ms for one in entries if one.span]
    hours = min(starts, default=0) // _HOUR_MS * _HOUR_MS
    shift = hours if hours and min(starts) >= duration_ms else 0
    made = []
    for one in entries:
        span = one.span.shifted(-shift) if one.span else None
        if span and (span.start_ms < 0 or span.start_ms + SHORTEST_MS > duration_ms):
            raise BadInput(
                tr("“{text}” (line {row} of the file) begins at {at} s, and the programme lasts {end} s. Is it the "
                   "script of another episode, or another cut?", text=one.text, row=one.row,
                   at=span.start_ms / 1000, end=duration_ms / 1000)
            )  # fmt: skip
        made.append(replace(one, span=Span(span.start_ms, min(span.end_ms, duration_ms)) if span else None))
    return tuple(made), shift


def _new_names(entries: Iterable[Entry], known: Mapping[str, Character]) -> Iterator[str]:
    """Yield the names of speakers that the series does not know; one in capitals is written as people write names."""
    seen = set(known)
    for one in entries:
        name = " ".join(one.speaker.split())
        if name and name.casefold() not in seen:
            seen.add(name.casefold())
            yield name.title() if name == name.upper() != name.lower() and len(name) > 2 else name


def _row(one: Conformed, known: Line | None, cast: Mapping[str, Character], episode: Episode, language: str) -> Planned:
    if one.span is None:
        return Planned(one.entry, Fate.NOT_HEARD, None, sure=False)
    span = _long_enough(one.span, episode.media.duration_ms)
    who = cast.get(" ".join(one.entry.speaker.split()).casefold())
    base = known or Line(new_id(), episode.id, span, "", language)
    same = known is not None and " ".join(known.text.split()) == one.entry.text
    line = replace(
        base,
        span=base.span if same else span,
        text=base.text if same else one.entry.text,
        words=base.words if same else one.words,
        breaks=base.breaks if same else pauses(one.words),
        character_id=who.id if who else base.character_id,
        on_screen=one.entry.on_screen or (base.on_screen if known else OnScreen.ON),
        style=one.entry.style,
        origin=Origin.PERSON,
    )
    if known is not None and replace(line, origin=known.origin) == known:
        line = known
    fate = Fate.NEW if known is None else Fate.SAME if line == known else Fate.CHANGED
    return Planned(one.entry, fate, line, known, one.sure)


def _long_enough(span: Span, duration_ms: int) -> Span:
    if span.duration_ms >= SHORTEST_MS:
        return span
    start = max(0, min(span.start_ms, duration_ms - SHORTEST_MS))
    return Span(start, start + SHORTEST_MS)


def _apart(rows: Sequence[Planned]) -> list[Planned]:
    """Let no speaker talk over themselves: the earlier line ends where the later begins."""
    silent = [row for row in rows if row.line is None]
    by_speaker: dict[str, list[tuple[Planned, Line]]] = {}
    for row in sorted(rows, key=lambda row: row.line.span if row.line else Span(0, 0)):
        if row.line is not None:
            by_speaker.setdefault(speaker(row.line), []).append((row, row.line))
    made = [row for spoken in by_speaker.values() for row in _one_by_one(spoken)]
    return sorted([*silent, *made], key=lambda row: row.line.span if row.line else row.entry.span or Span(0, 0))


def _one_by_one(spoken: Sequence[tuple[Planned, Line]]) -> Iterator[Planned]:
    """Yield the lines of one speaker, in time order, none begun before the one before it is over."""
    free_ms = 0
    for number, (row, line) in enumerate(spoken):
        start = max(free_ms, line.span.start_ms)
        following = spoken[number + 1][1].span.start_ms if number + 1 < len(spoken) else line.span.end_ms
        end = max(start + SHORTEST_MS, min(line.span.end_ms, max(following, start)))
        free_ms = end
        yield _moved(row, Span(start, end))


def _moved(row: Planned, span: Span) -> Planned:
    if row.line is None or row.line.span == span:
        return row
    fate = Fate.CHANGED if row.fate is Fate.SAME else row.fate
    return replace(row, line=moved(row.line, span), fate=fate)


def _running_on(rows: Sequence[Planned]) -> list[Planned]:
    """Join lines of one sentence, cut for the screen, to a sentence for the translator."""
    made: list[Planned] = list(rows)
    spoken = [number for number, row in enumerate(made) if row.line is not None]
    for before, after in itertools.pairwise(spoken):
        one, other = made[before].line, made[after].line
        if one is None or other is None or made[after].fate is Fate.SAME:
            continue
        gap = other.span.start_ms - one.span.end_ms
        open_ = not one.text.rstrip(CLOSERS).endswith(_STOPS)
        joined = (one.sentence or one.id) if open_ and gap < RUNS_ON_MS and speaker(one) == speaker(other) else ""
        if other.sentence != joined:
            made[after] = replace(made[after], line=replace(other, sentence=joined))
        if joined and not one.sentence:
            made[before] = replace(made[before], line=replace(one, sentence=joined))
    return made


def _covered(row: Planned, lines: Iterable[Line]) -> bool:
    return row.line is not None and any(line.span.overlap_ms(row.line.span) for line in lines)


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file() and path.exists():
            raise BadInput(tr("{file} is no file. Give a script or subtitles.", file=path))
        with path.open("rb") as file:
            return file.read(incoming.LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise BadInput(tr("There is no file {file}.", file=path)) from error
    except OSError as error:
        raise NoPermission(tr("{file} cannot be read: {cause}", file=path, cause=error)) from error
