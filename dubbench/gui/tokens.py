"""The colours of the window by meaning, for light, dark and high contrast."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#rrggbb`; `ink` and `soft` read on `page`, `surface` and `raised` (WCAG 2.2: 4.5 to 1)."""

    page: str  # behind tables, texts and the timeline
    surface: str  # behind panels and bars
    raised: str  # buttons, headers, chips
    ink: str  # text
    soft: str  # second text: labels, hints
    rule: str  # hair lines
    accent: str  # focus, links, progress
    on_accent: str  # text on `accent`
    ok: str
    warn: str
    bad: str
    info: str
    waveform: str
    dub: str  # a dub bar
    dub_over: str  # the part of a dub bar that runs over its slot
    shot: str  # a cut of the picture
    playhead: str
    selection: str  # behind the chosen row; `ink` reads on it
    speakers: tuple[
        str, ...
    ]  # text colours of characters, told apart also by colour-blind people (after Okabe and Ito)


DARK = Tokens(
    page="#16181d",
    surface="#1e2127",
    raised="#2b2f38",
    ink="#e6e9ef",
    soft="#a0a8b6",
    rule="#373c46",
    accent="#5b9df0",
    on_accent="#0d1420",
    ok="#14b488",
    warn="#e69f00",
    bad="#ff6b7d",
    info="#56b4e9",
    waveform="#4a7f76",
    dub="#336a89",
    dub_over="#e69f00",
    shot="#f0e442",
    playhead="#ff4d6a",
    selection="#2b4a7a",
    speakers=("#56b4e9", "#d889b6", "#e69f00", "#22b98e", "#f0e442", "#a9a4f5", "#f08a5d", "#b3bac6"),
)

LIGHT = Tokens(
    page="#ffffff",
    surface="#f4f5f7",
    raised="#e7eaef",
    ink="#1a1e25",
    soft="#535c6b",
    rule="#ccd2db",
    accent="#1d5fc2",
    on_accent="#ffffff",
    ok="#00694b",
    warn="#855000",
    bad="#b01c38",
    info="#0a619c",
    waveform="#7fb3a8",
    dub="#8dbbd8",
    dub_over="#d98a00",
    shot="#9a8400",
    playhead="#d3123d",
    selection="#cfe0f8",
    speakers=("#0a619c", "#96306c", "#855000", "#00694b", "#6a6000", "#5049ad", "#a33f10", "#535c6b"),
)

CONTRAST = Tokens(
    page="#000000",
    surface="#000000",
    raised="#1c1c1c",
    ink="#ffffff",
    soft="#e2e2e2",
    rule="#9a9a9a",
    accent="#ffe14d",
    on_accent="#000000",
    ok="#3df2b4",
    warn="#ffc04d",
    bad="#ff8f9c",
    info="#7fd4ff",
    waveform="#6fd6c2",
    dub="#1f6fa8",
    dub_over="#ffc04d",
    shot="#fff26b",
    playhead="#ff5a78",
    selection="#123f8c",
    speakers=("#7fd4ff", "#ff9fd4", "#ffc04d", "#3df2b4", "#fff26b", "#c9c5ff", "#ffab85", "#e2e2e2"),
)
