"""How long timeline, map and picture take to paint."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
from PySide6.QtWidgets import QApplication

from dubbench.gui.timeline.map import EpisodeMap
from dubbench.gui.timeline.wave import Peaks, PeaksOf
from dubbench.gui.timeline.widget import Timeline
from dubbench.gui.values import Row, Shown
from dubbench.gui.video.placing import SOCIAL
from dubbench.gui.video.screen import Screen
from window_bench.figures import Extent, Figure, repeated

LINES, LENGTH_MS = 120, 360_000
REPAINT_MS, PLAYHEAD_MS = 8.0, 1.0


def measure(extent: Extent) -> Iterator[Figure]:
    """Paint a timeline of 1600 x 200 whole, scrolled and zoomed, then the playhead alone; the map; the picture."""
    times, timeline, strip = extent.times, Timeline(), EpisodeMap()
    timeline.resize(1_600, 200)
    timeline.set_episode(LENGTH_MS, range(0, LENGTH_MS, 3_000), Fraction(24))
    lines = rows()
    both = lines, [replace(row, target=f"{row.target} Now.") for row in lines]
    timeline.set_rows(lines)
    timeline.set_peaks(peaks())
    timeline.zoom_fit()
    timeline.show()
    strip.resize(1_600, 26)
    strip.show()
    QApplication.processEvents()  # a window paints nothing before it is exposed

    def whole(n: int) -> None:
        timeline.set_rows(both[n % 2])
        timeline.repaint()

    def scroll(_n: int) -> None:
        timeline.set_view(timeline.view.scrolled(37))
        timeline.repaint()

    def zoom(_n: int) -> None:
        timeline.set_view(timeline.view.zoomed(1.06, 700))
        timeline.repaint()

    def map_whole(_n: int) -> None:
        strip.set_scene(timeline.scene)
        strip.repaint()

    yield repeated("timeline, 6 minutes, 120 lines, 1600 x 200", whole, times, REPAINT_MS)
    yield repeated("its playhead alone", _playing(timeline), times * 5, PLAYHEAD_MS)
    timeline.set_view(replace(timeline.view, scale=60.0, start_ms=30_000.0))
    yield repeated("timeline, scrolled", scroll, times, REPAINT_MS)
    timeline.zoom_fit()
    yield repeated("timeline, zoomed", zoom, times, REPAINT_MS)
    yield repeated("map of the episode", map_whole, times)
    yield from _screen(times)


def _screen(times: int) -> Iterator[Figure]:
    screen = Screen()
    screen.resize(400, 712)
    screen.set_safe_area(SOCIAL)
    screen.set_subtitle("Grandma’s pendant—she\nleft it to me", "en")
    screen.show()
    QApplication.processEvents()
    colours = np.zeros((960, 540, 3), dtype=np.uint8)

    def frame(_n: int) -> None:
        screen.set_frame(colours, (1080, 1920))
        screen.repaint()

    def say(n: int) -> None:
        screen.set_subtitle(f"Line {n} of them\nsays something", "en")
        screen.repaint()

    yield repeated("frame with subtitle and safe area", frame, times)
    yield repeated("frame with a new subtitle", say, times)


def _playing(timeline: Timeline) -> Callable[[int], None]:
    def tick(n: int) -> None:
        timeline.set_playhead(400 * n, follow=True)
        QApplication.processEvents()

    return tick


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
