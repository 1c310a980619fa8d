"""Sound out of a media file, in step with its picture."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.audio import Audio, Samples
from dubbench.media.resample import resample
from dubbench.media.timeline import Timeline, damaged, opened, sound_streams, timeline

JITTER_S = 0.003


def decode_audio(
    path: Path,
    stream_index: int = 0,
    rate_hz: int = 48_000,
    ctx: Context | None = None,
    times: Timeline | None = None,
) -> Audio:
    """Decode one audio stream (counted from 0) over exactly the programme's length, its own channels kept.

    Sample 0 is the programme's beginning: a stream that starts later begins with silence; gaps stay silent.
    `times` saves reading them again where they are known.
    """
    ctx = ctx or Context()
    if times is None:
        with opened(path) as container:
            times = timeline(container, path)
    with opened(path) as container:
        stream = _chosen(container, stream_index, path)
        native_hz = stream.codec_context.sample_rate
        native = _decoded(_frames(container, stream, path, ctx), stream, times)
    if native is None:
        raise MediaError(tr("The sound of {path} cannot be decoded. Copy or download it again.", path=path))
    return Audio(_fitted(resample(native, native_hz, rate_hz), round(times.end_s * rate_hz)), rate_hz)


def _chosen(container: Any, index: int, path: Path) -> Any:
    streams = sound_streams(container)
    if 0 <= index < len(streams):
        return streams[index]
    raise MediaError(
        tr("{path} has {count} audio streams, none numbered {index}.", path=path, index=index, count=len(streams))
    )


def _fitted(samples: Samples, frames: int) -> Samples:
    if len(samples) >= frames:
        return samples[:frames]
    return np.pad(samples, ((0, frames - len(samples)), (0, 0)))


def _decoded(frames: Iterable[Any], stream: Any, times: Timeline) -> Samples | None:
    rate_hz, zero_s = stream.codec_context.sample_rate, float(times.zero_s)
    room = np.zeros((int(times.end_s * rate_hz) + 1, stream.codec_context.channels), dtype=np.float32)
    cursor, heard = 0, False
    for frame in frames:
        heard = True
        block = frame.to_ndarray().T
        if frame.pts is not None:
            place = round((frame.pts * float(frame.time_base) - zero_s) * rate_hz)
            cursor = place if abs(place - cursor) > JITTER_S * rate_hz else cursor
        first, last = max(cursor, 0), min(cursor + len(block), len(room))
        if first < last:
            room[first:last] = block[first - cursor : last - cursor]
        cursor += len(block)
    return room if heard else None


def _frames(container: Any, stream: Any, path: Path, ctx: Context) -> Iterator[Any]:
    import av

    context = stream.codec_context
    same = (context.sample_rate, context.channels, "fltp")
    convert = av.AudioResampler(format="fltp", layout=context.layout, rate=context.sample_rate)
    for packet in container.demux(stream):
        ctx.check()
        try:
            decoded = packet.decode()
        except av.InvalidDataError:
            continue  # one damaged packet is a moment of silence, not the end of the programme
        for frame in decoded:
            if (frame.sample_rate, frame.layout.nb_channels, frame.format.name) == same:
                yield frame
            else:
                yield from _converted(convert, frame, path)


def _converted(convert: Any, frame: Any, path: Path) -> list[Any]:
    try:
        converted: list[Any] = convert.resample(frame)
    except ValueError as error:  # how PyAV says that the sound is of another kind than it was
        raise damaged(path) from error
    return converted
