"""From what was heard and found of each line to figures over all lines, and the report's own table of lines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from dubbench.domain.span import Span
from dubbench.formats.manifest import DubbedLine
from dubbench.formats.report import Figure, LineReport
from dubbench.pipeline import isochrony, tone
from dubbench.pipeline.goals import figure, rules
from dubbench.pipeline.isochrony import Matched
from dubbench.pipeline.roundtrip import Returned

ONE = 1_000_000
CER_OVER_PPM = 200_000
EARLY_MS, LATE_MS = -100, 300
STRETCH_GOOD = (920_000, 1_080_000)
STRETCH_CAP = (800_000, 1_300_000)
RATE_GOOD = (850_000, 1_200_000)
PACE_LETTERS = 12  # shorter lines have no pace to speak of
FLAGGED_RUNG = 6


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything found about the lines, in their order; `returned` is `None` where the dub could not be heard."""

    lines: tuple[DubbedLine, ...]
    length_ms: int
    source_speech: tuple[Span, ...]
    dub_speech: tuple[Span, ...]
    matched: tuple[Matched, ...]
    returned: tuple[Returned, ...] | None
    source_tones: tuple[tone.Tone, ...]
    dub_tones: tuple[tone.Tone, ...]
    has_original: bool
    has_dialogue: bool

    @property
    def missing(self) -> str:
        """Return the id of the reason why speech cannot be compared; empty where it can."""
        if not self.has_original:
            return "no-original"
        return "" if self.has_dialogue else "no-dialogue"


def figures(found: Measured) -> Iterator[Figure]:
    """Judge the delivery over all its lines."""
    yield from _returned_figures(found)
    yield from _timing_figures(found)
    yield from _pace_figures(found)
    yield from _tone_figures(found)


def _returned_figures(found: Measured) -> Iterator[Figure]:
    if not found.returned:
        names = ("cer-median", "cer-p95", "cer-over", "words-dropped")
        yield from (figure(name, None, note="no-lines" if found.has_dialogue else "no-dialogue") for name in names)
        return
    errors = sorted(one.cer_ppm for one in found.returned)
    yield figure("cer-median", round(statistics.median(errors)), of=len(errors))
    yield _with_enough("cer-p95", len(errors), lambda: errors[-(-95 * len(errors) // 100) - 1])
    yield _counted("cer-over", found, (one.cer_ppm > CER_OVER_PPM for one in found.returned))
    dropped = [f"{number}: {word}" for number, one in enumerate(found.returned, 1) for word in one.dropped]
    yield figure("words-dropped", len(dropped), detail=dropped)


def _timing_figures(found: Measured) -> Iterator[Figure]:
    names = ("frame-f1", "overlap-median", "zero-overlap", "onset-early", "onset-late", "onset-median")
    if found.missing or not found.lines:
        yield from (figure(name, None, note=found.missing or "no-lines") for name in names)
        return
    overlaps = [one.overlap_ppm for one in found.matched if one.overlap_ppm is not None]
    onsets = [one.onset_ms for one in found.matched]
    known = [onset for onset in onsets if onset is not None]
    f1 = isochrony.frame_f1_ppm(found.source_speech, found.dub_speech, found.length_ms)
    yield figure("frame-f1", f1, note="no-speech")
    yield figure("overlap-median", _median(overlaps), of=len(overlaps), note="no-speech")
    yield _counted("zero-overlap", found, (one.apart for one in found.matched))
    yield _counted("onset-early", found, (onset is not None and onset < EARLY_MS for onset in onsets))
    yield _counted("onset-late", found, (onset is not None and onset > LATE_MS for onset in onsets))
    yield figure("onset-median", _median(known), of=len(known), note="no-speech")


def _pace_figures(found: Measured) -> Iterator[Figure]:
    stretches = [stretch_ppm(line) for line in found.lines]
    most = max(stretches, key=lambda ppm: abs(ppm - ONE), default=None)
    yield _counted("stretch-outside", found, (_outside(ppm, STRETCH_GOOD) for ppm in stretches))
    yield _counted("stretch-beyond", found, (_outside(ppm, STRETCH_CAP) for ppm in stretches))
    yield figure("stretch-most", most, note="no-lines")
    yield _counted("rate-outside", found, (_outside(rate_ppm(line), RATE_GOOD) for line in found.lines))
    yield _pace(found)
    yield _counted("lines-flagged", found, (line.rung >= FLAGGED_RUNG for line in found.lines))


def _pace(found: Measured) -> Figure:
    """Compare each line's letters a second with the mean of its voice."""
    paces: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, (line, matched) in enumerate(zip(found.lines, found.matched, strict=True), 1):
        letters = sum(letter.isalnum() for letter in line.spoken)
        voiced = sum(p.span.duration_ms for p in line.placements) if matched.dub else 0
        if letters >= PACE_LETTERS and voiced:
            paces[line.voice_id].append((number, letters / voiced))
    off = []
    for rows in paces.values():
        mean = statistics.fmean(pace for _, pace in rows)
        off += [number for number, pace in rows if _outside(round(pace / mean * ONE), RATE_GOOD)]
    of = sum(len(rows) for rows in paces.values())
    return figure("pace-outside", len(off) if of else None, of=of, detail=map(str, sorted(off)), note="no-speech")


def _tone_figures(found: Measured) -> Iterator[Figure]:
    source, dub = found.source_tones, found.dub_tones
    off = tone.levels_off(source, dub)
    value = None if found.missing or not found.lines else len(off)
    detail = [str(place + 1) for place in off]
    yield figure("level-off", value, of=len(found.lines), detail=detail, note=found.missing or "no-lines")
    count = len(found.lines)
    yield _with_enough("level-correlation", count, lambda: tone.level_correlation_ppm(source, dub))
    yield _with_enough("pitch-correlation", count, lambda: tone.pitch_correlation_ppm(source, dub))


def _with_enough(name: str, count: int, compute: Callable[[], int | None]) -> Figure:
    """Compute a percentile or a correlation only over enough lines."""
    enough = count >= rules()[name].fewest
    return figure(name, compute() if enough else None, of=count, note="no-speech" if enough else "few-lines")


def _counted(name: str, found: Measured, marks: Iterable[bool]) -> Figure:
    """Count the lines that are marked, and name them by number."""
    numbers = [str(number) for number, mark in enumerate(marks, 1) if mark]
    return figure(name, len(numbers), of=len(found.lines), detail=numbers)


def _median(values: Sequence[int]) -> int | None:
    return round(statistics.median(values)) if values else None


def _outside(value: int, bounds: tuple[int, int]) -> bool:
    return not bounds[0] <= value <= bounds[1]


def stretch_ppm(line: DubbedLine) -> int:
    """Return the strongest stretch of a line's placements."""
    return max((p.stretch_ppm for p in line.placements), key=lambda ppm: abs(ppm - ONE))


def rate_ppm(line: DubbedLine) -> int:
    """Return a line's whole rate: what the engine was asked for, times the mean stretch."""
    spoken = sum(p.take_span.duration_ms for p in line.placements)
    sounding = sum(p.span.duration_ms for p in line.placements)
    return round(line.speed_ppm * spoken / max(1, sounding))


def line_reports(found: Measured) -> tuple[LineReport, ...]:
    """Tell of each line what was measured."""
    returned = found.returned or (None,) * len(found.lines)
    rows = zip(found.lines, found.matched, returned, found.source_tones, found.dub_tones, strict=True)
    return tuple(
        _line_report(number, line, matched, heard, (source, dub))
        for number, (line, matched, heard, source, dub) in enumerate(rows, 1)
    )


def _line_report(
    number: int, line: DubbedLine, matched: Matched, returned: Returned | None, tones: tuple[tone.Tone, tone.Tone]
) -> LineReport:
    source, dub = tones
    return LineReport(
        number=number,
        line_ids=line.line_ids,
        source=line.source,
        dub=line.span,
        rung=line.rung,
        stretch_ppm=stretch_ppm(line),
        rate_ppm=rate_ppm(line),
        voice_id=line.voice_id,
        source_text=line.source_text,
        spoken=line.spoken,
        heard=returned.heard if returned else "",
        cer_ppm=returned.cer_ppm if returned else None,
        dropped=returned.dropped if returned else (),
        source_speech=matched.source,
        dub_speech=matched.dub,
        overlap_ppm=matched.overlap_ppm,
        onset_ms=matched.onset_ms,
        source_level_mdb=source.level_mdb,
        dub_level_mdb=dub.level_mdb,
        source_pitch_hz=source.pitch_hz,
        dub_pitch_hz=dub.pitch_hz,
    )
