"""Small programmes for tests: spoken by the fake voices, so that the fake transcriber reads them back."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import importlib
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from dubbench.engines import registry
from dubbench.engines.interfaces import SpeakRequest
from dubbench.engines.models import Models
from dubbench.jobs.context import Context
from dubbench.media.ffmpeg import ffmpeg_exe

RATE_HZ = 24_000
SCRIPT = ("You never told them.", "That house was mine.", "Come back at night.")


def engine(engine_id: str) -> Any:
    module, _, name = registry.info(engine_id).factory.partition(":")
    return getattr(importlib.import_module(module), name)(Models())


def speech(texts: tuple[str, ...] = SCRIPT, gap_s: float = 1.2) -> np.ndarray:
    """Speak texts with silence between them; mono at 24 kHz."""
    voice = engine("fake-synthesizer")
    voice_id = next(v.id for v in voice.voices() if v.language.startswith("en"))
    silence = np.zeros(int(gap_s * RATE_HZ), np.float32)
    parts = [silence]
    for text in texts:
        parts += [voice.speak(SpeakRequest(text, voice_id, "en-US"), Context()).audio.mono(), silence]
    return np.concatenate(parts)


def ffmpeg(*arguments: object) -> None:
    subprocess.run([ffmpeg_exe(), "-v", "error", "-y", *map(str, arguments)], check=True)


def sound_file(path: Path, texts: tuple[str, ...] = SCRIPT) -> Path:
    soundfile.write(path, speech(texts), RATE_HZ)
    return path


def video(path: Path, *options: object, texts: tuple[str, ...] = SCRIPT) -> Path:
    """Make a small vertical MP4 whose sound speaks `texts`; `options` go to the encoder."""
    wav = sound_file(path.with_name("spoken.wav"), texts)
    seconds = soundfile.info(wav).duration
    size = f"testsrc=size=90x160:rate=24:duration={seconds}"
    raw = path.with_name("raw-programme.mp4")
    ffmpeg(
        *("-f", "lavfi", "-i", size, "-i", wav, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-preset", "ultrafast"),
        *("-c:a", "aac", "-ac", "2", "-shortest", *options, raw),
    )
    wav.unlink()
    return raw.rename(path)
