"""The times of a programme: where it begins, how long its picture lasts, whether the file is whole."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media.ffmpeg import url
from dubbench.media.mp4_tags import top_boxes

NO_MEDIA = frozenset({"tty", "srt", "webvtt", "ass", "ffmetadata", "concat", "hls", "bin", "rawvideo"})
INDEXED = frozenset({"mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "flac"})
MISSING_S = 0.5
STRANGE = (ArithmeticError, AttributeError, EOFError, LookupError, ValueError, struct.error)
"""What parsing a file raises whose fields make no sense; to be caught around the parsing alone."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a media file with PyAV; raise `MediaError` where it cannot be opened, or be read on in the body."""
    import av

    _refuse(path)
    try:
        container = av.open(url(path), metadata_errors="replace")
    except (av.FFmpegError, *STRANGE) as error:
        raise MediaError(_unreadable(path)) from error
    with container:
        if container.format.name in NO_MEDIA or container.format.name.endswith("_pipe"):
            raise MediaError(_unreadable(path))
        if any(stream.codec_context is None for stream in container.streams.video):
            raise damaged(path)
        try:
            yield container
        except av.FFmpegError as error:
            raise damaged(path) from error


def _refuse(path: Path) -> None:
    try:
        kind = path.stat().st_mode
    except PermissionError as error:
        raise MediaError(tr("{path} cannot be read: permission denied. Change its rights.", path=path)) from error
    except OSError as error:
        raise MediaError(tr("There is no file {path}. Check its name.", path=path)) from error
    if stat.S_ISDIR(kind):
        raise MediaError(tr("{path} is a folder. Give a video or audio file.", path=path))
    if not stat.S_ISREG(kind):
        raise MediaError(tr("{path} is no file but a pipe or a device. Give a video or audio file.", path=path))
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except PermissionError as error:
        raise MediaError(tr("{path} cannot be read: permission denied. Change its rights.", path=path)) from error
    if empty:
        raise MediaError(tr("{path} is empty (0 bytes). Copy or download it again.", path=path))


def damaged(path: Path) -> MediaError:
    """Return the error of a file whose inside cannot be read."""
    return MediaError(tr("{path} is damaged inside. Copy, download or export it again.", path=path))


def _unreadable(path: Path) -> str:
    with path.open("rb") as file:
        is_mp4 = file.read(12)[4:8] in {b"ftyp", b"wide", b"mdat"}
        whole = any(box.kind == b"moov" for box in top_boxes(file))
    if is_mp4 and not whole:
        return tr("{path} is cut off: its index (moov) is missing. Copy, download or record it again.", path=path)
    return tr("{path} is neither video nor audio that can be read. Give a media file such as .mp4 or .wav.", path=path)


@dataclass(slots=True)
class Track:
    """What the packets of one stream say, in the stream's own time base."""

    time_base: Fraction
    packets: int = 0
    times: list[int] = field(default_factory=list)
    last: int = 0

    def add(self, packet: Any) -> None:
        """Take a packet that is played."""
        self.times.append(packet.pts)
        self.last = max(self.last, packet.pts + (packet.duration or 0))

    @property
    def start_s(self) -> Fraction | None:
        return min(self.times) * self.time_base if self.times else None

    @property
    def end_s(self) -> Fraction | None:
        """Give the end of what is played; a last packet of unknown length lasts as long as most."""
        if not self.times:
            return None
        times = sorted(self.times)
        if self.last > times[-1] or len(times) == 1:
            return self.last * self.time_base
        return Fraction(times[-1] + median(b - a for a, b in pairwise(times))) * self.time_base


@dataclass(frozen=True, slots=True)
class Timeline:
    """A programme's clock: `zero_s` is its beginning in the file's clock, `end_s` its end counted from there."""

    zero_s: Fraction
    end_s: Fraction
    tracks: dict[int, Track]

    @property
    def duration_ms(self) -> int:
        return round(self.end_s * 1000)

    def start_ms(self, stream: int) -> int:
        """Say when a stream begins in the programme."""
        start_s = self.tracks[stream].start_s if stream in self.tracks else None
        return max(0, round((start_s - self.zero_s) * 1000)) if start_s is not None else 0  # codecs may begin early


def picture_stream(container: Any) -> Any | None:
    """Give the moving picture; cover art is none."""
    from av.stream import Disposition

    moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    return next(moving, None)


def moving_picture(container: Any, path: Path) -> Any:
    """Give the moving picture; raise MediaError where there is none."""
    stream = picture_stream(container)
    if stream is None:
        raise MediaError(tr("{path} has no picture.", path=path))
    return stream


def sound_streams(container: Any) -> list[Any]:
    """Give the audio streams that hold anything."""
    return [stream for stream in container.streams.audio if stream.codec_context and stream.codec_context.sample_rate]


def timeline(container: Any, path: Path) -> Timeline:
    """Read every packet's time (nothing is decoded); raise where the file ends before its index does."""
    picture, sounds = picture_stream(container), sound_streams(container)
    streams = [*([picture] if picture else []), *sounds]
    if not streams:
        raise MediaError(tr("{path} holds neither picture nor sound.", path=path))
    tracks = _tracks(container, streams)
    leading = [tracks[stream.index].end_s for stream in ([picture] if picture else sounds)]
    ends = [end for end in leading if end is not None]
    if not ends:
        raise MediaError(tr("{path} is cut off: it holds no picture or sound. Copy or download it again.", path=path))
    _refuse_cut(container, path, streams, tracks)
    zero = Fraction(container.start_time or 0, 1_000_000)
    return Timeline(zero, max(ends) - zero, tracks)


def _tracks(container: Any, streams: list[Any]) -> dict[int, Track]:
    import av

    tracks = {stream.index: Track(stream.time_base) for stream in streams}
    packets = container.demux(streams)
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError:
            return tracks  # a broken end: the counts tell below
        if packet is None:
            return tracks
        if packet.size:
            tracks[packet.stream.index].packets += 1
        if packet.pts is not None and packet.size and not packet.is_discard:
            tracks[packet.stream.index].add(packet)


def _refuse_cut(container: Any, path: Path, streams: list[Any], tracks: dict[int, Track]) -> None:
    if container.format.name not in INDEXED:
        return
    found_s = max((float(track.end_s) for track in tracks.values() if track.end_s is not None), default=0.0)
    promised_s = ((container.duration or 0) + (container.start_time or 0)) / 1e6
    lost = any(_lost(stream, tracks[stream.index]) for stream in streams)
    if lost or promised_s - found_s > MISSING_S + 0.01 * promised_s:
        raise MediaError(
            tr(
                "{path} is cut off: of {promised} s only {found} s can be read. Copy or download it again.",
                path=path,
                found=f"{found_s:.1f}",
                promised=f"{promised_s:.1f}",
            )
        )


def _lost(stream: Any, track: Track) -> bool:
    """Tell whether a stream's index names more than can be read (a packet of PCM holds many of its frames)."""
    if stream.type == "video":
        return bool(stream.frames) and track.packets < 0.99 * stream.frames - 1
    promised_s = float((stream.start_time or 0) + (stream.duration or 0)) * float(stream.time_base)
    return bool(stream.duration) and promised_s - float(track.end_s or 0) > MISSING_S
