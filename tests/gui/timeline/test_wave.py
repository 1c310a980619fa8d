"""The waveform as pixels and as a shape."""
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import numpy as np
import pytest

from dubbench.gui.timeline import wave


@pytest.mark.parametrize("full", [np.float32(1), np.int16(32_767)])
def test_full_scale_fills_the_lane_in_floats_and_in_integers(full: np.generic) -> None:
    peaks = np.array([[-full, full], [0, 0], [-full / 2, full / 2]]).astype(full.dtype)
    assert wave.edges(peaks, 100, 1.0).tolist() == [[0, 100], [50, 51], [25, 75]]


def test_quiet_programmes_are_drawn_larger_but_silence_is_not() -> None:
    quiet = np.full((1_000, 2), [-0.25, 0.25], dtype=np.float32)
    assert wave.gain_of(quiet) == pytest.approx(4)
    assert wave.gain_of(quiet * 0) == 12
    assert wave.gain_of(quiet[:0]) == 12


def test_a_picture_has_a_column_for_each_peak_in_its_own_ink() -> None:
    peaks = np.array([[-1, 1], [0, 0]], dtype=np.float32)
    image = wave.picture(peaks, 10, 1.0, np.array([0xFF112233, 0xFF445566], dtype=np.uint32))
    assert (image.width(), image.height()) == (2, 10)
    assert [image.pixel(0, y) for y in (0, 9)] == [0xFF112233] * 2
    assert [image.pixel(1, y) for y in (4, 5, 6)] == [0, 0xFF445566, 0]
    assert wave.outline(peaks, 10, 1.0, 3, 5).boundingRect().getRect() == (3, 5, 1, 10)
