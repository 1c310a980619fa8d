"""Find the phrases in a synthesis by the pauses between them."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Sequence

from dubbench.domain.span import Span
from dubbench.media.audio import Audio
from dubbench.media.prosody import envelope, runs

BELOW_LOUD_MDB = 42_000
SHORTEST_PAUSE_MS = 80
REACH_MS = 350
REACH_PART = 0.2
PAD_MS = 40
"""Shorter pauses are the closures of consonants; a pause lies near where the text's length puts it."""


def phrases(sound: Audio, lengths: Sequence[int]) -> tuple[Span, ...]:
    """Return the span of each phrase's speech, in proportion to `lengths` where several pauses would do.

    Fewer spans than lengths come back where a pause cannot be found: only the whole speech then.
    """
    voiced = runs(envelope(sound).voiced(BELOW_LOUD_MDB))
    if not voiced:
        return (Span(0, sound.duration_ms),)
    whole = Span(voiced[0].start_ms, min(voiced[-1].end_ms, sound.duration_ms))
    gaps = [Span(a.end_ms, b.start_ms) for a, b in itertools.pairwise(voiced)]
    cuts = _cuts([gap for gap in gaps if gap.duration_ms >= SHORTEST_PAUSE_MS], whole, lengths)
    if len(cuts) + 1 < len(lengths):
        return (whole,)
    starts = [whole.start_ms, *(gap.end_ms for gap in cuts)]
    ends = [*(gap.start_ms for gap in cuts), whole.end_ms]
    return tuple(Span(a, b) for a, b in zip(starts, ends, strict=True))


def trimmed(sound: Audio, speech: Sequence[Span]) -> tuple[Audio, tuple[Span, ...]]:
    """Cut the silence around the speech but for a little, and move the spans along."""
    start = max(0, speech[0].start_ms - PAD_MS)
    kept = sound.cut(start, speech[-1].end_ms + PAD_MS)
    return kept, tuple(span.shifted(-start) for span in speech)


def _cuts(gaps: Sequence[Span], whole: Span, lengths: Sequence[int]) -> list[Span]:
    """Choose for each phrase edge the pause that is long and near; each must come after the one before."""
    total = sum(lengths)
    chosen: list[Span] = []
    for ahead in list(itertools.accumulate(lengths))[:-1]:
        at = whole.start_ms + whole.duration_ms * ahead // total
        reach = max(REACH_MS, round(whole.duration_ms * REACH_PART))
        after = chosen[-1].end_ms if chosen else whole.start_ms
        near = [gap for gap in gaps if gap.start_ms > after and abs(_middle(gap) - at) <= reach]
        if not near:
            return chosen
        chosen.append(max(near, key=lambda gap: (2 * gap.duration_ms - abs(_middle(gap) - at), -gap.start_ms)))
    return chosen


def _middle(span: Span) -> int:
    return (span.start_ms + span.end_ms) // 2
