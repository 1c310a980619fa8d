"""Judge a delivery by itself: what is on the disk, heard and watched again, held against the goals."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dubbench.domain.findings import Finding
from dubbench.domain.journal import Message
from dubbench.domain.span import Span
from dubbench.engines.interfaces import Detector, Transcriber
from dubbench.formats.issue_words import located
from dubbench.formats.manifest import FileKind, Manifest
from dubbench.formats.report import Figure, Judge, Report
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.media.loudness import integrated_mdb, true_peak_mdb
from dubbench.media.probe import probe
from dubbench.pipeline import delivered, isochrony, leakage, line_figures, roundtrip, tone
from dubbench.pipeline.goals import Rule, figure
from dubbench.pipeline.line_figures import Measured
from dubbench.pipeline.subtitle_file import read_srt, subtitle_figures

HEARING_HZ = 16_000
RULES = 2
"""Raised whenever a delivery would be measured to another figure: reports that were kept are then made anew."""
TAKE_JUDGE = "take-judge"


@dataclass(frozen=True, slots=True)
class Judges:
    """The engines that listen again; ids may carry a version, "id@version"."""

    transcriber: Transcriber
    detector: Detector
    transcriber_id: str
    detector_id: str


@dataclass(frozen=True, slots=True)
class _Delivery:
    manifest: Manifest
    folder: Path

    def path(self, kind: FileKind) -> Path | None:
        file = self.manifest.file(kind)
        path = self.folder / file.name if file else None
        return path if path and path.is_file() else None

    def sound(self, kind: FileKind, ctx: Context) -> Audio | None:
        """Decode a delivered sound; `None` where it is not there."""
        path = self.path(kind)
        return decode_audio(path, 0, HEARING_HZ, ctx) if path else None

    def original(self, ctx: Context) -> Audio | None:
        """Decode the original: the delivered programme's second track, else the source file if it is found."""
        programme = self.path(FileKind.PROGRAMME)
        if programme and len(probe(programme).audio) > 1:
            return decode_audio(programme, 1, HEARING_HZ, ctx)
        source = delivered.source_file(self.manifest, self.folder)
        return decode_audio(source, self.manifest.source.audio_stream, HEARING_HZ, ctx) if source else None


def measure(manifest: Manifest, folder: Path, judges: Judges, ctx: Context) -> Report:
    """Measure everything that can be measured; what is missing is a figure without a value, with the reason."""
    delivery = _Delivery(manifest, folder)
    steps = _steps(ctx, 5)
    next(steps)
    figures = [*_coverage_figures(manifest), *_file_figures(delivery)]
    figures += [*_programme_figures(delivery, ctx), *_cue_figures(delivery)]
    next(steps)
    measured = _listen(delivery, judges, ctx)
    next(steps)
    figures += line_figures.figures(measured)
    next(steps)
    figures.append(_leakage(delivery, judges, ctx))
    next(steps)
    return Report(
        title=manifest.episode_title,
        locale=manifest.locale,
        source_language=manifest.source_language,
        draft=manifest.draft,
        destination=manifest.destination.id,
        made_at=manifest.made_at,
        program=manifest.program,
        head=manifest.head,
        duration_ms=manifest.source.duration_ms,
        judges=_judges(manifest, judges),
        engines=manifest.engines,
        figures=tuple(figures),
        lines=line_figures.line_reports(measured),
        source_speech=measured.source_speech,
        dub_speech=measured.dub_speech,
        notes=tuple(_notes(manifest, judges, measured)),
        issues=manifest.issues,
    )


def _steps(ctx: Context, total: int) -> Iterator[None]:
    notes = (tr("checking the files"), tr("listening to the dub"), tr("comparing"), tr("listening to the background"))
    for done, note in enumerate(notes):
        ctx.progress(done, total, note)
        yield
    ctx.progress(total, total)
    yield


def _coverage_figures(manifest: Manifest) -> Iterator[Figure]:
    undubbed = [located(issue) for issue in manifest.issues if issue.undubbed]
    of = len(manifest.lines) + len(undubbed)
    yield figure("lines-undubbed", len(undubbed), of=of, detail=undubbed)
    speech = (issue for issue in manifest.issues if issue.check == Finding.SPEECH_WITHOUT_LINE)
    uncovered = [issue.span for issue in speech if issue.span]
    places = [f"{span.start_ms / 1000:.1f} s" for span in uncovered]
    yield figure("speech-uncovered", len(uncovered), detail=places)


def _file_figures(delivery: _Delivery) -> Iterator[Figure]:
    broken = list(delivered.broken_files(delivery.manifest, delivery.folder))
    yield figure("files", len(broken), of=len(delivery.manifest.files), detail=broken)


def _programme_figures(delivery: _Delivery, ctx: Context) -> Iterator[Figure]:
    path, wanted = delivery.path(FileKind.PROGRAMME), delivery.manifest.destination
    if path is None:
        yield from (figure(name, None, note="no-programme") for name in ("length", "tracks", "loudness", "true-peak"))
        return
    found = delivered.lengths(path, ctx)
    wrong = list(delivered.wrong_tracks(probe(path), found, delivery.manifest))
    yield figure("length", delivered.frames_apart(found, delivery.manifest))
    yield figure("tracks", len(wrong), detail=wrong)
    dub = decode_audio(path, 0, ctx=ctx)
    low, high = (wanted.loudness_mdb + sign * wanted.loudness_tolerance_mdb for sign in (-1, 1))
    yield figure("loudness", integrated_mdb(dub), rule=Rule("mdb", low, high, low, high), note="silent")
    peak = wanted.true_peak_mdb
    yield figure("true-peak", true_peak_mdb(dub), rule=Rule("mdb", high=peak, hard_high=peak), note="silent")


def _cue_figures(delivery: _Delivery) -> Iterator[Figure]:
    if path := delivery.path(FileKind.SRT):
        yield from subtitle_figures(read_srt(path.read_bytes()), delivery.manifest.destination)


def _listen(delivery: _Delivery, judges: Judges, ctx: Context) -> Measured:
    """Detect speech in the original and in the dub by the same means, and hear every line back."""
    lines = delivery.manifest.lines
    length = delivery.manifest.source.duration_ms
    inner = ctx.within(tr("listening to the dub"))
    original, dialogue = delivery.original(ctx), delivery.sound(FileKind.DIALOGUE, ctx)
    speech = judges.detector.speech(original, inner) if original else ()
    dub_speech = judges.detector.speech(dialogue, inner) if dialogue else ()
    matched = isochrony.match([line.source for line in lines], [line.span for line in lines], speech, dub_speech)
    locale = delivery.manifest.locale
    return Measured(
        lines=lines,
        length_ms=length,
        source_speech=speech,
        dub_speech=dub_speech,
        matched=matched,
        returned=roundtrip.hear_back(dialogue, lines, judges.transcriber, locale, inner) if dialogue else None,
        source_tones=_tones(original, [one.source for one in matched]),
        dub_tones=_tones(dialogue, [one.dub for one in matched]),
        has_original=original is not None,
        has_dialogue=dialogue is not None,
    )


def _tones(sound: Audio | None, spans: list[Span | None]) -> tuple[tone.Tone, ...]:
    return tone.tones(sound, spans) if sound else tuple(tone.Tone() for _ in spans)


def _leakage(delivery: _Delivery, judges: Judges, ctx: Context) -> Figure:
    manifest = delivery.manifest
    background = delivery.sound(FileKind.BACKGROUND, ctx) if manifest.source.separated else None
    if background is None:
        return figure("leakage", None, note="no-background")
    words = [word for line in manifest.lines for word in line.source_words]
    inner = ctx.within(tr("listening to the background"))
    found = leakage.leaked(background, words, judges.transcriber, manifest.source_language, inner)
    detail = [f"{word.text.strip()} {word.start_ms / 1000:.1f} s" for word in found]
    return figure("leakage", len(found), of=len(words), detail=detail)


def _judges(manifest: Manifest, judges: Judges) -> tuple[Judge, ...]:
    names = (("transcriber", judges.transcriber_id), ("detector", judges.detector_id))
    return tuple(Judge(kind, name, _roles(manifest, name)) for kind, name in names)


def _roles(manifest: Manifest, judge: str) -> tuple[str, ...]:
    """Return what a judge did in making the dub; another version of it counts as the same."""
    return tuple(use.role for use in manifest.engines if use.id == judge.partition("@")[0])


def _notes(manifest: Manifest, judges: Judges, measured: Measured) -> Iterator[Message]:
    """State how the figures were come by, and where they are weaker than they look."""
    roles = _roles(manifest, judges.transcriber_id)
    chose = "judge-chose-takes" if TAKE_JUDGE in roles else "judge-chose-no-takes"
    yield Message.of(chose, judge=judges.transcriber_id)
    if "transcriber" in roles:
        yield Message.of("judge-wrote-source", judge=judges.transcriber_id)
    yield Message.of("speech-from-mix", judge=judges.detector_id)
    alone = sum(one.alone for one in measured.returned or ())
    yield Message.of("heard-alone", lines=alone, of=len(measured.lines))
