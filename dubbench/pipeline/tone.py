"""How the tone of the lines follows the original's: levels and pitch, line by line."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.loudness import speech_level_mdb
from dubbench.media.prosody import median_pitch

LEVEL_OFF_MDB = 4000


class Tone(NamedTuple):
    """K-weighted level over the voiced frames (`None`: silent) and median pitch (0: unvoiced) of a line."""

    level_mdb: int | None = None
    pitch_hz: int = 0


def tones(sound: Audio, spans: Sequence[Span | None]) -> tuple[Tone, ...]:
    """Measure each span; nothing is known of one that is not there."""
    return tuple(_tone(sound.cut(*span)) if span else Tone() for span in spans)


def _tone(cut: Audio) -> Tone:
    return Tone(speech_level_mdb(cut.samples, cut.rate_hz), median_pitch(cut)) if cut.frames else Tone()


def levels_off(source: Sequence[Tone], dub: Sequence[Tone]) -> tuple[int, ...]:
    """Return the places of lines over 4 dB from the source line's relation to its neighbours (STANDARDS section 3)."""
    known = [
        (place, b.level_mdb - a.level_mdb)
        for place, (a, b) in enumerate(zip(source, dub, strict=True))
        if a.level_mdb is not None and b.level_mdb is not None
    ]
    off = []
    for at, (place, rise) in enumerate(known):
        beside = [known[other][1] for other in (at - 1, at + 1) if 0 <= other < len(known)]
        if beside and abs(rise - sum(beside) / len(beside)) > LEVEL_OFF_MDB:
            off.append(place)
    return tuple(off)


def level_correlation_ppm(source: Sequence[Tone], dub: Sequence[Tone]) -> int | None:
    """Correlate the levels of lines."""
    return _correlation([(a.level_mdb, b.level_mdb) for a, b in zip(source, dub, strict=True)])


def pitch_correlation_ppm(source: Sequence[Tone], dub: Sequence[Tone]) -> int | None:
    """Correlate the pitches of lines, in octaves."""
    octaves = [
        (float(np.log2(a.pitch_hz)), float(np.log2(b.pitch_hz)))
        for a, b in zip(source, dub, strict=True)
        if a.pitch_hz and b.pitch_hz
    ]
    return _correlation(octaves)


def _correlation(pairs: Sequence[tuple[float | None, float | None]]) -> int | None:
    known = np.array([pair for pair in pairs if None not in pair], dtype=np.float64)
    if len(known) < 2 or not known.std(axis=0).all():
        return None
    return round(float(np.asarray(np.corrcoef(known.T))[0, 1]) * 1_000_000)
