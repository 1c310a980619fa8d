"""Output that nobody can take: a sentence and an exit code, never a trace."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")


def asked(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], text=True, check=False, timeout=60, **streams)


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize(
    "command", [("settings", "list"), ("settings", "list", "--json"), ("--help",), ("--version",), ("edit", "--json")]
)
def test_output_that_cannot_be_written_is_told(command: tuple[str, ...], buffered: str) -> None:
    with FULL.open("w") as full:
        done = asked(*command, stdout=full, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": buffered})
    assert done.returncode == 3
    assert done.stderr.startswith("dubbench: The output cannot be written: No space left on device.")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", [("status", "none"), ("edit",)])
def test_an_error_that_nobody_can_read_keeps_its_exit_code(command: tuple[str, ...]) -> None:
    with FULL.open("w") as full:
        assert asked(*command, stdout=subprocess.PIPE, stderr=full).returncode == 2


@pytest.mark.skipif(os.name != "posix", reason="closes a stream as a shell does")
@pytest.mark.parametrize("command", [("settings", "list"), ("--version",)])
def test_a_closed_output_is_told(command: tuple[str, ...]) -> None:
    closing = ("sh", "-c", 'exec "$@" >&-', "sh", *PROGRAM, *command)
    done = subprocess.run(closing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "cannot be written: Bad file descriptor" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes end this way where there are signals")
@pytest.mark.parametrize(("command", "code"), [(("settings", "list"), 141), (("--help",), 1)])  # typer's own page: 1
def test_a_reader_that_has_enough_ends_the_program_quietly(command: tuple[str, ...], code: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = asked(*command, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (done.returncode, done.stderr) == (code, "")
