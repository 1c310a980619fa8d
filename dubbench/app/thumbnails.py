"""Small pictures of an episode at its shots and lines, made once."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from dubbench.app import pictures
from dubbench.app.derived import derived_path, keep, known
from dubbench.app.footage import footage
from dubbench.app.session import Session
from dubbench.domain.hashing import recipe
from dubbench.domain.series import Episode
from dubbench.jobs.context import Context
from dubbench.media.frames import Box, FrameReader, Layout
from dubbench.media.jpeg import encode_jpeg

VERSION = 1
BOX = Box(160, 160)


def find(session: Session, episode: Episode, time_ms: int, box: Box = BOX) -> bytes | None:
    """Give the picture at a time as JPEG where it was made."""
    return known(_place(session, episode, pictures.index(session, episode).at(time_ms), box), _jpeg)


def ensure(
    session: Session, episode: Episode, times_ms: Iterable[int], ctx: Context, box: Box = BOX
) -> Iterator[tuple[int, bytes]]:
    """Yield the picture at each time as JPEG, in order of time, making those that are not there."""
    wanted = sorted(set(times_ms))
    with ExitStack() as held:
        reader: FrameReader | None = None
        for number, time_ms in enumerate(wanted):
            ctx.progress(number, len(wanted))
            data = find(session, episode, time_ms, box)
            if data is None:
                reader = reader or held.enter_context(footage(session, episode, ctx).open(Layout.RGB, box))
                frame = reader.at(time_ms)
                data = encode_jpeg(frame.pixels)
                keep(_place(session, episode, frame.number, box), data)
            yield time_ms, data


def _place(session: Session, episode: Episode, frame: int, box: Box) -> Path:
    key = recipe("thumbnails", media=episode.media.sha256, box=box, version=VERSION)
    return derived_path(session, f"thumbnails/{key}", f"{frame:06d}", ".jpg")


def _jpeg(data: bytes) -> bytes:
    if not data.startswith(b"\xff\xd8") or not data.endswith(b"\xff\xd9"):
        raise ValueError("a damaged picture")
    return data
