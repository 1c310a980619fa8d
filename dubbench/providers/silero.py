"""Find speech with the Silero voice activity model that comes inside faster-whisper."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from dubbench.domain.span import Span
from dubbench.engines.interfaces import EngineInfo, EngineKind
from dubbench.media import activity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dubbench.engines.models import Models
    from dubbench.jobs.context import Context
    from dubbench.media.audio import Audio

ENGINES = (
    EngineInfo(
        id="silero",
        kind=EngineKind.DETECTOR,
        title="Silero VAD",
        licence="MIT",
        factory="dubbench.providers.silero:make",
        version="6+1",
        languages=("*",),
        libraries=("faster_whisper", "onnxruntime"),
        extra="engines",
        rank=50,
    ),
)

MIN_SILENCE_MS = 200
MIN_SPEECH_MS = 100
PAD_MS = 10
REACH_BEFORE_MS = 160
REACH_INSIDE_MS = 120


def make(models: Models) -> Silero:
    """Return the detector; its model comes inside the library."""
    del models
    return Silero()


class Silero:
    """Spans of speech; edges of the network's 32 ms windows are set to where the sound begins and ends."""

    def speech(self, audio: Audio, ctx: Context) -> tuple[Span, ...]:
        """Return the spans in which somebody speaks, in time order; pauses under 200 ms are part of a span."""
        from faster_whisper.vad import VadOptions, get_speech_timestamps

        ctx.progress(0, 1)
        sound = activity.speech_band(audio)
        if not sound.size:
            return ()
        options = VadOptions(
            min_silence_duration_ms=MIN_SILENCE_MS, min_speech_duration_ms=MIN_SPEECH_MS, speech_pad_ms=0
        )
        found = get_speech_timestamps(sound, options)
        per_ms = activity.SPEECH_RATE_HZ / 1000
        rough = [Span(round(f["start"] / per_ms), round(f["end"] / per_ms)) for f in found]
        ctx.progress(1, 1)
        return _settled(rough, sound, audio.duration_ms)


def _settled(rough: list[Span], sound: NDArray[np.float32], length_ms: int) -> tuple[Span, ...]:
    """Set the edges by level, pad them, and keep the spans apart."""
    loud = activity.active(activity.levels_db(sound, activity.SPEECH_RATE_HZ))
    settled: list[Span] = []
    for before, span, after in _between(rough, length_ms):
        start = max(before, _onset(loud, span, before) - PAD_MS)
        end = min(after, _offset(loud, span, after) + PAD_MS)
        if settled and start <= settled[-1].end_ms:
            start = settled[-1].end_ms
        if end > start:
            settled.append(Span(start, end))
    return tuple(settled)


def _between(spans: list[Span], length_ms: int) -> list[tuple[int, Span, int]]:
    """Give each span the time it may grow into: half of the gap to its neighbours."""
    middles = [(a.end_ms + b.start_ms) // 2 for a, b in itertools.pairwise(spans)]
    return list(zip([0, *middles], spans, [*middles, length_ms], strict=True)) if spans else []


def _onset(loud: NDArray[np.bool_], span: Span, earliest_ms: int) -> int:
    """Walk back while it sounds, or forward to the first sound."""
    step = activity.FRAME_MS
    frame = min(span.start_ms // step, len(loud) - 1)
    if loud[frame]:
        limit = max(earliest_ms, span.start_ms - REACH_BEFORE_MS) // step
        while frame > limit and loud[frame - 1]:
            frame -= 1
        return frame * step
    last = min((span.start_ms + REACH_INSIDE_MS) // step, span.end_ms // step, len(loud))
    return next((at * step for at in range(frame, last) if loud[at]), span.start_ms)


def _offset(loud: NDArray[np.bool_], span: Span, latest_ms: int) -> int:
    """Walk on while it sounds, or back to the last sound."""
    step = activity.FRAME_MS
    frame = min(span.end_ms // step, len(loud)) - 1
    if loud[frame]:
        limit = min(min(latest_ms, span.end_ms + REACH_BEFORE_MS) // step, len(loud))
        while frame + 1 < limit and loud[frame + 1]:
            frame += 1
        return (frame + 1) * step
    first = max((span.end_ms - REACH_INSIDE_MS) // step, span.start_ms // step)
    return next(((at + 1) * step for at in range(frame, first, -1) if loud[at]), span.end_ms)
