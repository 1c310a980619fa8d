"""Text tracks inside a media file: which there are, and their events as SubStation Alpha, whatever they are kept in."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dubbench.errors import BadInput
from dubbench.i18n import tr
from dubbench.media.probe import bcp47
from dubbench.media.timeline import opened

_HEAD = "[Events]\nFormat: Start, End, Layer, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
_PICTURES = frozenset({"hdmv_pgs_subtitle", "pgssub", "dvd_subtitle", "dvdsub", "dvb_subtitle", "dvbsub", "xsub"})
_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class TextTrack:
    """A subtitle track, counted from 0; `readable` is false for pictures of text."""

    number: int
    language: str
    codec: str
    title: str
    readable: bool


def text_tracks(path: Path) -> tuple[TextTrack, ...]:
    """List a file's text tracks."""
    with opened(path) as container:
        return tuple(_track(number, stream) for number, stream in enumerate(container.streams.subtitles))


def events(path: Path, number: int) -> str:
    """Return a track's events, in time order, as the events of a SubStation file; `BadInput` where it holds none."""
    with opened(path) as container:
        streams = container.streams.subtitles
        if not 0 <= number < len(streams):
            raise BadInput(tr("{file} has no text track {number}; it has {count}.", file=path, number=number,
                              count=len(streams)))  # fmt: skip
        if not _track(number, streams[number]).readable:
            raise BadInput(
                tr("Text track {number} of {file} is made of pictures, not of text.", file=path, number=number)
            )
        return _HEAD + "".join(_dialogue(container, streams[number]))


def _track(number: int, stream: Any) -> TextTrack:
    codec, told = stream.codec_context.name, stream.metadata
    return TextTrack(number, bcp47(told.get("language", "")), codec, told.get("title", ""), codec not in _PICTURES)


def _dialogue(container: Any, stream: Any) -> Iterator[str]:
    for packet in container.demux(stream):
        if packet.pts is None:
            continue
        begin = round(packet.pts * packet.time_base * 100)
        end = begin + round((packet.duration or 0) * packet.time_base * 100)
        for shown in packet.decode():
            for rect in shown if hasattr(shown, "__iter__") else (shown,):  # a set of them, or one
                cells = rect.ass.decode("utf-8", "replace").split(",", _COLUMNS - 1)
                if len(cells) == _COLUMNS and cells[-1].strip():
                    rest = ",".join(cells[1:]).replace("\n", "\\N")
                    yield f"Dialogue: {_clock(begin)},{_clock(end)},{rest}\n"


def _clock(hundredths: int) -> str:
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"
