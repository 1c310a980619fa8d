"""The work item that renders a delivery: files appear under their final name only when complete."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dubbench import formats
from dubbench.app.work import Place
from dubbench.domain.delivery import Cue, DeliveredFile
from dubbench.domain.market import Destination
from dubbench.domain.series import Media
from dubbench.formats.manifest import FileKind
from dubbench.i18n import tr
from dubbench.jobs.context import Context
from dubbench.media.assets import AssetReader, encode_flac
from dubbench.media.audio import Audio
from dubbench.media.checked import Checked
from dubbench.media.files import sha256_of, sweep, write_bytes
from dubbench.media.mixdown import MixPlan, Rendered
from dubbench.media.mixdown import render as mix_down
from dubbench.media.mux import Labels, encode_audio, mux

SILENCE_MDB = -70_000  # the absolute gate of BS.1770: below it nothing counts as sound


@dataclass(frozen=True, slots=True)
class Names:
    """Where the files of one delivery go and what they are called."""

    folder: str
    base: str
    suffix: str

    def path(self, suffix: str) -> Path:
        return Path(self.folder) / (self.base + suffix)


@dataclass(frozen=True, slots=True)
class Render:
    """Everything that is heard and read in a delivery."""

    place: Place
    media_path: str
    media: Media
    stream: int
    background: str
    plan: MixPlan
    cues: tuple[Cue, ...]
    destination: Destination
    source_language: str
    locale: str
    title: str
    draft: bool
    names: Names


@dataclass(frozen=True, slots=True)
class Rendition:
    """What was written, and what the mix measured."""

    files: tuple[DeliveredFile, ...]
    gain_mdb: int
    loudness_mdb: int
    true_peak_mdb: int


def render(work: Render, ctx: Context) -> Rendition:
    """Mix, encode, mux and write subtitles and stems; the stems are written while the programme is encoded."""
    ctx.progress(0, 3, tr("mix"))
    sweep(Path(work.names.folder))
    mixed = mix_down(work.plan, AssetReader(Path(work.place.assets)), ctx.share(0, 1, 3))
    ctx.progress(1, 3, tr("encode"))
    programme = work.names.path(work.names.suffix)
    with ThreadPoolExecutor(1) as beside:
        rest = beside.submit(lambda: [*_subtitles(work), *_stems(work, mixed)])
        checked = _programme(work, mixed, programme, ctx.share(1, 2, 3))
        files = (_delivered(programme, FileKind.PROGRAMME), *rest.result())
    ctx.progress(3, 3, tr("written"))
    return Rendition(
        files,
        mixed.gain_mdb,
        SILENCE_MDB if checked.loudness_mdb is None else checked.loudness_mdb,
        SILENCE_MDB if checked.true_peak_mdb is None else checked.true_peak_mdb,
    )


def _subtitles(work: Render) -> list[DeliveredFile]:
    picture = work.media.picture
    meta = formats.SubtitleMeta(
        work.title, work.locale, picture.width if picture else 0, picture.height if picture else 0
    )
    made = []
    for name in work.destination.formats:
        path = work.names.path(formats.FORMATS[name].suffix)
        write_bytes(path, formats.write(name, work.cues, meta).encode())
        made.append(_delivered(path, FileKind(name)))
    return made


def _stems(work: Render, mixed: Rendered) -> list[DeliveredFile]:
    """Write the dub's dialogue and the background, levelled as in the programme."""
    made = []
    for kind, sound in ((FileKind.DIALOGUE, mixed.dialogue), (FileKind.BACKGROUND, mixed.background)):
        if sound is not None:
            path = work.names.path(f".{kind.value}.flac")
            levelled = sound.samples * np.float32(10 ** (mixed.gain_mdb / 20_000))
            write_bytes(path, encode_flac(Audio(levelled, sound.rate_hz)))
            made.append(_delivered(path, kind))
    return made


def _delivered(path: Path, kind: FileKind) -> DeliveredFile:
    return DeliveredFile(path.name, kind.value, sha256_of(path), path.stat().st_size)


def _programme(work: Render, mixed: Rendered, out: Path, ctx: Context) -> Checked:
    """Encode the dub and put it beside the picture, or alone where there is none."""
    labels = Labels(work.locale, work.source_language, work.title, work.draft)
    peak_mdb = work.destination.true_peak_mdb
    if work.media.picture is None:
        return encode_audio(mixed.programme, out, labels, true_peak_mdb=peak_mdb, ctx=ctx)
    source = Path(work.media_path)
    return mux(
        source,
        mixed.programme,
        out,
        labels,
        media=work.media,
        source_stream=work.stream,
        true_peak_mdb=peak_mdb,
        ctx=ctx,
    )
