"""Write a delivery: the picture as it is, the dub as the one default track, the original beside it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dubbench.domain.series import Media
from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media import ffmpeg, loudness, mkv_tags
from dubbench.media.audio import Audio
from dubbench.media.checked import Checked, check
from dubbench.media.files import written
from dubbench.media.limiter import lowered
from dubbench.media.mp4_tags import iso639_2, write_tags
from dubbench.media.probe import DRAFT_MARK, FINAL_MARK, container_for, probe

__all__ = ["Checked", "Labels", "encode_audio", "language_name", "mux"]

MP4_SOUND = frozenset({"aac", "mp3", "ac3", "eac3", "alac", "flac", "opus"})
# A third of the time of 192 kb/s by the default coder; 160 kb/s for stereo, the noise of each band 37 dB under it.
AAC = {"aac_coder": "fast", "aac_tns": 0, "aac_is": 0, "aac_pns": 0, "q:a:0": 2.5}
PEAK_STEP_MDB = 150
ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Labels:
    """What a delivery says of itself: languages are BCP 47, `source_language` may be empty (unknown)."""

    language: str
    source_language: str = ""
    title: str = ""
    draft: bool = False


@dataclass(frozen=True, slots=True)
class _Order:
    """One way to write a file: where the picture and the original come from, and what is said about them."""

    source: Path | None
    labels: Labels
    suffix: str
    original: int | None = None
    copied: bool = True
    options: dict[str, Any] = field(default_factory=dict)


def mux(
    source: Path,
    dub: Audio,
    out: Path,
    labels: Labels,
    *,
    media: Media | None = None,
    source_stream: int = 0,
    true_peak_mdb: int = -1_000,
    ctx: Context | None = None,
) -> Checked:
    """Deliver a dubbed video: `out` appears only when it is complete and was read again and found right.

    The picture's packets and, where the container allows, the original's are copied; the true peak of the coded dub
    is measured, and the dub limited further until it holds. `media` saves probing the source again.
    """
    media = media or probe(source)
    if media.picture is None:
        raise MediaError(tr("{path} has no picture; deliver its sound alone.", path=source))
    suffix = container_for(media)
    if out.suffix.lower() != suffix:
        raise MediaError(tr("{path} needs the ending {suffix} to hold this picture.", path=out.name, suffix=suffix))
    copied = suffix == ".mkv" or media.audio[source_stream].codec in MP4_SOUND
    return _deliver(_Order(source, labels, suffix, source_stream, copied), dub, out, true_peak_mdb, ctx or Context())


def encode_audio(
    dub: Audio, out: Path, labels: Labels, *, true_peak_mdb: int = -1_000, ctx: Context | None = None
) -> Checked:
    """Deliver a dub without a picture, as an .m4a file."""
    return _deliver(_Order(None, labels, ".m4a"), dub, out, true_peak_mdb, ctx or Context())


def _deliver(order: _Order, dub: Audio, out: Path, true_peak_mdb: int, ctx: Context) -> Checked:
    with written(out) as temporary:
        for attempt in range(1, ATTEMPTS + 1):
            _write(order, dub, temporary, ctx)
            found = check(temporary, dub, order.source, order.labels)
            if found.true_peak_mdb is None or found.true_peak_mdb <= true_peak_mdb:
                break
            added_mdb = max(0, found.true_peak_mdb - (loudness.true_peak_mdb(dub) or 0))
            dub = lowered(dub, true_peak_mdb - added_mdb - attempt * PEAK_STEP_MDB)
        else:
            raise MediaError(tr("The sound of {out} stays too loud after coding. Lower its true peak.", out=out.name))
    return replace(found, media=replace(found.media, path=str(out)))


def _write(order: _Order, dub: Audio, temporary: Path, ctx: Context) -> None:
    streams, options = _streams(order, dub)
    if order.suffix == ".mkv":
        ffmpeg.run(streams, temporary, options | {"format": "matroska", "write_crc32": 0}, ctx, piped=dub)
        mkv_tags.write_tags(temporary, [order.labels.language, order.labels.source_language or "und"])
        return
    with _beside(temporary) as raw:
        ffmpeg.run(streams, raw, options | {"format": "mp4", "write_tmcd": 0}, ctx, piped=dub)
        languages = [order.labels.language]
        if order.source is not None:
            languages = ["", *languages, order.labels.source_language or "und"]
        write_tags(raw, temporary, languages)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    raw = path.with_name(f"{path.stem}.raw{path.suffix}")
    try:
        yield raw
    finally:
        raw.unlink(missing_ok=True)


def _streams(order: _Order, dub: Audio) -> tuple[list[Any], dict[str, Any]]:
    spoken = ffmpeg.sound(dub)["a:0"]
    options = (
        _tags(order, 0, order.labels.language, "default")
        | AAC
        | {
            "c:a:0": "aac",
            "metadata": [f"title={order.labels.title}", f"comment={DRAFT_MARK if order.labels.draft else FINAL_MARK}"],
        }
    )
    if order.source is None:
        return [spoken], options
    source = ffmpeg.source(order.source)
    options |= {"c:v": "copy", "c:a:1": "copy" if order.copied else "aac"}
    options |= _tags(order, 1, order.labels.source_language or "und", "original")
    return [source["v:0"], spoken, source[f"a:{order.original}"]], options


def _tags(order: _Order, track: int, language: str, disposition: str) -> dict[str, Any]:
    name = language_name(language)
    written_language = mkv_tags.placeholder(language, track) if order.suffix == ".mkv" else iso639_2(language)
    return {
        f"metadata:s:a:{track}": [f"language={written_language}", f"title={name}", f"handler_name={name}"],
        f"disposition:a:{track}": disposition,
    }


def language_name(language: str) -> str:
    """Name a language in itself; the bare tag where it has no name."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language
