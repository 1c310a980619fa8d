"""An order as a command: pasted into a shell it does the same."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from dubbench.app import orders
from dubbench.app.engines import Choice
from dubbench.app.production import Order, Stage
from dubbench.cli import dubbing

ORDERS = [
    Order(),
    Order((1, 3), ("pt-BR", "es-MX"), Stage.VOICE, upgrade=True),
    Order((2,), ("pt-BR",), choice=Choice("fake", "fake", "fake", "fake", "my engine"), out=Path("to here; rm -rf")),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("offline", [False, True])
def test_the_command_line_reads_its_own_commands(
    order: Order, offline: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    from dubbench.app import season
    from dubbench.cli.main import app

    folder = tmp_path / "a season.dubbench"
    season.start(folder, ["pt-BR"], title="", source="en", destination="", url="")
    read: list[object] = []
    monkeypatch.setattr(dubbing, "_produce", lambda _console, _session, order, offline: read.extend([order, offline]))
    words = shlex.split(orders.as_command(order, folder, offline=offline))
    assert words[0] == "dubbench"
    done = CliRunner().invoke(app, words[1:])
    assert done.exit_code == 0, done.output
    assert read == [order, offline]


def test_a_job_has_words_and_a_command() -> None:
    job = orders.production(Order((1,), ("pt-BR",), Stage.FIT), Path("s.dubbench"))
    assert job.title == "Fit · episode 1 · pt-BR"
    assert job.command == "dubbench run s.dubbench --episode 1 --market pt-BR --until fit"
    assert orders.report(Path("out"), Choice(detector="fake")).command == "dubbench report out --vad fake"
    assert orders.installation(["kokoro-82m-int8"]).command == "dubbench models install kokoro-82m-int8"
