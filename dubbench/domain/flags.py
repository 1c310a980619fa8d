"""What a line is warned of beside its state, each with its glyph: one place for command line, window and pictures."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

GLYPHS: Mapping[str, str] = MappingProxyType(
    {
        "culture": "⚑",
        "too-fast": "⏱",
        "over-long": "↔",
        "name": "Aa",
        "safe-area": "▲",
        "sound": "♪",
        "not-dubbed": "∅",
        "does-not-fit": "✗",
    }
)
