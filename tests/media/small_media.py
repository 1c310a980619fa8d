"""Ingredients of the small media files that the tests of media use."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from dubbench.media.audio import Audio

PICTURE = ("-f", "lavfi", "-i", "testsrc=size=96x160:rate=25:duration=2")
TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=2")
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2", "-c:a", "aac")

Make = Callable[..., Path]


def bursts(seconds: float, channels: int, rate_hz: int = 48_000, seed: int = 1) -> Audio:
    """Make noise that starts and stops five times a second."""
    dice = np.random.default_rng(seed)
    frames = round(seconds * rate_hz)
    sounding = (np.arange(frames) // (rate_hz // 10)) % 2 == 0
    noise = dice.standard_normal((frames, 1)).repeat(channels, axis=1) * sounding[:, None]
    return Audio((0.2 * noise).astype(np.float32), rate_hz)
