"""The picture's packets as they stand in a file, to prove that a copy is one."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dubbench.media.timeline import opened, picture_stream

START_CODE = re.compile(rb"\x00\x00\x01")
SAME_TIME_S = 0.002


@dataclass(frozen=True, slots=True)
class PicturePackets:
    """The hash of all coded picture data in order, and when each packet is shown, in seconds."""

    sha256: str
    shown: tuple[float, ...]

    def same_as(self, other: PicturePackets) -> bool:
        """Tell whether both hold the same data at the same times (to what a container can write)."""
        return (
            self.sha256 == other.sha256
            and len(self.shown) == len(other.shown)
            and all(abs(a - b) <= SAME_TIME_S for a, b in zip(self.shown, other.shown, strict=True))
        )


def picture_packets(path: Path) -> PicturePackets | None:
    """Read a file's picture without decoding it; `None` where it has none."""
    with opened(path) as container:
        stream = picture_stream(container)
        if stream is None:
            return None
        payload = _payload(stream.codec_context)
        held, shown = hashlib.sha256(), []
        for packet in container.demux(stream):
            if not packet.size:
                continue
            for part in payload(bytes(packet)):
                held.update(part)
            if packet.pts is not None:
                shown.append(packet.pts)
        base, zero_s = float(stream.time_base), (container.start_time or 0) / 1e6
    return PicturePackets(held.hexdigest(), tuple(time * base - zero_s for time in shown))


def _payload(context: Any) -> Callable[[bytes], Iterator[bytes]]:
    """Look inside the framing of H.264 and HEVC, which containers may change without touching the picture."""
    extra = bytes(context.extradata or b"")
    if context.codec.canonical_name not in {"h264", "hevc"}:
        return _whole
    if not extra or extra.startswith((b"\0\0\1", b"\0\0\0\1")):
        return _by_start_codes
    size = (extra[4 if context.codec.canonical_name == "h264" else 21] & 3) + 1
    return lambda data: _by_lengths(data, size)


def _whole(data: bytes) -> Iterator[bytes]:
    yield data


def _by_start_codes(data: bytes) -> Iterator[bytes]:
    yield from (unit for part in START_CODE.split(data) if (unit := part.rstrip(b"\0")))


def _by_lengths(data: bytes, size: int) -> Iterator[bytes]:
    place = 0
    while place + size <= len(data):
        length = int.from_bytes(data[place : place + size], "big")
        if unit := data[place + size : place + size + length].rstrip(b"\0"):
            yield unit
        place += size + length
