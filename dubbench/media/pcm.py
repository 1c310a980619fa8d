"""Decoded sound that lies on the disk and is read as it is needed, and the cache that holds it."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dubbench.errors import NoPermission, NotEnoughSpace
from dubbench.media.audio import Audio, Samples
from dubbench.media.files import written

KEPT_BYTES = 4 << 30
SIDE = 0.7071
RATE_HZ = 48_000
"""The rate at which everything is played."""


class Sound(Protocol):
    """Stereo at 48 kHz that can be read anywhere, from any thread, quickly enough for a sound card."""

    @property
    def frames(self) -> int: ...

    def read(self, first: int, count: int, /) -> Samples:
        """Give `count` frames from `first` on, shape (count, 2); silence outside."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Pcm:
    """16-bit samples of shape (frames, channels), usually mapped from a file; `scale` is what full scale stands for."""

    samples: NDArray[np.int16]
    rate_hz: int
    scale: int = 1

    @property
    def frames(self) -> int:
        return len(self.samples)

    @classmethod
    def of(cls, audio: Audio) -> Pcm:
        """Hold a sound in 16 bits; what is louder than full scale is scaled by a power of two."""
        peak = float(np.abs(audio.samples).max(initial=0.0))
        scale = 1 << max(0, int(np.ceil(np.log2(peak)))) if peak > 1 else 1
        rounded = np.rint(audio.samples * np.float32(32768 / scale))
        return cls(np.clip(rounded, -32768, 32767).astype(np.int16), audio.rate_hz, scale)

    def cut(self, first: int, last: int) -> Samples:
        """Give a stretch that lies inside, as float32 in its own channels."""
        return self.samples[first:last].astype(np.float32) * np.float32(self.scale / 32768)

    def read(self, first: int, count: int) -> Samples:
        """Give a stretch as stereo; silence outside."""
        low, high = min(max(first, 0), self.frames), min(max(first + count, 0), self.frames)
        heard = stereo(self.cut(low, high))
        if len(heard) == count:
            return heard
        whole = np.zeros((count, 2), np.float32)
        whole[low - first : low - first + len(heard)] = heard
        return whole


@dataclass(frozen=True, slots=True)
class Silence:
    """A sound of which nothing is there yet."""

    frames: int

    def read(self, _first: int, count: int) -> Samples:
        """Give silence."""
        return np.zeros((count, 2), np.float32)


def stereo(samples: Samples) -> Samples:
    """Bring any channels to two: centre and surrounds 3 dB down, no low-frequency channel (ITU-R BS.775)."""
    channels = samples.shape[1]
    if channels == 2:
        return samples
    if channels == 1:
        return np.repeat(samples, 2, axis=1)
    both = samples[:, :2].copy()
    both += np.float32(SIDE) * samples[:, 2:3]
    if channels >= 5:
        both += np.float32(SIDE) * samples[:, channels - 2 :]
    return both


class PcmCache:
    """Keeps decoded sounds by their hash, 4 GiB in all, the latest made; each can be made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> Pcm | None:
        """Map a sound that is kept."""
        for found in self._folder.glob(f"{key}.*.npy"):
            with suppress(ValueError, OSError):  # a cache file broken or taken away by another process is made again
                _, rate_hz, scale, _ = found.name.split(".")
                return Pcm(np.load(found, mmap_mode="r"), int(rate_hz), int(scale))
        return None

    def keep(self, key: str, sound: Pcm) -> Pcm:
        """Keep a sound and give it mapped; as it is where the cache cannot be written, which only costs memory."""
        with suppress(NotEnoughSpace, NoPermission):
            place = self._folder / f"{key}.{sound.rate_hz}.{sound.scale}.npy"
            with written(place) as temporary, temporary.open("wb") as file:
                np.save(file, sound.samples)
            self._prune()
        return self.find(key) or sound

    def _prune(self) -> None:
        room = KEPT_BYTES
        with suppress(OSError):  # another process may be pruning too
            known = [(entry.stat(), entry) for entry in self._folder.glob("*.npy")]
            for stat, entry in sorted(known, key=lambda pair: -pair[0].st_mtime):
                room -= stat.st_size
                if room < 0:
                    entry.unlink(missing_ok=True)
