"""Measure speed, memory and quality of the chain on the demos (or any file given): `make bench`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve()
DEMOS = {"the-empty-chair": "en", "the-understudy": "en"}
TO = "pt-BR"


def peak_mib() -> int:
    """Peak resident memory of this process; of ffmpeg, a child, only where it is larger."""
    kib = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return kib // 1024


def load_engines(source: str, target: str) -> dict[str, float]:
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
        chooser.transcriber(source),
        chooser.translator(source, target),
        chooser.synthesizer(target),
    ):
        pool.get(info)
    return {name: round(seconds, 2) for name, seconds in pool.loading.items()}


def chain(video: Path, source: str, out: Path) -> dict[str, Any]:
    """Dub one file in this process: first run, second identical run, and after each of three edited lines."""
    from dubbench.app import quick
    from dubbench.app.editing import write_line
    from dubbench.app.engines import Choice
    from dubbench.app.production import Order, produce
    from dubbench.app.script import script
    from dubbench.jobs.context import Context

    loading = load_engines(source, TO)
    loaded_mib = peak_mib()
    with quick.series_for(video, out, [TO], source=source, choice=Choice()) as (session, number):
        order = Order((number,), (TO,), out=out)
        seconds, results = timed(lambda: produce(session, order, Context()))
        first = results[0]
        again, repeated = timed(lambda: produce(session, order, Context()))
        found = script(session, number, TO)
        edits = []
        for quarter in (1, 2, 3):
            line = found.lines[quarter * len(found.lines) // 4]
            text = found.targets[line.id].text
            write_line(session, found, line, 1, text + " " + text.split()[0])
            edits.append(timed(lambda: produce(session, order, Context()))[0])
        duration = found.episode.media.duration_ms / 1000
    return {
        "duration_s": round(duration, 2),
        "loading_s": loading,
        "loaded_mib": loaded_mib,
        "stages_s": {stage: round(s, 2) for stage, s in first.seconds.items()},
        "all_s": round(seconds, 2),
        "per_programme_second": round(seconds / duration, 3),
        "separation_share": round(first.seconds["separate"] / seconds, 3),
        "again_s": round(again, 3),
        "again_made": sum(sum(r.made.values()) for r in repeated),
        "edited_warm_s": round(statistics.median(edits), 2),
        "edited_worst_s": round(max(edits), 2),
        "peak_mib": peak_mib(),
        "lines": first.lines,
        "failures": first.failures,
    }


def bare(video: Path, source: str, out: Path) -> dict[str, Any]:
    """Call the same engines one after another, with no store, cache, fit or check: what the chain is held against."""
    import numpy as np

    from dubbench.app import work
    from dubbench.app.engines import Choice, Chooser
    from dubbench.engines.interfaces import HearingRequest, SpeakRequest
    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context
    from dubbench.media.audio import Audio
    from dubbench.media.decode import decode_audio
    from dubbench.media.ffmpeg import ffmpeg_exe

    load_engines(source, TO)
    models = Models()
    pool, chooser, ctx = work.engines(str(models.root)), Chooser(Choice(), models), Context()
    began = time.perf_counter()
    mix = decode_audio(video, 0)
    parts: Any = pool.get(chooser.separator())
    parts = parts.separate(mix, ctx)
    detector: Any = pool.get(chooser.detector())
    hearer: Any = pool.get(chooser.transcriber(source))
    heard = hearer.hear(parts.dialogue, HearingRequest(source, speech=detector.speech(parts.dialogue, ctx)), ctx).heard
    translator: Any = pool.get(chooser.translator(source, TO))
    texts = translator.translate([h.text for h in heard], source, TO, ctx)
    speaker: Any = pool.get(chooser.synthesizer(TO))
    voice = next(v.id for v in speaker.voices() if v.language == TO)
    programme = parts.background.samples.copy()
    for stretch, text in zip(heard, texts, strict=True):
        spoken = speaker.speak(SpeakRequest(text.text, voice, TO), ctx).audio
        sound = np.repeat(spoken.mono(), mix.rate_hz // spoken.rate_hz)
        first = stretch.span.start_ms * mix.rate_hz // 1000
        programme[first : first + len(sound)] += sound[: len(programme) - first, None]
    _encode(Audio(programme, mix.rate_hz), video, out / "bare.mp4", ffmpeg_exe())
    return {"all_s": round(time.perf_counter() - began, 2), "peak_mib": peak_mib()}


def _encode(sound: Any, video: Path, out: Path, ffmpeg: str) -> None:
    """Two-pass loudness and one encoding, as a script would have ffmpeg do it."""
    import soundfile

    wav = out.with_suffix(".wav")
    soundfile.write(wav, sound.samples, sound.rate_hz)
    quiet = [ffmpeg, "-v", "error", "-y"]
    subprocess.run([*quiet, "-i", wav, "-af", "loudnorm=I=-14:TP=-1:print_format=json", "-f", "null", "-"], check=True)
    subprocess.run(
        [
            *(*quiet, "-i", video, "-i", wav, "-map", "0:v", "-map", "1:a", "-map", "0:a", "-c:v", "copy"),
            *("-filter:a:0", "loudnorm=I=-14:TP=-1", "-ar", "48000", "-c:a:0", "aac", "-c:a:1", "copy", out),
        ],
        check=True,
    )


def timed(do: Any) -> tuple[float, Any]:
    began = time.perf_counter()
    value = do()
    return time.perf_counter() - began, value


def child(part: str, video: Path, source: str, out: Path) -> dict[str, Any]:
    """Run one part in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, str(HERE), "--part", part, "--from", source, "--out", str(out), str(video)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{part} failed on {video}:\n{done.stderr[-3000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def cli(*arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    program = Path(sys.executable).with_name("dubbench")
    return timed(lambda: subprocess.run([program, *arguments], capture_output=True, text=True, check=False))


def help_seconds() -> float:
    return min(cli("--help")[0] for _ in range(7))


def one_file(video: Path, source: str) -> dict[str, Any]:
    """Measure one programme from every side."""
    held = Path(tempfile.mkdtemp(prefix="dubbench-bench-"))
    try:
        row = child("chain", video, source, held)
        row["bare"] = child("bare", video, source, held)
        series = next(held.glob("*.dubbench"))
        cli("edit", str(series), "1", "Uma frase nova, escrita agora.", "--market", TO)
        row["edited_cold_s"] = round(cli("run", str(series), "--out", str(held), "--quiet")[0], 2)
        row["report"] = json.loads(cli("report", str(held), "--json")[1].stdout)["result"]
    finally:
        shutil.rmtree(held)
    return row


def show(name: str, row: dict[str, Any]) -> None:
    """Print one programme's figures."""
    print(f"\n{name}: {row['duration_s']} s, {row['lines']} lines")
    stages = "  ".join(f"{stage} {s}" for stage, s in row["stages_s"].items())
    print(f"  loading (apart)        {sum(row['loading_s'].values()):.2f} s  {row['loading_s']}")
    print(f"  stages (s)             {stages}")
    print(f"  whole chain            {row['all_s']} s = {row['per_programme_second']} x the programme (goal 0.8)")
    print(f"  separation's share     {row['separation_share']:.0%}")
    ratio = row["all_s"] / row["bare"]["all_s"]
    print(f"  bare script            {row['bare']['all_s']} s (chain / bare = {ratio:.2f}, goal 1.00)")
    print(f"  peak memory            {row['peak_mib']} MiB (goal 1536), bare {row['bare']['peak_mib']} MiB")
    print(f"  second identical run   {row['again_s']} s, {row['again_made']} things made (goal 0)")
    warm, worst, cold = row["edited_warm_s"], row["edited_worst_s"], row["edited_cold_s"]
    print(f"  one edited line, warm  {warm} s, the worst of three {worst} s (goal 4)   cold {cold} s")
    for figure in row["report"]["figures"]:
        print(f"  {figure['verdict']:<5} {figure['id']:<28} {figure['value']} {figure['unit']}  goal {figure['goal']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="programmes; the English demos if left out")
    parser.add_argument("--from", dest="source", default="en")
    parser.add_argument("--part", choices=["chain", "bare"], help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench")
    given = parser.parse_args()
    if given.part:
        measure = {"chain": chain, "bare": bare}[given.part]
        print(json.dumps(measure(given.files[0], given.source, given.out)))
        return
    demos = ROOT / "resources" / "demo"
    files = [(f, given.source) for f in given.files] or [(demos / f"{n}.mp4", lang) for n, lang in DEMOS.items()]
    print(f"{platform.platform()}, {platform.processor() or 'unknown processor'}, Python {platform.python_version()}")
    told: dict[str, Any] = {"help_s": round(help_seconds(), 3)}
    print(f"dubbench --help          {told['help_s']} s (goal 0.3)")
    for video, source in files:
        told[video.stem] = one_file(video, source)
        show(video.stem, told[video.stem])
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "bench.json").write_text(json.dumps(told, indent=2))
    print(f"\nEverything as JSON: {given.out / 'bench.json'}")


if __name__ == "__main__":
    main()
