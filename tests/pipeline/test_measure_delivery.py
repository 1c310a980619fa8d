"""A whole delivery made with fake voices, measured by fake judges: sound, and then spoilt in one way after another."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dubbench.domain.delivery import DeliveredFile
from dubbench.domain.journal import Issue, Message
from dubbench.domain.market import Destination
from dubbench.domain.script import Word
from dubbench.domain.series import Picture
from dubbench.domain.span import Span
from dubbench.domain.target import Placement
from dubbench.engines.interfaces import SpeakRequest
from dubbench.formats import report_html, report_text
from dubbench.formats.manifest import DubbedLine, EngineUse, FileKind, Manifest, SourceFile, from_json, to_json
from dubbench.formats.report import Report, Verdict
from dubbench.formats.report import from_json as report_from_json
from dubbench.formats.report import to_json as report_to_json
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio
from dubbench.media.files import sha256_of
from dubbench.media.loudness import integrated_mdb, true_peak_mdb
from dubbench.media.resample import resampled
from dubbench.pipeline.measure import Judges, measure

RATE_HZ, LENGTH_MS, FPS = 48_000, 8_000, 25
SOURCE = ("Good morning.", "How are you?")
DUB = ("Bom dia.", "Como vai?")
STARTS_MS = (1_000, 4_000)

VOICES = {"en": "fake-synthesizer:en-US-flute", "pt-BR": "fake-synthesizer:pt-BR-flute"}
fake: Any = importlib.import_module("dubbench.providers.fake")


def spoken(text: str, language: str) -> Audio:
    request = SpeakRequest(text, VOICES[language], language)
    return resampled(fake.make_synthesizer(None).speak(request, Context()).audio, RATE_HZ)


def laid(sounds: Sequence[Audio], starts_ms: Sequence[int], gain: float = 0.5) -> Audio:
    samples = np.zeros((LENGTH_MS * RATE_HZ // 1000, 1), np.float32)
    for sound, start in zip(sounds, starts_ms, strict=True):
        first = start * RATE_HZ // 1000
        samples[first : first + sound.frames] += gain * sound.samples
    return Audio(samples, RATE_HZ)


def write_programme(path: Path, tracks: Sequence[tuple[Audio, str, bool]], length_ms: int = LENGTH_MS) -> None:
    """Write a small picture with lossless tracks: sound, language, default."""
    import av
    from av.stream import Disposition

    with av.open(str(path), "w") as out:
        picture = out.add_stream("mpeg4", rate=FPS)
        picture.width, picture.height, picture.pix_fmt = 64, 96, "yuv420p"
        streams = [out.add_stream("flac", rate=RATE_HZ, layout="mono", format="s16") for _ in tracks]
        for stream, (_, language, default) in zip(streams, tracks, strict=True):
            stream.metadata["language"] = language
            stream.disposition = Disposition.default if default else Disposition(0)
        for number in range(length_ms * FPS // 1000):
            frame = av.VideoFrame.from_ndarray(np.full((96, 64, 3), number % 256, np.uint8))
            frame.pts = number
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        for stream, (sound, _, _) in zip(streams, tracks, strict=True):
            for first in range(0, sound.frames, 4096):
                block = (sound.samples[first : first + 4096].T * 32767).astype(np.int16)
                frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="s16", layout="mono")
                frame.pts, frame.rate, frame.time_base = first, RATE_HZ, Fraction(1, RATE_HZ)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))


def write_stem(path: Path, sound: Audio) -> None:
    import soundfile

    soundfile.write(path, sound.samples, sound.rate_hz, subtype="PCM_16")


def dubbed(number: int, start: int, source: Audio, dub: Audio) -> DubbedLine:
    words = tuple(
        Word(f" {text}", start + 300 * n, start + 300 * n + 250) for n, text in enumerate(SOURCE[number].split())
    )
    return DubbedLine(
        target_id=f"t{number}",
        line_ids=(f"l{number}",),
        source=Span(start, start + source.duration_ms),
        source_phrases=(Span(start, start + source.duration_ms),),
        source_words=words,
        source_text=SOURCE[number],
        target_text=DUB[number],
        spoken=DUB[number],
        placements=(Placement(Span(0, dub.duration_ms), start, 1_000_000),),
        rung=1,
        speed_ppm=1_000_000,
        gain_mdb=0,
        voice_id="fake-synthesizer:pt-flute",
        engine="fake-synthesizer",
    )


class Made:
    """A delivery in a folder; its parts can be replaced before it is measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources = [spoken(text, "en") for text in SOURCE]
        self.dubs = [spoken(text, "pt-BR") for text in DUB]
        self.dialogue = laid(self.dubs, STARTS_MS)
        self.original = laid(self.sources, STARTS_MS)
        self.background = Audio(np.zeros_like(self.dialogue.samples), RATE_HZ)
        self.tracks = [(self.dialogue, "pt-BR", True), (self.original, "en", False)]
        self.srt = "1\n00:00:01,000 --> 00:00:02,500\nBom dia.\n\n2\n00:00:04,000 --> 00:00:05,500\nComo vai?\n"
        self.change: Callable[[Manifest], Manifest] = lambda manifest: manifest

    def manifest(self) -> Manifest:
        files = {
            FileKind.PROGRAMME: "Episode.pt-BR.draft.mkv",
            FileKind.SRT: "Episode.pt-BR.draft.srt",
            FileKind.DIALOGUE: "Episode.pt-BR.draft.dialogue.flac",
            FileKind.BACKGROUND: "Episode.pt-BR.draft.background.flac",
        }
        write_programme(self.folder / files[FileKind.PROGRAMME], self.tracks)
        write_stem(self.folder / files[FileKind.DIALOGUE], self.dialogue)
        write_stem(self.folder / files[FileKind.BACKGROUND], self.background)
        (self.folder / files[FileKind.SRT]).write_text(self.srt, encoding="utf-8")
        loudness = integrated_mdb(self.dialogue) or 0
        peak = true_peak_mdb(self.dialogue) or 0
        return self.change(
            Manifest(
                episode_id="e1",
                episode_number=1,
                episode_title="Episode",
                market_id="m1",
                locale="pt-BR",
                source_language="en",
                destination=Destination("social", "Social", loudness, 500, peak + 100, 24, 2, 18, 25, 700, 5_000),
                draft=True,
                made_at="2026-01-01T00:00:00+00:00",
                source=SourceFile(
                    "e.mkv", "0" * 64, LENGTH_MS, 0, 1, "en", Picture("mpeg4", 64, 96, FPS, 1, frames=200), True
                ),
                files=tuple(self.file(kind, name) for kind, name in files.items()),
                lines=tuple(
                    dubbed(n, start, source, dub)
                    for n, (start, source, dub) in enumerate(zip(STARTS_MS, self.sources, self.dubs, strict=True))
                ),
                engines=(EngineUse("synthesizer", "fake-synthesizer", "1"),),
                mix_gain_mdb=0,
                loudness_mdb=loudness,
                true_peak_mdb=peak,
                head="a" * 64,
            )
        )

    def file(self, kind: FileKind, name: str) -> DeliveredFile:
        path = self.folder / name
        return DeliveredFile(name, kind.value, sha256_of(path), path.stat().st_size)

    def report(self) -> Report:
        return self.measured(self.manifest())

    def measured(self, manifest: Manifest) -> Report:
        judges = Judges(fake.make_transcriber(None), fake.make_detector(None), "fake-transcriber", "fake-detector")
        return measure(manifest, self.folder, judges, Context())


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return Made(tmp_path)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return Made(tmp_path_factory.mktemp("good")).report()


def value(report: Report, name: str) -> int | None:
    found = report.figure(name)
    assert found is not None, name
    return found.value


def test_a_good_delivery_has_nothing_hard(good: Report) -> None:
    assert [(f.id, f.value, f.detail) for f in good.figures if f.verdict is Verdict.HARD] == []


def test_a_good_delivery_comes_back_word_for_word(good: Report) -> None:
    assert [line.heard for line in good.lines] == ["bom dia", "como vai"]
    assert (value(good, "cer-median"), value(good, "words-dropped"), value(good, "cer-over")) == (0, 0, 0)


def test_a_good_delivery_speaks_where_the_original_does(good: Report) -> None:
    assert (value(good, "zero-overlap"), value(good, "onset-early"), value(good, "onset-late")) == (0, 0, 0)
    assert (value(good, "frame-f1") or 0) > 600_000


def test_a_line_that_is_not_in_the_dub_cannot_be_delivered(made: Made) -> None:
    silent = Issue("line-without-target", 5, Message.of("line-without-target", text="So?"), "l9", span=Span(6000, 6500))
    unsure = Issue("speech-without-line", 5, Message.of("speech-without-line", seconds=1), span=Span(6800, 7800))
    made.change = lambda manifest: replace(manifest, issues=(silent, unsure))
    found = from_json(to_json(made.manifest()))
    assert found.issues == (silent, unsure)
    report = made.measured(found)
    undubbed, uncovered = report.figure("lines-undubbed"), report.figure("speech-uncovered")
    assert undubbed is not None
    assert uncovered is not None
    assert (undubbed.value, undubbed.of, undubbed.verdict) == (1, 3, Verdict.HARD)
    assert (uncovered.value, uncovered.verdict, uncovered.detail) == (1, Verdict.SHORT, ("6.8 s",))
    page = report_html.write(report)
    assert page.index("Como vai?") < page.index("Nothing is said for “So?”") < page.index("Somebody speaks here")
    assert "So?" in report_text.write(report)


def test_percentiles_wait_for_forty_lines(good: Report) -> None:
    figure = good.figure("cer-p95")
    assert figure is not None
    assert (figure.value, figure.note, figure.verdict) == (None, "few-lines", Verdict.INFO)


def test_the_report_says_who_judged(good: Report) -> None:
    assert "judge-chose-no-takes" in {note.id for note in good.notes}


def test_a_judge_that_chose_takes_is_named(made: Made) -> None:
    use = EngineUse("take-judge", "fake-transcriber", "1")
    made.change = lambda manifest: replace(manifest, engines=(use,))
    assert "judge-chose-takes" in {note.id for note in made.report().notes}


def test_another_text_than_the_one_sent_is_heard(made: Made) -> None:
    made.change = lambda m: replace(m, lines=(m.lines[0], replace(m.lines[1], spoken="Como vai hoje?")))
    report = made.report()
    assert report.lines[1].dropped == ("hoje",)
    assert (value(report, "words-dropped"), value(report, "cer-over")) == (1, 1)


def test_a_late_dub_is_late(made: Made) -> None:
    made.dialogue = laid(made.dubs, [start + 400 for start in STARTS_MS])
    made.change = lambda m: replace(
        m,
        lines=tuple(
            replace(line, placements=tuple(p._replace(at_ms=p.at_ms + 400) for p in line.placements))
            for line in m.lines
        ),
    )
    report = made.report()
    assert value(report, "onset-late") == 2
    assert value(report, "onset-median") == pytest.approx(400, abs=30)


def test_a_dub_that_speaks_in_the_pauses_cannot_be_delivered(made: Made) -> None:
    made.dialogue = laid(made.dubs, (2_600, 6_000))
    figure = made.report().figure("frame-f1")
    assert figure is not None
    assert figure.verdict is Verdict.HARD


def test_source_speech_in_the_background_is_found(made: Made) -> None:
    made.background = made.original
    report = made.report()
    assert value(report, "leakage") == 5
    assert report.figure("leakage").verdict is Verdict.SHORT  # type: ignore[union-attr]


def test_a_strong_stretch_is_hard(made: Made) -> None:
    def stretched(manifest: Manifest) -> Manifest:
        line = manifest.lines[0]
        strong = tuple(p._replace(stretch_ppm=1_310_000) for p in line.placements)
        return replace(manifest, lines=(replace(line, placements=strong), *manifest.lines[1:]))

    made.change = stretched
    report = made.report()
    assert (value(report, "stretch-beyond"), value(report, "stretch-most")) == (1, 1_310_000)
    assert report.worst is Verdict.HARD


def test_a_track_that_is_too_long_is_measured_in_frames(made: Made) -> None:
    longer = Audio(np.pad(made.dialogue.samples, ((0, RATE_HZ // 10), (0, 0))), RATE_HZ)
    made.tracks[0] = (longer, "pt-BR", True)
    assert value(made.report(), "length") == 2


def test_wrong_flags_and_languages_are_told(made: Made) -> None:
    made.tracks = [(made.dialogue, "pt-PT", False), (made.original, "en", True)]
    figure = made.report().figure("tracks")
    assert figure is not None
    assert figure.value == 3
    assert any("pt-PT" in told for told in figure.detail)


def test_a_delivery_without_the_original_says_what_it_cannot_tell(made: Made) -> None:
    made.tracks = made.tracks[:1]
    report = made.report()
    assert (value(report, "frame-f1"), report.figure("frame-f1").note) == (None, "no-original")  # type: ignore[union-attr]
    assert report.figure("tracks").verdict is Verdict.HARD  # type: ignore[union-attr]


def test_the_source_file_stands_in_for_a_missing_original(made: Made) -> None:
    made.tracks = made.tracks[:1]
    source = made.folder / "e.mkv"
    write_programme(source, [(made.original, "en", True)])
    made.change = lambda m: replace(m, source=replace(m.source, sha256=sha256_of(source)))
    assert (value(made.report(), "frame-f1") or 0) > 600_000


def test_a_file_that_only_has_the_sources_name_is_not_taken(made: Made) -> None:
    made.tracks = made.tracks[:1]
    write_programme(made.folder / "e.mkv", [(made.original, "en", True)])
    assert value(made.report(), "frame-f1") is None


def test_sound_alone_needs_no_original_in_it(made: Made) -> None:
    made.tracks = made.tracks[:1]
    made.change = lambda m: replace(m, source=replace(m.source, picture=None))
    assert value(made.report(), "tracks") == 0


def test_a_changed_and_a_missing_file_are_told(made: Made) -> None:
    manifest = made.manifest()
    (made.folder / "Episode.pt-BR.draft.srt").write_text("", encoding="utf-8")
    (made.folder / "Episode.pt-BR.draft.background.flac").unlink()
    report = made.measured(manifest)
    assert value(report, "files") == 2
    assert report.figure("leakage").note == "no-background"  # type: ignore[union-attr]


def test_loudness_is_held_against_the_destination(made: Made) -> None:
    made.change = lambda m: replace(
        m, destination=replace(m.destination, loudness_mdb=m.loudness_mdb - 600, true_peak_mdb=m.true_peak_mdb - 100)
    )
    report = made.report()
    assert {f.id for f in report.figures if f.verdict is Verdict.HARD} == {"loudness", "true-peak"}


def test_a_delivery_without_lines_is_measured_too(made: Made) -> None:
    made.change = lambda m: replace(m, lines=())
    report = made.report()
    assert value(report, "cer-median") is None
    assert "Episode" in report_text.write(report)


def test_a_manifest_survives_its_file(made: Made) -> None:
    manifest = made.manifest()
    assert from_json(to_json(manifest)) == manifest


def test_a_report_survives_its_file(good: Report) -> None:
    assert report_from_json(report_to_json(good)) == good


def test_the_text_report_fits_a_screen(good: Report) -> None:
    lines = report_text.write(good).splitlines()
    assert len(lines) <= 45
    assert max(map(len, lines)) <= 100


def test_the_page_stands_alone_and_shows_every_line(good: Report) -> None:
    page = report_html.write(good)
    assert "http" not in page.replace("http-equiv", "")
    assert all(text in page for text in (*SOURCE, *DUB))
    assert page.count("<svg") == 1
