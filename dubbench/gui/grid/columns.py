"""The columns of the grid: what each says of a line, to the eye, to a screen reader, and when sorting."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dubbench.formats.issue_words import sentence
from dubbench.gui import marks, timecode
from dubbench.gui.values import FLAGS, Row, Shown
from dubbench.i18n import ntr, tr

PREDICTED = "≈"


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in units of the theme, `text` is drawn, `says` is read aloud, `key` sorts."""

    id: str
    title: Callable[[], str]
    width: int
    text: Callable[[Row], str]
    says: Callable[[Row], str]
    key: Callable[[Row], Any]
    hidden: bool = False
    stretches: bool = False
    numeric: bool = False


def _clock(at_ms: int) -> str:
    return f"{timecode.short(at_ms)}.{max(0, at_ms) % 1000 // 10:02d}"


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _speed(row: Row) -> str:
    return str(round(row.cps_milli / 1000)) if row.cps_milli > 0 else ""


def fit_text(row: Row) -> str:
    """Say how the dub fits: measured, or with ≈ predicted; work and failure as a mark."""
    if row.failed:
        return marks.FAILED
    if row.busy:
        return marks.BUSY
    if row.fit_ppm is None:
        return ""
    return ("" if row.dub_spans else PREDICTED) + marks.fit(row.fit_ppm)


def _fit_said(row: Row) -> str:
    if row.failed:
        return tr("not spoken: {reason}", reason=row.failed)
    if row.busy:
        return tr("being worked on")
    if row.fit_ppm is None:
        return tr("fit not known")
    percent = round(row.fit_ppm / 10_000)
    if row.dub_spans:
        return tr("dub {percent} % of its time", percent=percent)
    return tr("dub predicted at {percent} % of its time", percent=percent)


def _flags(row: Row) -> str:
    return "  ".join(f"{marks.FLAGS.get(flag, flag)} {marks.flag_word(flag)}" for flag in row.flags)


def _flags_said(row: Row) -> str:
    return ", ".join(marks.flag_word(flag) for flag in row.flags) or tr("no flags")


def summary(row: Row) -> str:
    """Say a line in one breath: number, time, who, how far, and what is wrong with it."""
    parts = [
        tr("Line {number}", number=row.number),
        timecode.short(row.start_ms),
        row.character or tr("nobody named"),
        marks.state_word(row.state),
        *([_flags_said(row)] if row.flags else []),
        *([tr("failed: {reason}", reason=row.failed)] if row.failed else []),
    ]
    return ", ".join(parts)


def tip(row: Row, column: Column) -> str:
    """Say more of a cell under the pointer: all of its text, what is wrong with the line, and why work on it failed."""
    wrong = [marks.flag_word(flag) for flag in row.flags if column.id != "flags"]
    failed = [row.failed] if row.failed and column.id != "fit" else []
    found = [sentence(issue.message) for issue in row.issues]
    return "\n".join([column.says(row), *filter(None, [", ".join(wrong)]), *found, *failed])


def _said_text(text: str | None) -> str:
    return _flat(text) or tr("no text")


_EVERY = (
    Column("number", lambda: "#", 32, lambda r: str(r.number), summary, lambda r: (r.start_ms, r.number)),
    Column(
        "in",
        lambda: tr("In"),
        60,
        lambda r: _clock(r.start_ms),
        lambda r: tr("begins at {time}", time=_clock(r.start_ms)),
        lambda r: r.start_ms,
    ),
    Column(
        "out",
        lambda: tr("Out"),
        60,
        lambda r: _clock(r.end_ms),
        lambda r: tr("ends at {time}", time=_clock(r.end_ms)),
        lambda r: r.end_ms,
        hidden=True,
    ),
    Column(
        "length",
        lambda: tr("Length"),
        56,
        lambda r: f"{r.duration_ms / 1000:.2f}",
        lambda r: tr("lasts {seconds} seconds", seconds=f"{r.duration_ms / 1000:.2f}"),
        lambda r: r.duration_ms,
        hidden=True,
        numeric=True,
    ),
    Column(
        "character",
        lambda: tr("Speaker"),
        78,
        lambda r: r.character,
        lambda r: r.character or tr("nobody named"),
        lambda r: r.character.casefold(),
    ),
    Column(
        "source",
        lambda: tr("Source"),
        220,
        lambda r: _flat(r.source),
        lambda r: _said_text(r.source),
        lambda r: r.source.casefold(),
        stretches=True,
    ),
    Column(
        "target",
        lambda: tr("Target"),
        220,
        lambda r: _flat(r.target),
        lambda r: _said_text(r.target),
        lambda r: r.target.casefold(),
        stretches=True,
    ),
    Column(
        "subtitle",
        lambda: tr("Subtitle"),
        180,
        lambda r: _flat(r.subtitle),
        lambda r: tr("as spoken") if r.subtitle is None else _said_text(r.subtitle),
        lambda r: (r.subtitle or "").casefold(),
        hidden=True,
    ),
    Column(
        "cps",
        lambda: tr("CPS"),
        46,
        _speed,
        lambda r: ntr("{count} character a second", "{count} characters a second", round(max(0, r.cps_milli) / 1000)),
        lambda r: r.cps_milli,
        numeric=True,
    ),
    Column("fit", lambda: tr("Fit"), 60, fit_text, _fit_said, lambda r: r.fit_ppm or 0, numeric=True),
    Column(
        "rung",
        lambda: tr("Step"),
        48,
        lambda r: str(r.rung) if r.rung else "",
        lambda r: tr("fitted by step {rung} of 6", rung=r.rung) if r.rung else tr("not fitted"),
        lambda r: r.rung,
        hidden=True,
        numeric=True,
    ),
    Column(
        "state",
        lambda: tr("State"),
        48,
        lambda r: marks.state(r.state),
        lambda r: marks.state_word(r.state),
        lambda r: list(Shown).index(r.state),
    ),
    Column(
        "flags",
        lambda: tr("Flags"),
        96,
        _flags,
        _flags_said,
        lambda r: tuple(-(flag in r.flags) for flag in FLAGS),
    ),
)

COLUMNS: dict[str, Column] = {column.id: column for column in _EVERY}
ORDER: tuple[Column, ...] = _EVERY
