"""The bench of the window measures all that it promises, on a small season with the fakes."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "scripts" / "bench_window.py"
GOALS = {
    "season": 2000,
    "open a season": 1000,
    "scroll by": 16,
    "timeline, 6 minutes": 8,
    "seek on the proxy": 30,
    "Alt+↓": 50,
    "Ctrl+Enter": 50,
    "Ctrl+Z": 50,
    "Ctrl+R": 2500,
}


def test_every_figure_is_measured_and_judged(tmp_path: Path) -> None:
    told = tmp_path / "figures.json"
    call = [sys.executable, str(BENCH), "--quick", "--json", str(told)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    figures = json.loads(told.read_text(encoding="utf-8"))["figures"]
    for words, goal_ms in GOALS.items():
        found = [one for one in figures if words in one["name"]]
        assert found
        assert all(0 < one["median_ms"] <= one["worst_ms"] for one in found)
        assert goal_ms in {one["goal_ms"] for one in found}
    missed = [one["name"] for one in figures if one["goal_ms"] and one["judged_ms"] > one["goal_ms"]]
    assert done.returncode == bool(missed)
    assert done.stdout.splitlines()[-1] == (f"Missed: {'; '.join(missed)}" if missed else "Every goal was reached.")
