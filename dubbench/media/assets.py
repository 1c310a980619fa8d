"""Sounds of a series as written-once files named by their hash, read through memory maps."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dubbench import paths
from dubbench.errors import MediaError, NoPermission, NotEnoughSpace
from dubbench.i18n import tr
from dubbench.media.audio import Audio, AudioRef
from dubbench.media.files import write_bytes, written

KEPT_BYTES = 4 << 30
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

    peak = float(np.abs(audio.samples).max(initial=0.0))
    scale = 1 << max(0, int(np.ceil(np.log2(peak)))) if peak > 1 else 1
    held = io.BytesIO()
    with soundfile.SoundFile(
        held, "w", audio.rate_hz, audio.channels, format="FLAC", subtype="PCM_16", compression_level=0.4
    ) as file:
        if scale > 1:
            file.comment = f"{SCALE_MARK}{scale}"
        file.write(np.clip(np.rint(audio.samples * (32768 / scale)), -32768, 32767).astype(np.int16))
    return held.getvalue()


class AssetReader:
    """Reads assets of one folder; each is decoded once into a cache that can be made again."""

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self._folder = folder
        self._cache = cache or paths.cache() / "sounds"

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
        mapped, rate_hz, scale = self._mapped(ref.asset)
        first = min(max(0, round(ref.start_ms * rate_hz / 1000)), len(mapped))
        last = len(mapped) if ref.end_ms is None else max(first, round(ref.end_ms * rate_hz / 1000))
        return Audio(mapped[first:last].astype(np.float32) * np.float32(scale / 32768), rate_hz)

    def _mapped(self, asset: str) -> tuple[NDArray[np.int16], int, int]:
        self.path(asset)
        for found in self._cache.glob(f"{asset}.*.npy"):
            with suppress(ValueError, OSError):  # a cache file broken or taken away by another process is made again
                _, rate_hz, scale, _ = found.name.split(".")
                return np.load(found, mmap_mode="r"), int(rate_hz), int(scale)
        return self._decode(asset)

    def _decode(self, asset: str) -> tuple[NDArray[np.int16], int, int]:
        import soundfile

        path = self.path(asset)
        try:
            with soundfile.SoundFile(str(path)) as file:
                rate_hz, scale = int(file.samplerate), _scale(file.comment)
                samples: NDArray[np.int16] = file.read(dtype="int16", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise MediaError(
                tr(
                    "The sound {path} is damaged ({cause}). Delete it and run again.",
                    path=path,
                    cause=error,
                )
            ) from error
        with suppress(NotEnoughSpace, NoPermission):  # a cache that cannot be written only costs time
            self._keep(self._cache / f"{asset}.{rate_hz}.{scale}.npy", samples)
        return samples, rate_hz, scale

    def _keep(self, path: Path, samples: NDArray[np.int16]) -> None:
        with written(path) as temporary, temporary.open("wb") as file:
            np.save(file, samples)
        _prune(self._cache)


def _scale(comment: str) -> int:
    return int(comment.removeprefix(SCALE_MARK)) if comment.startswith(SCALE_MARK) else 1


def _prune(cache: Path) -> None:
    room = KEPT_BYTES
    with suppress(OSError):  # another process may be pruning too
        known = [(entry.stat(), entry) for entry in cache.glob("*.npy")]
        for stat, entry in sorted(known, key=lambda pair: -pair[0].st_mtime):
            room -= stat.st_size
            if room < 0:
                entry.unlink(missing_ok=True)
