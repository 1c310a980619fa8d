"""Sounds that set in suddenly: a door, a knock, a phone."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np

from dubbench.media.audio import Audio
from dubbench.media.prosody import HOP_MS, envelope

RISE_MDB = 14_000
"""A sound sets in where the level is so far above the second before."""
AUDIBLE_MDB = -50_000
_PAST = 1000 // HOP_MS
_APART = 500 // HOP_MS


def sudden(background: Audio) -> tuple[int, ...]:
    """Return when sounds set in, in milliseconds; half a second apart at least."""
    levels = envelope(background).mdb
    found: list[int] = []
    for at in np.flatnonzero(levels > AUDIBLE_MDB).tolist():
        before = levels[max(0, at - _PAST) : at]
        fresh = not found or at - found[-1] >= _APART
        if fresh and len(before) and levels[at] - np.percentile(before, 80) >= RISE_MDB:
            found.append(at)
    return tuple(at * HOP_MS for at in found)
