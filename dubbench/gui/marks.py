"""The marks of the window: what stands for a state, a flag, work and trouble, each with its word."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from dubbench.domain.flags import GLYPHS
from dubbench.gui import values
from dubbench.gui.values import Shown
from dubbench.i18n import tr

STATES: dict[Shown, str] = {
    Shown.EMPTY: "–",
    Shown.DRAFT: "○",
    Shown.EDITED: "◐",
    Shown.CONFIRMED: "✓",
    Shown.REVIEWED: "✓✓",
    Shown.APPROVED: "🔒",
    Shown.SENT_BACK: "✗",
    Shown.STALE: "↻",
}
STATE_COLOURS: dict[Shown, str] = {
    Shown.EMPTY: "rule",
    Shown.DRAFT: "soft",
    Shown.EDITED: "warn",
    Shown.CONFIRMED: "info",
    Shown.REVIEWED: "ok",
    Shown.APPROVED: "ok",
    Shown.SENT_BACK: "bad",
    Shown.STALE: "warn",
}
FLAGS: dict[str, str] = {name: GLYPHS[name] for name in values.FLAGS}
FAILED = "⚠"
BUSY = "…"


_IN_PLACE = {"🔒": "✔"}
"""What stands for a mark where no font of the machine has it."""


def state(shown: Shown) -> str:
    """Give a state's mark, one that can be drawn here."""
    return _drawn(STATES[shown])


@lru_cache(maxsize=32)
def _drawn(mark: str) -> str:
    there = all(QFontMetrics(QApplication.font()).inFontUcs4(ord(char)) for char in mark)
    return mark if there else _IN_PLACE.get(mark, mark)


def state_word(state: Shown) -> str:
    """Say a state in words."""
    words = {
        Shown.EMPTY: tr("no text"),
        Shown.DRAFT: tr("draft"),
        Shown.EDITED: tr("edited"),
        Shown.CONFIRMED: tr("confirmed"),
        Shown.REVIEWED: tr("reviewed for culture"),
        Shown.APPROVED: tr("approved"),
        Shown.SENT_BACK: tr("sent back"),
        Shown.STALE: tr("out of date"),
    }
    return words[state]


def flag(name: str) -> str:
    """Give a flag's mark; one this version does not know has a dot."""
    return FLAGS.get(name, "•")


def flag_word(flag: str) -> str:
    """Say a flag in words."""
    words = {
        "culture": tr("culture"),
        "too-fast": tr("too fast"),
        "over-long": tr("over-long"),
        "name": tr("name"),
        "safe-area": tr("safe area"),
        "sound": tr("sound"),
        "not-dubbed": tr("not dubbed"),
    }
    return words.get(flag, flag)


def fit(ppm: int) -> str:
    """Write how a dub's length differs from its slot, `+12%`; `ppm` is the length over the slot."""
    percent = round((ppm - 1_000_000) / 10_000)
    return f"{'−' if percent < 0 else '+'}{abs(percent)}%"
