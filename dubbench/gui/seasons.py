"""A season as values: how far every episode is in every market."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dubbench.i18n import ntr, tr


class Standing(StrEnum):
    """How an episode stands in a market."""

    EMPTY = "empty"  # nothing made
    BEGUN = "begun"  # some lines translated, voiced or fitted
    DRAFT = "draft"  # delivered as a draft
    CHANGED = "changed"  # delivered, and changed since
    SIGNED = "signed"
    SILENT = "silent"  # heard, and nobody speaks
    RUNNING = "running"
    FAILED = "failed"


GLYPHS = {
    Standing.EMPTY: "○",
    Standing.BEGUN: "◐",
    Standing.DRAFT: "✓",
    Standing.CHANGED: "↻",
    Standing.SIGNED: "🔒",
    Standing.SILENT: "∅",
    Standing.RUNNING: "▶",
    Standing.FAILED: "✗",
}

COLOURS = {
    Standing.EMPTY: "soft",
    Standing.BEGUN: "warn",
    Standing.DRAFT: "ok",
    Standing.CHANGED: "info",
    Standing.SIGNED: "ok",
    Standing.SILENT: "soft",
    Standing.RUNNING: "accent",
    Standing.FAILED: "bad",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One episode in one market: of its lines so many are translated, voiced, fitted; `done_permille` while it runs."""

    standing: Standing = Standing.EMPTY
    lines: int = 0
    translated: int = 0
    voiced: int = 0
    fitted: int = 0
    issues: int = 0
    done_permille: int | None = None

    @property
    def permille(self) -> int:
        """How far it is: of three passes over the lines, or of the work that runs."""
        if self.done_permille is not None:
            return self.done_permille
        if self.standing in {Standing.DRAFT, Standing.SIGNED}:
            return 1000
        return 1000 * (self.translated + self.voiced + self.fitted) // (3 * self.lines) if self.lines else 0

    @property
    def words(self) -> str:
        """Say what matters most, in a few words."""
        if self.standing is Standing.BEGUN:
            return self._step
        return {
            Standing.EMPTY: tr("to do"),
            Standing.DRAFT: tr("draft"),
            Standing.CHANGED: tr("changed since"),
            Standing.SIGNED: tr("signed"),
            Standing.SILENT: tr("no dialogue"),
            Standing.RUNNING: tr("{percent} %", percent=self.permille // 10),
            Standing.FAILED: tr("failed"),
        }[self.standing]

    @property
    def _step(self) -> str:
        if self.voiced:
            return tr("{count} of {lines} voiced", count=self.voiced, lines=self.lines)
        return tr("{count} of {lines} translated", count=self.translated, lines=self.lines)


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """An episode with its cells, one for each market of the season in order."""

    episode_id: str
    number: int
    title: str
    duration_ms: int = 0
    lines: int | None = None  # `None`: not heard yet
    media_missing: bool = False
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Season:
    """A series: its markets as (id, locale), its episodes."""

    title: str
    language: str
    markets: tuple[tuple[str, str], ...] = ()
    rows: tuple[SeasonRow, ...] = field(default_factory=tuple)

    @property
    def summary(self) -> str:
        """Say the languages and how much there is."""
        parts = [ntr("{count} episode", "{count} episodes", len(self.rows))]
        cells = [cell for row in self.rows for cell in row.cells]
        done = sum(cell.standing in {Standing.DRAFT, Standing.SIGNED} for cell in cells)
        if cells:
            parts.append(tr("{done} of {all} dubbed", done=done, all=len(cells)))
        locales = ", ".join(locale for _, locale in self.markets) or tr("no market yet")
        return " · ".join([f"{self.language or tr('language found by listening')} → {locales}", *parts])
