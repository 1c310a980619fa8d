"""Measure what people wait for in the window, with its real parts, offscreen: `make bench-window`.

Times are those of the clock on the wall, so that a busy machine counts; its load is told, and beside them the median of
what the window's own thread worked ("own"). The 95th percentile is held against the goal, and the median where there
are few measurements. Ends with 1 where a goal was missed.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from window_bench.figures import QUICK, Extent, pace_ms

PARTS = ("opening", "scrolling", "painting", "working")


def main() -> int:
    """Run every part in a process of its own, and print its figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    options.add_argument("--quick", action="store_true", help="a little of each, with the fakes: does it work?")
    options.add_argument("--part", choices=PARTS, action="append", help="only these")
    options.add_argument("--child", choices=PARTS, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        _measure(asked.child, quick=asked.quick)
        return 0
    before = machine()
    found = [row for part in asked.part or PARTS for row in _child(part, asked.quick)]
    after = machine()
    print(f"the machine before: {_told(before)}; after: {_told(after)}")
    if asked.json:
        told = {"machine": {"before": before, "after": after}, "figures": found}
        asked.json.write_text(json.dumps(told, indent=2), encoding="utf-8")
    missed = [row["name"] for row in found if not row["reached"]]
    print(f"Missed: {'; '.join(missed)}" if missed else "Every goal was reached.")
    return 1 if missed else 0


def machine() -> dict[str, float]:
    """Tell how busy the machine is, and how fast: the milliseconds that a fixed piece of work takes."""
    load = {"load": os.getloadavg()[0]} if hasattr(os, "getloadavg") else {}
    return {**load, "pace_ms": pace_ms()}


def _told(state: dict[str, float]) -> str:
    load = f"load {state['load']:.2f}, " if "load" in state else ""
    return f"{load}a fixed piece of work in {state['pace_ms']:.1f} ms"


def _child(part: str, quick: bool) -> Sequence[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="dubbench-") as scratch:
        places = {f"DUBBENCH_{kind}": f"{scratch}/{kind.lower()}" for kind in ("CONFIG", "STATE", "CACHE")}
        call = [sys.executable, __file__, "--child", part, *(["--quick"] if quick else [])]
        environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True, env=environment) as child:
            assert child.stdout
            rows = []
            for said in child.stdout:
                rows.append(row := json.loads(said))
                print(row.pop("line"), flush=True)
    if child.returncode:
        raise SystemExit(f"{part} failed with {child.returncode}.")
    return rows


def _measure(part: str, *, quick: bool) -> None:
    from PySide6.QtWidgets import QApplication

    from dubbench.gui import theme

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.Mode.DARK)
    for one in import_module(f"window_bench.{part}").measure(QUICK if quick else Extent()):
        row = {"name": one.name, "median_ms": one.median_ms, "p95_ms": one.p95_ms, "worst_ms": one.worst_ms}
        row |= {"own_ms": one.own_median_ms, "judged_ms": one.judged_ms}
        more = {"of": len(one.spent_ms), "goal_ms": one.goal_ms, "reached": one.reached, "line": one.line()}
        print(json.dumps(row | more), flush=True)


if __name__ == "__main__":
    sys.exit(main())
