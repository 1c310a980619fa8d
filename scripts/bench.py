"""Measure speed, memory and quality of the chain on the demos (or any file given): `make bench`."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench_memory import Memory
from bench_parts import LOADING, PARTS, Job, longer, timed

SOME_FAILED = 6  # an exit code: the rest is done
ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 2
DEMOS = (
    ("the-empty-chair", "en", "pt-BR"),
    ("the-understudy", "en", "pt-BR"),
    ("the-returned-letter", "zh", "en"),  # translated by ear, with no threshold: it is shown as it is
)


def child(part: str, job: Job) -> dict[str, Any]:
    """Run one part in a process of its own, so that its peak memory is its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--part", part, "--from", job.source, "--to", job.to]
    command += ["--out", str(job.out), "--", str(job.video)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{part} failed on {job.video}:\n{done.stderr[-3000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def cli(command: str, *arguments: object) -> tuple[float, int, Any]:
    """Run a command as people do, in a fresh process; give its seconds, peak memory in MiB and result."""
    call, pipe = [program(), command, "--json", *map(str, arguments)], subprocess.PIPE
    began = time.perf_counter()
    with (
        subprocess.Popen(call, stdout=pipe, stderr=pipe, text=True) as process,
        Memory(process.pid) as memory,
        memory.during(command),
    ):
        out, err = process.communicate()
        seconds = time.perf_counter() - began
    if process.returncode not in {0, SOME_FAILED}:
        sys.exit(f"dubbench {command} failed with {process.returncode}:\n{out}{err}")
    return round(seconds, 2), memory.peak_mib, json.loads(out)["result"]


def program() -> str:
    return str(Path(sys.executable).with_name("dubbench"))


def help_seconds() -> float:
    call = [program(), "--help"]
    return min(timed(lambda: subprocess.run(call, capture_output=True, check=True))[0] for _ in range(7))


def one_file(job: Job) -> dict[str, Any]:
    """Measure one programme from every side: engines loaded, a bare script, and cold through the command line."""
    rounds = in_turn(job)
    row = min((chain for chain, _ in rounds), key=lambda chain: float(chain["all_s"]))
    row["rounds_s"] = [(chain["all_s"], bare["all_s"] if bare else None) for chain, bare in rounds]
    row["cold_s"], row["cold_mib"], cold = _dub(job, job.out / "cold")
    row["cold_stages_s"] = {stage: round(s, 2) for stage, s in cold[0]["seconds"].items()}
    row["again_cold_s"] = _dub(job, job.out / "cold")[0]
    if not row["dialogue"]:
        return row
    row["bare"] = min((bare for _, bare in rounds if bare), key=lambda bare: float(bare["all_s"]))
    series = next((job.out / "cold").glob("*.dubbench"))
    lines = cli("lines", series)[2]
    row["said"] = [(line["source"], line["target"]) for line in lines]
    for line in [line for line in lines if line["target"]][:1]:
        cli("edit", "--market", job.to, "--", series, line["number"], longer(line["target"]))
        row["edited_cold_s"] = cli("run", series, "--out", job.out / "cold")[0]
    row["report"] = cli("report", rounds_of(job)[0], "--again")[2]["reports"][0]
    return row


def in_turn(job: Job) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Run chain and bare script in turn: the pace of a machine changes by the minute, and the better time counts."""
    rounds: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for out in rounds_of(job):
        out.mkdir()
        part = replace(job, out=out)
        chain = child("chain", part)
        rounds.append((chain, child("bare", part) if chain["dialogue"] else None))
    return rounds


def rounds_of(job: Job) -> list[Path]:
    """Return the folders of the rounds."""
    return [job.out / f"round-{number}" for number in range(ROUNDS)]


def _dub(job: Job, out: Path) -> tuple[float, int, Any]:
    return cli("dub", "--from", job.source, "--to", job.to, "--out", out, "--", job.video)


def show(name: str, job: Job, row: dict[str, Any]) -> None:
    """Print one programme's figures."""
    print(f"\n{name}: {row['duration_s']} s, {row['lines']} lines, {job.source} to {job.to}")
    for figure, value in _speed(row):
        print(f"  {figure:<28} {value}")
    if not row["dialogue"]:
        print("  no dialogue was found: nothing is dubbed or delivered, so there is nothing more to measure")
        return
    for figure, value in _edited(row):
        print(f"  {figure:<28} {value}")
    if job.source.partition("-")[0] != "en":
        print("  what was heard, and its translation as it is:")
        for source, target in row["said"]:
            print(f"    {source}\n      {target}")
    for figure in row["report"]["figures"]:
        print(f"  {figure['verdict']:<5} {figure['id']:<28} {figure['value']} {figure['unit']}  goal {figure['goal']}")


def _speed(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    loading, all_s = row["loading_s"], row["all_s"]
    yield "loading (apart)", f"{sum(loading.values()):7.2f} s {row['stages_mib'][LOADING]:6} MiB  {loading}"
    for stage, seconds in row["stages_s"].items():
        yield stage, f"{seconds:7.2f} s {row['stages_mib'][stage]:6} MiB  {seconds / all_s:.0%}"
    ratio = f"{all_s / row['duration_s']:.2f} x the programme"
    yield "whole chain, engines loaded", f"{all_s:7.2f} s {row['peak_mib']:6} MiB  {ratio} (goals 0.8, 1536 MiB)"
    yield "the same, cold", f"{row['cold_s']:7.2f} s {row['cold_mib']:6} MiB  new process, empty series"
    yield "second run", f"{row['again_s']:7.2f} s  {row['again_made']} things made (goal 0)"
    yield "the same, cold", f"{row['again_cold_s']:7.2f} s"


def _edited(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if spent := row["edited_s"]:
        worst = f"worst of {len(spent)} {max(spent)} s (goal 4 s for 60 s)"
        yield "after one edited line", f"{row['edited_median_s']:7.2f} s  {worst}"
        yield "the same, cold", f"{row['edited_cold_s']:7.2f} s"
    bare = row["bare"]
    ratio = f"chain / bare = {row['all_s'] / bare['all_s']:.2f} (goal 1.00)"
    yield "bare script, engines loaded", f"{bare['all_s']:7.2f} s {bare['peak_mib']:6} MiB  {ratio}"
    yield "in turn: chain, bare script", ", ".join(f"{chain} {script}" for chain, script in row["rounds_s"])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="programmes; the demos if left out")
    parser.add_argument("--from", dest="source", default="en", help="language of the files given")
    parser.add_argument("--to", default="pt-BR", help="locale the files given are dubbed into")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "bench", help="folder for bench.json")
    return parser.parse_args()


def jobs(given: argparse.Namespace, held: Path) -> Iterator[Job]:
    """Yield what to measure, each with a folder of its own."""
    demos = [(ROOT / "resources" / "demo" / f"{name}.mp4", source, to) for name, source, to in DEMOS]
    for number, (video, source, to) in enumerate([(f, given.source, given.to) for f in given.files] or demos):
        out = held / str(number)
        out.mkdir()
        yield Job(video.resolve(), source, to, out)


def main() -> None:
    given = arguments()
    if given.part:
        job = Job(given.files[0], given.source, given.to, given.out)
        print(json.dumps(PARTS[given.part](job)))
        return
    print(f"{platform.platform()}, {platform.processor() or 'unknown processor'}, Python {platform.python_version()}")
    told: dict[str, Any] = {"help_s": round(help_seconds(), 3)}
    print(f"dubbench --help {told['help_s']} s (goal 0.3)")
    with tempfile.TemporaryDirectory(prefix="dubbench-bench-") as held:
        for job in jobs(given, Path(held)):
            told[job.video.name] = row = one_file(job)
            show(job.video.name, job, row)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "bench.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
    print(f"\nEverything as JSON: {given.out / 'bench.json'}")


if __name__ == "__main__":
    main()
