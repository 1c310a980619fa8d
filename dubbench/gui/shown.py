"""From what the use cases read to what widgets show."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from dubbench.domain.market import Market
from dubbench.domain.script import Character
from dubbench.domain.series import Episode
from dubbench.domain.state import State
from dubbench.domain.target import Fit
from dubbench.gui.seasons import Cell, Season, SeasonRow, Standing
from dubbench.gui.values import Limits, Row, Shown
from dubbench.i18n import tr

if TYPE_CHECKING:
    from dubbench.app.grid import Grid
    from dubbench.app.grid import Row as Read
    from dubbench.store.counts import Counts

SHOWN_AS = {"does-not-fit": "over-long"}
"""Flags of a grid's rows that widgets show as another one."""
_STATES = {state: Shown.REVIEWED if state is State.CULTURE_REVIEWED else Shown(state.value) for state in State}


class Marks(NamedTuple):
    """Lines that work is at, and why others could not be made, by the ids of lines."""

    busy: frozenset[str] = frozenset()
    failed: Mapping[str, str] = {}


class _Known(NamedTuple):
    """A line as it was read and marked, and what it was shown as."""

    read: Read
    fit: Fit | None
    busy: bool
    failed: str
    row: Row


class Lines:
    """Gives the lines of a grid as the widgets take them; what reads as it did stays the same object."""

    def __init__(self) -> None:
        self._people: tuple[Character, ...] = ()
        self._known: dict[str, _Known] = {}

    def of(self, grid: Grid, characters: Sequence[Character], marks: Marks) -> tuple[Row, ...]:
        """Give every line of a grid in its order; characters that changed make all of them anew."""
        before = self._known if self._people == tuple(characters) else {}
        self._people = tuple(characters)
        names = {character.id: character.name for character in characters}
        colours = {character.id: place for place, character in enumerate(characters)}

        def one(read: Read) -> _Known:
            fit = grid.facts.fit_of.get(read.target.id) if read.target and read.take_id else None
            busy, failed = read.line.id in marks.busy, marks.failed.get(read.line.id, "")
            known = before.get(read.line.id)
            if known and known.read is read and known.fit is fit and (known.busy, known.failed) == (busy, failed):
                return known
            row = replace(_row(read, fit, names, colours), busy=busy, failed=failed)
            return _Known(read, fit, busy, failed, row)

        self._known = {read.line.id: one(read) for read in grid.rows}
        return tuple(known.row for known in self._known.values())


def _row(read: Read, fit: Fit | None, names: Mapping[str, str], colours: Mapping[str, int]) -> Row:
    line, target = read.line, read.target
    spans = tuple((p.span.start_ms, p.span.end_ms) for p in fit.placements) if fit else ()
    unnamed = {"low": tr("low voice"), "high": tr("high voice")}.get(line.voice_range, "")
    return Row(
        line_id=line.id,
        number=read.number,
        start_ms=line.span.start_ms,
        end_ms=line.span.end_ms,
        character_id=line.character_id,
        character=names.get(line.character_id, unnamed),
        colour=colours.get(line.character_id, len(colours) + (line.voice_range == "high")),
        source=line.text,
        target=target.text if target else "",
        subtitle=target.subtitle_text if target else None,
        state=_STATES[read.state],
        flags=tuple(dict.fromkeys(SHOWN_AS.get(flag, flag.value) for flag in read.flags)),
        cps_milli=round(read.subtitle_cps * 1000),
        fit_ppm=_fit_ppm(read, spans),
        target_id=target.id if target else "",
        dub_spans=spans,
        rung=read.rung,
        take=bool(read.take_id),
        issues=read.issues,
    )


def _fit_ppm(read: Read, spans: Sequence[tuple[int, int]]) -> int | None:
    """Give how long a line is spoken over its slot: as it lies in the dub, or as its words are expected to take."""
    if spans:
        spoken = max(end for _, end in spans) - min(start for start, _ in spans)
        return spoken * 1_000_000 // max(1, read.line.span.duration_ms)
    return None if read.fit_percent is None else read.fit_percent * 10_000


def limits(grid: Grid) -> Limits:
    """Give what the market's destination allows."""
    preset = grid.facts.preset
    return Limits(preset.cps_ideal, preset.cps_max, preset.chars_per_line, preset.lines_per_cue)


class Facts(NamedTuple):
    """What the store knows of a season; `running` are the numbers of the episodes that are worked on."""

    title: str
    language: str
    episodes: Sequence[Episode]
    markets: Sequence[Market]
    counts: Counts
    running: frozenset[int] = frozenset()


def season(facts: Facts) -> Season:
    """Give the season as the home page shows it."""
    made = []
    for episode in facts.episodes:
        lines = facts.counts.lines.get(episode.id, 0)
        tallies = [facts.counts.tally(episode.id, market.id) for market in facts.markets]
        heard = episode.listening is not None
        cells = tuple(_cell(tally, lines, heard, episode.number in facts.running) for tally in tallies)
        made.append(
            SeasonRow(
                episode.id,
                episode.number,
                episode.title,
                episode.media.duration_ms,
                lines if heard else None,
                cells=cells,
            )
        )
    markets = tuple((market.id, market.locale) for market in facts.markets)
    return Season(facts.title, facts.language, markets, tuple(made))


def _cell(tally: Any, lines: int, heard: bool, running: bool) -> Cell:
    if running:
        standing = Standing.RUNNING
    elif heard and not lines:
        standing = Standing.SILENT
    elif tally.deliveries:
        standing = Standing.CHANGED if tally.changed else Standing.DRAFT
    else:
        standing = Standing.BEGUN if tally.targets else Standing.EMPTY
    return Cell(standing, lines, tally.targets, tally.takes, tally.fits)
