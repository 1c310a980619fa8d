"""Sounds of a series as written-once files named by their hash, read through memory maps."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from dubbench import paths
from dubbench.errors import MediaError
from dubbench.i18n import tr
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.files import write_bytes
from dubbench.media.pcm import Pcm, PcmCache

SCALE_MARK = "dubbench:scale="


def asset_path(folder: Path, asset: str, kind: str = "flac") -> Path:
    """Say where an asset lies."""
    return folder / f"{asset}.{kind}"


def write_asset(folder: Path, audio: Audio, kind: str = "flac") -> str:
    """Keep a sound (16 bits; louder than full scale is scaled down and marked) and return its hash."""
    data = encode_flac(audio)
    asset = hashlib.sha256(data).hexdigest()
    path = asset_path(folder, asset, kind)
    if not path.is_file():
        write_bytes(path, data)
    return asset


def encode_flac(audio: Audio) -> bytes:
    """Encode as FLAC; the comment says by what power of two the samples must be multiplied again."""
    import soundfile

    sound = Pcm.of(audio)
    held = io.BytesIO()
    with soundfile.SoundFile(
        held, "w", audio.rate_hz, audio.channels, format="FLAC", subtype="PCM_16", compression_level=0.4
    ) as file:
        if sound.scale > 1:
            file.comment = f"{SCALE_MARK}{sound.scale}"
        file.write(sound.samples)
    return held.getvalue()


class AssetReader:
    """Reads assets of one folder; each is decoded once into a cache that can be made again."""

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = PcmCache(cache or paths.cache() / "sounds")

    def path(self, asset: str) -> Path:
        """Find an asset's file, or say in words that it is gone."""
        found = asset_path(self._folder, asset)
        if not found.is_file():
            raise MediaError(
                tr(
                    "The sound {asset} is missing in {folder}. Run the episode again to make it anew.",
                    asset=asset[:12],
                    folder=self._folder,
                )
            )
        return found

    def read(self, ref: AudioRef) -> Audio:
        """Read the stretch that is meant as float32; only that stretch is loaded."""
        found = self.mapped(ref.asset)
        first = min(max(0, round(ref.start_ms * found.rate_hz / 1000)), found.frames)
        last = found.frames if ref.end_ms is None else max(first, round(ref.end_ms * found.rate_hz / 1000))
        return Audio(found.cut(first, last), found.rate_hz)

    def mapped(self, asset: str) -> Pcm:
        """Give a whole sound, decoded once and mapped from the cache."""
        self.path(asset)
        return self._cache.find(asset) or self._cache.keep(asset, self._decode(asset))

    def _decode(self, asset: str) -> Pcm:
        import soundfile

        path = self.path(asset)
        try:
            with soundfile.SoundFile(str(path)) as file:
                return Pcm(file.read(dtype="int16", always_2d=True), int(file.samplerate), _scale(file.comment))
        except soundfile.LibsndfileError as error:
            raise MediaError(
                tr(
                    "The sound {path} is damaged ({cause}). Delete it and run again.",
                    path=path,
                    cause=error,
                )
            ) from error


def _scale(comment: str) -> int:
    return int(comment.removeprefix(SCALE_MARK)) if comment.startswith(SCALE_MARK) else 1
