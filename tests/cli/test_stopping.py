"""Ctrl-C, once and many times, at any moment: the exit code says that it was stopped, and the next run completes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from programmes import sound_file

FAKE = ("--asr", "fake", "--mt", "fake", "--tts", "fake", "--separator", "fake", "--vad", "fake")
PROGRAM = "from dubbench.cli.start import run\nrun()\n"
ANSWERING = """
from dubbench.cli.leaving import leave_on_ctrl_c
leave_on_ctrl_c()
print("ready", flush=True)
"""
LISTENING = """
from dubbench.providers import fake
def speak(self, request, ctx):
    print("ready", flush=True)
    while True:
        ctx.check()
fake.FakeSynthesizer.speak = speak
"""
DEAF = """
import threading
from dubbench.providers import fake
def speak(self, request, ctx):
    print("ready", flush=True)
    threading.Event().wait()
fake.FakeSynthesizer.speak = speak
"""


@pytest.fixture
def dub(tmp_path: Path) -> tuple[object, ...]:
    programme = sound_file(tmp_path / "one.wav", ("You never told them.",))
    return ("dub", "--from", "en", "--to", "pt-BR", "-o", tmp_path / "out", *FAKE, programme)


def started(prelude: str, command: tuple[object, ...]) -> subprocess.Popen[str]:
    """Start the program after a prelude, and wait until that says that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", prelude + PROGRAM, *map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def pressed(
    process: subprocess.Popen[str], times: int = 1, after_s: float = 0.0, between_s: float = 0.001
) -> tuple[str, str]:
    """Press Ctrl-C so many times; return what the program said."""
    wait(after_s)
    for _ in range(times):
        process.send_signal(signal.SIGINT)
        wait(between_s)
    return process.communicate(timeout=60)


def wait(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        os.sched_yield()


def completes(command: tuple[object, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, command)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "one.pt-BR.draft.m4a" in done.stdout


@pytest.mark.parametrize("engine", [LISTENING, DEAF])
def test_ctrl_c_stops_in_order(engine: str, dub: tuple[object, ...]) -> None:
    process = started(engine, dub)
    _, told = pressed(process)
    assert process.returncode == 130
    assert "What was finished is kept" in told
    assert "Traceback" not in told
    completes(dub)


@pytest.mark.parametrize("engine", [LISTENING, DEAF])
@pytest.mark.parametrize("after_s", [0.0, 0.3])
def test_ctrl_c_three_times_ends_at_once(engine: str, after_s: float, dub: tuple[object, ...]) -> None:
    process = started(engine, dub)
    _, told = pressed(process, 3, after_s)
    assert process.returncode == 130
    assert told.count("dubbench: Stopped") <= 1
    assert "Traceback" not in told
    completes(dub)


@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.3, 0.6])
def test_ctrl_c_three_times_from_the_start_on(after_s: float, dub: tuple[object, ...]) -> None:
    process = started(ANSWERING, dub)
    _, told = pressed(process, 3, after_s)
    assert process.returncode == 130
    assert "Traceback" not in told
    completes(dub)


def test_a_second_ctrl_c_ends_what_does_not_stop(dub: tuple[object, ...]) -> None:
    process = started(DEAF, dub)
    _, told = pressed(process, 2, between_s=0.2)
    assert process.returncode == 130
    assert "Stopped at once" in told


def test_ctrl_c_twice_still_prints_one_json_object(dub: tuple[object, ...]) -> None:
    process = started(DEAF, (*dub[:-1], "--json", dub[-1]))
    answer = json.loads(pressed(process, 2, between_s=0.2)[0])
    assert process.returncode == 130
    assert "Stopped at once" in answer["error"]["message"]
