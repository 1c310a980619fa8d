"""Exact frames of a picture, by number, as pixels that a window can show."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media.frame_index import FrameIndex, read_index
from dubbench.media.timeline import damaged, moving_picture, opened

Pixels = NDArray[np.uint8]
HD_LINES = 720
UNTOLD = 2


class Layout(StrEnum):
    """How pixels lie in memory: three bytes, or four with a last byte of 255 (a window's 32-bit RGB)."""

    RGB = "rgb24"
    BGRA = "bgra"
    GRAY = "gray"


class Frame(NamedTuple):
    """One frame as it is shown: its number, its beginning in the programme, contiguous (height, width, bytes)."""

    number: int
    start_ms: int
    pixels: Pixels


class Box(NamedTuple):
    """The largest size a frame may be given in; it keeps its shape and is never made larger."""

    width: int
    height: int


class FrameReader:
    """Reads frames of one file, in any order; the next ones are the quickest. It belongs to the thread that made it.

    `shown` is the index of the programme where `path` is a proxy of it: numbers and times are the programme's.
    """

    def __init__(
        self,
        path: Path,
        index: FrameIndex | None = None,
        *,
        shown: FrameIndex | None = None,
        layout: Layout = Layout.RGB,
        box: Box | None = None,
    ) -> None:
        self._path = path
        self._layout, self._box = layout, box
        self._index = index or read_index(path)
        self.index = shown or self._index
        self._owner = threading.get_ident()
        self._last: Frame | None = None
        self._place = -1  # the number of the frame decoded last
        self._coming: Iterator[Any] = iter(())
        self._ahead: Any = None  # a frame decoded already, later than the one asked for
        self._exit = ExitStack()
        self._open()

    def at(self, time_ms: int) -> Frame:
        """Read the frame that is shown at a time."""
        return self.read(self.index.at(time_ms))

    def read(self, number: int) -> Frame:
        """Read a frame by its number; beyond the ends the first and the last hold."""
        assert threading.get_ident() == self._owner, "a FrameReader belongs to the thread that made it"  # noqa: S101
        number = min(max(number, 0), min(self.index.frames, self._index.frames) - 1)
        if self._last is None or self._last.number != number:
            decoded = self._decoded(number)
            self._last = Frame(number, self.index.start_ms(number), self._pixels(decoded))
        return self._last

    def close(self) -> None:
        """Let go of the file."""
        self._coming = iter(())
        self._exit.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _decoded(self, number: int) -> Any:
        import av

        try:
            if self._reached_forward(number):
                return self._forward(number)
            return self._jumped(number)
        except av.FFmpegError as error:
            raise damaged(self._path) from error

    def _reached_forward(self, number: int) -> bool:
        """Tell whether decoding on is quicker than jumping: no key frame lies between."""
        if self._place < 0 or number <= self._place:
            return False
        return self._index.key_before(number) <= self._index.key_before(self._place) or number == self._place + 1

    def _forward(self, number: int) -> Any:
        """Decode on to a frame; a damaged one that never comes is stood for by the one before it, or after."""
        wanted = int(self._index.pts[number])
        before = None
        while True:
            frame = self._ahead or next(self._coming, None)
            self._ahead = None
            if frame is None or frame.pts > wanted:
                self._ahead = frame
                self._place = number if before or frame else -1
                if before or frame:
                    return before or frame
                raise MediaError(tr("Frame {number} of {path} cannot be decoded.", number=number, path=self._path))
            if frame.pts == wanted:
                self._place = number
                return frame
            before = frame

    def _jumped(self, number: int) -> Any:
        """Decode from the key frame before; from an earlier one where the file was entered too late."""
        wanted = int(self._index.pts[number])
        key, back = self._index.key_before(number), 0
        while True:
            if key - back > 0:
                self._container.seek(int(self._index.pts[self._index.keys[key - back]]), stream=self._stream)
            else:
                self._open()  # the one sure way to the beginning: some formats seek by guess
            self._coming = self._frames()
            self._ahead = next(self._coming, None)
            if key - back <= 0 or (self._ahead is not None and self._ahead.pts <= wanted):
                return self._forward(number)
            back = 2 * back + 1

    def _open(self) -> None:
        self._exit.close()
        self._container = self._exit.enter_context(opened(self._path))
        self._stream = moving_picture(self._container, self._path)
        self._stream.thread_type = "SLICE"  # frame threads would hold frames back after every jump

    def _frames(self) -> Iterator[Any]:
        import av

        entered = False
        for packet in self._container.demux(self._stream):
            entered = entered or packet.is_keyframe or not packet.size
            if not entered:
                continue  # what stands before the first key frame cannot be decoded
            try:
                yield from (frame for frame in packet.decode() if frame.pts is not None)
            except av.InvalidDataError:
                continue  # one damaged packet is one frame less

    def _pixels(self, frame: Any) -> Pixels:
        turned = int(frame.rotation) % 360
        width, height = self._size(frame, turned)
        if turned % 180:
            width, height = height, width
        converted = frame.reformat(width, height, self._layout.value, **_colours(frame))
        pixels: Pixels = converted.to_ndarray()
        if turned:
            pixels = np.rot90(pixels, turned // 90)
        return np.ascontiguousarray(pixels)

    def _size(self, frame: Any, turned: int) -> tuple[int, int]:
        """Give width and height as shown: square pixels, turned, inside the box."""
        aspect = self._stream.sample_aspect_ratio or 1
        width, height = round(frame.width * float(aspect)), frame.height
        if turned % 180:
            width, height = height, width
        if self._box is None:
            return width, height
        scale = min(1.0, self._box.width / width, self._box.height / height)
        return max(1, round(width * scale)), max(1, round(height * scale))


def untold_matrix(picture: Any) -> str:
    """Name the colour matrix of a large picture that does not tell it, as players guess it; empty where it is told."""
    untold = int(picture.colorspace) == UNTOLD and min(picture.width, picture.height) >= HD_LINES
    return "bt709" if untold else ""


def _colours(frame: Any) -> dict[str, Any]:
    from av.video.reformatter import Colorspace

    return {"src_colorspace": Colorspace.ITU709} if untold_matrix(frame) else {}
