"""The parts of the bench that run in a process of their own: the chain, warm, and a bare script of the same engines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from bench_memory import Memory

T = TypeVar("T")
LOADING = "loading"


@dataclass(frozen=True, slots=True)
class Job:
    """One programme to dub: its language, the market's locale, and a folder for what is made."""

    video: Path
    source: str
    to: str
    out: Path


def timed(task: Callable[[], T]) -> tuple[float, T]:
    """Run a task and tell its seconds."""
    began = time.perf_counter()
    value = task()
    return time.perf_counter() - began, value


def load_engines(job: Job) -> dict[str, float]:
    """Load every engine of the chain, so that its time is told apart from the work."""
    from dubbench.app import work
    from dubbench.app.engines import Choice, Chooser
    from dubbench.engines.models import Models

    models = Models()
    chooser = Chooser(Choice(), models)
    pool = work.engines(str(models.root))
    for info in (
        chooser.separator(),
        chooser.detector(),
        chooser.transcriber(job.source),
        chooser.into(job.source, job.to),
        chooser.synthesizer(job.to),
    ):
        pool.get(info)
    return {name: round(seconds, 2) for name, seconds in pool.loading.items()}


def chain(job: Job) -> dict[str, Any]:
    """Dub in this process with engines loaded: the first run, the second, and after each of three edited lines."""
    from dubbench.app import quick
    from dubbench.app.engines import Choice
    from dubbench.app.production import Order, produce
    from dubbench.domain.series import Episode
    from dubbench.jobs.context import Context

    with Memory() as memory, _stages(memory):
        with memory.during(LOADING):
            loading = load_engines(job)
        with quick.series_for(job.video, job.out, [job.to], source=job.source, choice=Choice()) as (session, number):
            order = Order((number,), (job.to,), out=job.out)

            def again() -> Any:
                return produce(session, order, Context())[0]

            seconds, first = timed(again)
            stages_mib = dict(memory.peaks_mib)
            repeated_s, repeated = timed(again)
            edits = [] if first.silent else _edits(session, number, job.to, again)
            duration_s = session.store.all(Episode)[0].media.duration_ms / 1000
    return {
        "duration_s": round(duration_s, 2),
        "lines": first.lines,
        "dialogue": not first.silent,
        "loading_s": loading,
        "stages_s": {stage: round(s, 2) for stage, s in first.seconds.items()},
        "stages_mib": stages_mib,
        "all_s": round(seconds, 2),
        "again_s": round(repeated_s, 3),
        "again_made": sum(repeated.made.values()),
        "edited_s": [round(s, 2) for s in edits],
        "edited_median_s": round(statistics.median(edits), 2) if edits else None,
        "peak_mib": memory.peak_mib,
        "failures": first.failures,
    }


@contextmanager
def _stages(memory: Memory) -> Iterator[None]:
    """Keep the peak memory of every stage, where the production takes its seconds."""
    from dubbench.app.production import Result, Stage

    plain = Result.timing

    @contextmanager
    def timing(result: Result, stage: Stage) -> Iterator[None]:
        with memory.during(stage.value), plain(result, stage):
            yield

    with mock.patch.object(Result, "timing", timing):
        yield


def _edits(session: Any, number: int, locale: str, again: Callable[[], object]) -> list[float]:
    """Edit a line in each quarter of the episode, and tell the seconds to the new delivery."""
    from dubbench.app.editing import write_line
    from dubbench.app.script import script

    found, seconds = script(session, number, locale), []
    texts = {place: found.targets[line.id].text for place, line in enumerate(found.lines) if line.id in found.targets}
    said = [place for place, text in texts.items() if text]
    for place in sorted({said[quarter * len(said) // 4] for quarter in (1, 2, 3)} if said else ()):
        write_line(session, found, found.lines[place], longer(texts[place]))
        seconds.append(timed(again)[0])
    return seconds


def longer(text: str) -> str:
    """Say the first word once more at the end."""
    return " ".join([*text.split(), *text.split()[:1]])


def bare(job: Job) -> dict[str, Any]:
    """Call the same engines one after another, with no store, cache, fit or check: what the chain is held against."""
    from dubbench.app import work
    from dubbench.app.engines import Choice, Chooser
    from dubbench.engines.models import Models

    with Memory() as memory, memory.during("bare"):
        load_engines(job)
        models = Models()
        pool, chooser = work.engines(str(models.root)), Chooser(Choice(), models)
        seconds, _ = timed(lambda: _bare(job, pool, chooser))
    return {"all_s": round(seconds, 2), "peak_mib": memory.peak_mib}


def _bare(job: Job, pool: Any, chooser: Any) -> None:
    import numpy as np

    from dubbench.engines.interfaces import HearingRequest, SpeakRequest
    from dubbench.jobs.context import Context
    from dubbench.media.audio import Audio
    from dubbench.media.decode import decode_audio

    ctx = Context()
    mix = decode_audio(job.video, 0)
    parts = pool.get(chooser.separator()).separate(mix, ctx)
    speech = pool.get(chooser.detector()).speech(parts.dialogue, ctx)
    hearer = pool.get(chooser.transcriber(job.source))
    said = hearer.hear(parts.dialogue, HearingRequest(job.source, speech=speech), ctx).heard
    translator = pool.get(chooser.into(job.source, job.to))
    if translator is hearer:  # no translator for these languages: the transcriber translates by ear
        said = hearer.hear(parts.dialogue, HearingRequest(job.source, translate=True, speech=speech), ctx).heard
        texts = [heard.text for heard in said]
    else:
        texts = [t.text for t in translator.translate([heard.text for heard in said], job.source, job.to, ctx)]
    speaker = pool.get(chooser.synthesizer(job.to))
    language, _, _ = job.to.partition("-")
    voice = next(v.id for v in speaker.voices() if v.language.partition("-")[0] == language)
    programme = parts.background.samples.copy()
    for heard, text in zip(said, texts, strict=True):
        spoken = speaker.speak(SpeakRequest(text, voice, job.to), ctx).audio
        sound = np.repeat(spoken.mono(), mix.rate_hz // spoken.rate_hz)
        first = heard.span.start_ms * mix.rate_hz // 1000
        programme[first : first + len(sound)] += sound[: len(programme) - first, None]
    _encode(Audio(programme, mix.rate_hz), job.video, job.out / "bare.mkv")


def _encode(sound: Any, video: Path, out: Path) -> None:
    """Two-pass loudness and one encoding, as a script would have ffmpeg do it."""
    import soundfile

    from dubbench.media.ffmpeg import ffmpeg_exe

    wav = out.with_suffix(".wav")
    soundfile.write(wav, sound.samples, sound.rate_hz)
    quiet = [ffmpeg_exe(), "-v", "error", "-y"]
    subprocess.run([*quiet, "-i", wav, "-af", "loudnorm=I=-14:TP=-1:print_format=json", "-f", "null", "-"], check=True)
    subprocess.run(
        [
            *(*quiet, "-i", video, "-i", wav, "-map", "0:v?", "-map", "1:a", "-map", "0:a", "-c:v", "copy"),
            *("-filter:a:0", "loudnorm=I=-14:TP=-1", "-ar", "48000", "-c:a:0", "aac", "-c:a:1", "copy", out),
        ],
        check=True,
    )


PARTS = {"chain": chain, "bare": bare}
