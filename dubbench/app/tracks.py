"""The names of what can be heard of an episode."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from enum import StrEnum


class Track(StrEnum):
    """What can be heard of an episode: its own sound, its two stems, the dub's speech, and the dub in context."""

    SOURCE = "source"
    DIALOGUE = "dialogue"
    BACKGROUND = "background"
    DUB = "dub"
    MIX = "mix"
