"""How loud a line is, and the gain that keeps the source's relations between lines."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import functools
import statistics
from collections.abc import Sequence

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.loudness import speech_level_mdb

FAITHFUL_MDB = 8_000
WIDEST_MDB = 12_000
"""Up to 8 dB from the episode's median a line keeps its relation exactly; beyond, half of it, within 12 dB."""


def level_mdb(audio: Audio, spans: Sequence[Span] = ()) -> int | None:
    """Measure the K-weighted level over the voiced frames of some spans, of all where none are given."""
    if not spans:
        return speech_level_mdb(audio.mono(), audio.rate_hz)
    hull = functools.reduce(Span.hull, spans)
    part = audio.cut(*hull)
    return speech_level_mdb(part.mono(), part.rate_hz, [span.shifted(-hull.start_ms) for span in spans])


def gains(levels: Sequence[tuple[int | None, int | None]]) -> tuple[int, ...]:
    """Return each take's gain from (source level, take level): the dub stands in the mix as the source did.

    STANDARDS section 3: within 4 dB of the source line's relation to its neighbours. Unknown levels count as median.
    """
    takes = _median([take for _, take in levels], 0)
    middle = _median([source for source, _ in levels], takes)
    return tuple(
        round(middle + _eased((middle if source is None else source) - middle) - (takes if take is None else take))
        for source, take in levels
    )


def _median(levels: Sequence[int | None], otherwise: float) -> float:
    known = [level for level in levels if level is not None]
    return statistics.median(known) if known else otherwise


def _eased(rise_mdb: float) -> float:
    beyond = max(0.0, abs(rise_mdb) - FAITHFUL_MDB)
    eased = min(abs(rise_mdb) - beyond / 2, WIDEST_MDB)
    return eased if rise_mdb >= 0 else -eased
