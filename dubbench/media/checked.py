"""Read a written delivery again and compare it with what was ordered."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from dubbench.domain.series import Media
from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media.audio import Audio
from dubbench.media.decode import decode_audio
from dubbench.media.loudness import integrated_mdb, true_peak_mdb
from dubbench.media.mp4_tags import iso639_2
from dubbench.media.picture import picture_packets
from dubbench.media.probe import DRAFT_MARK, Reading, bcp47, read_file

AUDIO_FRAME_MS = 22


class Ordered(Protocol):
    """What the delivery had to say of itself."""

    @property
    def language(self) -> str: ...
    @property
    def source_language(self) -> str: ...
    @property
    def draft(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """A delivery as read from its file; loudness and true peak are those of the coded dub, decoded again."""

    media: Media
    loudness_mdb: int | None
    true_peak_mdb: int | None


def check(path: Path, dub: Audio, source: Path | None, ordered: Ordered) -> Checked:
    """Probe a delivery; raise MediaError naming every difference from what was ordered."""
    found = read_file(path)
    faults = [*_languages(found, ordered, source is not None), *_lengths(found.media, dub)]
    if not found.defaults or not found.defaults[0] or any(found.defaults[1:]):
        faults.append(tr("the dub is not its one default track"))
    if (DRAFT_MARK in found.tags.get("comment", "")) != ordered.draft:
        faults.append(tr("its draft mark is wrong"))
    if source is not None:
        faults += _picture(path, source)
    if faults:
        raise MediaError(tr("The written file is not as ordered: {faults}.", faults="; ".join(faults)))
    heard = decode_audio(path, 0, dub.rate_hz, times=found.times)
    return Checked(found.media, integrated_mdb(heard), true_peak_mdb(heard))


def _languages(found: Reading, ordered: Ordered, with_original: bool) -> Iterator[str]:
    wanted = [ordered.language, *([ordered.source_language] if with_original else [])]
    languages = [stream.language for stream in found.media.audio]
    if languages != [bcp47(language) for language in wanted]:
        yield tr("its sound tracks are in {found} instead of {wanted}", found=languages, wanted=wanted)
    codes = [tag.iso639 for tag in found.tracks if tag.kind == "soun"]
    if codes and codes != [iso639_2(language or "und") for language in wanted]:
        yield tr("its ISO 639-2 codes are {found}", found=codes)


def _lengths(media: Media, dub: Audio) -> list[str]:
    allowed = AUDIO_FRAME_MS
    if media.picture:
        allowed = round(1000 * Fraction(media.picture.rate_den, media.picture.rate_num))
    if abs(media.duration_ms - dub.duration_ms) <= allowed:
        return []
    return [tr("it lasts {found} ms, the dub {wanted} ms", found=media.duration_ms, wanted=dub.duration_ms)]


def _picture(path: Path, source: Path) -> list[str]:
    before, after = picture_packets(source), picture_packets(path)
    return [] if before and after and before.same_as(after) else [tr("its picture differs from the source's")]
