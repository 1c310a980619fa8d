"""A delivered programme as it lies on the disk: whole files, track lengths, languages and default flags."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from dubbench.domain.series import AudioStream, Media
from dubbench.formats.manifest import Manifest
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.files import sha256_of
from dubbench.media.timeline import opened, sound_streams, timeline

SOUND_ONLY_RATE = Fraction(25)


class Heard(NamedTuple):
    """One audio track: whether a player takes it by itself, and when its last sample ends in the programme."""

    default: bool
    end_s: Fraction


class Lengths(NamedTuple):
    """The picture's end in the programme, and every audio track."""

    picture_s: Fraction
    tracks: tuple[Heard, ...]


def broken_files(manifest: Manifest, folder: Path) -> Iterator[str]:
    """Name the delivered files that are missing or no longer what was delivered."""
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file():
            yield tr("{name} is missing", name=file.name)
        elif sha256_of(path) != file.sha256:
            yield tr("{name} has changed since it was delivered", name=file.name)


def source_file(manifest: Manifest, folder: Path) -> Path | None:
    """Find the programme that was dubbed, if it is still where the series knows it; another file is not taken."""
    bases = (folder, folder.parent, *sorted(folder.glob("*.dubbench")))
    found = next((path for base in bases if (path := base / manifest.source.path).is_file()), None)
    return found if found and sha256_of(found) == manifest.source.sha256 else None


def lengths(path: Path, ctx: Context) -> Lengths:
    """Decode every audio track of a programme to its end."""
    with opened(path) as container:
        times = timeline(container, path)
        count = len(sound_streams(container))
    tracks = []
    for number in range(count):
        with opened(path) as container:
            tracks.append(_heard(container, sound_streams(container)[number], times.zero_s, ctx))
    return Lengths(times.end_s, tuple(tracks))


def _heard(container: Any, stream: Any, zero_s: Fraction, ctx: Context) -> Heard:
    from av.stream import Disposition

    end = Fraction(0)
    for frame in container.decode(stream):
        ctx.check()
        if frame.pts is not None:
            end = max(end, frame.pts * frame.time_base + Fraction(frame.samples, frame.sample_rate))
    return Heard(bool(stream.disposition & Disposition.default), end - zero_s)


def frames_apart(found: Lengths, manifest: Manifest) -> int | None:
    """Return by how many whole frames the dub track misses the end of the picture (without one, of the source)."""
    if not found.tracks:
        return None
    picture = manifest.source.picture
    rate = Fraction(picture.rate_num, picture.rate_den) if picture and picture.rate_num else SOUND_ONLY_RATE
    end = found.picture_s if picture else Fraction(manifest.source.duration_ms, 1000)
    return int((found.tracks[0].end_s - end) * rate)


def wrong_tracks(media: Media, found: Lengths, manifest: Manifest) -> Iterator[str]:
    """Say what is wrong with a programme's tracks: the dub first and the one default, the original second."""
    sound_only = manifest.source.picture is None
    wanted = (manifest.locale,) if sound_only else (manifest.locale, manifest.source_language)
    if len(media.audio) < len(wanted):
        yield tr("the original is not in the file as a second audio track")
    for number, (stream, track) in enumerate(zip(media.audio, found.tracks, strict=False)):
        if track.default != (number == 0):
            yield tr("audio track {number}: default flag is wrong", number=number + 1)
        if number < len(wanted) and not _same(stream, wanted[number]):
            told = stream.language or tr("none")
            yield tr(
                "audio track {number}: language is {told}, not {wanted}",
                number=number + 1,
                told=told,
                wanted=wanted[number],
            )
    yield from _wrong_picture(media, manifest)


def _wrong_picture(media: Media, manifest: Manifest) -> Iterator[str]:
    was, now = manifest.source.picture, media.picture
    if was and now is None:
        yield tr("the picture is missing")
    elif was and now and was.frames != now.frames:
        yield tr("the picture has {now} frames, the source {was}", now=now.frames, was=was.frames)


def _same(stream: AudioStream, language: str) -> bool:
    import langcodes

    if not language or not stream.language:
        return not language
    return langcodes.standardize_tag(stream.language) == langcodes.standardize_tag(language)
