"""Command lines that cannot be read: what is wrong, as text and as JSON, and where a text with a dash belongs."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = (sys.executable, "-c", "from dubbench.cli.start import run; run()")


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2, done
    return done


@pytest.mark.parametrize(
    ("arguments", "command", "said"),
    [
        (("run", "s.dubbench", "--nope"), "run", "--nope"),
        (("run",), "run", "SERIES"),
        (("dub", "a.mp4", "-o", "out"), "dub", "--to"),
        (("edit", "s.dubbench", "first", "Oi."), "edit", "integer"),
        (("models", "install", "--sorce", "x"), "models install", "--source"),
        (("nope",), "", "nope"),
        (("models",), "models", "--json"),
    ],
)
def test_json_says_what_is_wrong_with_a_command_line(arguments: tuple[str, ...], command: str, said: str) -> None:
    done = refused(*arguments, "--json")
    answer = json.loads(done.stdout)
    assert (answer["schema"], answer["ok"], answer["command"]) == ("dubbench.cli/1", False, command)
    assert answer["error"]["type"] == "UsageError"
    assert answer["error"]["exit_code"] == 2
    assert said in answer["error"]["message"]
    assert done.stderr == ""


def test_json_behind_the_dashes_is_a_text() -> None:
    done = refused("edit", "s.dubbench", "--", "1", "--json", "more")
    assert done.stdout == ""
    assert "Usage: dubbench edit" in done.stderr


@pytest.mark.parametrize("text", ["- Oi.", "-Oi.", "-mentira", "-- Oi."])
def test_a_text_that_begins_with_a_dash(text: str) -> None:
    assert f"“{text}” begins with a dash" in refused("edit", "s.dubbench", "1", text).stderr
    assert (
        f"“{text}” begins with a dash"
        in json.loads(refused("edit", "s", "1", text, "--json").stdout)["error"]["message"]
    )
    assert "series.toml" in refused("edit", "s.dubbench", "1", "--", text).stderr


def test_a_misspelt_option_is_no_text() -> None:
    assert "begins with a dash" not in refused("run", "s.dubbench", "--untill", "voice").stderr
