"""Put placed Takes and the background together as a plan for the mixdown."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from dubbench.domain.market import Destination
from dubbench.domain.span import Span
from dubbench.domain.target import Fit, Take
from dubbench.media.audio import AudioRef
from dubbench.media.mixdown import Clip, MixPlan
from dubbench.pipeline.levels import level_mdb

BEFORE_MS = 25
AFTER_MS = 40
"""Sound kept around speech that was trimmed by level: breaths of consonants, and room for a fade."""
FADE_MS = 8

__all__ = ["clips_of", "level_mdb", "mix_plan"]


def mix_plan(
    fits: Sequence[Fit],
    takes: Mapping[str, Take],
    background: AudioRef | None,
    destination: Destination,
    *,
    frames: int,
    channels: int,
    rate_hz: int = 48_000,
) -> MixPlan:
    """Plan an episode's sound; `takes` by Take id, `frames` the programme's length at `rate_hz`."""
    ordered = sorted(fits, key=lambda fit: (fit.span, fit.id))
    clips = tuple(clip for fit in ordered for clip in clips_of(fit, takes[fit.take_id]))
    return MixPlan(
        clips=clips,
        background=background,
        frames=frames,
        rate_hz=rate_hz,
        channels=channels,
        loudness_mdb=destination.loudness_mdb,
        true_peak_mdb=destination.true_peak_mdb,
    )


def clips_of(fit: Fit, take: Take) -> Iterator[Clip]:
    """Cut a Take where its Fit divides it and lay the parts where they sound."""
    inner = [(a.end_ms + b.start_ms) // 2 for a, b in itertools.pairwise(p.take_span for p in fit.placements)]
    edges = [0, *inner, take.duration_ms]
    for placement, (low, high) in zip(fit.placements, itertools.pairwise(edges), strict=True):
        speech = placement.take_span
        kept = Span(max(low, speech.start_ms - BEFORE_MS), min(high, speech.end_ms + AFTER_MS))
        lead_ms = round((speech.start_ms - kept.start_ms) * 1_000_000 / placement.stretch_ppm)
        kept = kept if placement.at_ms >= lead_ms else Span(speech.start_ms, kept.end_ms)
        yield Clip(
            ref=AudioRef(take.asset, kept.start_ms, kept.end_ms),
            at_ms=placement.at_ms - (lead_ms if kept.start_ms < speech.start_ms else 0),
            stretch_ppm=placement.stretch_ppm,
            gain_mdb=fit.gain_mdb,
            fade_ms=FADE_MS,
        )
