"""Progress where no terminal is: a line for what is begun, never many."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io

from dubbench.cli.progress import Lines
from dubbench.jobs.context import Progress


def told(*shown: tuple[float, str]) -> list[str]:
    """Show what is begun at moments in seconds; return the lines written."""
    out, now = io.StringIO(), 0.0
    lines = Lines(out, lambda: now)
    for now, note in shown:  # noqa: B007 - the clock reads it
        lines.show(Progress(1, 2, note))
    return out.getvalue().splitlines()


def test_a_line_for_each_stage() -> None:
    assert told((0, "separate"), (5, "separate"), (9, "voice"), (12, "")) == ["separate …", "voice …"]


def test_stages_that_pass_in_a_moment_are_not_told() -> None:
    assert told((0, "separate"), (0.2, "transcribe"), (0.4, "voice"), (1.1, "voice")) == ["separate …", "voice …"]
