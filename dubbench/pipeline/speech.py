"""Where the speech lies in a synthesis, and the sound cut down to it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.prosody import envelope, runs

BELOW_LOUD_MDB = 42_000
PAD_MS = 40


def speech(sound: Audio) -> Span:
    """Return the stretch from the first to the last voiced frame; the whole sound where nothing is voiced."""
    voiced = runs(envelope(sound).voiced(BELOW_LOUD_MDB))
    if not voiced:
        return Span(0, sound.duration_ms)
    return Span(voiced[0].start_ms, min(voiced[-1].end_ms, sound.duration_ms))


def trimmed(sound: Audio, spans: Sequence[Span]) -> tuple[Audio, tuple[Span, ...]]:
    """Cut the silence around the speech but for a little, and move the spans along."""
    start = max(0, spans[0].start_ms - PAD_MS)
    kept = sound.cut(start, spans[-1].end_ms + PAD_MS)
    return kept, tuple(span.shifted(-start) for span in spans)
