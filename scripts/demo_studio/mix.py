"""Mixes dialogue, music and effects into a programme and its two stems."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
import subprocess
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .effects import effect
from .music import bed
from .screenplay import Screenplay
from .voices import LINE_RMS_DB, RATE_HZ, Performance

Stereo = NDArray[np.float32]
MUSIC_BELOW_DB = 17.0
PROGRAMME_LUFS = -17.0
PEAK = 0.84


class Mix(NamedTuple):
    """The stems sum to the programme; all of shape (frames, 2) at RATE_HZ."""

    dialogue: Stereo
    background: Stereo
    gain_db: float

    @property
    def programme(self) -> Stereo:
        return self.dialogue + self.background


def mix(play: Screenplay, performance: Performance) -> Mix:
    """Mix at PROGRAMME_LUFS, or as near as the highest peak allows."""
    mono = performance.dialogue()
    dialogue = np.stack([mono, mono], axis=1)
    level = 10 ** ((LINE_RMS_DB - MUSIC_BELOW_DB) / 20)
    background = (bed(play.music, performance) * level).astype(np.float32)
    for sound in performance.effects:
        _lay(background, effect(sound.name), round(sound.at_s * RATE_HZ))
    programme = dialogue + background
    wanted_db = PROGRAMME_LUFS - loudness_lufs(programme)
    room_db = 20 * np.log10(PEAK / np.abs(programme).max())
    gain_db = float(min(wanted_db, room_db))
    gain = np.float32(10 ** (gain_db / 20))
    return Mix(dialogue * gain, background * gain, gain_db)


def _lay(track: Stereo, sound: Stereo, first: int) -> None:
    part = sound[: len(track) - first]
    track[first : first + len(part)] += part


def loudness_lufs(samples: Stereo) -> float:
    """Measure integrated loudness (EBU R 128) with ffmpeg's own meter."""
    from imageio_ffmpeg import get_ffmpeg_exe

    command = [get_ffmpeg_exe(), "-hide_banner", "-nostats", "-f", "f32le", "-ar", str(RATE_HZ), "-ac", "2", "-i", "-"]
    command += ["-af", "ebur128", "-f", "null", "-"]
    done = subprocess.run(command, input=samples.astype("<f4").tobytes(), capture_output=True, check=True)
    found = re.findall(r"I:\s+(-?\d+(?:\.\d+)?) LUFS", done.stderr.decode(errors="replace"))
    return float(found[-1])
