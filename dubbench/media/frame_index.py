"""When every frame of a picture is shown, so that a frame has one number wherever it is read from."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.timeline import moving_picture, opened

CHECK_EVERY = 256
Times = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """The frames of one picture in the order they are shown.

    `pts` are the file's own times in ticks of its stream, `starts_ms` the same in the programme, whole milliseconds
    from its beginning; `keys` are the numbers of the frames from which decoding can begin.
    """

    pts: Times
    starts_ms: Times
    keys: NDArray[np.int32]

    @property
    def frames(self) -> int:
        return len(self.pts)

    def start_ms(self, number: int) -> int:
        """Say when a frame begins in the programme."""
        return int(self.starts_ms[number])

    def at(self, time_ms: int) -> int:
        """Give the number of the frame that is shown at a time; the first and the last hold beyond the ends."""
        number = int(np.searchsorted(self.starts_ms, time_ms, side="right")) - 1
        return min(max(number, 0), self.frames - 1)

    def key_before(self, number: int) -> int:
        """Give the place in `keys` from which a frame can be decoded; -1 where the file begins without one."""
        return int(np.searchsorted(self.keys, number, side="right")) - 1

    def to_bytes(self) -> bytes:
        """Write the index as a small file."""
        held = io.BytesIO()
        steps = [np.diff(times, prepend=0) for times in (self.pts, self.starts_ms)]
        np.savez_compressed(held, pts=steps[0], starts_ms=steps[1], keys=self.keys)
        return held.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> FrameIndex:
        """Read what `to_bytes` wrote; `ValueError` where it is damaged."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as found:
                return cls(np.cumsum(found["pts"]), np.cumsum(found["starts_ms"]), found["keys"])
        except (BadZipFile, KeyError, EOFError, OSError, ValueError, zlib.error) as error:
            raise ValueError("a damaged frame index") from error


def read_index(path: Path, ctx: Context | None = None) -> FrameIndex:
    """Read the time of every frame without decoding any; raise MediaError where there is no picture."""
    ctx = ctx or Context()
    with opened(path) as container:
        stream = moving_picture(container, path)
        found: list[tuple[int, bool]] = []
        for number, packet in enumerate(container.demux(stream)):
            if not packet.size or packet.is_discard:
                continue
            if packet.pts is None:
                return _decoded(path, ctx)
            found.append((packet.pts, bool(packet.is_keyframe)))
            if number % CHECK_EVERY == 0:
                ctx.progress(len(found), max(stream.frames, len(found)))
        return _index(path, found, stream.time_base, container.start_time)


def _decoded(path: Path, ctx: Context) -> FrameIndex:
    """Find the times by decoding, for files whose packets do not tell them (AVI)."""
    import av

    found: list[tuple[int, bool]] = []
    with opened(path) as container:
        stream = moving_picture(container, path)
        for packet in container.demux(stream):
            ctx.check()
            try:
                found += [(frame.pts, bool(frame.key_frame)) for frame in packet.decode() if frame.pts is not None]
            except av.InvalidDataError:
                continue  # a damaged packet shows nothing
        return _index(path, found, stream.time_base, container.start_time)


def _index(path: Path, found: list[tuple[int, bool]], time_base: Fraction, start: int | None) -> FrameIndex:
    if not found:
        raise MediaError(tr("{path} is cut off: it holds no picture or sound. Copy or download it again.", path=path))
    keys_by_time = dict(sorted(found))  # two packets of one time are the two fields of one frame
    pts = np.fromiter(keys_by_time, np.int64, len(keys_by_time))
    keys = np.flatnonzero(np.fromiter(keys_by_time.values(), np.bool_, len(pts))).astype(np.int32)
    times_us = (pts * (2_000_000 * time_base.numerator) + time_base.denominator) // (2 * time_base.denominator)
    return FrameIndex(pts, (times_us - (start or 0) + 500) // 1000, keys)
