"""Measures how long timeline, map and picture take to paint: `python scripts/bench_gui_parts.py [--json]`.

Figures are milliseconds of this process on its processors, median and worst of many, so that a busy machine does
not count.
"""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from dubbench.gui import theme
from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.wave import Peaks, PeaksOf
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row, Shown
from dubbench.gui.video.placing import SOCIAL
from dubbench.gui.video.screen import Screen

LINES, LENGTH_MS = 120, 360_000
GOALS_MS = {"timeline, all of 6 minutes": 8.0, "timeline, scrolled": 8.0, "timeline, zoomed": 8.0, "playhead": 0.2}

Figures = dict[str, tuple[float, float]]


def rows() -> list[Row]:
    """Make 120 lines in 6 minutes, some too long, some flagged."""
    dice = random.Random(4)
    made = []
    for k in range(LINES):
        start = k * LENGTH_MS // LINES
        length = dice.randint(1_200, 2_700)
        fit = dice.choice((860_000, 950_000, 1_000_000, 1_040_000, 1_200_000))
        made.append(
            Row(
                line_id=f"L{k}",
                number=k + 1,
                start_ms=start,
                end_ms=start + length,
                character_id=f"c{k % 6}",
                character=("Ana", "Li Wei", "Director Gu", "Granny", "Mother", "Guard")[k % 6],
                colour=k % 6,
                source="放开她！",
                target="Let go of her right now, or else!",
                subtitle=None,
                state=list(Shown)[k % len(Shown)],
                flags=("culture",) if k % 9 == 0 else ("too-fast", "name") if k % 7 == 0 else (),
                cps_milli=dice.choice((9_000, 16_000, 19_000, 27_000)),
                fit_ppm=fit,
                dub_spans=((start, start + length * fit // 1_000_000),),
            )
        )
    return made


def peaks() -> PeaksOf:
    """Make a small stand-in for the pyramid: 5 ms a bucket."""
    dice = np.random.default_rng(2)
    loud = (dice.uniform(0, 1, LENGTH_MS // 5) * 20_000).astype(np.int16)

    def between(start_ms: float, end_ms: float, columns: int) -> Peaks:
        cuts = np.linspace(start_ms / 5, end_ms / 5, columns, endpoint=False).astype(int).clip(0, len(loud) - 1)
        highest = np.maximum.reduceat(loud, cuts)
        return np.stack((-highest, highest), axis=1).astype(np.int16)

    return between


def measured(do: Callable[[], object], times: int = 60) -> tuple[float, float]:
    """Return median and worst of many, in milliseconds; the first three warm up."""
    spent = []
    for _ in range(times + 3):
        start = time.process_time()
        do()
        spent.append((time.process_time() - start) * 1_000)
    steady = sorted(spent[3:])
    return steady[len(steady) // 2], steady[-1]


def timeline_figures() -> Figures:
    """Paint a timeline of 1600 x 200 whole, scrolled and zoomed, then the playhead alone; and the map."""
    timeline, strip = Timeline(), EpisodeMap()
    timeline.resize(1_600, 200)
    timeline.set_episode(LENGTH_MS, range(0, LENGTH_MS, 3_000), Fraction(24))
    lines = rows()
    timeline.set_rows(lines)
    timeline.set_peaks(peaks())
    timeline.zoom_fit()
    timeline.show()
    strip.resize(1_600, 26)
    strip.show()
    QApplication.processEvents()  # a window paints nothing before it is exposed
    found: Figures = {}

    def whole() -> None:
        timeline.set_rows(lines)
        timeline.repaint()

    found["timeline, all of 6 minutes"] = measured(whole)
    found["playhead"] = measured(_playing(timeline), 300)
    timeline.set_view(replace(timeline.view, scale=60.0, start_ms=30_000.0))

    def scroll() -> None:
        timeline.set_view(timeline.view.scrolled(37))
        timeline.repaint()

    found["timeline, scrolled"] = measured(scroll)
    timeline.zoom_fit()

    def zoom() -> None:
        timeline.set_view(timeline.view.zoomed(1.06, 700))
        timeline.repaint()

    found["timeline, zoomed"] = measured(zoom)

    def map_whole() -> None:
        strip.set_scene(timeline.scene)
        strip.repaint()

    found["map of the episode"] = measured(map_whole)
    return found


def _playing(timeline: Timeline) -> Callable[[], None]:
    at_ms = 0

    def tick() -> None:
        nonlocal at_ms
        at_ms += 400
        timeline.set_playhead(at_ms, follow=True)
        QApplication.processEvents()

    return tick


def screen_figures() -> Figures:
    """Paint frames of a proxy, 540 x 960, with a subtitle and the safe area, and set a new subtitle."""
    screen = Screen()
    screen.resize(400, 712)
    screen.set_safe_area(SOCIAL)
    screen.set_subtitle("Grandma’s pendant—she\nleft it to me", "en")
    screen.show()
    QApplication.processEvents()
    colours = np.zeros((960, 540, 3), dtype=np.uint8)

    def frame() -> None:
        screen.set_frame(colours, (1080, 1920))
        screen.repaint()

    number = 0

    def say() -> None:
        nonlocal number
        number += 1
        screen.set_subtitle(f"Line {number} of them\nsays something", "en")
        screen.repaint()

    return {"frame with subtitle": measured(frame), "frame with a new subtitle": measured(say)}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, theme.Mode.DARK)
    figures = timeline_figures() | screen_figures()
    if arguments.json:
        print(json.dumps({name: {"median_ms": median, "worst_ms": worst} for name, (median, worst) in figures.items()}))
        return
    for name, (median, worst) in figures.items():
        goal = f"   goal {GOALS_MS[name]} ms" if name in GOALS_MS else ""
        print(f"{name:28} {median:7.2f} ms   worst {worst:7.2f} ms{goal}")


if __name__ == "__main__":
    main()
