"""What a media file holds: streams, languages, rates, rotation, exact length."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from dubbench.domain.series import AudioStream, Media, Picture
from dubbench.media.files import sha256_of
from dubbench.media.mkv_tags import read_languages
from dubbench.media.mp4_tags import TrackTag, read_tags
from dubbench.media.timeline import STRANGE, Timeline, damaged, opened, picture_stream, sound_streams, timeline

DRAFT_MARK = "dubbench:status=draft"
FINAL_MARK = "dubbench:status=final"
MP4_CODECS = frozenset({"h264", "hevc", "av1", "mpeg4"})
HANDLERS = frozenset({"SoundHandler", "Core Media Audio", "Sound Media Handler", "Apple Sound Media Handler"})


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a delivery is judged by: `tags` of the file in lower case, `defaults` of its sound tracks."""

    media: Media
    times: Timeline
    tags: dict[str, str]
    defaults: tuple[bool, ...]
    tracks: tuple[TrackTag, ...]


def probe(path: Path) -> Media:
    """Say what a media file holds; raise MediaError in words for what cannot be used."""
    return read_file(path).media


def read_file(path: Path) -> Reading:
    """Read all that a media file says of itself."""
    from av.stream import Disposition

    with opened(path) as container:
        times = timeline(container, path)
        name = container.format.name
        tracks = _tracks(path, name)
        streams = sound_streams(container)
        sounds = tuple(_audio(number, stream, times, tracks) for number, stream in enumerate(streams))
        stream = picture_stream(container)
        picture = _picture(stream, times, _rotation(container, stream)) if stream else None
        tags = {key.lower(): value for key, value in container.metadata.items()}
        defaults = tuple(bool(s.disposition & Disposition.default) for s in streams)
    size = path.stat().st_size
    media = Media(str(path), sha256_of(path), size, name, times.duration_ms, sounds, picture)
    return Reading(media, times, tags, defaults, tracks)


def _tracks(path: Path, container: str) -> tuple[TrackTag, ...]:
    try:
        if _is_mp4(container):
            return read_tags(path)
        if container == "matroska,webm":
            return tuple(TrackTag("", "", language) for language in read_languages(path))
    except STRANGE as error:
        raise damaged(path) from error
    return ()


def container_for(media: Media) -> str:
    """Choose the suffix of a delivery: `.mp4` where the picture may stand in one, else `.mkv`; sound alone `.m4a`."""
    if media.picture is None:
        return ".m4a"
    return ".mp4" if _is_mp4(media.container) and media.picture.codec in MP4_CODECS else ".mkv"


def file_tags(path: Path) -> dict[str, str]:
    """Read the tags of a whole file, names in lower case."""
    with opened(path) as container:
        return {key.lower(): value for key, value in container.metadata.items()}


def is_draft(path: Path) -> bool:
    """Tell whether a delivered file is marked as a draft."""
    return DRAFT_MARK in file_tags(path).get("comment", "")


def bcp47(tag: str) -> str:
    """Write a language as found in a file as a BCP 47 tag; empty where it says nothing."""
    import langcodes

    if not tag or tag.lower() in {"und", "unk", "mis", "zxx", "mul"}:
        return ""
    try:
        return langcodes.standardize_tag(tag)
    except ValueError:  # how langcodes says that a tag cannot be parsed
        return ""


def _is_mp4(name: str) -> bool:
    return "mp4" in name.split(",")


def _audio(number: int, stream: Any, times: Timeline, tracks: Sequence[TrackTag]) -> AudioStream:
    context, told = stream.codec_context, stream.metadata
    title = told.get("title") or told.get("handler_name", "")
    tag = tracks[stream.index] if stream.index < len(tracks) else TrackTag("soun", told.get("language", ""))
    return AudioStream(
        index=number,
        codec=context.codec.canonical_name,
        channels=context.channels,
        rate_hz=context.sample_rate,
        language=bcp47(tag.bcp47 or tag.iso639),
        title="" if title in HANDLERS else title,
        start_ms=times.start_ms(stream.index),
    )


def _picture(stream: Any, times: Timeline, rotation: int) -> Picture:
    context = stream.codec_context
    shown = times.tracks[stream.index].times
    rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
    width, height = (context.height, context.width) if rotation % 180 else (context.width, context.height)
    return Picture(
        codec=context.codec.canonical_name,
        width=width,
        height=height,
        rate_num=rate.numerator,
        rate_den=rate.denominator,
        rotation=rotation,
        variable_rate=_varies(shown),
        frames=len(shown),
    )


def _varies(shown: list[int]) -> bool:
    steps = [b - a for a, b in pairwise(sorted(shown))]
    return bool(steps) and max(steps) - min(steps) > max(2, 0.25 * median(steps))


def _rotation(container: Any, stream: Any) -> int:
    """Degrees clockwise that a player turns the picture by (the display matrix of the first frame)."""
    import av

    try:
        container.seek(0)
        frame = next(container.decode(stream), None)
    except av.FFmpegError:
        return 0
    return -int(frame.rotation) % 360 if frame else 0
